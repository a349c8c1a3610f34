# SPDX-License-Identifier: MIT
# One task, one process: the world it finds, how it starts and how it may end.
load helpers/common
bats_require_minimum_version 1.5.0

setup() { common_setup; }
teardown() { no_leftovers; }

# Executable file $1 with stdin as its text.
program() {
	cat >"$1"
	chmod +x "$1"
}

# Run a command with descriptors 0 to 2 only: what it has more, its tasks get too.
only_012() (
	for fd in /proc/"$BASHPID"/fd/*; do
		[ "${fd##*/}" -le 2 ] || eval "exec ${fd##*/}>&-"
	done
	exec "$@"
)

@test "a task that is killed by a signal fails, the others run" {
	run "$PMAP" -j1 --joblog log '{}' ::: 'kill -9 $$' 'kill -SEGV $$' 'kill -9 0' 'kill -TERM 0' true
	[ "$status" -eq 4 ]
	same "$(cut -f1,7,8 log)" "$(printf 'Seq\tExitval\tSignal\n1\t0\t9\n2\t0\t11\n3\t0\t9\n4\t0\t15\n5\t0\t0')"
}

@test "what ends a task when its shell is killed is found although nobody is left to say it" {
	run within 100 "$PMAP" -j2 'sleep 1000 & kill -9 0; echo never' ::: 1 2 3
	[ "$status" -eq 3 ]
	[ "$output" = "" ]
	no_leftovers 0
}

@test "status 101 stands for more than a hundred failures" {
	run "$PMAP" -j8 'exit 1 #' ::: {1..100}
	[ "$status" -eq 100 ]
	run "$PMAP" -j8 'exit 1 #' ::: {1..101}
	[ "$status" -eq 101 ]
	run "$PMAP" -j8 'exit 1 #' ::: {1..300}
	[ "$status" -eq 101 ]
}

@test "a task has descriptors 0 to 2 and no others" {
	seq 400 >numbers
	run only_012 "$PMAP" -j8 'spawnee fd >fd.{#}; cat fd.{#} | tr "\n" " "; echo; :' :::: numbers
	[ "$status" -eq 0 ]
	same "$(sort <<<"$output" | uniq -c | tr -s ' ')" " 400 fd 0 null fd 1 file fd 2 pipe "
	run only_012 bash -c '"$PMAP" -j8 --pipe -N1 "cat >/dev/null; spawnee fd | tr \"\\n\" \" \"; echo" <numbers | sort | uniq -c | tr -s " "'
	same "$output" " 400 fd 0 pipe fd 1 pipe fd 2 pipe "
	run only_012 bash -c '"$PMAP" -j8 -u spawnee fd "#" :::: numbers 2>/dev/null | sort | uniq -c | tr -s " "'
	same "$output" "$(printf ' 400 fd 0 null\n 400 fd 1 pipe\n 400 fd 2 null')"
}

@test "a task that is executed directly has descriptors 0 to 2 and no others" {
	seq 400 >numbers
	run only_012 bash -c '"$PMAP" -j8 --pipe -N1 spawnee fd <numbers | sort | uniq -c | tr -s " "'
	same "$output" "$(printf ' 400 fd 0 pipe\n 400 fd 1 pipe\n 400 fd 2 pipe')"
}

@test "blocks go through many tasks at once without one of them hanging" {
	seq 20000 >numbers
	run bash -c 'timeout 60 "$PMAP" -j8 --pipe --block 500 cat <numbers | sort -n | cmp - numbers'
	[ "$status" -eq 0 ]
}

@test "a task cannot read the list of the tasks" {
	run bash -c 'seq 5 | "$PMAP" -j1 "cat; echo {}"'
	[ "$status" -eq 0 ]
	same "$output" "$(seq 5)"
}

@test "signals are for a task as they were for pmap" {
	local state

	for state in --default-signal --ignore-signal=PIPE --ignore-signal=CHLD --ignore-signal=HUP,INT,TERM,USR1,TSTP,XFSZ \
		--block-signal=TERM,CHLD,USR1,RTMIN; do
		want=$(env --default-signal "$state" spawnee blocked ignored)
		for command in 'spawnee blocked ignored' 'exec spawnee blocked ignored;'; do
			[[ $command != exec* || $state != *CHLD* ]] || continue # shells want to hear of their children
			run env --default-signal "$state" "$PMAP" "$command" ::: ignored
			[ "$status" -eq 0 ]
			same "$output" "$want"
		done
	done
}

