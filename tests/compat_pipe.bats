# SPDX-License-Identifier: MIT
# Pipe mode gives what GNU parallel gives (helpers/compat.bash), and what differs on purpose.
load helpers/common
load helpers/compat

setup_file() { compat_setup_file pipe; }
setup() { common_setup; }

@test "the input is cut in the same places" {
	alike blocks
}
@test "-N, -n, -L and -l count the same records" {
	alike counts
}
@test "ends, starts and expressions mean the same" {
	alike records
}
@test "the header goes before each block alike" {
	alike heads
}
@test "the arguments of ::: go along with the blocks" {
	alike arguments
}
@test "--pipepart cuts a file in the same places" {
	alike parts
}
@test "--cat and --fifo name the block" {
	alike files
}
@test "--round-robin gives blocks in turn" {
	alike rounds
}
@test "--tee gives everything to everybody" {
	alike copies
}
@test "--bin and --group-by look at the same columns" {
	alike keys
}
@test "empty records, bytes as records and -r count alike" {
	alike empty
}
@test "expressions see lines, and cut files at the same borders" {
	alike lines
}
@test "what cannot be is status 255" {
	alike errors
}
@test "every section is compared" {
	every_section_is_a_test
}
@test "the answers are those of GNU parallel 20221122" {
	answers_still_hold 23
}

# What differs on purpose.

@test "the last column can be named" {
	run bash -c "printf '%s\\n' 'a b' 'x 1' 'y 2' | \"\$PMAP\" -k --pipe --bin b --colsep ' ' -j2 --tagstring {#} cat"
	[ "$status" -eq 0 ]
	same "$output" $'1\tx 1\n2\ty 2'
}

@test "a header and --group-by with a number leave the header as it is" {
	run bash -c "printf '%s\\n' 'a b' 'x 1' 'y 2' | \"\$PMAP\" -k --pipe --header : --group-by 1 --colsep ' ' -N1 cat"
	[ "$status" -eq 0 ]
	same "$output" $'a b\nx 1\na b\ny 2'
}

@test "--round-robin with jobs that do not read, or --dry-run, ends well" {
	run bash -c 'seq 100 | "$PMAP" --pipe --round -j2 -N1 true'
	[ "$status" -eq 0 ]
	run bash -c 'seq 4 | "$PMAP" --pipe --round -j2 -N1 --dry-run echo {#}'
	[ "$status" -eq 0 ]
	same "$output" $'echo 1\necho 2'
}

@test "--tee --dry-run prints the commands and nothing else" {
	run bash -c 'seq 4 | "$PMAP" -k --pipe --tee --dry-run echo {} ::: a b'
	[ "$status" -eq 0 ]
	same "$output" $'echo a\necho b'
}
