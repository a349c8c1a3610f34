# SPDX-License-Identifier: MIT
# --halt where jobs run at the same time; compat.bats has the announcements and the status one by one.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

@test "now,fail=1 kills what runs and starts nothing more" {
	run "$PMAP" -j2 --halt now,fail=1 'case {} in a) meet say a hold;; b) meet wait a; exit 3;; *) touch started;; esac' ::: a b c
	[ "$status" -eq 3 ]
	[ ! -e started ]
	same "$output" "$(printf '%s: This job failed:\n%s' pmap "case b in a) meet say a hold;; b) meet wait a; exit 3;; *) touch started;; esac")"
}

@test "soon,fail=1 lets what runs finish and says how many" {
	run bash -c '"$PMAP" -j2 --halt soon,fail=1 "case {} in
		a) meet say a wait told; echo a done;; b) meet wait a; exit 3;; *) touch started;; esac" ::: a b c 2> >(
			while read -r l; do case $l in *Starting*) echo "$l" >said; meet say told;; esac; done)'
	[ "$status" -eq 3 ]
	[ ! -e started ]
	same "$output" "a done"
	same "$(cat said)" "pmap: Starting no more jobs. Waiting for 1 jobs to finish."
}

@test "now,success=1 kills the rest and the status is 0" {
	run "$PMAP" -j3 --halt now,success=1 'case {} in a|b) meet say {} hold;; *) meet wait a wait b;; esac' ::: a b c d
	[ "$status" -eq 0 ]
	[[ $output == *"This job succeeded:"* ]]
}

@test "a job that was killed by --halt is neither logged nor counted" {
	run "$PMAP" -j2 --joblog log --halt now,fail=1 'case {} in a) meet say a hold;; b) meet wait a; exit 4;; esac' ::: a b c
	[ "$status" -eq 4 ]
	same "$(cut -f1,7 log)" "$(printf 'Seq\tExitval\n2\t4')"
}

@test "with -k output behind a killed job is not printed, that before it is" {
	# The third job gets the slot of the first one, so that one is done.
	run bash -c '"$PMAP" -k -j2 --halt now,fail=1 "echo {}; case {} in
		2) meet say 2 hold;; 3) meet wait 2; exit 5;; esac" ::: 1 2 3 2>/dev/null'
	[ "$status" -eq 5 ]
	[ "${lines[0]}" = 1 ]
	[[ $output != *3* ]]
}

@test "a percentage is one of all jobs" {
	run "$PMAP" -j1 --halt now,fail=30% 'echo {}; exit {}' ::: 1 0 0 1 0 1 0 0 1 0
	[ "$status" -eq 30 ]
	[ "$(grep -c '^[01]$' <<<"$output")" -eq 6 ]
}

@test "the announcement comes behind the output of its job" {
	run "$PMAP" -j1 --halt now,fail=1 'echo out; echo err >&2; exit' ::: 2
	[ "$status" -eq 2 ]
	same "$output" "$(printf 'out\nerr\npmap: This job failed:\necho out; echo err >&2; exit 2')"
}

@test "control bytes in an announced command are shown, not sent" {
	run "$PMAP" -j1 --halt now,fail=1 false ::: $'\e[31m'
	[ "$status" -eq 1 ]
	[[ $output == *'\x1b'* ]]
	[[ $output != *$'\e'* ]]
}

@test "words that are no --halt are refused before anything runs" {
	for spec in later,fail=1 now,lost=1 now,fail=-1 now,fail=1x now,fail x; do
		run "$PMAP" --halt "$spec" touch ::: ran
		[ "$status" -eq 255 ]
		[[ $output == *"--halt"*"$spec"* ]]
		[ ! -e ran ]
	done
}
