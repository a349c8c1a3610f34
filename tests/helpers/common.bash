# SPDX-License-Identifier: MIT
# What the .bats files share. Use: `load helpers/common` at the top, `setup() { common_setup; }`, and, where processes
# are started, `teardown() { no_leftovers; }`.
#
#	$PMAP      the program under test          $HELPERS   where meet, spawnee, ptyx and slowpipe are
#	$SRCDIR    the source tree                 $MEET      the meeting point of `meet` (private to the test)
#
# Each test runs in an empty directory of its own, which is also $HOME and holds $TMPDIR.

SRCDIR=${SRCDIR:-$(cd "$BATS_TEST_DIRNAME/.." && pwd)}
BUILDDIR=${BUILDDIR:-$SRCDIR}
[ -x "$BUILDDIR/pmap" ] || [ ! -x "$SRCDIR/build/pmap" ] || BUILDDIR=$SRCDIR/build
PMAP=${PMAP:-$BUILDDIR/pmap}
HELPERS=${HELPERS:-$BUILDDIR/tests/helpers}
HELPERS_SRC=$SRCDIR/tests/helpers
export HELPERS_SRC SRCDIR BUILDDIR PMAP HELPERS
# A test that hangs is a test that failed.
export BATS_TEST_TIMEOUT=${BATS_TEST_TIMEOUT:-120}

common_setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir work tmp meet
	export HOME=$BATS_TEST_TMPDIR/work TMPDIR=$BATS_TEST_TMPDIR/tmp MEET=$BATS_TEST_TMPDIR/meet
	export LC_ALL=C PATH=$HELPERS:$PATH
	export PMAP_TEST_MARK=$$.$BATS_TEST_NUMBER.$RANDOM
	unset PARALLEL PARALLEL_PID PARALLEL_SEQ PARALLEL_SHELL PARALLEL_JOBSLOT PARALLEL_HOME PMAP_CPUS PMAP_FAIL
	unset MAKEFLAGS MFLAGS MAKELEVEL XDG_CONFIG_HOME XDG_CACHE_HOME COLUMNS
	cd work || return 1
}

# The processes that this test started and that still live (the mark in their environment tells): "PID COMMAND" lines.
leftovers() {
	local f pid state

	# shellcheck disable=SC2013 # names of /proc hold no blanks
	for f in $(grep -lszx "PMAP_TEST_MARK=$PMAP_TEST_MARK" /proc/[0-9]*/environ); do
		pid=${f#/proc/}
		pid=${pid%/environ}
		read -r _ _ state _ <"/proc/$pid/stat" 2>/dev/null || continue
		[ "$state" = Z ] || printf '%s %s\n' "$pid" "$(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null)"
	done
}

# Fails when processes or temporary files of this test remain. A dying process gets $1 seconds (5) to go.
no_leftovers() {
	local i left=

	for ((i = 0; i < ${1:-5} * 20; i++)); do
		left=$(leftovers)
		[ -n "$left" ] || break
		read -r -t 0.05 <> <(:) || true
	done
	if [ -n "$left" ]; then
		printf 'still running:\n%s\n' "$left" >&2
		printf '%s\n' "$left" | while read -r pid _; do kill -KILL "$pid" 2>/dev/null; done
		return 1
	fi
	# tsan.*: ThreadSanitizer's own, when it is killed at its start.
	left=$(find "$TMPDIR" -mindepth 1 -maxdepth 1 ! -name 'tsan.*')
	[ -z "$left" ] || { printf 'left in TMPDIR: %s\n' "$left" >&2; return 1; }
}

# Start a command in the background; its process id is $BG. HUP, INT, QUIT and TERM have their default action: a shell
# without job control takes some of it away, and so may whoever runs the tests. stdin is /dev/null (see bg_from);
# descriptor 3 is closed, or bats would wait for it.
bg() {
	env --default-signal=HUP,INT,QUIT,TERM "$@" 3>&- &
	BG=$!
}

# The same with stdin from a file: the shell gives a command in the background its own /dev/null otherwise.
bg_from() {
	local from=$1

	shift
	env --default-signal=HUP,INT,QUIT,TERM "$@" <"$from" 3>&- &
	BG=$!
}

# The same in a session, and so a process group, of its own: `kill -INT -- -$BG` then reaches all of the group.
bg_group() {
	setsid env --default-signal=HUP,INT,QUIT,TERM "$@" 3>&- &
	BG=$!
}

# Wait for a background command; its status is in $status.
wait_bg() {
	status=0
	# shellcheck disable=SC2034 # for the test
	wait "${1:-$BG}" || status=$?
}

# within SECONDS COMMAND...: run it; status 124 when it takes longer.
within() {
	local limit=$1

	shift
	timeout --foreground -k 2 "$limit" "$@"
}

# For what a sanitizer does in its own way: crashes, address space, tracing.
skip_if_sanitized() {
	! grep -qa -e __asan_init -e __tsan_init "$PMAP" || skip "a sanitized build"
}

# same TEXT1 TEXT2: show the difference when they differ.
same() {
	[ "$1" = "$2" ] || { diff <(printf '%s\n' "$1") <(printf '%s\n' "$2") >&2; return 1; }
}

# until_has FILE REGEX: wait until the file holds it.
until_has() {
	local i

	for ((i = 0; i < 600; i++)); do
		grep -qe "$2" "$1" 2>/dev/null && return
		read -r -t 0.05 <> <(:) || true
	done
	echo "'$2' never came in $1" >&2
	return 1
}

# The CPU time of a process and its threads so far, in ticks (hundredths of a second).
cpu_ticks() {
	local line

	line=$(<"/proc/$1/stat")
	# shellcheck disable=SC2086 # fields
	set -- ${line##*) }
	echo $((${12} + ${13}))
}

# below KB LIMIT: true when a measured peak of memory is under the limit. Sanitizers have memory of their own: no claim then.
below() {
	if ldd "$PMAP" 2>/dev/null | grep -q 'lib[at]san'; then return 0; fi
	[ "$1" -lt "$2" ] || { printf 'peak %s kB, limit %s kB\n' "$1" "$2" >&2; return 1; }
}

# refused WORDS ARGUMENT...: the command is refused before any task starts, and the message has these words.
refused() {
	local words=$1

	shift
	run "$PMAP" "$@"
	# shellcheck disable=SC2154 # bats sets them
	[ "$status" -eq 255 ] || { echo "status $status: $output"; return 1; }
	[[ $output == *"$words"* ]] || { echo "$output"; return 1; }
}
