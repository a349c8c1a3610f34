# SPDX-License-Identifier: MIT
# How many jobs run at once, and where functions run: -j, --hint, --pool.
load helpers/common

setup() {
	common_setup
	export PMAP_CPUS=2
}
teardown() { no_leftovers; }

# True when N jobs of `pmap OPTIONS...` do run at the same time: each waits for all the others.
at_once() {
	local n=$1

	shift
	seq "$n" | within 100 "$PMAP" "$@" "meet say in wait in=$n; : {}"
}

# True when the jobs of `pmap OPTIONS...` never are more than N at once: a job more would see N others.
never_more_than() {
	local n=$1

	shift
	mkdir running
	seq 40 | "$PMAP" "$@" "mkdir running/{}; ls running | wc -l; rmdir running/{}" >seen || return
	rmdir running
	[ "$(sort -n seen | tail -n 1)" -le "$n" ]
}

bz2_file() {
	command -v bzip2 >/dev/null || skip "no bzip2"
	seq 20000 | tee text | bzip2 >text.bz2
}

@test "without -j as many jobs run at once as there are usable CPUs" {
	[ "$(taskset -c 0 "$PMAP" --number-of-threads)" -eq 1 ]
	never_more_than 2
}

@test "--hint cpu keeps to the CPUs" {
	never_more_than 2 --hint cpu
}

@test "--hint io runs many more jobs at once than there are CPUs" {
	at_once 24 --hint io
}

@test "-j beside a hint says how many" {
	never_more_than 3 --hint io -j3
	at_once 5 --hint cpu -j5
}

@test "-j N%, +N and -N count from the usable CPUs" {
	at_once 4 -j200%
	at_once 3 -j+1
	never_more_than 1 -j-1
}

@test "-j below one slot is an error and nothing runs" {
	run "$PMAP" -j-2 touch ran ::: 1
	[ "$status" -eq 255 ]
	[[ $output == *"leaves no slot"* ]]
	[ ! -e ran ]
}

@test "-j 0 runs all jobs at once" {
	at_once 30 -j0
}

@test "-j FILE is followed while the run goes on" {
	echo 1 >slots
	# The first job makes room for three and then waits for two others, which only run if the file is read again.
	seq 3 | within 100 "$PMAP" -j slots "[ {} -gt 1 ] || echo 3 >slots; meet say in wait in=3"
}

@test "a function gives the same bytes in both pools and with both hints" {
	bz2_file
	for how in '--pool thread' '--pool process' '--hint cpu' '--hint io'; do
		# shellcheck disable=SC2086 # two words
		run bash -c '"$PMAP" '"$how"' @bunzip2 ::: text.bz2 | cmp - text'
		[ "$status" -eq 0 ]
	done
}

@test "in the process pool a function is a process of its own, in the thread pool it is not" {
	bz2_file
	mkfifo never.bz2
	exec 7<>never.bz2
	bg "$PMAP" --pool process @bunzip2 ::: never.bz2
	until pgrep -P "$BG" -f 'pmap --serve' >served; do [ -e "/proc/$BG" ]; done
	kill -TERM "$(head -n 1 served)"
	wait_bg
	[ "$status" -eq 1 ]
}

@test "a function with a time limit runs in the process pool, and says so" {
	bz2_file
	mkfifo never.bz2
	exec 7<>never.bz2
	run "$PMAP" --pool thread --timeout 0.2 @bunzip2 ::: never.bz2
	[ "$status" -eq 1 ]
	[[ $output == *"a thread cannot be killed safely"* ]]
	[[ $output == *"timed out"* ]]
	run "$PMAP" --timeout 100 @sleep ::: 0
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "a built-in that is not there is refused by name before anything runs" {
	run "$PMAP" @nosuch ::: a
	[ "$status" -eq 255 ]
	[[ $output == *"no built-in function '@nosuch'"*"@bunzip2"* ]]
}

@test "shell syntax after a built-in fails that task with a sentence" {
	bz2_file
	run "$PMAP" '@bunzip2 {} | wc -l' ::: text.bz2
	[ "$status" -eq 1 ]
	[[ $output == *"takes plain words, no shell syntax"* ]]
}

@test "a function that is stopped by a signal ends and leaves nothing" {
	bz2_file
	for _ in 1 2 3 4 5 6 7 8; do cat text.bz2 text.bz2 text.bz2 text.bz2; done >many.bz2
	mkfifo out
	bg bash -c 'exec "$PMAP" @bunzip2 ::: many.bz2 many.bz2 many.bz2 >out'
	exec 8<out
	head -c 10 <&8 >/dev/null
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
}
