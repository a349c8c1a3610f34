# SPDX-License-Identifier: MIT
# Tables of jobs: what GNU parallel gives (helpers/compat.bash).
load helpers/common
load helpers/compat

setup_file() { ! command -v sqlite3 >/dev/null || compat_setup_file sql; }
setup() {
	common_setup
	command -v sqlite3 >/dev/null || skip "no sqlite3"
}

@test "commands stand in a table without their values" {
	alike commands
}
@test "a table has GNU parallel's columns" {
	alike columns
}
@test "tables are appended to and made anew" {
	alike append
}
@test "a worker writes what became of its jobs" {
	alike results
}
@test "a worker takes commands and values from the table" {
	alike workers
}
@test "--results and --files put names of files into the table" {
	alike files
}
@test "what is no address is refused" {
	alike refused
}
@test "every section is a test" {
	every_section_is_a_test
}
@test "the answers are still those of GNU parallel" {
	perl -MDBD::SQLite -e 1 2>/dev/null || skip "no DBD::SQLite"
	answers_still_hold 23
}
