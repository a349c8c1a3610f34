# SPDX-License-Identifier: MIT
# Tasks on other hosts, over an sshd of this test's own.
load helpers/common
load helpers/sshd
bats_require_minimum_version 1.5.0

@test "tasks run on the hosts, at home, and know where they are" {
	run "$PMAP" -k -S 1/a,1/b 'echo $PARALLEL_SEQ $PARALLEL_SSHLOGIN/$PARALLEL_SSHHOST {} $((PARALLEL_PID > 1)) $(pwd)' ::: x y
	[ "$status" -eq 0 ]
	same "$(sed 's,[ab]/[ab],-,' <<<"$output")" "1 - x 1 $FAR_HOME
2 - y 1 $FAR_HOME"
	same "$(cut -d ' ' -f 2 <<<"$output" | sort)" $'a/a\nb/b'
}

@test "USER@HOST, groups and a command of its own are read; the log has the login as written" {
	me=$(id -un)
	run "$PMAP" -k -j1 -S "@g+h/1/$me@a" --joblog log 'echo $PARALLEL_SSHLOGIN $PARALLEL_SSHHOST' ::: x
	[ "$status" -eq 0 ]
	same "$output" "$me@a a x"
	same "$(cut -f 2 log)" $'Host\n'"$me@a"
	PARALLEL_SSH=nosuch run "$PMAP" -k -S "1/ssh -F $SSHD/config b" --joblog log 'echo $PARALLEL_SSHHOST' ::: x
	[ "$status" -eq 0 ]
	same "$output" "b x"
	same "$(cut -f 2 log)" $'Host\n'"ssh -F $SSHD/config b"
}

@test "--ssh is a command, a shell reads it when it must" {
	PARALLEL_SSH='' run "$PMAP" --ssh "ssh -F $SSHD/config" -S 1/a echo ::: x
	[ "$status" -eq 0 ]
	same "$output" x
	PARALLEL_SSH='' run "$PMAP" --ssh 'ssh -F "$SSHD/config"' -S 1/a echo ::: x
	[ "$status" -eq 0 ]
	same "$output" x
	printf '#!/bin/sh\necho "$1 $2" >&2\nexec sh -c "$3"\n' >myssh
	chmod +x myssh
	run --separate-stderr "$PMAP" --ssh ./myssh -S 1/far 'echo $PARALLEL_SSHHOST' ::: x
	[ "$status" -eq 0 ]
	same "$output" "far x"
	same "$stderr" "far --"
}

@test "any text of a command arrives as it is" {
	run "$PMAP" -k -S 8/a echo ::: "a'b" 'c\n"d' 'e!f!!' $'g\nh' '%s $x `y` \0101' $'\x01\x7f\xc3\xa4' '' '  '
	[ "$status" -eq 0 ]
	same "$output" "$("$PMAP" -k echo ::: "a'b" 'c\n"d' 'e!f!!' $'g\nh' '%s $x `y` \0101' $'\x01\x7f\xc3\xa4' '' '  ')"
}

@test "the exit status is the task's, also 255 and that of a signal" {
	run "$PMAP" -S 2/a --joblog log 'exit {}' ::: 0 3 255
	[ "$status" -eq 2 ]
	same "$(sort -n log | cut -f 1,7 | tail -n 3)" $'1\t0\n2\t3\n3\t255'
	run --separate-stderr "$PMAP" -S 1/a --joblog log 'kill -9 $$ #' ::: x
	[ "$status" -eq 1 ]
	same "$stderr" ''
	same "$(tail -n 1 log | cut -f 7,8)" $'137\t0'
}

@test "--env takes variables and functions along, other ones stay" {
	f() { echo "f $1 $V"; }
	export -f f
	V=$'a  \'b\n!c' W=no run "$PMAP" --env V,f -S 1/a 'f {}; echo "$W"' ::: x
	[ "$status" -eq 0 ]
	same "$output" $'f x a  \'b\n!c'
	mkdir -p "$HOME/.parallel"
	"$PMAP" --record-env
	NEW=new run "$PMAP" --env _ -S 1/a 'echo $NEW$PMAP_TEST_MARK' ::: x
	[ "$status" -eq 0 ]
	same "$output" "new x"
}

