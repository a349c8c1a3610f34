# SPDX-License-Identifier: MIT
# Signals to pmap, from people, terminals and other programs; and time.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

# A fifo that nobody else writes to or reads from, open as descriptor 9 so that it neither ends nor breaks.
held_fifo() {
	mkfifo "$1"
	exec 9<>"$1"
}

# Fill the pipe or fifo behind descriptor 9: who writes to it now must wait.
fill_fifo() {
	slowpipe nonblock 9 -- dd if=/dev/zero bs=4096 of=/dev/fd/9 oflag=nonblock status=none 2>/dev/null || true
}

# The state letters of processes, in order of their numbers.
states() {
	local pid line

	for pid in "$@"; do
		line=$(<"/proc/$pid/stat") || return
		line=${line##*) }
		printf '%s' "${line%% *}"
	done
}

# until_states LETTERS PID...: wait until the processes are in these states ([Tt] = stopped).
until_states() {
	local want=$1 i

	shift
	for ((i = 0; i < 600; i++)); do
		# shellcheck disable=SC2254 # a pattern
		case $(states "$@") in $want) return ;; esac
		read -r -t 0.05 <> <(:) || true
	done
	echo "$*: states are $(states "$@"), not $want" >&2
	return 1
}

@test "INT ends the tasks, says so, and pmap ends by that signal" {
	bg "$PMAP" -j3 'meet say up hold #' ::: 1 2 3 4 2>err
	meet wait up=3
	kill -INT "$BG"
	wait_bg
	[ "$status" -eq 130 ]
	[[ $(<err) = *"interrupted; stopping 3 tasks (Ctrl-C again to kill them now)"* ]]
	[[ $(<err) = *"0 of 4 tasks done, 3 cancelled, 1 not started"* ]]
	no_leftovers 0
}

@test "TERM ends the tasks, says so, and pmap ends by that signal" {
	bg "$PMAP" -j3 'meet say up hold #' ::: 1 2 3 4 2>err
	meet wait up=3
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	[[ $(<err) = *"terminated; stopping 3 tasks"* ]]
	no_leftovers 0
}

@test "a loop of the shell stops when Ctrl-C ends the pmap in it" {
	bg_group bash -c 'for i in 1 2; do "$PMAP" "meet say up hold" ::: 1; echo next >>after; done'
	meet wait up
	kill -INT -- -"$BG"
	wait_bg
	[ "$status" -eq 130 ]
	[ ! -e after ]
}

@test "a task may clean up when it gets TERM" {
	bg "$PMAP" --termseq TERM,60000,KILL 'trap "meet say cleaned; exit" TERM; meet say up; sleep 1000 & wait #' ::: 1
	meet wait up
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	[ -s "$MEET/cleaned.said" ]
}

@test "tasks that ignore TERM are killed at the end of the sequence, and what they started with them" {
	bg "$PMAP" -j2 'trap "" TERM; sleep 1000 & meet ignore 15 say up hold' ::: 1 2
	meet wait up=2
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	no_leftovers 0
}

@test "a child that ignores TERM does not outlive a task whose shell heeds it" {
	bg "$PMAP" 'meet ignore 15 say up hold & wait; :' ::: 1
	meet wait up
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	no_leftovers 0
}

@test "the second signal kills at once" {
	for sig in INT TERM; do
		bg "$PMAP" -j2 --termseq TERM,600000,KILL 'meet ignore 15 say up-'$sig' hold #' ::: 1 2 2>err
		meet wait up-$sig=2
		kill -$sig "$BG"
		until_has err "stopping 2 tasks"
		kill -$sig "$BG"
		wait_bg
		[ "$status" -eq $((128 + $(kill -l $sig))) ]
		[[ $(<err) = *"killing 2 tasks"* ]]
		no_leftovers 0
	done
}

@test "stopped tasks are ended too" {
	bg "$PMAP" -j2 'meet say up; kill -STOP $$; sleep 1000' ::: 1 2
	meet wait up=2
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	no_leftovers 0
}

@test "a stopped task may clean up as well when it gets TERM" {
	bg "$PMAP" --termseq TERM,60000,KILL 'trap "meet say cleaned; exit" TERM; echo $$ >pid; meet say up; kill -STOP $$; sleep 1000 #' ::: 1
	meet wait up
	until_states '[Tt]' "$(<pid)"
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	[ -s "$MEET/cleaned.said" ]
}

