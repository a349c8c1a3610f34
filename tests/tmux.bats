# SPDX-License-Identifier: MIT
# --tmux and --tmuxpane, with a real tmux.
load helpers/common

bats_require_minimum_version 1.5.0
setup() {
	common_setup
	command -v tmux >/dev/null || skip "no tmux"
	unset TMUX PARALLEL_TMUX
	# The path of a socket is short; this is removed with the test's directory.
	TMPDIR=$(mktemp -d /tmp/tmuxXXXXXX)
	export TMPDIR
}
teardown() {
	no_leftovers
	rmdir "$TMPDIR"
}

# The socket that the message in file $1 names.
socket() {
	until_has "$1" 'tmux -S'
	sed -n 's/.*tmux -S \([^ ]*\) attach.*/\1/p' "$1"
}

@test "status, joblog and halt are true for tasks in tmux, nothing is on stdout" {
	run --separate-stderr "$PMAP" --tmux -j2 --joblog log 'echo hi; exit {}' ::: 0 3 0
	[ "$status" -eq 1 ]
	same "$output" ""
	[[ $stderr = *"See output with: "*"tmux -S $TMPDIR/"*" attach"* ]]
	same "$(sed 1d log | LC_ALL=C sort -n | cut -f 1,7,8,9)" $'1\t0\t0\techo hi; exit 0\n2\t3\t0\techo hi; exit 3\n3\t0\t0\techo hi; exit 0'
	run --separate-stderr "$PMAP" --tmux --halt now,fail=1 'exit {}' ::: 7
	[ "$status" -eq 7 ]
}

@test "each task has a window with its output, its environment and our directory" {
	mkdir 'a dir' && cd 'a dir'
	bg "$PMAP" --tmux -j2 'echo "task {}, $PARALLEL_SEQ in ${PWD##*/}"; meet say up wait go' ::: a b 2>err
	meet wait up=2
	s=$(socket err)
	run bash -c 'for i in 1 2; do tmux -S "$1" capture-pane -p -t "pmap:$i"; done | grep task | LC_ALL=C sort' - "$s"
	same "$output" $'task a, 1 in a dir\ntask b, 2 in a dir'
	meet say go
	wait_bg
	[ "$status" -eq 0 ]
}

@test "--tmuxpane puts the tasks into one window, whatever its number" {
	echo 'set -g base-index 4' >"$HOME/.tmux.conf"
	bg "$PMAP" --tmuxpane -j2 'echo task {}; meet say up wait go' ::: a b 2>err
	meet wait up=2
	s=$(socket err)
	run tmux -S "$s" list-panes -a -F '#{window_index}'
	[ "$status" -eq 0 ]
	same "$output" $'4\n4\n4'
	meet say go
	wait_bg
	[ "$status" -eq 0 ]
}

@test "a timeout ends the task in its window, also one that ignores TERM" {
	run --separate-stderr "$PMAP" --tmux --timeout 1 'trap "" TERM HUP; meet say up; exec sleep 1000 #' ::: 1
	[ "$status" -eq 1 ]
	no_leftovers
}

@test "nothing of the server outlives a killed run" {
	bg "$PMAP" --tmux -j2 'meet say up; exec sleep 1000 #' ::: 1 2 2>err
	meet wait up=2
	kill -KILL "$BG"
	wait_bg
	[ "$status" -eq 137 ]
	no_leftovers
}

@test "a window that is closed is a failed task" {
	bg "$PMAP" --tmux --joblog log 'meet say up hold #' ::: 1 2>err
	meet wait up
	tmux -S "$(socket err)" kill-window -t pmap:1
	wait_bg
	[ "$status" -eq 1 ]
	same "$(sed 1d log | cut -f 7,8)" $'137\t0'
}

@test "a task's text is not expanded by tmux" {
	run --separate-stderr "$PMAP" --tmux 'true #{}' ::: '#(touch evil)' "\$(touch evil)" "'; touch evil'"
	[ "$status" -eq 0 ]
	[ ! -e evil ]
}

@test "PARALLEL_TMUX names another tmux; none is an error before any task" {
	printf '#!/bin/sh\necho called >>"%s/calls"\nexec tmux "$@"\n' "$PWD" >mine
	chmod +x mine
	PARALLEL_TMUX=$PWD/mine run --separate-stderr "$PMAP" --tmux true ::: 1
	[ "$status" -eq 0 ]
	[ -s calls ]
	PARALLEL_TMUX=no-tmux-here run --separate-stderr "$PMAP" --tmux touch ::: x
	[ "$status" -eq 255 ]
	[[ $stderr = *"no 'no-tmux-here' in PATH"* ]]
	[ ! -e x ]
}

@test "--tmux with --pipe is refused" {
	run "$PMAP" --tmux --pipe cat </dev/null
	[ "$status" -eq 255 ]
	[[ $output = *"exclude each other"* ]]
}

@test "a dry run with --tmux starts no tmux" {
	PARALLEL_TMUX=no-tmux-here run "$PMAP" --tmux --dry-run echo ::: 1
	[ "$status" -eq 0 ]
	same "$output" "echo 1"
}
