# SPDX-License-Identifier: MIT
# Output, result files and the log are what GNU parallel makes of them (helpers/compat.bash).
load helpers/common
load helpers/compat

setup_file() { compat_setup_file output; }
setup() { common_setup; }

@test "--results makes the same tree of files" {
	alike tree
}
@test "--results with replacement strings names the same files" {
	alike template
}
@test "--results FILE.csv, .tsv and .json write the same records" {
	alike sheets
}
@test "--files leaves the output in files and prints their names" {
	alike files
}
@test "--resume with --results skips the same tasks" {
	alike resume
}
@test "--retry-failed runs the same commands of the log" {
	alike retry
}
@test "colours are the same escape sequences" {
	alike colours
}
@test "tags are the same bytes" {
	alike tags
}
@test "-v, -t and --silent show the same commands" {
	alike verbose
}
@test "--shellquote quotes the same" {
	alike shellquote
}
@test "the same of several orders wins" {
	alike order
}
@test "what is printed for csh, an empty --ctagstring, an empty command and a shell that is not there" {
	alike spellings
}
@test "each section has a test" {
	every_section_is_a_test
}
@test "GNU parallel still gives these answers" {
	answers_still_hold 23
}