@test "what a signal killed is not in the job log, what was done before is" {
	bg "$PMAP" -j1 --joblog log '[ {} = 1 ] || meet say up hold' ::: 1 2 3
	meet wait up
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	same "$(cut -f1,7 log)" "$(printf 'Seq\tExitval\n1\t0')"
}

@test "TERM while tasks are started without end leaves nothing behind" {
	local i ms

	for ((i = 0; i < ${ROUNDS:-50}; i++)); do
		bg bash -c 'exec "$0" -j8 "sleep 100; :" < <(yes)' "$PMAP" 2>/dev/null
		ms=$(printf 0.%03d $((RANDOM % 40)))
		read -r -t "$ms" <> <(:) || true
		kill -TERM "$BG"
		wait_bg
		[ "$status" -eq 143 ]
		no_leftovers 1
	done
}

@test "TERM while short tasks are started without end leaves nothing behind" {
	local i ms

	seq 20000 >numbers
	for ((i = 0; i < ${ROUNDS:-20}; i++)); do
		bg_from numbers "$PMAP" -j8 'sleep 0.01 & :' 2>/dev/null
		ms=$(printf 0.%03d $((RANDOM % 40)))
		read -r -t "$ms" <> <(:) || true
		kill -TERM "$BG"
		wait_bg
		[ "$status" -eq 143 ]
		no_leftovers 1
	done
}

@test "TERM ends a pmap that waits for input" {
	held_fifo in
	bg_from in "$PMAP" 'echo over #' 9>&- >out 2>err
	echo one >&9
	until_has out over # printed when the task had ended
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	[[ $(<err) = *"1 tasks done, 0 cancelled, input not read to its end"* ]]
}

@test "TERM ends a pmap whose output nobody reads, running tasks and all" {
	local order

	for order in '' -k --line-buffer; do
		rm -f out
		held_fifo out
		# shellcheck disable=SC2086 # may be no word
		bg "$PMAP" $order -j2 'if [ {} = 1 ]; then meet say up'$order'; yes; else meet wait up'$order'; seq 20000; fi' ::: 2 1 3 4 >out 9>&- 2>/dev/null
		meet wait up$order
		fill_fifo
		kill -TERM "$BG"
		wait_bg
		[ "$status" -eq 143 ]
		exec 9>&-
		no_leftovers 0
	done
}

@test "TERM ends a pmap whose stderr nobody reads" {
	held_fifo err
	fill_fifo
	bg "$PMAP" -j2 'meet say up; [ {} = 1 ] || exit 1; meet hold' ::: 1 2 3 2>err 9>&-
	meet wait up=3
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	exec 9>&-
	no_leftovers 0
}

@test "TERM ends a pmap that waits to say that a task timed out" {
	held_fifo err
	fill_fifo
	bg "$PMAP" --timeout 0.2 'trap "meet say over; exit" TERM; sleep 1000 & wait #' ::: 1 2>err 9>&-
	meet wait over
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	exec 9>&-
	no_leftovers 0
}

@test "HUP lets running tasks finish and starts no more; with work left pmap ends by it" {
	bg "$PMAP" -j2 --joblog log 'meet say up wait go; echo {}' ::: {1..8} >out 2>err
	meet wait up=2
	kill -HUP "$BG"
	# It works one signal after the other: once this is answered the first one was taken.
	kill -USR1 "$BG"
	until_has err 'meet say up wait go'
	meet say go
	wait_bg
	[ "$status" -eq 129 ]
	same "$(sort out)" "$(printf '1\n2')"
	[ "$(wc -l <log)" -eq 3 ]
	[[ $(<err) = *"2 of 8 tasks done, 0 cancelled, 6 not started; the same command with --resume goes on from here"* ]]
	run "$PMAP" -j2 --joblog log --resume 'meet say up wait go; echo {}' ::: {1..8}
	[ "$status" -eq 0 ]
	same "$(sort -n <<<"$output")" "$(seq 3 8)"
}

@test "HUP when everything has been started changes nothing" {
	bg "$PMAP" -j2 'meet say up wait go; exit {}' ::: 0 1 2>err
	meet wait up=2
	kill -HUP "$BG"
	kill -USR1 "$BG"
	until_has err 'meet say up wait go'
	meet say go
	wait_bg
	[ "$status" -eq 1 ]
}

@test "TERM after HUP ends the tasks" {
	bg "$PMAP" -j2 'meet say up hold #' ::: 1 2 3 2>err
	meet wait up=2
	kill -HUP "$BG"
	kill -USR1 "$BG"
	until_has err 'meet say up hold'
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	no_leftovers 0
}

