# SPDX-License-Identifier: MIT
# The n-th call fails, for every n: reliability is that no failure is silent. See helpers/sweep.c for what is checked of each run.
# Only in a build with --enable-faults.
load helpers/common

setup() {
	common_setup
	printf 'x\n' | PMAP_FAIL=malloc:1 "$PMAP" echo >/dev/null 2>&1 && skip "needs a build with --enable-faults"
	seq 6 >six
	awk 'BEGIN { for (i = 1; i <= 12; i++) { printf "%d:", i; for (j = 0; j < 30; j++) printf "%010d", i; print "" } }' >records
}
teardown() { no_leftovers; }

# sweep_kinds "KINDS" SWEEP-OPTION... -- COMMAND...: all at once, each in a directory of its own that holds the same files.
sweep_kinds() {
	local kinds=$1 kind pid bad=0 here=$PWD
	local -A pids=()

	shift
	for kind in $kinds; do
		mkdir "../$kind" "../$kind/tmp" "../$kind/work"
		cp -r . "../$kind/work"
		(
			cd "$here/../$kind/work" || exit 1
			export TMPDIR=$here/../$kind/tmp
			set -- -d "$TMPDIR" "$@"
			[ "$kind" != write ] || set -- -m "$@"
			sweep "$kind" -n 30 "$@"
		) >"../$kind.said" 2>&1 3>&- &
		pids[$kind]=$!
	done
	for kind in $kinds; do
		pid=${pids[$kind]}
		wait "$pid" || { bad=1; echo "$kind:"; }
		cat "../$kind.said"
	done
	return $bad
}

# The same for all kinds. Calls that are only short must do no harm; where they may, $short says how they are swept (-a by default).
sweep_all() {
	local bad=0

	sweep_kinds "malloc open read write pipe spawn thread event mmap" "$@" || bad=1
	sweep_kinds "shortread shortwrite" ${short--a} "$@" || bad=1
	return $bad
}

all_well() {
	[ "$status" -eq 0 ] || { printf '%s\n' "$output"; return 1; }
}

@test "no failing call goes unnoticed: a command for each line" {
	run sweep_all -s -i six -e six -- "$PMAP" -j2 echo
	all_well
}

@test "no failing call goes unnoticed: through a shell" {
	run sweep_all -s -i six -e six -- "$PMAP" -j3 'echo {} && true'
	all_well
}

@test "no failing call goes unnoticed: a trace" {
	run sweep_all -s -i six -e six -- "$PMAP" -j2 --trace t.json echo
	all_well
}

@test "no failing call goes unnoticed: -k, spilling to disk" {
	for i in {1..6}; do seq "${i}000" "$((i * 1000 + 4000))" >"part$i"; done
	cat part? >all
	run sweep_all -i six -e all -- "$PMAP" -k -j3 --buffer 4k 'cat part{} <six'
	all_well
}

@test "no failing call goes unnoticed: -k, spilling compressed" {
	for i in {1..6}; do seq "${i}000" "$((i * 1000 + 4000))" >"part$i"; done
	cat part? >all
	run sweep_all -i six -e all -- "$PMAP" -k -j3 --compress --buffer 4k cat part{}
	all_well
}

@test "no failing call goes unnoticed: --pipe" {
	run sweep_all -s -i records -e records -- "$PMAP" --pipe --block 700 -j2 cat
	all_well
}

@test "no failing call goes unnoticed: --pipe -N" {
	run sweep_all -s -i records -e records -- "$PMAP" --pipe -N2 -j2 cat
	all_well
}

@test "no failing call goes unnoticed: --pipe --cat" {
	run sweep_all -s -i records -e records -- "$PMAP" --pipe --cat --block 700 -j2 cat {}
	all_well
}

@test "no failing call goes unnoticed: --pipepart" {
	run sweep_all -e records -- "$PMAP" --pipepart -k -a records --block 700 -j2 cat
	all_well
}

# A record that goes out in two writes is not whole for a moment, so a short write counts as a full disk.
@test "no failing call goes unnoticed: --joblog" {
	short='' run sweep_all -s -i six -e six -l log -- "$PMAP" --joblog log -j2 echo
	all_well
}

@test "no failing call goes unnoticed: --line-buffer --tag, last lines without end" {
	for i in {1..6}; do printf '%s\tx\n%s\t%s' "$i" "$i" "$i"; done >tagged
	run sweep_all -i six -e tagged -- "$PMAP" -k --line-buffer --tag -j2 'printf "x\n"{}'
	all_well
}

@test "no failing call goes unnoticed: --retries" {
	run sweep_all -s -i six -e six -- "$PMAP" --retries 3 -j2 'mkdir $PPID.{} 2>/dev/null && exit 1; rmdir $PPID.{}; echo {}'
	all_well
}

@test "no failing call goes unnoticed: @bunzip2 on threads" {
	for i in 1 2 3; do seq "$i" 400 | tee -a all | bzip2 >"$i.bz2"; done
	run sweep_all -e all -- "$PMAP" -k -j2 --pool thread @bunzip2 ::: 1.bz2 2.bz2 3.bz2
	all_well
}

@test "no failing call goes unnoticed: @bunzip2 in processes" {
	for i in 1 2 3; do seq "$i" 400 | tee -a all | bzip2 >"$i.bz2"; done
	run sweep_all -e all -- "$PMAP" -k -j2 --pool process @bunzip2 ::: 1.bz2 2.bz2 3.bz2
	all_well
}

@test "no failing call goes unnoticed: -X" {
	echo 1 2 3 4 5 6 >line
	run sweep_all -i six -e line -- "$PMAP" -X -j1 echo
	all_well
}

@test "no failing call goes unnoticed: --resume" {
	"$PMAP" -j1 --joblog done echo <six >/dev/null
	head -4 done >begun
	seq 4 6 >rest
	run sweep_kinds "malloc open read write shortread" -s -i six -e rest -- \
		bash -c 'cp begun log; exec "$0" --resume --joblog log -k -j2 echo' "$PMAP"
	all_well
}

@test "no failing call goes unnoticed: --timeout and --halt" {
	printf '%s\n' 1 2 3 >three
	run sweep_all -s -i six -e three -- "$PMAP" --halt soon,success=100 --timeout 5 -j1 '[ {} -gt 3 ] || echo {}'
	all_well
}
