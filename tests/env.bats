# SPDX-License-Identifier: MIT
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

@test "a job finds its number, its slot and pmap in the environment" {
	run "$PMAP" -k -j1 'echo $PARALLEL_SEQ $PARALLEL_JOBSLOT $PARALLEL_JOBSLOT0; test $PARALLEL_PID = $PPID || grep -qz pmap /proc/$PARALLEL_PID/cmdline' ::: a b
	[ "$status" -eq 0 ]
	same "$output" "$(printf '1 1 0\n2 1 0')"
}

@test "a job that is started without a shell finds the same" {
	run bash -c '"$PMAP" -k -j1 env -- ::: A=1 B=2 | grep -a -e "^PARALLEL_[SJ]" -e "^[AB]=" | sort'
	[ "$status" -eq 0 ]
	same "$output" "$(printf '%s\n' A=1 B=2 PARALLEL_JOBSLOT0=0 PARALLEL_JOBSLOT0=0 PARALLEL_JOBSLOT=1 PARALLEL_JOBSLOT=1 PARALLEL_SEQ=1 \
		PARALLEL_SEQ=2 PARALLEL_SSHHOST=: PARALLEL_SSHHOST=: PARALLEL_SSHLOGIN=: PARALLEL_SSHLOGIN=:)"
}

@test "values of an outer pmap do not reach an inner one's jobs" {
	run env PARALLEL_SEQ=77 PARALLEL_JOBSLOT=88 "$PMAP" -j1 'echo $PARALLEL_SEQ $PARALLEL_JOBSLOT' ::: a
	[ "$status" -eq 0 ]
	same "$output" "1 1 a"
}

@test "\$PARALLEL holds options, and the command line wins" {
	PARALLEL='-k --tagstring "a b"' run "$PMAP" -j2 echo ::: 1 2
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a b\t1\na b\t2')"
	PARALLEL='--tagstring x' run "$PMAP" --tagstring y echo ::: 1
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'y\t1')"
	PARALLEL='--tag' run "$PMAP" --plain echo ::: 1
	[ "$status" -eq 0 ]
	same "$output" 1
}

@test "the shell is that of the calling script" {
	for shell in dash bash; do
		printf '"$PMAP" -j1 %s ::: x\n' "'basename \$0; :'" >script
		run env -u PARALLEL_SHELL SHELL=/bin/false $shell script
		[ "$status" -eq 0 ]
		same "$output" $shell
	done
}

@test "PARALLEL_SHELL beats the calling script, and names itself as it was given" {
	PARALLEL_SHELL=dash run "$PMAP" -j1 'echo $0; :' ::: x
	[ "$status" -eq 0 ]
	same "$output" dash
	PARALLEL_SHELL=/bin/sh run "$PMAP" -j1 'echo $0; :' ::: x
	[ "$status" -eq 0 ]
	same "$output" /bin/sh
}

@test "a shell that is not there ends the run before any job" {
	for shell in /nonexistent/sh no-such-shell /dev; do
		PARALLEL_SHELL=$shell run "$PMAP" -j1 'echo $0' ::: a b
		[ "$status" -eq 255 ]
		[[ $output == *"'$shell'"* && $output != *echo* ]]
	done
	PARALLEL_SHELL=/nonexistent/sh run "$PMAP" --pipe -j1 cat </dev/null
	[ "$status" -eq 255 ]
}
