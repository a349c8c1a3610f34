# SPDX-License-Identifier: MIT
# When a task may start, and how it runs: what compat_running.bats cannot compare because it needs time, a terminal or a busy machine.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

# takes MS COMMAND...: run it; false when it took less time than that.
takes() {
	local begin=${EPOCHREALTIME/./} least=$1

	shift
	run "$@"
	[ $((${EPOCHREALTIME/./} - begin)) -ge $((least * 1000)) ]
}

@test "--delay keeps starts apart, also those of further attempts" {
	takes 400 "$PMAP" -j4 --delay 0.2 'echo >>starts; :' ::: a b c
	[ "$status" -eq 0 ]
	[ "$(wc -l <starts)" -eq 3 ]
	takes 400 "$PMAP" --delay 0.2 --retries 3 'echo >>again; false' ::: a
	[ "$status" -eq 1 ]
	[ "$(wc -l <again)" -eq 3 ]
}

@test "--delay with auto grows with failures" {
	takes 798 "$PMAP" -j1 --delay 0.2auto 'false {}' ::: a b c d
	[ "$status" -eq 4 ]
}

@test "a delay that is being waited for does not hold up the end by a signal" {
	bg "$PMAP" -j1 --delay 100 'echo {} >>log' ::: a b
	until_has log a
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	[ "$(cat log)" = a ]
}

@test "--limit COMMAND is asked before each start, and a task starts when it says 0" {
	bg "$PMAP" -j1 --limit 'echo >>asked; test -e go' 'touch {}' ::: ran
	until_has asked ''
	[ ! -e ran ]
	touch go
	wait_bg
	[ "$status" -eq 0 ]
	[ -e ran ]
}

@test "--limit: while nothing runs it is said once what is waited for" {
	bg "$PMAP" -j1 --limit 'test -e go' true ::: a 2>err
	until_has err 'waiting for status 0'
	touch go
	wait_bg
	[ "$status" -eq 0 ]
	[ "$(wc -l <err)" -eq 1 ]
}

@test "--limit: status 2 ends the youngest task, which runs again and counts once" {
	run "$PMAP" -j3 --joblog log --limit 'test ! -e kill || { rm kill; exit 2; }' 'echo {} >>starts
		case {} in
		old) meet say old wait again;;
		quick) meet wait old wait young; touch kill;;
		young) if test -e first; then meet say again; else touch first; meet say young hold; fi;;
		last) :;;
		esac; echo done {}' ::: old quick young last
	[ "$status" -eq 0 ]
	[ "$(grep -c '^done' <<<"$output")" -eq 4 ]
	[ "$(grep -c young starts)" -eq 2 ]
	same "$(cut -f 1,7,8 log | sed 1d | sort)" "$(printf '%s\t0\t0\n' 1 2 3 4)"
}

@test "--limit: a signal ends the wait and the command" {
	bg "$PMAP" -j1 --limit 'echo >>asked; meet hold' true ::: a
	until_has asked ''
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
}

@test "--memfree that can never be had waits, says so and can be ended" {
	bg "$PMAP" -j1 --memfree 900P touch ::: ran 2>err
	until_has err 'waiting for .* MiB of free memory (--memfree)'
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	[ ! -e ran ]
}

@test "--memsuspend lets one task run however little memory there is" {
	run "$PMAP" -k -j4 --memsuspend 900P 'echo {}' ::: a b c
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a\nb\nc')"
}

@test "--load 0 starts a task when nothing runs, a file is read again" {
	echo 0 >load
	bg "$PMAP" -j1 --load load true ::: a b c
	echo 100000 >load
	wait_bg
	[ "$status" -eq 0 ]
}

@test "rules do not slow a run that is allowed to go on" {
	run within 100 "$PMAP" -k -j4 --load 100000 --memfree 1 --noswap echo ::: $(seq 300)
	[ "$status" -eq 0 ]
	same "$output" "$(seq 300)"
}