@test "a pmap that is started with SIGCHLD ignored or everything blocked sees how tasks end" {
	for how in --ignore-signal=CHLD --block-signal; do
		run env --default-signal $how "$PMAP" -j2 'exit {}' ::: 0 1 2 0
		[ "$status" -eq 2 ]
	done
}

@test "a task that writes into a closed pipe dies of it, unless the caller ignored SIGPIPE" {
	run env --default-signal=PIPE "$PMAP" 'yes | head -1; :' ::: 1
	[ "$status" -eq 0 ]
	same "$output" y
	run env --ignore-signal=PIPE "$PMAP" 'yes | head -1; :' ::: 1
	[ "$status" -eq 0 ]
	[[ $output = y*"Broken pipe"* ]]
}

@test "a task leads a process group of its own, in the session of pmap" {
	run "$PMAP" 'spawnee' ::: leader
	[ "$status" -eq 0 ]
	same "$output" "leader yes"
	run "$PMAP" 'exec spawnee' ::: session
	same "$output" "session same"
}

@test "umask, directory, limits and niceness are the caller's" {
	mkdir -m 700 d
	run bash -c 'cd d; umask 027; ulimit -Sn 300; nice -n 3 "$PMAP" -j2 "spawnee cwd umask nofile nice; :" ::: 1'
	[ "$status" -eq 0 ]
	same "$(sed 's/ [^ ]*$//;t' <<<"${lines[2]}")" "nofile 300"
	[ "${lines[0]}" = "cwd $PWD/d" ]
	[ "${lines[1]}" = "umask 0027" ]
	[ "${lines[3]}" = "nice $(nice -n 3 nice)" ]
}

@test "a task keeps its limit of descriptors when pmap raises its own" {
	run bash -c 'ulimit -Sn 64; seq 100 | "$PMAP" -j100 spawnee nofile "#" | sort | uniq -c | tr -s " "'
	[ "$status" -eq 0 ]
	[[ $output = " 100 nofile 64 "* ]]
}

@test "the environment is the caller's, byte for byte, and PARALLEL_* besides" {
	export NEWLINE=$'a\nb' BYTES=$'\xff\xfe\x80' EMPTY='' FILLER
	FILLER=$(head -c 90000 /dev/zero | tr '\0' x)
	program show <<<'#!/bin/sh
exec env -0'
	./show | sort -z | grep -zv '^_=' >want
	"$PMAP" ./show ::: 1 >got
	sort -z got | grep -zvE "^(_|PARALLEL_[A-Z0-9_]*)=" | cmp - want
}

@test "a command that is not found is 127, one that cannot be executed 126, and each is explained" {
	local text

	echo data >plain
	mkdir dir
	program text <<<'echo by sh "$@"'
	program empty </dev/null
	printf '\177ELF garbage' >elf
	chmod +x elf
	run "$PMAP" -j1 --joblog log '{}' ::: nosuchprogram ./nosuchfile ./plain ./dir ./elf ./text ./empty
	[ "$status" -eq 5 ]
	text=$output
	same "$(cut -f7 log | tr '\n' ' ')" "Exitval 127 127 126 126 126 0 0 "
	[[ $text = *"nosuchprogram"*"nosuchfile"*"plain"*"dir"*"elf"*"by sh"* ]]
}

@test "an interpreter that is not there is what the shell makes of it" {
	program bad <<<'#!/no/such/interpreter'
	for PARALLEL_SHELL in /bin/bash /bin/sh; do
		export PARALLEL_SHELL
		want=0
		"$PARALLEL_SHELL" -c ./bad 2>/dev/null || want=$?
		run "-$want" "$PMAP" --halt now,fail=1 ./bad ::: 1
		[ "$status" -eq "$want" ]
		[[ $output = *bad* ]]
	done
}

@test "a program without #! is run by the shell when it is the whole command" {
	program text <<<'echo by sh "$1" $#'
	run "$PMAP" -j1 ./text ::: 'a b' c
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'by sh a b 1\nby sh c 1')"
}

