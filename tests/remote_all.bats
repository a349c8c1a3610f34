# SPDX-License-Identifier: MIT
# Blocks, groups of hosts and all hosts, over an sshd of this test's own.
load helpers/common
load helpers/sshd
bats_require_minimum_version 1.5.0

@test "a block goes over the connection, --cat and --fifo give it a name there" {
	run bash -c 'seq 10000 | "$PMAP" -k --pipe --block 10k -S 2/a,1/b "wc -c; echo \$PARALLEL_SEQ"'
	[ "$status" -eq 0 ]
	same "$output" "$(seq 10000 | "$PMAP" -k --pipe --block 10k "wc -c; echo \$PARALLEL_SEQ")"
	run bash -c 'seq 3 | "$PMAP" -k --pipe -N1 --cat -S 1/a "cat {}; rm {}; cat"'
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3'
	run bash -c 'seq 3 | "$PMAP" -k --pipe -N1 --fifo -S 1/a "cat {}"'
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3'
	run bash -c 'seq 20 | "$PMAP" --pipe --round-robin -N1 -j2 -S a "cat"'
	[ "$status" -eq 0 ]
	same "$(sort -n <<<"$output")" "$(seq 20)"
}

@test "--nonall and --onall run on each host, --tag names it" {
	run "$PMAP" -k --nonall --tag -S a,b,: 'echo $PARALLEL_SSHHOST'
	[ "$status" -eq 0 ]
	same "$output" $':\t:\na\ta\nb\tb'
	run "$PMAP" -k --onall --tag -S a,b 'echo {} {#}' ::: x y
	[ "$status" -eq 0 ]
	same "$output" $'a\tx 1\na\ty 2\nb\tx 1\nb\ty 2'
	run bash -c 'seq 2 | "$PMAP" -k --onall -S b,: "echo {} \$PARALLEL_SEQ"'
	[ "$status" -eq 0 ]
	same "$output" $'1 1\n2 2\n1 1\n2 2'
	run within 100 "$PMAP" --nonall -S a,b --env MEET,PATH 'meet say two wait two=2'
	[ "$status" -eq 0 ]
}

@test "the status of --onall is the number of hosts with a failure" {
	run "$PMAP" --onall -S a,b 'exit {}' ::: 3 0 4
	[ "$status" -eq 2 ]
	run --separate-stderr "$PMAP" -k --nonall -S dead,a 'echo ok'
	[ "$status" -eq 1 ]
	same "$output" ok
}

@test "-j of --onall is the number of hosts at a time" {
	run "$PMAP" -j1 --nonall -S a,b,c "mkdir $PWD/one && sleep 0.2 && rmdir $PWD/one"
	[ "$status" -eq 0 ]
	run within 100 "$PMAP" -j2 --nonall -S a,b --env MEET,PATH 'meet say two wait two=2'
	[ "$status" -eq 0 ]
}

@test "the tasks of a host are one with --onall: a record, a time limit" {
	run "$PMAP" -k --onall --joblog log -S a,b 'echo {}; exit {}' ::: 0 3
	[ "$status" -eq 2 ]
	same "$(sort -n log | cut -f 1,2,7 | tail -n 2)" $'1\ta\t3\n2\tb\t3'
	run "$PMAP" -k --onall --env PMAP_TEST_MARK --timeout 3 -S a '{}; echo' ::: true 'sleep 300' true
	[ "$status" -eq 1 ]
	[[ $output = *"timed out"* ]]
	no_leftovers
}

@test "--onall prints what --results would keep" {
	run --separate-stderr "$PMAP" -k --onall --results res -S a,b echo ::: 1 2
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n1\n2'
	[[ $stderr = *"--results has no effect together with --onall"* ]]
	[ ! -e res ]
}

@test "a task waits for a host of its groups, and is told them" {
	run within 100 "$PMAP" -S @g/1/a,@h/1/b --hostgroups --env MEET,PATH 'meet say two wait two=2; echo $PARALLEL_SSHHOST {}' ::: 1@g 2@h
	[ "$status" -eq 0 ]
	same "$(sort <<<"$output")" $'a 1\nb 2'
	run "$PMAP" -k -S @g/1/a,@h/1/b --hostgroups 'echo $PARALLEL_SSHHOST {}' ::: 1@h 2@h 3@h
	[ "$status" -eq 0 ]
	same "$output" $'b 1\nb 2\nb 3'
	run "$PMAP" -k -S @g/1/: --hostgroups 'echo $PARALLEL_HOSTGROUPS $PARALLEL_ARGHOSTGROUPS {}' ::: 1@g 2
	[ "$status" -eq 0 ]
	same "$output" $'g+:+1/: g 1\ng+:+1/: g+:+1/: 2'
}

@test "when no host of a group answers the run ends with words" {
	run "$PMAP" -S @g/1/dead,@h/1/a --hostgroups touch ::: "$PWD/x@g"
	[ "$status" -eq 255 ]
	[[ $output = *"no host is left that answers"* ]]
	[ ! -e x ]
}
