# SPDX-License-Identifier: MIT
# The n-th call fails, for every n (see faults.bats): worker processes and programs that stay. Only in a build with --enable-faults.
load helpers/common
load helpers/faults

setup() {
	common_setup
	printf 'x\n' | PMAP_FAIL=malloc:1 "$PMAP" echo >/dev/null 2>&1 && skip "needs a build with --enable-faults"
	seq 6 >six
	LIB=$HELPERS/plugin.so
}
teardown() { no_leftovers; }

@test "no failing call goes unnoticed: a function in worker processes" {
	run sweep_all -s -i six -e six -- "$PMAP" -j2 --pool process "@$LIB:echo"
	all_well
}

@test "no failing call goes unnoticed: blocks for worker processes" {
	seq 3000 >lines
	run sweep_all -i lines -e lines -- "$PMAP" --pipe -k -j2 --block 3k --pool process "@$LIB:echo"
	all_well
}

@test "no failing call goes unnoticed: parts of a file for worker processes" {
	seq 3000 >lines
	run sweep_all -e lines -- "$PMAP" --pipepart -a lines -k -j2 --block 3k --pool process "@$LIB:echo"
	all_well
}

@test "no failing call goes unnoticed: --persist" {
	run sweep_all -s -i six -e six -- "$PMAP" -j2 --persist cat
	all_well
}

@test "no failing call goes unnoticed: a function on threads" {
	run sweep_all -s -i six -e six -- "$PMAP" -j2 --pool thread "@$LIB:echo"
	all_well
}
