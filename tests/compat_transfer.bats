# SPDX-License-Identifier: MIT
# All hosts, blocks and files over ssh, compared with the recorded answers of GNU parallel. The hosts are an sshd of this test's own.
load helpers/common
load helpers/compat
load helpers/sshd

setup_file() {
	sshd_start
	sshd_share
	compat_setup_file transfer
}

@test "--onall and --nonall run on each host" {
	alike all
}
@test "blocks go over the connection" {
	alike input
}
@test "files go there and come back" {
	alike files
}
@test "every section of the cases has a test" {
	every_section_is_a_test
}
@test "the answers still are those of GNU parallel" {
	answers_still_hold 23
}
