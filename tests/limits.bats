# SPDX-License-Identifier: MIT
# Small limits, large numbers.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

PEAK='awk "/VmHWM/ { print \$2 }" /proc/$PPID/status'

@test "few descriptors mean fewer tasks at once, not errors" {
	for o in --group -k --lb; do
		run bash -c 'ulimit -n 20; seq 200 | "$PMAP" -j50 "$1" echo 2>err | sort -n' - "$o"
		[ "$status" -eq 0 ]
		same "$output" "$(seq 200)"
		[ "$(grep -c 'Too many open files' err)" -eq 0 ]
	done
	seq 5000 >in
	run bash -c 'ulimit -n 20; "$PMAP" --pipe --block 1k -k -j50 cat <in 2>err | cmp - in'
	[ "$status" -eq 0 ]
	[ "$(grep -c 'Too many open files' err)" -eq 0 ]
}

@test "so few descriptors that nothing can run are an error with words" {
	run bash -c 'ulimit -n 8; seq 3 | "$PMAP" echo'
	[ "$status" -eq 255 ]
	same "$output" "pmap: a run needs 13 open files and more, and the limit is 8: raise it (ulimit -n)"
	# A soft limit alone stands in nobody's way.
	run bash -c 'ulimit -Sn 8; "$PMAP" -k "echo {}; ulimit -n" ::: 1 2'
	[ "$status" -eq 0 ]
	same "$output" $'1\n8\n2\n8'
}

@test "too few descriptors for all that is open are an error with the remedy" {
	# What is open already counts, too.
	run bash -c 'ulimit -n 16; for fd in 10 11 12 13 14; do eval "exec $fd</dev/null"; done; "$PMAP" echo ::: 1'
	[ "$status" -eq 255 ]
	[[ $output = *"Too many open files (ulimit -n is 16: raise it)"* ]]
}

@test "finished tasks that wait for their turn hold no descriptors" {
	run bash -c 'ulimit -n 32; seq 2000 | "$PMAP" -k -j2 "[ {} != 1 ] || meet wait last; echo {}; [ {} != 2000 ] || meet say last"'
	[ "$status" -eq 0 ]
	same "$output" "$(seq 2000)"
}

@test "descriptors do not grow with the number of tasks" {
	run bash -c 'seq 1500 | "$PMAP" -j2 "case {} in 10|1490) ls /proc/\$PPID/fd | wc -l;; esac"'
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 2 ]
	[ $((lines[1] - lines[0])) -le 4 ]
}

@test "tasks see the limit of descriptors that the caller has" {
	for j in 2 1000; do
		run bash -c 'ulimit -Sn 100; "$PMAP" -j"$1" spawnee nofile \; : ::: 1' - "$j"
		[ "$status" -eq 0 ]
		[[ $output = *"nofile 100 "* ]]
	done
}

@test "an argument that no command line can hold fails alone" {
	for n in 200000 3000000; do
		run bash -c '{ echo a; head -c "$1" /dev/zero | tr "\0" x; echo; echo b; } | "$PMAP" -k --joblog log "echo" 2>err' - "$n"
		[ "$status" -eq 1 ]
		same "$output" "$(printf 'a\nb')"
		[ "$(awk -F'\t' 'NR > 1 { printf "%s ", $7 }' log)" = "0 126 0 " ]
		grep -q 'cannot run' err
		grep -q 'too long' err
		[ "$(wc -c <err)" -lt 3000 ]
	done
}

@test "without memory for an argument the run ends with words, not with a crash" {
	skip_if_sanitized
	run bash -c '{ echo a; head -c 100000000 /dev/zero | tr "\0" x; echo; echo b; } | (ulimit -v 150000; "$PMAP" -k echo 2>err)'
	[ "$status" -eq 255 ] || [ "$status" -eq 1 ]
	[ "${lines[0]}" = a ]
	grep -q 'emory\|too long' err
}

@test "a limit on file sizes ends the run when the job log reaches it, on whole records" {
	run bash -c 'ulimit -f 1; seq 300 | "$PMAP" --joblog log -k "echo" 2>err'
	[ "$status" -eq 255 ]
	grep -q "job log 'log': File too large" err
	[ "$(tail -c 1 log | od -An -tx1)" = ' 0a' ]
	[ "$(awk -F'\t' 'NF != 9' log | wc -l)" -eq 0 ]
	run bash -c 'seq 300 | "$PMAP" --joblog log --resume -k echo >rest'
	[ "$status" -eq 0 ]
	same "$output" ""
	[ "$(awk 'NR > 1 { print $1 }' log | sort -n | uniq -c | awk '$1 == 1' | wc -l)" -eq 300 ]
}

@test "many more slots than tasks cost threads and memory only for tasks" {
	run bash -c 'seq 400 | "$PMAP" -j10000 "awk \"/Threads|VmHWM/ { print \\\$1, \\\$2 }\" /proc/\$PPID/status #" 2>/dev/null | sort | uniq'
	[ "$status" -eq 0 ]
	[ "$(awk '$1 == "Threads:" { print $2 }' <<<"$output" | sort -n | tail -n 1)" -le 402 ]
	below "$(awk '$1 == "VmHWM:" { print $2 }' <<<"$output" | sort -n | tail -n 1)" 64000
}

@test "-j0 runs everything at once" {
	run bash -c 'seq 100 | "$PMAP" -j0 "meet say here wait here=100; echo {}" | sort -n'
	[ "$status" -eq 0 ]
	same "$output" "$(seq 100)"
}

@test "endless input is read as it is used" {
	run bash -c 'yes x | "$PMAP" -j2 "$1 #" | head -n 500 | sort -n | tail -n 1' - "$PEAK"
	[ "$status" -eq 0 ]
	below "$output" 16000
}

@test "a million waiting lines cost no memory" {
	seq 1000000 >in
	for o in --group -k; do
		run bash -c '"$PMAP" "$1" -j2 --halt now,done=400 "$2 #" :::: in 2>/dev/null | sort -n | tail -n 1' - "$o" "$PEAK"
		[ "$status" -eq 0 ]
		below "$output" 16000
	done
}

@test "many finished tasks behind a slow first one cost little memory" {
	run bash -c 'seq 2500 | "$PMAP" -k -j2 "case {} in 1) meet wait last;; 2500) $1 >peak; meet say last;; esac; echo {}"' - "$PEAK"
	[ "$status" -eq 0 ]
	same "$output" "$(seq 2500)"
	below "$(<peak)" 16000
}
