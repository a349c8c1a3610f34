# SPDX-License-Identifier: MIT
# Input that is broken, endless, late or huge.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

@test "a read error is an error, not the end of the input" {
	run "$PMAP" -a /proc/self/mem 'echo ran >>mark; echo'
	[ "$status" -eq 255 ]
	[[ $output = *"/proc/self/mem"*"Input/output error"* ]]
	[ ! -e mark ]
}

@test "a directory as input is an error and runs nothing" {
	printf '%s\n' '#!/bin/sh' 'echo ran >>mark.ran' >mark
	chmod +x mark
	for how in '-a / ./mark' './mark :::: /' '--pipepart -a / ./mark'; do
		run bash -c '"$PMAP" $1 2>&1' - "$how"
		[ "$status" -eq 255 ]
		[[ $output = *"'/'"* ]]
	done
	for o in '' --pipe; do
		run bash -c '"$PMAP" $1 ./mark </ 2>&1' - "$o"
		[ "$status" -eq 255 ]
		[[ $output = *"standard input"*"Is a directory"* ]]
	done
	[ ! -e mark.ran ]
}

@test "a missing input is an error before any task" {
	printf '%s\n' '#!/bin/sh' 'echo ran >>mark.ran' >mark
	chmod +x mark
	for how in '-a nowhere COMMAND' 'COMMAND :::: nowhere' '--pipepart -a nowhere COMMAND' 'COMMAND ::: a b :::: nowhere'; do
		run bash -c '"$PMAP" ${1/COMMAND/./mark} 2>&1' - "$how"
		[ "$status" -eq 255 ]
		[[ $output = *"'nowhere'"*"No such file"* ]]
	done
	[ ! -e mark.ran ]
}

@test "a file that is cut while --pipepart reads it is an error, not a crash and not silence" {
	seq 200000 >f
	run bash -c '"$PMAP" -j1 --pipepart -a f --block 100k "echo >>starts; : >f; cat >/dev/null"'
	[ "$status" -eq 255 ]
	[[ $output = *"cannot feed task"* ]]
	[ "$(wc -l <starts)" -le 2 ]
}

@test "a file of arguments that is deleted in the run is read on" {
	seq 3 >f
	run "$PMAP" -k -j1 'rm -f f; echo' :::: f
	[ "$status" -eq 0 ]
	same "$output" "$(seq 3)"
}

@test "the working directory may be gone" {
	mkdir gone
	run bash -c 'cd gone && rmdir ../gone && "$PMAP" -k echo ::: 1 2'
	[ "$status" -eq 0 ]
	[ "${lines[-1]}" = 2 ]
}

@test "tasks start as lines come" {
	run bash -c '{ echo 1; meet wait 1; echo 2; meet wait 2; printf 3; } | "$PMAP" -k "meet say {}; echo {}"'
	[ "$status" -eq 0 ]
	same "$output" "$(seq 3)"
}

@test "a line of 100 MB goes whole to one --pipe task" {
	head -c 100000000 /dev/zero | tr '\0' x >big
	echo >>big
	echo more >>big
	run bash -c '"$PMAP" --pipe -k sha256sum <big 2>/dev/null | head -n 1'
	[ "$status" -eq 0 ]
	same "$output" "$(head -n 1 big | sha256sum)" || same "$output" "$(sha256sum <big)"
}

@test "a --pipe task that reads no further is no error" {
	run bash -c 'seq 1000000 | "$PMAP" --pipe -k --joblog log head -n 1 >out'
	[ "$status" -eq 0 ]
	[ "$(head -n 1 out)" -eq 1 ]
	[ "$(awk -F'\t' 'NR > 1 && ($7 || $8)' log | wc -l)" -eq 0 ]
	seq 1000000 >f
	run bash -c '"$PMAP" --pipepart -a f --block 500k -k true'
	[ "$status" -eq 0 ]
	run bash -c 'seq 300000 | "$PMAP" --pipe --block 100k "exec <&-; exit 3"'
	[ "$status" -gt 1 ]
	[ "$status" -lt 100 ]
}

@test "--pipe and --pipepart pass every byte, whatever the sizes" {
	for ((i = 0; i < 25; i++)); do
		n=$((RANDOM * 20 + RANDOM % 50)) block=$((RANDOM * (1 + RANDOM % 8) + 20)) j=$((1 + RANDOM % 16))
		head -c "$n" /dev/urandom | base64 -w $((1 + RANDOM % 200)) >in
		run bash -c '"$PMAP" --pipe -k -j"$1" --block "$2" cat <in 2>/dev/null | cmp - in' - "$j" "$block"
		[ "$status" -eq 0 ] || { echo "-k: $n bytes, block $block, -j$j"; false; }
		run bash -c 'cat in | "$PMAP" --pipe -j"$1" --block "$2" cat 2>/dev/null | sort | cmp - <(sort in)' - "$j" "$block"
		[ "$status" -eq 0 ] || { echo "round: $n bytes, block $block, -j$j"; false; }
		[ $((RANDOM % 2)) -eq 0 ] || [ ! -s in ] || truncate -s -1 in
		run bash -c '"$PMAP" --pipepart -a in -k -j"$1" --block "$2" cat 2>/dev/null | cmp - in' - "$j" "$block"
		[ "$status" -eq 0 ] || { echo "pipepart: $n bytes, block $block, -j$j"; false; }
	done
}

@test "a NUL in a line is said, and nothing is cut" {
	run bash -c 'printf "a\0b\nc\n" | "$PMAP" -k echo 2>err'
	[ "$status" -eq 0 ]
	same "$output" "$(printf '%s\n' 'a\0b' c)"
	grep -q NUL err
}