@test "signals that were ignored at the start stay ignored, for pmap and for its tasks" {
	bg env --ignore-signal=HUP,INT,TERM "$PMAP" -j1 'spawnee ignored; meet say up{} wait go{}' ::: 1 2 >out
	meet wait up1
	kill -HUP "$BG"
	kill -INT "$BG"
	kill -TERM "$BG"
	meet say go1 wait up2
	kill -HUP "$BG"
	meet say go2
	wait_bg
	[ "$status" -eq 0 ]
	same "$(<out)" "$(printf 'ignored HUP INT TERM\nignored HUP INT TERM')"
}

@test "a pmap in the background of a script survives its Ctrl-C" {
	bg_group bash -c '"$PMAP" "meet say up wait go; echo {}" ::: 1 2 >out & trap : INT; wait $!; wait $!; echo $? >status'
	meet wait up
	kill -INT -- -"$BG"
	meet say go
	wait_bg
	same "$(sort out)" "$(printf '1\n2')"
	[ "$(<status)" = 0 ]
}

@test "a signal that was blocked at the start still ends pmap" {
	bg env --block-signal=TERM "$PMAP" 'meet say up hold #' ::: 1
	meet wait up
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	no_leftovers 0
}

@test "Ctrl-C on the terminal ends everything" {
	run within 100 ptyx -e READY '\x03' "$PMAP" -j2 'trap "" INT; [ {} = 1 ] || meet wait one; meet say one; echo READY >/dev/tty; meet hold' ::: 1 2 </dev/null
	[ "$status" -eq 130 ]
	[[ $output = *"interrupted; stopping"* ]]
	no_leftovers 0
}

@test "a terminal that goes away lets the running tasks finish" {
	bg ptyx "$PMAP" -j1 'echo $PARALLEL_PID >pid; meet say up wait go say done{}' ::: 1 2 >/dev/null
	meet wait up
	pid=$(<pid)
	kill -KILL "$BG"
	wait_bg
	[ "$status" -eq 137 ]
	meet say go wait done1
	for ((i = 0; i < 200; i++)); do
		kill -0 "$pid" 2>/dev/null || break
		read -r -t 0.05 <> <(:) || true
	done
	[ ! -e "$MEET/done2.said" ]
	no_leftovers
}

@test "Ctrl-Z stops the tasks and pmap, and their timers; CONT goes on" {
	bg ptyx -e READY '\x1a' "$PMAP" --timeout 3 'echo $$ $PARALLEL_PID >pids; [ {} = 1 ] && { meet say up; echo READY >/dev/tty; meet wait go; }; echo ok {}' ::: 1 >out
	meet wait up
	read -r task pid <pids
	until_states '[Tt][Tt]' "$task" "$pid"
	# Longer than the timeout: held, it does not run out.
	read -r -t 4 <> <(:) || true
	[ "$(states "$task" "$pid")" = TT ]
	meet say go
	kill -CONT "$pid"
	wait_bg
	[ "$status" -eq 0 ]
	[[ $(<out) = *"ok 1"* ]]
}

@test "a pmap that was stopped and is told to end does" {
	bg "$PMAP" -j2 'echo $$ >pid{}; meet say up hold' ::: 1 2
	meet wait up=2
	kill -TSTP "$BG"
	until_states '[Tt][Tt][Tt]' "$(<pid1)" "$(<pid2)" "$BG"
	kill -TERM "$BG"
	kill -CONT "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	no_leftovers 0
}

@test "many stops and continuations lose nothing" {
	bg "$PMAP" -j4 'sleep 0.0{}; echo {}' ::: {1..9} {1..9} {1..9} >out
	for ((i = 0; i < 30; i++)); do
		kill -TSTP "$BG" 2>/dev/null || break
		kill -CONT "$BG" 2>/dev/null || break
	done
	kill -CONT "$BG" 2>/dev/null || true
	wait_bg
	[ "$status" -eq 0 ]
	same "$(sort out | uniq -c | tr -s ' ')" "$(for i in {1..9}; do echo " 3 $i"; done)"
}

@test "USR1 lists the running tasks" {
	bg "$PMAP" -j2 'meet say up wait go # {}' ::: one two three 2>err
	meet wait up=2
	kill -USR1 "$BG"
	until_has err '# two'
	meet say go
	wait_bg
	[ "$status" -eq 0 ]
	same "$(grep -c '# one' err)$(grep -c '# two' err)$(grep -c '# three' err)" 110
}

