# SPDX-License-Identifier: MIT
# Replacement strings and expressions: what GNU parallel makes of the same command lines.
load helpers/common
load helpers/compat

setup_file() { compat_setup_file template; }
setup() { common_setup; }

@test "--plus takes paths apart alike" {
	alike plus_paths
}
@test "--plus counts and pads alike" {
	alike plus_numbers
}
@test "--plus strips with expressions alike" {
	alike plus_strip
}
@test "--plus replaces with expressions alike" {
	alike plus_replace
}
@test "--plus changes the case alike" {
	alike plus_case
}
@test "--plus has the same defaults and substrings" {
	alike plus_values
}
@test "{uniq} and {choose_k} take the same tasks out" {
	alike plus_unlike
}
@test "--plus names the variables of a task alike" {
	alike plus_variables
}
@test "without --plus its strings are text" {
	alike plus_off
}
@test "perl computes the same values" {
	alike expressions
}
@test "expressions in lines of several values are alike" {
	alike perl_lines
}
@test "expressions have the same functions and variables" {
	alike helpers
}
@test "--rpl defines strings alike" {
	alike rpl
}
@test "--parens and other strings are alike" {
	alike parens
}
@test "--filter leaves the same tasks out" {
	alike filter
}
@test "csh is quoted for alike" {
	alike csh
}
@test "expressions that count give the same numbers" {
	alike counting
}
@test "expressions find what is in the main package" {
	alike main
}
@test "-q leaves words out that -n0 empties" {
	alike nothing
}
@test "each section is a test" {
	every_section_is_a_test
}
@test "GNU parallel still gives these answers" {
	answers_still_hold 23
}
