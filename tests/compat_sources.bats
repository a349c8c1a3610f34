# SPDX-License-Identifier: MIT
# Input sources give what they give in GNU parallel: linked, tied, trimmed, ended early, shuffled, as CSV, with a header, and empty.
load helpers/common
load helpers/compat

setup_file() { compat_setup_file sources; }
setup() { common_setup; }

@test "--link reads all sources in step" {
	alike link
}
@test ":::+ and ::::+ tie a source to the one before it, in every mix" {
	alike plus
}
@test "--trim takes blanks off values" {
	alike trim
}
@test "-E, -e and --eof end a source at a value" {
	alike eof
}
@test "--csv splits as CSV wants it" {
	alike csv
}
@test "--header names columns and files in all its forms" {
	alike header
}
@test "--skip-first-line drops a line of the first source" {
	alike skip
}
@test "--total-jobs is a claim" {
	alike total
}
@test "separators may be other words" {
	alike separators
}
@test "--delimiter takes escapes and empty texts alike" {
	alike delimiter
}
@test "--hostgroups takes a suffix off" {
	alike hostgroups
}
@test "empty sources, the same source twice and odd bytes are met alike" {
	alike bad
}
@test "--shuf runs the same jobs, numbered anew" {
	alike shuf
}
@test "several arguments make a job alike, in every spelling" {
	alike many
}
@test "options about sources combine alike" {
	alike misc
}
@test "sources are tied alike at the beginning and behind -a" {
	alike ties
}
@test "a header may end in CR LF" {
	alike ends
}

@test "every section of the cases is a test" {
	every_section_is_a_test
}
@test "GNU parallel still gives the answers that are compared with" {
	perl -MText::CSV -e 1 2>/dev/null || skip "no Text::CSV, which GNU parallel needs for --csv"
	answers_still_hold 23
}