@test "an argument that is too long fails its task, the others run" {
	{
		echo one
		head -c 200000 /dev/zero | tr '\0' x
		echo
		echo three
	} >lines
	for command in 'echo {}; :' 'printf %s\\n' /bin/echo; do
		run bash -c '"$PMAP" -k -j2 --joblog log "$1" :::: lines 2>err' _ "$command"
		[ "$status" -eq 1 ]
		same "$output" "$(printf 'one\nthree')"
		[[ $(<err) = *"cannot run"*"Argument list too long"* ]]
		[ "$(wc -c <err)" -lt 1200 ]
		same "$(cut -f1,7 log | sort -n)" "$(printf 'Seq\tExitval\n1\t0\n2\t126\n3\t0')"
	done
}

@test "a task that closes its output early is waited for, at no cost" {
	bg "$PMAP" -j2 'exec >&- 2>&-; meet say up wait go; exit 3 #' ::: 1 2
	meet wait up=2
	before=$(cpu_ticks "$BG")
	read -r -t 1 <> <(:) || true
	[ $(($(cpu_ticks "$BG") - before)) -le 2 ]
	meet say go
	wait_bg
	[ "$status" -eq 2 ]
}

@test "a silent task costs no CPU time" {
	bg "$PMAP" -j4 'meet say up hold #' ::: 1 2 3 4
	meet wait up=4
	before=$(cpu_ticks "$BG")
	read -r -t 1 <> <(:) || true
	[ $(($(cpu_ticks "$BG") - before)) -le 1 ]
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
}

@test "a task that closes its input early is waited for, at no cost" {
	bg bash -c 'yes | head -c 3000000 | "$PMAP" -j2 --pipe --block 1M "exec <&-; echo \$PARALLEL_PID >pid; meet say up wait go"; exit "${PIPESTATUS[2]}"'
	meet wait up=2
	pid=$(<pid)
	before=$(cpu_ticks "$pid")
	read -r -t 1 <> <(:) || true
	[ $(($(cpu_ticks "$pid") - before)) -le 2 ]
	meet say go
	wait_bg
	[ "$status" -eq 0 ]
}

@test "late bytes of a process that has ended are not lost" {
	run bash -c '"$PMAP" -k -j4 "head -c 60000 /dev/zero; exit 0 #" ::: {1..100} | wc -c'
	[ "$status" -eq 0 ]
	[ "$output" = 6000000 ]
}

@test "no zombies and no descriptors pile up" {
	count() { ls "/proc/$BG/fd" | wc -l; cat /proc/[0-9]*/stat 2>/dev/null | sed 's/.*) //' | grep -c "^Z $BG "; }
	bg "$PMAP" -j2 'case {} in 10|2000) meet say at-{} wait go-{};; esac' ::: {1..2001}
	meet wait at-10
	early=$(count) || true
	meet say go-10 wait at-2000
	late=$(count) || true
	meet say go-2000
	wait_bg
	[ "$status" -eq 0 ]
	# The other slot may be between two tasks: a pipe or two of it.
	[ $((${late%%$'\n'*} - ${early%%$'\n'*})) -le 5 ]
	[ "${late##*$'\n'}" -le 1 ]
}

@test "a background task that reads the terminal fails and is told of, it does not hang" {
	run within 100 ptyx "$PMAP" -j2 --joblog log '[ {} = 1 ] || cat /dev/tty; echo end {}' ::: 1 2 </dev/null
	[ "$status" -eq 1 ]
	[[ $output = *"end 1"* ]]
	[[ $output = *"task 2 wants the terminal"* ]]
	no_leftovers 0
}

@test "a task that was stopped by somebody else is waited for" {
	bg ptyx "$PMAP" 'echo $$ >pid; meet say up wait go; echo done #' ::: 1 >out
	meet wait up
	kill -STOP "$(<pid)"
	read -r -t 1.5 <> <(:) || true
	kill -CONT "$(<pid)"
	meet say go
	wait_bg
	[ "$status" -eq 0 ]
	[[ $(<out) = *done* ]]
}

@test "pmap in pmap in pmap runs everything" {
	run "$PMAP" -k -j2 "'$PMAP' -k -j2 \"'$PMAP' -k -j2 echo ::: {} x #\" ::: {} y #" ::: a b
	[ "$status" -eq 0 ]
	same "$output" "$(printf '%s\n' a x a x b x b x)"
}
