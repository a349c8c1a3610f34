# SPDX-License-Identifier: MIT
# Nothing outlives pmap, whatever ends it; but for what a task detached on purpose.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

# The guardian of a pmap: the child that leads a session of its own.
guardian_of() {
	local f fields

	for f in /proc/[0-9]*/stat; do
		read -r fields 2>/dev/null <"$f" || continue
		# shellcheck disable=SC2086 # fields: state, parent, group, session
		set -- "$1" "${f//[!0-9]/}" ${fields##*) }
		[ "$4" != "$1" ] || [ "$6" != "$2" ] || echo "$2"
	done
}

@test "after kill -9 tasks and what they started are gone within a second, and so is the guardian" {
	bg "$PMAP" -j3 'sleep 1000 & sleep 1001 & meet say up; wait #' ::: 1 2 3
	meet wait up=3
	guardian=$(guardian_of "$BG")
	[[ $'\n'$(leftovers) = *$'\n'"$guardian "* ]] # so it counts below
	kill -KILL "$BG"
	wait_bg
	[ "$status" -eq 137 ]
	no_leftovers 1
}

@test "after kill -9 tasks are gone that nothing but their process group marks as ours" {
	bg "$PMAP" -j2 'meet say up; exec env -i PMAP_TEST_MARK="$PMAP_TEST_MARK" sleep 1000 #' ::: 1 2
	meet wait up=2
	kill -KILL "$BG"
	wait_bg
	no_leftovers 1
}

@test "after kill -9 tasks that ignore TERM or are stopped are gone within a second" {
	bg "$PMAP" -j2 'trap "" TERM; meet ignore 15 say up hold & [ {} = 1 ] || kill -STOP $$; wait' ::: 1 2
	meet wait up=2
	kill -KILL "$BG"
	wait_bg
	no_leftovers 1
}

@test "a crash of pmap leaves nothing either" {
	skip_if_sanitized
	for sig in SEGV ABRT QUIT; do
		bg bash -c 'ulimit -c 0; exec "$0" "$@"' "$PMAP" 'meet say up-'$sig' hold #' ::: 1
		meet wait up-$sig
		kill -$sig "$BG"
		wait_bg
		[ "$status" -eq $((128 + $(kill -l $sig))) ]
		no_leftovers 1
	done
}

@test "kill -9 of a stopped pmap ends its stopped tasks" {
	bg "$PMAP" -j2 'meet say up hold #' ::: 1 2
	meet wait up=2
	kill -TSTP "$BG"
	kill -KILL "$BG"
	wait_bg
	no_leftovers 1
}

@test "kill -9 at random moments, while tasks are started and end, leaves nothing" {
	local i

	seq 100000 >numbers
	for ((i = 0; i < ${ROUNDS:-50}; i++)); do
		if ((i % 2)); then
			bg_from numbers "$PMAP" -j8 'exec env -i PMAP_TEST_MARK="$PMAP_TEST_MARK" sleep 100; :' >/dev/null 2>&1
		else
			bg_from numbers "$PMAP" -j8 'sleep 0.00{}; sleep 100 & :' >/dev/null 2>&1
		fi
		read -r -t "$(printf 0.%03d $((RANDOM % 40)))" <> <(:) || true
		kill -KILL "$BG"
		wait_bg
		[ "$status" -eq 137 ]
		no_leftovers 1
	done
}

@test "kill -9 of the whole process group leaves nothing" {
	local i

	seq 100000 >numbers
	for ((i = 0; i < ${ROUNDS:-20}; i++)); do
		bg_group bash -c 'exec "$0" -j8 "sleep 100; :" <numbers' "$PMAP" >/dev/null 2>&1
		read -r -t "$(printf 0.%03d $((20 + RANDOM % 40)))" <> <(:) || true
		kill -KILL -- -"$BG"
		wait_bg
		[ "$status" -eq 137 ]
		no_leftovers 1
	done
}

@test "a task that kills its parent takes everything along" {
	run within 100 "$PMAP" -j4 'meet say up wait up=4; sleep 1000 & [ {} != 3 ] || kill -9 $PPID; wait' ::: 1 2 3 4
	[ "$status" -eq 137 ]
	no_leftovers 1
}

@test "a daemon of a task lives on, and does not hold its task up" {
	run within 100 "$PMAP" 'setsid sleep 1000 & echo $! >pid; echo x #' ::: 1
	[ "$status" -eq 0 ]
	[ "$output" = x ]
	kill -0 "$(<pid)"
	kill -KILL "$(<pid)"
}

@test "a daemon that keeps the pipes does not hold its task up" {
	run within 100 "$PMAP" -j1 --timeout 60 'setsid sh -c "echo \$\$ >pid{}; meet say daemon{}; exec sleep 1000" & meet wait daemon{}; echo x{}' ::: 1 2
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'x1\nx2')"
	kill -0 "$(<pid1)" "$(<pid2)"
	kill -KILL "$(<pid1)" "$(<pid2)"
}

