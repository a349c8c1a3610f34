# SPDX-License-Identifier: MIT
# Hosts that do not answer and tasks that are ended, over an sshd of this test's own.
load helpers/common
load helpers/sshd
bats_require_minimum_version 1.5.0

setup_file() { sshd_start; }

@test "a host that cannot be reached leaves, its tasks run elsewhere" {
	run --separate-stderr "$PMAP" -k -S 1/dead,1/a --joblog log echo ::: 1 2 3 4
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3\n4'
	[[ $stderr = *"host 'dead' does not answer: no more tasks run there"* ]]
	same "$(tail -n +2 log | cut -f 2 | sort -u)" a
	run --separate-stderr bash -c 'seq 4 | "$PMAP" -k --pipe -N1 -S 1/dead,1/a cat'
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3\n4'
}

@test "without a host that answers the run fails with words" {
	run "$PMAP" -S 1/dead echo ::: 1 2
	[ "$status" -eq 255 ]
	[[ $output = *"no host is left that answers; task "* ]]
	run "$PMAP" -S dead echo ::: 1 2
	[ "$status" -eq 255 ]
	[[ $output = *"no host of --sshlogin answers"* ]]
}

@test "--filter-hosts leaves out in silence" {
	run "$PMAP" --filter-hosts -k -S 1/dead,1/a 'echo {%}' ::: 1 2
	[ "$status" -eq 0 ]
	same "$output" $'1\n1'
	run "$PMAP" --filter-hosts -S 1/dead echo ::: 1
	[ "$status" -eq 255 ]
	run "$PMAP" --filter-hosts -k -S dead,a,dead:2,b --tag --nonall echo hi
	[ "$status" -eq 0 ]
	same "$output" $'a\thi\nb\thi'
	run "$PMAP" --filter-hosts -k -S dead,a --onall echo ::: 1 2
	[ "$status" -eq 0 ]
	same "$output" $'1\n2'
}

@test "a task that is ended here ends there: --timeout, --halt" {
	run "$PMAP" --env PMAP_TEST_MARK --timeout 2 -S 1/a 'sleep 300 & sleep 300 #' ::: x
	[ "$status" -eq 1 ]
	no_leftovers
	run "$PMAP" --env PMAP_TEST_MARK,MEET,PATH --halt now,fail=1 -S 1/a,1/b '[ {} = 2 ] && { meet wait up; exit 5; }; meet say up; sleep 300' ::: 1 2
	[ "$status" -eq 5 ]
	no_leftovers
	# Its stdin is data: it sees that its connection has gone.
	run bash -c 'echo | "$PMAP" --env PMAP_TEST_MARK --pipe --timeout 2 -S 1/a "sleep 300"'
	[ "$status" -eq 1 ]
	no_leftovers
}

@test "nothing is left there by an interrupt, nor by SIGKILL" {
	for sig in INT KILL; do
		rm -rf "${MEET:?}"/*
		bg "$PMAP" --env PMAP_TEST_MARK,MEET,PATH -S 2/a 'meet say up; sleep 300' ::: 1 2
		meet wait up=2
		kill -s $sig "$BG"
		wait_bg
		[ "$status" -gt 128 ]
		no_leftovers
	done
}

@test "-M shares one connection, which is gone at the end" {
	printf '#!/bin/sh\ncase "$*" in *" -M "*) echo >>%s/masters ;; esac\nexec ssh "$@"\n' "$PWD" >ssh
	chmod +x ssh
	run "$PMAP" -k -M --ssh "./ssh -F $SSHD/config" -j2 -S a --env PMAP_TEST_MARK 'echo ${SSH_CONNECTION} #' ::: 1 2 3 4
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 4 ]
	same "$(sort -u <<<"$output" | wc -l)" 1
	same "$(wc -l <masters)" 1
	no_leftovers
	run "$PMAP" -M -j1 -S a --env PMAP_TEST_MARK --timeout 2 'sleep 300 #' ::: 1
	[ "$status" -eq 1 ]
	no_leftovers
}

@test "--retries prefers hosts on which the task has not failed" {
	run "$PMAP" --retries 4 -S 1/a,1/b,1/c 'echo $PARALLEL_SSHHOST >>'"$PWD"'/hosts; false' ::: 1
	[ "$status" -eq 1 ]
	same "$(head -n 3 hosts | sort)" $'a\nb\nc'
	[ "$(wc -l <hosts)" -eq 4 ]
}

@test "a program for reaching hosts that is not there, or knows no host, is said" {
	for ssh in ./nosuch nosuch-ssh; do
		run "$PMAP" --ssh "$ssh" -S 1/a touch ::: "$PWD/x"
		[ "$status" -eq 255 ]
		[[ $output = "pmap: cannot reach 'a': there is no program '$ssh'; install it"*"--ssh" ]]
	done
	[ ! -e x ]
	printf '#!/bin/sh\nexit 255\n' >never
	chmod +x never
	run "$PMAP" --ssh ./never -S 1/a touch ::: "$PWD/x"
	[ "$status" -eq 255 ]
	[[ $output = *"host 'a' does not answer"*"no host is left that answers"* ]]
	[ ! -e x ]
}

@test "a login that is refused is a host that does not answer" {
	for jobs in 1 100%; do
		run "$PMAP" -j $jobs -S nosuchuser@a touch ::: "$PWD/x"
		[ "$status" -eq 255 ]
		[[ $output = *"host 'nosuchuser@a' does not answer"* ]]
		[ ! -e x ]
	done
}

@test "what is no host is refused before any task starts" {
	for list in 1/2/a a/b @g @ -x 'ssh -x' me@ @g/ a,@g; do
		run "$PMAP" -S "$list" touch ::: "$PWD/x"
		[ "$status" -eq 255 ]
	done
	run "$PMAP" -S me:secret@a touch ::: "$PWD/x"
	[ "$status" -eq 255 ]
	[[ $output = *"a password is not taken from the command line"*"give 'me@a' a key"* ]]
	[[ $output != *secret* ]]
	run "$PMAP" -S a,@nosuch touch ::: "$PWD/x"
	[ "$status" -eq 255 ]
	[[ $output = *"no host is in the group 'nosuch'"* ]]
	run "$PMAP" -S a --hostgroups touch ::: "$PWD/x@nosuch"
	[ "$status" -eq 255 ]
	[[ $output = *"no host is in the group 'nosuch'"* ]]
	[ ! -e x ]
}
