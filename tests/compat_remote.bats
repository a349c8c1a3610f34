# SPDX-License-Identifier: MIT
# Other hosts, compared with the recorded answers of GNU parallel. The hosts are an sshd of this test's own.
load helpers/common
load helpers/compat
load helpers/sshd

setup_file() {
	sshd_start
	sshd_share
	compat_setup_file remote
}

@test "a task on another host prints, ends and knows the same" {
	alike tasks
}
@test "hosts and their groups are read alike" {
	alike lists
}
@test "every section of the cases has a test" {
	every_section_is_a_test
}
@test "the answers still are those of GNU parallel" {
	answers_still_hold 23
}
