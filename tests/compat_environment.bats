# SPDX-License-Identifier: MIT
# Where options and definitions come from, and how options are spelled: what GNU parallel gives (helpers/compat.bash).
load helpers/common
load helpers/compat

setup_file() { compat_setup_file environment; }
setup() { common_setup; }

@test "options come from profiles" {
	alike profiles
}
@test "options come from \$PARALLEL" {
	alike variable
}
@test "\$PARALLEL_ENV is read in front of each command" {
	alike definitions
}
@test "--env and --record-env" {
	alike recorded
}
@test "--template fills files" {
	alike templates
}
@test "variables of jobs" {
	alike jobs
}
@test "--shebang and --shebang-wrap" {
	alike scripts
}
@test "options without effect" {
	alike accepted
}
@test "options that are gone" {
	alike retired
}
@test "options are abbreviated, bundled and written without dashes" {
	alike spelling
}

@test "every section of the cases is a test" {
	every_section_is_a_test
}
@test "GNU parallel still gives the answers that are compared with" {
	answers_still_hold 23
}

@test "every long name and every beginning of one mean what they mean to GNU parallel" {
	# An unknown option at the end ends each run before anything starts.
	while read -r kind name; do
		run "$PMAP" "--$name" --zzzz --zzzz
		[ "$status" -eq 255 ]
		case $kind in
		ambiguous) [[ $output == *"'--$name' is ambiguous"* ]] || { echo "--$name: $output" >&2; return 1; } ;;
		*) [[ $output != *ambiguous* && $output != *"unknown option '--$name'"* ]] || { echo "--$name: $output" >&2; return 1; } ;;
		esac
	done < <(grep -v '^#' "$COMPAT_DIR/abbreviations")
}
