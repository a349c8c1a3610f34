# SPDX-License-Identifier: MIT
# -S and what belongs to it, as far as this machine is the only host.
load helpers/common
bats_require_minimum_version 1.5.0

setup() { common_setup; }
teardown() { no_leftovers; }

@test "-S : runs tasks here, where they know it" {
	run "$PMAP" -k -S : 'echo $PARALLEL_SSHLOGIN $PARALLEL_SSHHOST' ::: a b
	[ "$status" -eq 0 ]
	same "$output" $': : a\n: : b'
}

@test "N/: is the number of CPUs that --jobs counts with, the last one holds" {
	# As many tasks as slots meet; one more would wait for ever.
	run within 100 "$PMAP" -S 1/:,3/: 'meet say up wait up=3; echo {%} #{}' ::: 1 2 3
	[ "$status" -eq 0 ]
	same "$(LC_ALL=C sort <<<"$output")" $'1\n2\n3'
	run "$PMAP" -S 4/:,1/: 'meet say {} ; echo {%}' ::: 1 2 3
	same "$output" $'1\n1\n1'
	run within 100 "$PMAP" -S 2/: -j +2 'meet say four wait four=4' ::: 1 2 3 4
	[ "$status" -eq 0 ]
	run within 100 "$PMAP" -S 8/: -j 25% 'meet say two wait two=2; echo {%} #{}' ::: 1 2
	[ "$status" -eq 0 ]
}

@test "a list without a host, or with what is none, is refused before any task starts" {
	for list in '' ' , ' -oProxyCommand=x 2/ '@g/'; do
		run "$PMAP" -S "$list" touch ::: x
		[ "$status" -eq 255 ]
	done
	[ ! -e x ]
}

@test "--sshloginfile has a host a line, and comments" {
	printf '# mine\n\n2/:   # here\n@group/: , :\n' >hosts
	run "$PMAP" --sshloginfile hosts --nonall echo here
	[ "$status" -eq 0 ]
	same "$output" here
	run bash -c 'echo : | "$PMAP" --slf - --nonall echo here'
	[ "$status" -eq 0 ]
	same "$output" here
	run "$PMAP" --slf none --nonall echo
	[ "$status" -eq 255 ]
	[[ $output = *"cannot read the list of hosts 'none'"* ]]
	echo ./loop >loop
	echo .. >"$HOME/loop2"
	printf '2/\n' >far
	run "$PMAP" --slf far echo ::: a
	[ "$status" -eq 255 ]
}

@test ".. is ~/.parallel/sshloginfile, a plain name is looked for there" {
	mkdir "$HOME/.parallel"
	echo 1/: >"$HOME/.parallel/sshloginfile"
	echo : >"$HOME/.parallel/mine"
	run "$PMAP" -S .. --nonall echo one
	[ "$status" -eq 0 ]
	same "$output" one
	run "$PMAP" --slf mine --nonall echo two
	[ "$status" -eq 0 ]
	same "$output" two
	echo .. >"$HOME/.parallel/sshloginfile"
	run "$PMAP" --slf .. --nonall echo three
	[ "$status" -eq 255 ]
	[[ $output = *"names itself"* ]]
}

@test "--nonall runs the command once and leaves stdin alone" {
	run bash -c 'echo rest | { "$PMAP" --nonall echo x{} "{#}"; cat; }'
	[ "$status" -eq 0 ]
	same "$output" $'x 1\nrest'
}

@test "--onall and --nonall count hosts in their status, --tag names them" {
	run "$PMAP" --onall -S : --tag 'echo {}; exit {}' ::: 7 0 8
	[ "$status" -eq 1 ]
	same "$output" $':\t7\n:\t0\n:\t8'
	run "$PMAP" --nonall -S : --tag 'echo a; exit 9'
	[ "$status" -eq 1 ]
	same "$output" $':\ta'
	run "$PMAP" --onall --halt now,fail=1 'exit {}' ::: 0 3 4
	[ "$status" -eq 1 ]
	run "$PMAP" --onall true ::: 1 2
	[ "$status" -eq 0 ]
}

@test "a dry run of --onall runs nothing" {
	run "$PMAP" --onall -S : --dry-run touch ::: x
	[ "$status" -eq 0 ]
	same "$output" "touch x"
	[ ! -e x ]
}

@test "what would go to another host and back is not needed here, which is said once" {
	echo data >a
	for opts in '--transfer --return {}.out --cleanup' '--trc {}.out' '--transferfile {} --return {}.out' '--tf {}' '--basefile a'; do
		# shellcheck disable=SC2086 # several
		run --separate-stderr "$PMAP" -S : $opts 'cp {} {}.out; echo {}' ::: a
		[ "$status" -eq 0 ]
		same "$output" a
		same "$(<a.out)" data
		[ "${#stderr_lines[@]}" -eq 1 ]
		[[ $stderr = *"has no effect: all tasks run on this machine"* ]]
	done
}

@test "options for connections are accepted" {
	run "$PMAP" -M -S : --ssh myssh --sshdelay 0.1 --rsync-opts -a --filter-hosts echo ::: a
	[ "$status" -eq 0 ]
	same "$output" a
	run "$PMAP" --sshdelay soon echo ::: a
	[ "$status" -eq 255 ]
}
