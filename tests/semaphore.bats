# SPDX-License-Identifier: MIT
# --semaphore, and the name sem.
load helpers/common
bats_require_minimum_version 1.5.0

setup() {
	common_setup
	ln -s "$PMAP" "$BATS_TEST_TMPDIR/sem"
	sem=$BATS_TEST_TMPDIR/sem
	state=$HOME/.parallel/semaphores
	export sem state
}
teardown() { no_leftovers; }

# $1 processes wait in the queue of semaphore $2.
waiting() {
	local i
	for ((i = 0; i < 1200; i++)); do
		[ "$(find "$state/pmap-$2" -name 'w*' 2>/dev/null | wc -l)" -ne "$1" ] || return 0
		read -r -t 0.05 <> <(:) || true
	done
	return 1
}

@test "sem --fg ends with the status of its command" {
	run "$sem" --fg 'echo out; exit 3'
	[ "$status" -eq 3 ]
	same "$output" out
	run "$sem" --fg 'kill -KILL $$'
	[ "$status" -eq 137 ]
	run -127 --separate-stderr "$sem" --fg no-such-command-here
	[ "$status" -eq 127 ]
	run --separate-stderr "$sem" --fg --timeout 0.1 sleep 1000
	[ "$status" -eq 255 ]
	run "$sem" --fg true
	[ "$status" -eq 0 ]
}

@test "--semaphore and each of its options is what sem is" {
	run "$PMAP" --semaphore --fg 'exit 3'
	[ "$status" -eq 3 ]
	run "$PMAP" --fg 'exit 4'
	[ "$status" -eq 4 ]
	run "$PMAP" --id x --fg 'exit 5'
	[ "$status" -eq 5 ]
	run "$PMAP" --bg 'exit 5'
	[ "$status" -eq 0 ]
	run "$PMAP" --wait
	[ "$status" -eq 0 ]
}

@test "sem returns when its command has a place, --wait when all are done" {
	"$sem" --id a 'meet wait go; echo one >>out'
	[ ! -e out ]
	meet say go
	run "$sem" --id a --wait
	[ "$status" -eq 0 ]
	same "$(<out)" one
	run "$sem" --id nobody --wait
	[ "$status" -eq 0 ]
}

@test "with one place the next command waits for the one before it" {
	"$sem" --id a 'meet wait go; echo one >>out'
	bg "$sem" --id a 'echo two >>out'
	waiting 1 a
	[ ! -e out ]
	meet say go
	wait_bg
	[ "$status" -eq 0 ]
	"$sem" --id a --wait
	same "$(<out)" $'one\ntwo'
}

@test "with -j2 there are two at a time, and other names are apart" {
	"$sem" --id a -j2 meet wait go
	"$sem" --id a -j2 meet wait go
	"$sem" --id b echo other
	bg "$sem" --id a -j2 --fg 'echo third >third'
	waiting 1 a
	[ ! -e third ]
	meet say go
	wait_bg
	[ "$status" -eq 0 ]
	[ -e third ]
	"$sem" --id b --wait
}

@test "who asks first is served first" {
	local i pids=

	"$sem" --id a meet wait go
	for i in 1 2 3 4 5; do
		"$sem" --id a "echo $i >>out" 3>&- &
		pids+=" $!"
		waiting "$i" a
	done
	meet say go
	# shellcheck disable=SC2086 # numbers
	wait $pids
	"$sem" --id a --wait
	same "$(tr '\n' ' ' <out)" "1 2 3 4 5 "
}

@test "one that gave up or was killed in the queue holds nobody up" {
	"$sem" --id a meet wait go
	bg "$sem" --id a 'echo never >>out'
	first=$BG
	waiting 1 a
	bg "$sem" --id a 'echo second >>out'
	waiting 2 a
	kill -KILL "$first"
	wait_bg "$first"
	[ "$status" -eq 137 ]
	meet say go
	wait_bg
	[ "$status" -eq 0 ]
	"$sem" --id a --wait
	same "$(<out)" second
}

@test "an interrupted sem leaves nothing behind" {
	"$sem" --id a meet wait go
	bg env --default-signal=INT "$sem" --id a 'echo never >>out'
	waiting 1 a
	kill -INT "$BG"
	wait_bg
	[ "$status" -eq 130 ]
	meet say go
	"$sem" --id a --wait
	[ ! -e out ]
	same "$(ls -A "$state")" ""
}

@test "a positive --semaphoretimeout runs the command all the same, a negative one gives up with status 1" {
	"$sem" --id a meet wait go
	run --separate-stderr "$sem" --id a --st 0.1 --fg 'echo all the same'
	[ "$status" -eq 0 ]
	same "$output" "all the same"
	[[ $stderr = *"semaphore 'a' is still taken"* ]]
	run --separate-stderr "$sem" --id a --semaphoretimeout -0.1 --fg echo never
	[ "$status" -eq 1 ]
	same "$output" ""
	run --separate-stderr "$sem" --id a --st -0.1 --wait
	[ "$status" -eq 1 ]
	run --separate-stderr "$sem" --id a --st 0.1 --wait
	[ "$status" -eq 0 ]
	meet say go
	run --separate-stderr "$sem" --id a --st -100 --fg echo now
	[ "$status" -eq 0 ]
	same "$output" now
}

@test "a --semaphoretimeout that is none is refused" {
	run "$sem" --id a --st soon true
	[ "$status" -eq 255 ]
	[[ $output = *"'soon' is not a duration"* ]]
}

