# SPDX-License-Identifier: MIT
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

@test "a job that timed out counts as failed, and says so in two lines" {
	run "$PMAP" -j1 --timeout 0.2 meet ::: hold
	[ "$status" -eq 1 ]
	same "$output" "$(printf 'pmap: Warning: This job was killed because it timed out:\npmap: Warning: meet hold')"
}

@test "what it printed so far is printed, and the others run" {
	run bash -c '"$PMAP" -j1 --timeout 0.3 "echo {}; test {} = b || meet hold" ::: a b 2>/dev/null'
	[ "$status" -eq 1 ]
	same "$output" "$(printf 'a\nb')"
}

@test "the log says -1 and the signal" {
	run "$PMAP" -j1 --timeout 0.2 --joblog log meet ::: hold
	[ "$status" -eq 1 ]
	same "$(sed 1d log | cut -f7,8)" "$(printf -- '-1\t15')"
}

@test "children of the job die with it" {
	run "$PMAP" -j1 --timeout 0.3 'meet hold & meet hold; wait' ::: a
	[ "$status" -eq 1 ]
	# teardown looks for what is left
}

@test "a job that ignores TERM is killed" {
	run "$PMAP" -j1 --timeout 0.2 --termseq TERM,50,KILL,25 --joblog log meet ignore 15 hold ::: x
	[ "$status" -eq 1 ]
	same "$(sed 1d log | cut -f7,8)" "$(printf -- '-1\t9')"
}

@test "times have units and fractions" {
	for t in 0.2 0.2s 0.004m .2; do
		run "$PMAP" -j1 --timeout $t meet ::: hold
		[ "$status" -eq 1 ]
	done
	for t in 1m30s 1h 2d 1h1m1s; do
		run "$PMAP" -j1 --timeout $t true ::: x
		[ "$status" -eq 0 ]
	done
}

@test "a percentage is one of the median run time of the jobs before" {
	run bash -c '"$PMAP" -j1 --timeout 1000% "case {} in 5) meet hold;; *) :;; esac" ::: 1 2 3 4 5 6 2>&1 >/dev/null'
	[ "$status" -ge 1 ] # on a busy machine others may be late, too
	[[ $output == *"timed out"* ]]
}

@test "a quick job under a time limit is not slowed by it" {
	run "$PMAP" -k -j4 --timeout 100 echo ::: $(seq 100)
	[ "$status" -eq 0 ]
	same "$output" "$(seq 100)"
}