@test "what a task leaves running in its group is ended at the end of pmap, not before" {
	bg "$PMAP" -j1 'if [ {} = 1 ]; then sleep 1000 & echo $! >pid; else meet say up wait go; kill -0 "$(cat pid)" && echo alive; fi' ::: 1 2 >out
	meet wait up
	kill -0 "$(<pid)"
	meet say go
	wait_bg
	[ "$status" -eq 0 ]
	[ "$(<out)" = alive ]
	no_leftovers 0
}

@test "a left-over that ignores TERM is killed at the end" {
	run within 100 "$PMAP" 'meet ignore 15 say up hold & meet wait up #' ::: 1
	[ "$status" -eq 0 ]
	no_leftovers 0
}

@test "left-overs are found whatever the size of the environment" {
	FILLER=$(head -c 90000 /dev/zero | tr '\0' x) ANOTHER=$(head -c 90000 /dev/zero | tr '\0' y) \
		run within 100 "$PMAP" 'env -u PARALLEL_PID PARALLEL_PID="$PARALLEL_PID" sleep 1000 & sleep 1000 & :' ::: 1 2 3
	[ "$status" -eq 0 ]
	no_leftovers 0
}

@test "no process of another run of pmap is touched at the end" {
	bg "$PMAP" 'sleep 1000 & meet say up wait go; kill $! && echo alive #' ::: 1 >out
	meet wait up
	run "$PMAP" 'sleep 1000 & :' ::: 1 2
	[ "$status" -eq 0 ]
	meet say go
	wait_bg
	[ "$status" -eq 0 ]
	[ "$(<out)" = alive ]
}

@test "TERM to the outermost of three pmaps ends the innermost tasks" {
	bg "$PMAP" -j2 "'$PMAP' -j2 \"'$PMAP' -j2 'sleep 1000 & meet say up hold #' ::: 1 2 #\" ::: 1 2 #" ::: 1 2 2>/dev/null
	meet wait up=8
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	no_leftovers 1
}

@test "kill -9 of the outermost of three pmaps ends the innermost tasks" {
	bg "$PMAP" "'$PMAP' \"'$PMAP' -j2 'meet ignore 15 say up hold #' ::: 1 2 #\" ::: 1 #" ::: 1 2>/dev/null
	meet wait up=2
	kill -KILL "$BG"
	wait_bg
	[ "$status" -eq 137 ]
	no_leftovers 2
}

@test "a caller that reads the output of a pmap in the background sees its end at once" {
	run within 100 bash -c 'x=$("$PMAP" "sleep 0; echo {}" ::: 1); echo "$x"; "$PMAP" "meet say up hold #" ::: 1 2>/dev/null | cat & meet wait up; kill %1; wait'
	[ "$status" -eq 0 ]
	[ "$output" = 1 ]
}

@test "the guardian holds nothing of the caller's" {
	bg bash -c 'cd / && exec "$0" "$@" 7</dev/null' "$PMAP" 'meet say up wait go #' ::: 1
	meet wait up
	guardian=$(guardian_of "$BG")
	[ "$(readlink "/proc/$guardian/cwd")" = / ]
	[ "$(ls "/proc/$guardian/fd" | wc -l)" -eq 1 ]
	kill -TERM "$guardian" # does not hear it
	meet say go
	wait_bg
	[ "$status" -eq 0 ]
}

@test "a guardian that is killed costs the run nothing" {
	bg "$PMAP" 'meet say up wait go; echo ok #' ::: 1 >out
	meet wait up
	kill -KILL "$(guardian_of "$BG")"
	meet say go
	wait_bg
	[ "$status" -eq 0 ]
	[ "$(<out)" = ok ]
}
