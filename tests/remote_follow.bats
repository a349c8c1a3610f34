# SPDX-License-Identifier: MIT
# Lists of hosts that change while tasks run, over an sshd of this test's own.
load helpers/common
load helpers/sshd
bats_require_minimum_version 1.5.0

@test "a host that comes into the file gets tasks once a task has ended" {
	echo 1/a >list
	# 1 ends when both hosts are listed; 2 and 3 meet, so they run at the same time: on two hosts.
	run within 90 "$PMAP" -k --slf list --env MEET,PATH \
		'case {} in 1) printf "1/a\n1/b\n" >'"$PWD"'/list ;; 2|3) meet say two wait two=2 ;; esac; echo {} $PARALLEL_SSHLOGIN' ::: 1 2 3
	[ "$status" -eq 0 ]
	same "${lines[0]}" "1 a"
	same "$(printf '%s\n' "${lines[@]:1}" | cut -d ' ' -f 2 | sort)" $'a\nb'
}

@test "a host that leaves the file ends what it runs and gets no more" {
	printf '1/a\n1/b\n' >list
	# The one on a removes a; the one on b ends only when a has ended, and all that follow run on b.
	run within 90 "$PMAP" -j1 --slf list --joblog log --env MEET,PATH \
		'if [ $PARALLEL_SSHLOGIN = a ]; then meet say a wait b; echo 1/b >'"$PWD"'/list; else meet say b wait a; fi; echo $PARALLEL_SSHLOGIN {}' ::: 1 2
	[ "$status" -eq 0 ]
	same "$(cut -d ' ' -f 1 <<<"$output" | sort)" $'a\nb'
	echo 1/a >list
	run within 90 "$PMAP" -k --slf list 'echo 1/b >'"$PWD"'/new; mv '"$PWD/new $PWD/list"'; echo $PARALLEL_SSHLOGIN {}' ::: 1 2 3
	[ "$status" -eq 0 ]
	same "$output" $'a 1\nb 2\nb 3'
}

@test "a number of CPUs that changes is a number of slots that changes" {
	echo 1/a >list
	run within 90 "$PMAP" -k --slf list --env MEET,PATH \
		'case {} in 1) echo 3/a >'"$PWD"'/list ;; *) meet say three wait three=3 ;; esac; echo {}' ::: 1 2 3 4
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3\n4'
	# And back: two that ran at the same time would find the directory.
	echo 2/a >list
	run within 90 "$PMAP" -j100% --slf list --env MEET,PATH \
		'case {} in 1|2) meet say both wait both=2; echo 1/a >'"$PWD"'/list ;; *) mkdir '"$PWD"'/one && rmdir '"$PWD"'/one ;; esac' ::: 1 2 3 4 5 6
	[ "$status" -eq 0 ]
}

@test "a file that is nonsense for a moment changes nothing, nor does one that is gone" {
	echo 1/a >list
	run within 90 "$PMAP" -k --slf list 'case {} in 1) echo a/b ;; 2) : ;; 3) echo "# none" ;; 4) echo 1/b ;; 5) rm '"$PWD"'/list; exit ;; 6) exit ;; esac >'"$PWD"'/list
		echo {} $PARALLEL_SSHLOGIN >&2' ::: 1 2 3 4 5 6 7
	[ "$status" -eq 0 ]
	same "$output" $'1 a\n2 a\n3 a\n4 a\n7 b'
}

@test "hosts of -S stay; one that is new and does not answer, or has no program, takes nothing away" {
	: >list
	run --separate-stderr within 90 "$PMAP" -k -S 1/a --slf list --env MEET,PATH \
		'[ {} != 1 ] || printf "%s\n" 1/b 1/dead "1/nosuch-ssh c" >'"$PWD"'/list; [ {} = 1 ] || meet say two wait two=2; echo {}' ::: 1 2 3 4 5
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3\n4\n5'
	[[ $stderr = *"there is no program 'nosuch-ssh'"* ]]
}

@test "a host that has gone gets tasks again when it has left the list and come back" {
	# The first two tasks run when b has been tried and left; what runs then runs on a, one by one: the third takes b out of the list, the
	# fourth puts it back, and the others need it.
	printf '#!/bin/sh\nfor h; do [ "$h" != b ] || [ -e %s/up ] || { meet say tried; exit 255; }; done\nexec $SSH_TO "$@"\n' "$PWD" >ssh
	chmod +x ssh
	printf '1/a\n1/b\n' >list
	SSH_TO=$PARALLEL_SSH run --separate-stderr within 90 bash -c '{ seq 2; meet wait ran=2; seq 3 6; } | "$@"' - "$PMAP" -k --slf list --ssh ./ssh --env MEET,PATH \
		'cd '"$PWD"'; echo >>count; case $(grep -c "" count) in 1) meet wait tried say ran ;; 2) meet say ran ;; 3) echo 1/a >list ;;
		4) touch up; printf "1/a\n1/b\n" >list ;; *) meet say two wait two=2 ;; esac; echo {}'
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3\n4\n5\n6'
	[[ $stderr = *"host 'b' does not answer"* ]]
}