@test "USR2 turns progress on and off" {
	bg "$PMAP" -j1 'meet say up wait go; [ {} = 1 ] || meet wait end' ::: 1 2 2>err
	meet wait up
	[ ! -s err ]
	kill -USR2 "$BG"
	meet say go
	until_has err .
	kill -USR2 "$BG"
	meet say end
	wait_bg
	[ "$status" -eq 0 ]
}

@test "a storm of signals changes nothing in the result" {
	seq 200000 >want
	bg "$PMAP" -k -j4 'meet say up; seq $(({} * 10000 + 1)) $((({} + 1) * 10000))' ::: {0..19} >out 2>/dev/null
	meet wait up
	for ((i = 0; i < 10000; i++)); do
		kill -USR1 "$BG" 2>/dev/null || break
	done
	wait_bg
	[ "$status" -eq 0 ]
	cmp want out
}

@test "--timeout ends a task while more input is awaited" {
	held_fifo in
	bg_from in "$PMAP" --timeout 0.3 --joblog log 'trap "meet say over; exit 9" TERM; sleep 1000 & wait #' 9>&- 2>/dev/null
	echo one >&9
	meet wait over
	until_has log '^1'
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
}

@test "--timeout ends a task while nobody reads the output" {
	local order

	for order in '' -k --line-buffer -u; do
		rm -f out
		held_fifo out
		# shellcheck disable=SC2086 # may be no word
		bg "$PMAP" $order -j2 --timeout 1 'if [ {} = 1 ]; then seq 20000; meet say up'$order'; yes; else trap "meet say over'$order'; exit" TERM; sleep 1000 & wait; fi' ::: 1 2 >out 9>&- 2>/dev/null
		meet wait over$order
		# With -u the output is the tasks' own: pmap may have ended by itself before the signal comes.
		kill -TERM "$BG" || [ "$order" = -u ]
		wait_bg
		[ "$status" -eq 143 ] || [ "$order$status" = -u2 ]
		exec 9>&-
		no_leftovers 0
	done
}

@test "--timeout ends stopped tasks, those that ignore TERM, and what they started" {
	run within 100 "$PMAP" -j3 --timeout 0.3 '{}' ::: 'sleep 1000 & kill -STOP $$' 'meet ignore 15 hold & kill -STOP $$' 'trap "" TERM; sleep 1000 & wait; wait'
	[ "$status" -eq 3 ]
	no_leftovers 0
}

@test "nothing of a task that timed out is left when the next one starts" {
	run "$PMAP" -j1 --timeout 0.3 'if [ {} = 1 ]; then meet ignore 15 say up hold & echo $! >pid; wait; else { read -r _ _ state _ </proc/$(cat pid)/stat && [ $state != Z ]; } || echo gone; fi 2>/dev/null' ::: 1 2
	[ "$status" -eq 1 ]
	grep -qx gone <<<"$output"
	[ -s "$MEET/up.said" ]
}

@test "a blocked output costs no CPU time" {
	held_fifo out
	bg "$PMAP" -j2 'seq 30000; meet say up hold' ::: 1 2 3 >out 9>&-
	meet wait up=2
	before=$(cpu_ticks "$BG")
	read -r -t 2 <> <(:) || true
	[ $(($(cpu_ticks "$BG") - before)) -le 2 ]
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
}

@test "a jump of the wall clock moves no timeout and no run time" {
	local day=86400 jump

	[ -e "$HELPERS/clockshift.so" ] || skip "no clockshift.so"
	export CLOCKSHIFT=$PWD/jump
	for jump in $day -$day; do
		echo 0 >jump
		bg env LD_PRELOAD="$HELPERS/clockshift.so" ASAN_OPTIONS="$ASAN_OPTIONS:verify_asan_link_order=0" "$PMAP" -j2 --timeout 3 --joblog log 'meet say up'"$jump"'; [ {} = 1 ] && meet wait go'"$jump"' || exec sleep 1000' ::: 1 2 2>/dev/null
		meet wait up"$jump"=2
		echo "$jump" >jump
		# Were the deadline the wall clock's, both would end at once, or neither ever.
		read -r -t 1 <> <(:) || true
		meet say go"$jump"
		wait_bg
		[ "$status" -eq 1 ]
		same "$(sort -n log | awk '$1 + 0 { print $1, ($4 > 0.5 && $4 < 100), $7 }')" "$(printf '1 1 0\n2 1 -1')"
	done
}