@test "--workdir is made there; . is the same path" {
	run "$PMAP" --workdir "$PWD/made/it" -S 1/a 'pwd; echo' ::: x
	[ "$status" -eq 0 ]
	same "$output" "$PWD/made/it"$'\nx'
	HOME=/nowhere run "$PMAP" --workdir . -S 1/a 'pwd; echo' ::: x
	same "$output" "$PWD"$'\nx'
	run "$PMAP" --workdir ... --cleanup -S 1/a 'pwd; echo' ::: x
	[ "$status" -eq 0 ]
	[[ $output = "$FAR_HOME/.parallel/tmp/"*-1$'\nx' ]]
	[ ! -e "${lines[0]}" ]
}

@test "-j holds for each host, N/ is its number of CPUs" {
	run within 100 "$PMAP" -j2 -S a,b --env MEET,PATH 'meet say up wait up=4; echo {%}' ::: 1 2 3 4
	[ "$status" -eq 0 ]
	same "$(sort <<<"$output")" $'1\n2\n3\n4'
	run within 100 "$PMAP" -j200% -S 1/a,2/b --env MEET,PATH 'meet say six wait six=6; echo' ::: 1 2 3 4 5 6
	[ "$status" -eq 0 ]
	run "$PMAP" -S a 'echo {%}' ::: x
	[ "$status" -eq 0 ]
}

@test "this machine can be one of them" {
	run within 100 "$PMAP" -S 1/:,1/a --env MEET,PATH 'meet say two wait two=2; echo $PARALLEL_SSHLOGIN "$PWD"' ::: x y
	[ "$status" -eq 0 ]
	same "$(sort <<<"$output" | sed 's/ [xy]$//')" ": $PWD
a $FAR_HOME"
	run "$PMAP" -k -S 1/:,1/a --workdir "$PWD/w" 'pwd; echo' ::: x y
	same "$output" "$PWD/w"$'\nx\n'"$PWD/w"$'\ny'
}

@test "-X fills lines that pass ssh" {
	run bash -c 'seq 30000 | "$PMAP" -k -X -j1 -S a echo | tr " " "\n"'
	[ "$status" -eq 0 ]
	same "$output" "$(seq 30000)"
}

@test "--sshdelay keeps connections apart" {
	run "$PMAP" --sshdelay 0.5 -j3 -S a 'date +%s%N' '#' ::: 1 2 3
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 3 ]
	run "$PMAP" --sshdelay 60 --halt now,done=1 -j2 -S a echo ::: 1 2
	[ "$status" -eq 0 ]
}

@test "a dry run and mistakes start no connection" {
	run "$PMAP" -S dead --dry-run echo ::: x
	[ "$status" -eq 0 ]
	same "$output" "echo x"
	run "$PMAP" -S -oProxyCommand=touch echo ::: x
	[ "$status" -eq 255 ]
	run "$PMAP" -S a --tmux echo ::: x
	[ "$status" -eq 255 ]
	[[ $output = *"cannot be used with other hosts"* ]]
	run "$PMAP" -S a @upper ::: x
	[ "$status" -eq 255 ]
}

@test "every family of login shells can be there" {
	for shell in dash bash zsh fish tcsh; do
		command -v "$shell" >/dev/null || continue
		printf '#!/bin/sh\nshift 2\nSHELL=$(command -v %s); export SHELL\nexec %s -c "$1"\n' "$shell" "$shell" >"ssh-$shell"
		chmod +x "ssh-$shell"
		run "$PMAP" --ssh "./ssh-$shell" -k -S 1/far 'printf "%s\n"' ::: "a'b" 'c d' $'e\\f'
		[ "$status" -eq 0 ]
		same "$output" $'a\'b\nc d\ne\\f'
	done
}

@test "a port stands behind the name, brackets or a # behind an address of IPv6" {
	while read -r login words; do
		PARALLEL_SSH='' run "$PMAP" --ssh 'echo ssh' -S "1/$login" echo ::: x
		[ "$status" -eq 0 ]
		[[ $output = "ssh $words -- "* ]]
	done <<-END
		far:99 -p 99 far
		me@far:99 -p 99 me@far
		[::1]:99 -p 99 ::1
		me@[::1]:99 -p 99 me@::1
		::1#99 -p 99 ::1
		::1p99 -p 99 ::1
		::1 ::1
		[::1] ::1
		far far
	END
	echo '1/::1#99 # mine' >list
	PARALLEL_SSH='' run "$PMAP" --ssh 'echo ssh' --slf list echo ::: x
	[[ $output = "ssh -p 99 ::1 -- "* ]]
}
