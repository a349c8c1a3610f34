# SPDX-License-Identifier: MIT
# Hosts and semaphores, compared with the recorded answers of GNU parallel.
load helpers/common
load helpers/compat

setup_file() { compat_setup_file hosts; }
setup() { common_setup; }

@test "with this machine as the only host all is as without one" {
	alike local
}
@test "lists of hosts are read alike" {
	alike files
}
@test "--onall and --nonall run here" {
	alike all
}
@test "files stay where they are when tasks do" {
	alike transfer
}
@test "a semaphore's command runs once, and its status is that of the run" {
	alike semaphore
}
@test "every section of the cases has a test" {
	every_section_is_a_test
}
@test "the answers still are those of GNU parallel" {
	answers_still_hold 23
}