@test "a new host gets the files of --basefile first" {
	echo data >base
	echo 1/a >list
	# The far side of both is the same directory: who is cleaned last finds none.
	run --separate-stderr within 90 "$PMAP" -k --slf list --wd "$PWD/far" --bf base --cleanup \
		'case {} in 1) rm base; echo 1/b >'"$PWD"'/list ;; *) cat base ;; esac; echo {} $PARALLEL_SSHLOGIN' ::: 1 2
	[ "$status" -eq 0 ]
	same "$output" $'1 a\ndata\n2 b'
	[ ! -e far ]
}

@test "--onall runs on the hosts of its beginning; -j FILE counts for each host" {
	printf 'a\nb\n' >list
	run within 90 "$PMAP" -k -j1 --onall --slf list 'echo c >'"$PWD"'/list; echo $PARALLEL_SSHLOGIN' '#' ::: 1
	[ "$status" -eq 0 ]
	same "$output" $'a\nb'
	echo 1 >"jobs"
	run within 90 "$PMAP" -j jobs -S a,b --env MEET,PATH \
		'cd '"$PWD"'; case {} in 1|2) echo 2 >new{} && mv new{} jobs ;; *) meet say four wait four=4 ;; esac' ::: 1 2 3 4 5 6
	[ "$status" -eq 0 ]
}

@test "--progress and --eta tell of each host" {
	run "$PMAP" --progress -j100% -S 1/a,3/b,2/: true ::: 1 2 3 4 5 6
	[ "$status" -eq 0 ]
	same "$(printf '%s\n' "${lines[@]}" | grep ' / ' | tail -n 3)" $'1:a / 1 / 1\n2:b / 3 / 3\n3:local / 2 / 2'
	[[ ${lines[-1]} =~ ^a:0/([0-9]+)/[0-9]+%/[0-9.]+s\ \ b:0/([0-9]+)/[0-9]+%/[0-9.]+s\ \ local:0/([0-9]+)/[0-9]+%/[0-9.]+s$ ]]
	[ $((BASH_REMATCH[1] + BASH_REMATCH[2] + BASH_REMATCH[3])) -eq 6 ]
	run "$PMAP" --eta -j1 -S a true ::: 1 2
	[ "$status" -eq 0 ]
	[[ $output = *$'\n1:a / ? / 1\n'* ]]
	[[ ${lines[-1]} = "ETA: 0s Left: 0 AVG: "*"  a:0/2/100%/"*s ]]
	run "$PMAP" --onall --progress -S a,b true ::: 1 2
	[ "$status" -eq 0 ]
	[[ ${lines[-1]} = "a:0/1/50%/"*"  b:0/1/50%/"* ]]
}

@test "--load is that of the host; a host asked again may have become idle" {
	# A question is answered by what load-HOST says.
	printf '#!/bin/sh\nfor h; do [ -e "load-$h" ] && case $* in *procs_running*) cat load-$h; echo asked >>asked; exit ;; esac; done\nexec $SSH_TO "$@"\n' >ssh
	chmod +x ssh
	echo pmap-cpus:100 >load-a
	echo pmap-cpus:1 >load-b
	SSH_TO=$PARALLEL_SSH run within 90 "$PMAP" -k -j1 --load 10 -S a,b --ssh ./ssh 'echo {} $PARALLEL_SSHLOGIN' ::: 1 2 3
	[ "$status" -eq 0 ]
	same "$output" $'1 b\n2 b\n3 b'
	[ -s asked ]
	# The only task that runs at first, on b, makes a idle, and waits for one there.
	SSH_TO=$PARALLEL_SSH run within 90 "$PMAP" -k -j1 --load 1000% -S 4/a,4/b --ssh ./ssh --env MEET,PATH \
		'echo pmap-cpus:1 >'"$PWD"'/load-a; meet say two wait two=2; echo $PARALLEL_SSHLOGIN' '#' ::: 1 2
	[ "$status" -eq 0 ]
	same "$(sort <<<"$output")" $'a\nb'
	run within 90 "$PMAP" -k --load 100000 -S 2/a,1/: echo ::: 1 2 3
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3'
}

@test "a run that waits for the load of a host ends at once when it is told to" {
	printf '#!/bin/sh\nmeet say asked\necho pmap-cpus:100\n' >ssh
	chmod +x ssh
	bg "$PMAP" --load 10 -S 1/a --ssh ./ssh touch ::: "$PWD/x"
	meet wait asked
	kill -INT "$BG"
	wait_bg
	[ "$status" -eq 130 ]
	[ ! -e x ]
}
