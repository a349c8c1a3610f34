# SPDX-License-Identifier: MIT
# The helpers of the tests, tested: a proof is worth what its tools are.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

@test "meet waits for what is said later, and at once for what was said before" {
	bg meet wait later out heard >out
	run meet say before wait before say later
	[ "$status" -eq 0 ]
	wait_bg
	[ "$status" -eq 0 ]
	[ "$(<out)" = heard ]
}

@test "meet waits until a name has been said often enough" {
	bg meet wait three=3 out heard >out
	run meet say three say three
	[ "$status" -eq 0 ]
	[ ! -s out ]
	run meet say three
	[ "$status" -eq 0 ]
	wait_bg
	[ "$status" -eq 0 ]
	[ "$(<out)" = heard ]
}

@test "meet gives up after its limit" {
	MEET_LIMIT=1 run meet wait never
	[ "$status" -eq 124 ]
}

@test "spawnee reports descriptors, signals, group and limits" {
	run env --block-signal=USR1 --default-signal=HUP,INT,QUIT,TERM,PIPE --ignore-signal=USR2 \
		bash -c 'cd /; umask 027; ulimit -Sn 100; exec spawnee fd blocked ignored leader cwd umask nofile' 3>&- </dev/null 4<"$SRCDIR/LICENSE"
	[ "$status" -eq 0 ]
	[[ $output = *"fd 0 null"*"fd 1 pipe"*"fd 4 file"*"blocked USR1"*"ignored USR2"*"leader no"*"cwd /"*"umask 0027"*"nofile 100 "* ]]
}

@test "ptyx gives a terminal of the asked size, types when it should, and hands on the status" {
	run ptyx -s 50x10 -e 'name? ' 'me\n' sh -c 'test -t 0 && stty size; printf "name? "; read -r x; echo "hello $x"; exit 3' </dev/null
	[ "$status" -eq 3 ]
	[[ $output = *"10 50"*"hello me"* ]]
}

@test "slowpipe copies everything and sets O_NONBLOCK on a shared pipe" {
	run bash -c 'seq 100 | slowpipe copy 7 0 | cksum; seq 100 | cksum'
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "${lines[1]}" ]
	run bash -c 'slowpipe nonblock 1 -- grep flags /proc/self/fdinfo/1 | cat'
	[ "$status" -eq 0 ]
	[ $((0${output##*[[:space:]]} & 04000)) -ne 0 ]
}

@test "a process that outlives its test is found and ended" {
	setsid meet say up wait never 3>&- &
	meet wait up
	run no_leftovers 1
	[ "$status" -ne 0 ]
	[[ $output = *"meet say up"* ]]
	run no_leftovers
	[ "$status" -eq 0 ]
}
