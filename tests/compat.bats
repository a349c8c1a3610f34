# SPDX-License-Identifier: MIT
# The same command line gives what GNU parallel gives: compat/cases has the lines, compat/answers what GNU parallel 20221122 printed.
# Where that program is installed a part of its answers is asked for again, with COMPAT=all every one of them, together with the lines
# that compat/fuzz makes. `compat/run /usr/bin/parallel compat/cases DIRECTORY >compat/answers` makes the answers anew.
load helpers/common

setup_file() {
	export COMPAT_DIR=$SRCDIR/tests/compat
	"$COMPAT_DIR/run" "$PMAP" "$COMPAT_DIR/cases" "$BATS_FILE_TMPDIR/ours" 3>&- >"$BATS_FILE_TMPDIR/answers" 2>/dev/null
}

setup() { common_setup; }

# The command lines of a section.
lines_of() {
	awk -v name="# $1:" 'index($0, "# ") == 1 { on = index($0, name) == 1; next } on && NF' "$COMPAT_DIR/cases"
}

# What file $2 answers to the lines of file $1.
answers_to() {
	awk 'NR == FNR { want["$ " $0]; next } index($0, "$ ") == 1 { on = $0 in want } on' "$1" "$2"
}

alike() {
	lines_of "$1" >lines
	[ -s lines ]
	answers_to lines "$COMPAT_DIR/answers" >theirs
	answers_to lines "$BATS_FILE_TMPDIR/answers" >ours
	[ "$(grep -c '^\$ ' theirs)" -eq "$(wc -l <lines)" ] || { echo "compat/answers is older than compat/cases" >&2; return 1; }
	diff -U 20 theirs ours >&2
}

need_parallel() {
	[ "$(parallel --version 2>/dev/null | head -n 1)" = "GNU parallel 20221122" ] || skip "no GNU parallel 20221122"
}

# Run the lines of a file with both programs at once.
both() {
	"$COMPAT_DIR/run" "$(command -v parallel)" "$1" "$PWD/run1" >theirs 2>/dev/null 3>&- &
	"$COMPAT_DIR/run" "$PMAP" "$1" "$PWD/run2" >ours 2>/dev/null 3>&-
	wait $!
	diff -U 20 theirs ours >&2
}

@test "values are quoted byte for byte as GNU parallel quotes them" {
	alike quoting
}
@test "replacement strings mean the same" {
	alike strings
}
@test "without a replacement string the values go to the end" {
	alike appending
}
@test "whole commands come from the input" {
	alike commands
}
@test "input is cut into the same records" {
	alike records
}
@test "sources are combined and linked alike" {
	alike sources
}
@test "records are split into the same columns" {
	alike columns
}
@test "a header names columns and sources" {
	alike header
}
@test "several arguments make a job alike" {
	alike several
}
@test "lines are filled and spread alike" {
	alike filling
}
@test "output is tagged alike" {
	alike tags
}
@test "output is passed through as it is" {
	alike shape
}
@test "the exit status is the same" {
	alike status
}
@test "--halt announces and counts alike" {
	alike halting
}
@test "attempts and time limits are alike" {
	alike retrying
}
@test "the job log has the same columns" {
	alike joblog
}
@test "a log says what is left to do" {
	alike resuming
}
@test "jobs find the same environment" {
	alike environment
}
@test "options are written in the same ways" {
	alike options
}
@test "--pipe cuts standard input into the same blocks" {
	alike pipe
}

@test "every section of the cases is a test" {
	while read -r name; do
		grep -q "alike $name\$" "$BATS_TEST_FILENAME" || { echo "no test for $name" >&2; return 1; }
	done < <(sed -n 's/^# \([a-z]*\):.*/\1/p' "$COMPAT_DIR/cases")
}

@test "GNU parallel still gives the answers that are compared with" {
	need_parallel
	step=23
	[ "${COMPAT:-}" != all ] || step=1
	# Another part each day.
	grep -v '^#' "$COMPAT_DIR/cases" | awk -v step=$step -v day="$(date +%j)" 'NR % step == day % step' >lines
	"$COMPAT_DIR/run" "$(command -v parallel)" lines "$PWD/run1" >theirs 2>/dev/null 3>&-
	answers_to lines "$COMPAT_DIR/answers" | diff - theirs >&2
}

@test "random command lines give what GNU parallel gives" {
	need_parallel
	command -v python3 >/dev/null || skip "no python3"
	count=25
	[ "${COMPAT:-}" != all ] || count=1000
	"$COMPAT_DIR/fuzz" "${COMPAT_SEED:-1}" $count >lines
	both lines
}