@test "bad values are met before anything runs" {
	local o

	for o in '--load x' '--memfree x' '--memsuspend x' '--limit io' '--limit io\ x' '--limit load\ x' '--limit mem\ x' '--nice x' '--nice 1.5' \
		'--delay x' '--delay -1' '--min-version x' '--process-slot-var a=b'; do
		eval "run \"\$PMAP\" $o touch ::: ran"
		[ "$status" -eq 255 ]
		[[ $output == *"${o%% *}"* ]]
		[ ! -e ran ]
	done
}

@test "--workdir makes the directory with its parents, and the environment agrees" {
	run "$PMAP" -k --wd 'x/{}' 'test "$PWD" = "$(pwd -P)" && basename "$PWD"' ::: a 'b c'
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a\nb c')"
	run "$PMAP" --wd x/e /usr/bin/env ::: PWD=
	[ "$status" -eq 0 ]
	run "$PMAP" -j1 --wd x/f "$(command -v printenv)" ::: PWD
	[ "$status" -eq 0 ]
	same "$output" "$(realpath x/f)"
}

@test "--workdir: a program named relative to it is the one there" {
	mkdir d
	printf '#!/bin/sh\necho there\n' >d/prog
	printf '#!/bin/sh\necho here\n' >prog
	chmod +x prog d/prog
	run "$PMAP" --wd d ./prog ::: a
	[ "$status" -eq 0 ]
	same "$output" there
}

@test "--workdir that cannot be made ends the run" {
	touch file
	run "$PMAP" -j1 --wd file echo ::: a b
	[ "$status" -eq 255 ]
	[[ $output == *"cannot run tasks in 'file'"* ]]
}