@test "the command reads our stdin, in the background too, with --pipe too" {
	run bash -c 'echo in | "$sem" --fg cat'
	[ "$status" -eq 0 ]
	same "$output" in
	run bash -c 'echo in | "$sem" --fg --pipe cat'
	[ "$status" -eq 0 ]
	same "$output" in
	run bash -c 'echo in | "$sem" --bg cat; "$sem" --wait'
	[ "$status" -eq 0 ]
	same "$output" in
}

@test "sem has no arguments, but replacement strings" {
	run "$sem" --fg echo 'x{}y {#} {%} [{1}] {.}' ::: a b
	[ "$status" -eq 0 ]
	same "$output" "xy 1 1 []"
	run "$sem" --fg echo a '&&' echo b
	same "$output" $'a\nb'
	run "$sem" --fg
	[ "$status" -eq 0 ]
	same "$output" ""
}

@test "the joblog of a sem shows the command as the original's does" {
	run "$sem" --fg --joblog log echo v
	[ "$status" -eq 0 ]
	same "$(cut -f 1,2,5- log | tail -n 1)" $'1\t:\t0\t2\t0\t0\techo v '
}

@test "a killed holder gives its place back, and its command is gone by then" {
	"$sem" --id a 'echo $PARALLEL_PID $$ >pids; exec sleep 1000' 3>&-
	until_has pids ' '
	read -r holder job <pids
	bg "$sem" --id a --fg "grep -v ') Z ' /proc/$job/stat 2>/dev/null; echo mine" >after
	waiting 1 a
	kill -KILL "$holder"
	wait_bg
	[ "$status" -eq 0 ]
	same "$(<after)" mine
}

@test "what a command leaves in the background does not hold the place" {
	"$sem" --id a 'setsid meet wait go >&- 2>&- 3>&- & true'
	run "$sem" --id a --wait
	[ "$status" -eq 0 ]
	meet say go
}

@test "nothing stays of a semaphore that nobody uses, and nothing else is written" {
	"$sem" --id 'x/y z' true
	"$sem" --id 'x/y z' --wait
	same "$(cd "$HOME" && find . | LC_ALL=C sort | tr '\n' ' ')" ". ./.parallel ./.parallel/semaphores "
	PARALLEL_HOME=$PWD/elsewhere run "$sem" --id .. --fg 'find elsewhere'
	[ "$status" -eq 0 ]
	same "$output" $'elsewhere\nelsewhere/semaphores\nelsewhere/semaphores/pmap-..\nelsewhere/semaphores/pmap-../s1'
}

@test "a name of any length and any bytes is a name of its own" {
	local long

	long=$(printf 'x%.0s' {1..3000})
	"$sem" --id "$long" meet wait go
	run "$sem" --id "${long}y" --st -100 --fg echo other
	[ "$status" -eq 0 ]
	same "$output" other
	run --separate-stderr "$sem" --id "$long" --st -0.1 --fg echo other
	[ "$status" -eq 1 ]
	meet say go
	"$sem" --id "$long" --wait
}

@test "without a name the terminal is the name" {
	run ptyx "$sem" --fg ls "$state"
	[ "$status" -eq 0 ]
	[[ $output = *pmap-tty-[0-9]* ]]
	run setsid -w "$sem" --fg ls "$state"
	[ "$status" -eq 0 ]
	same "$output" pmap-notty
}

@test "no place for the state is an error that says what to set" {
	run env -u HOME "$sem" --id a true
	[ "$status" -eq 255 ]
	[[ $output = *"set PARALLEL_HOME or HOME"* ]]
	PARALLEL_HOME=/dev/null/x run "$sem" --id a true
	[ "$status" -eq 255 ]
	[[ $output = *"cannot use the semaphore '/dev/null/x/semaphores/pmap-a'"* ]]
}

@test "200 commands on 3 places: never more than 3 at once, none lost, though holders are killed" {
	local lane i k killed=0 pids=

	cat >job <<-'SH'
		n=0
		: >"run/$$"
		for f in run/*; do # a zombie runs no more
			grep -qs ') [^Z] ' "/proc/${f#run/}/stat" && n=$((n + 1))
		done
		[ "$n" -le 3 ] || echo "$n at once" >>bad
		case $1 in *7) # ended by a kill of its holder
			echo "$PARALLEL_PID" >"holder/.$1"
			mv "holder/.$1" "holder/$1"
			exec sleep 1000 ;;
		esac
		echo "$1" >>"done"
		rm "run/$$"
	SH
	mkdir run holder
	for lane in 0 1 2 3; do
		for ((i = lane * 50; i < lane * 50 + 50; i++)); do
			"$sem" --id a -j3 sh job "$i" || echo "$i failed" >>bad
		done 3>&- &
		pids+=" $!"
	done
	for ((i = 0; killed < 20 && i < 1200; i++)); do
		for k in holder/*; do
			[ -e "$k" ] || continue
			kill -KILL "$(<"$k")"
			rm "$k"
			killed=$((killed + 1))
		done
		read -r -t 0.05 <> <(:) || true
	done
	[ "$killed" -eq 20 ]
	# shellcheck disable=SC2086 # numbers
	wait $pids
	run "$sem" --id a --wait
	[ "$status" -eq 0 ]
	[ ! -e bad ] || { cat bad >&2; false; }
	same "$(LC_ALL=C sort -n "done")" "$(seq 0 199 | grep -v '7$')"
}
