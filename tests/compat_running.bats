# SPDX-License-Identifier: MIT
# Starting, limiting and halting give what GNU parallel gives (helpers/compat.bash).
load helpers/common
load helpers/compat

setup_file() { compat_setup_file running; }
setup() { common_setup; }

@test "a pause between starts changes nothing else" {
	alike delay
}
@test "-j takes the same forms and refuses the same" {
	alike slots
}
@test "--halt takes the whole grammar, announces and counts alike" {
	alike halting
}
@test "limits of time, memory and load are alike" {
	alike limits
}
@test "directory, niceness and slot variable of a task are alike" {
	alike places
}
@test "together with other options they do what they do there" {
	alike together
}
@test "the status a halt gives is the same" {
	alike verdicts
}
@test "questions about the program are answered alike" {
	alike asking
}
@test "each section has a test" {
	every_section_is_a_test
}
@test "GNU parallel still gives these answers" {
	answers_still_hold 23
}