@test "--workdir ... is one directory a task, removed afterwards, whatever is in it" {
	mkdir keep
	touch keep/me
	run "$PMAP" -k -j2 --wd ... 'pwd; mkdir -p a/b; touch a/b/c; ln -s '"$PWD"'/keep l; test {} = 1' ::: 1 2
	[ "$status" -eq 1 ]
	[ "$(sort -u <<<"$output" | wc -l)" -eq 2 ]
	while read -r dir; do
		[[ $dir == "$HOME"/.parallel/tmp/*-[12] ]]
		[ ! -e "$dir" ]
	done <<<"$output"
	[ -e keep/me ]
}

@test "--workdir ... without a home is refused" {
	HOME="" run "$PMAP" --wd ... pwd ::: a
	[ "$status" -eq 255 ]
	[[ $output == *"HOME is not set"* ]]
}

@test "a dry run makes no directory" {
	run "$PMAP" --dry-run --wd new echo ::: a
	[ "$status" -eq 0 ]
	same "$output" "echo a"
	[ ! -e new ]
}

@test "built-in functions keep to --workdir" {
	command -v bzip2 >/dev/null || skip "no bzip2"
	mkdir d
	echo text | bzip2 >d/f.bz2
	run "$PMAP" --wd d @bunzip2 ::: f.bz2
	[ "$status" -eq 0 ]
	same "$output" text
}

@test "--interactive asks in input order and runs what is answered with y" {
	run ptyx -e 'touch a ?...' 'y\n' -e 'touch b ?...' 'n\n' -e 'touch c ?...' 'Yes\n' "$PMAP" -p touch ::: a b c
	[ "$status" -eq 1 ]
	same "$(ls)" "$(printf 'a\nc')"
}

@test "--interactive: what is refused is logged with -2 and not tried again" {
	run ptyx -e '?...' 'n\n' -e '?...' 'y\n' "$PMAP" -p -j1 --retries 3 --joblog log echo ::: a b
	[ "$status" -eq 1 ]
	same "$(cut -f 1,7,8,9 log | sed 1d)" "$(printf '1\t-2\t0\techo a\n2\t0\t0\techo b')"
}

@test "--interactive: the end of the terminal's input is a no" {
	run ptyx -e '?...' '\cD' "$PMAP" -p -j1 echo ::: a
	[ "$status" -eq 1 ]
}

@test "--interactive without a terminal is refused" {
	run setsid -w "$PMAP" -p echo ::: a
	[ "$status" -eq 255 ]
	[[ $output == *"/dev/tty"* ]]
}

@test "--interactive: Ctrl-C at the question ends the run" {
	run ptyx -e '?...' '\cC' "$PMAP" -p -j1 touch ::: ran
	[ "$status" -eq 130 ]
	[ ! -e ran ]
}

@test "--tty gives the terminal to the task, whose input it reads" {
	run ptyx -e 'name? ' 'joe\n' bash -c 'echo a | "$PMAP" --tty "test -t 0 && test -t 1 && printf \"name? \"; read x; echo got \$x"'
	[ "$status" -eq 0 ]
	[[ $output == *"got joe a"* ]]
}

@test "--tty: the task is in the foreground" {
	run ptyx "$PMAP" --tty 'set -- $(ps -o pgid= -o tpgid= -p $$); test $1 = $2 && echo foreground {}' ::: a b
	[ "$status" -eq 0 ]
	[ "$(grep -c foreground <<<"$output")" -eq 2 ]
}

@test "--tty: Ctrl-C ends both" {
	run ptyx -e ready '\cC' "$PMAP" --tty 'echo ready; meet hold' ::: a
	[ "$status" -eq 130 ]
}

@test "--tty: a task that takes too long is ended" {
	run ptyx "$PMAP" --tty --timeout 0.3 --joblog log meet hold '#' ::: a
	[ "$status" -eq 1 ]
	same "$(sed 1d log | cut -f 7,8)" "$(printf -- '-1\t15')"
}

@test "--open-tty changes only stdin" {
	run ptyx "$PMAP" -o -k 'test -t 0 && echo in; test -t 1 || echo kept {}' ::: a b
	[ "$status" -eq 0 ]
	same "$(tr -d '\r' <<<"$output")" "$(printf 'in\nkept a\nin\nkept b')"
}

@test "without a terminal --tty runs all the same" {
	run setsid -w "$PMAP" --tty echo ::: a
	[ "$status" -eq 0 ]
	same "$output" a
}

@test "--nice sets the niceness of tasks, not ours" {
	run "$PMAP" --nice 7 'nice; : {}' ::: a
	[ "$status" -eq 0 ]
	same "$output" 7
}

@test "a direct command and one of the shell get the same niceness and slot variable" {
	run "$PMAP" -j1 --nice 9 --process-slot-var V "$(command -v printenv)" ::: V
	[ "$status" -eq 0 ]
	same "$output" 0
	run "$PMAP" -j1 --nice 9 "$(command -v nice)" '#' ::: x
	[ "$status" -eq 0 ]
	same "$output" 9
}

@test "--minversion compares with the version that is followed" {
	run "$PMAP" --minversion 20170422
	[ "$status" -eq 0 ]
	same "$output" 20221122
	run "$PMAP" --minversion 20991231
	[ "$status" -eq 255 ]
	same "${lines[0]}" 20221122
}

@test "--show-limits prints the length and goes on" {
	run "$PMAP" --show-limits echo ::: a
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "Maximal size of command: "[0-9]* ]]
	[ "${lines[-1]}" = a ]
}

@test "a taken-away CPU counts for -j 100%" {
	command -v taskset >/dev/null || skip "no taskset"
	run taskset -c "$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')" "$PMAP" -j 100% 'echo {%}' ::: a b c
	[ "$status" -eq 0 ]
	same "$output" "$(printf '1\n1\n1')"
}

@test "-j FILE is followed while the run goes on" {
	echo 1 >"jobs"
	bg "$PMAP" -j jobs 'case {} in a) meet say a wait b;; b) meet say b;; esac' ::: a b
	meet wait a
	echo 2 >"jobs"
	wait_bg
	[ "$status" -eq 0 ]
}
