# SPDX-License-Identifier: MIT
# The same command line gives what GNU parallel gives: compat/AREA.cases has the lines, compat/AREA.answers what GNU parallel
# 20221122 printed. `compat/run /usr/bin/parallel compat/AREA.cases DIRECTORY >compat/AREA.answers` makes the answers anew.
# A .bats file calls compat_setup_file AREA in its setup_file, and `alike SECTION` for each section of the cases.

export COMPAT_DIR=$SRCDIR/tests/compat

compat_setup_file() {
	export COMPAT_AREA=$1
	"$COMPAT_DIR/run" "$PMAP" "$COMPAT_DIR/$1.cases" "$BATS_FILE_TMPDIR/ours" 3>&- >"$BATS_FILE_TMPDIR/answers" 2>/dev/null
}

# The command lines of a section.
lines_of() {
	awk -v name="# $1:" 'index($0, "# ") == 1 { on = index($0, name) == 1; next } on && NF' "$COMPAT_DIR/$COMPAT_AREA.cases"
}

# What file $2 answers to the lines of file $1.
answers_to() {
	awk 'NR == FNR { want["$ " $0]; next } index($0, "$ ") == 1 { on = $0 in want } on' "$1" "$2"
}

alike() {
	lines_of "$1" >lines
	[ -s lines ]
	answers_to lines "$COMPAT_DIR/$COMPAT_AREA.answers" >theirs
	answers_to lines "$BATS_FILE_TMPDIR/answers" >ours
	[ "$(grep -c '^\$ ' theirs)" -eq "$(wc -l <lines)" ] || { echo "compat/$COMPAT_AREA.answers is older than its cases" >&2; return 1; }
	diff -U 20 theirs ours >&2
}

every_section_is_a_test() {
	while read -r name; do
		grep -q "alike $name\$" "$BATS_TEST_FILENAME" || { echo "no test for $name" >&2; return 1; }
	done < <(sed -n 's/^# \([a-z_]*\):.*/\1/p' "$COMPAT_DIR/$COMPAT_AREA.cases")
}

need_parallel() {
	[ "$(parallel --version 2>/dev/null | head -n 1)" = "GNU parallel 20221122" ] || skip "no GNU parallel 20221122"
}

# Where the real program is installed a part of its answers (every $1-th) is asked for again, always the same, so that
# a change is not blamed for what the real program does by chance; with COMPAT=all every one. It is asked twice before
# that is a failure: on a busy machine it now and then hangs where it has an answer.
answers_still_hold() {
	local step=$1 dir

	need_parallel
	[ "${COMPAT:-}" != all ] || step=1
	grep -v '^#' "$COMPAT_DIR/$COMPAT_AREA.cases" | awk -v step="$step" 'NR % step == 3 % step' >lines
	answers_to lines "$COMPAT_DIR/$COMPAT_AREA.answers" >known
	for dir in run1 run2; do
		"$COMPAT_DIR/run" "$(command -v parallel)" lines "$PWD/$dir" >theirs 2>/dev/null 3>&-
		! diff known theirs >difference || return 0
	done
	cat difference >&2
	return 1
}

# Run the lines of a file with both programs at once.
both() {
	"$COMPAT_DIR/run" "$(command -v parallel)" "$1" "$PWD/run1" >theirs 2>/dev/null 3>&- &
	"$COMPAT_DIR/run" "$PMAP" "$1" "$PWD/run2" >ours 2>/dev/null 3>&-
	wait $!
	diff -U 20 theirs ours >&2
}
