# SPDX-License-Identifier: MIT
# Whose bytes go out when, and what becomes of them when nobody takes them.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

# How the task's shell asks for the peak memory of pmap, in kB.
PEAK='awk "/VmHWM/ { print \$2 }" /proc/$PPID/status'

@test "a reader that leaves ends the run by SIGPIPE and starts nothing more" {
	run bash -c 'seq 100000 | "$PMAP" "echo {}; echo >>starts" 2>err | head -n 1 >first; echo "${PIPESTATUS[@]}"'
	[ "$status" -eq 0 ]
	[ "$output" = "141 141 0" ] || [ "$output" = "0 141 0" ]
	[ "$(wc -l <first)" -eq 1 ]
	[ "$(wc -l <starts)" -lt 1000 ]
	[ ! -s err ]
}

@test "with SIGPIPE ignored by the caller a reader that leaves is an error with words" {
	run bash -c 'seq 100000 | env --ignore-signal=PIPE "$PMAP" "echo {}; echo >>starts" 2>err | head -n 1 >first; echo "${PIPESTATUS[1]}"'
	[ "$status" -eq 0 ]
	[ "$output" = 255 ]
	grep -q 'standard output: Broken pipe' err
	[ "$(wc -l <starts)" -lt 1000 ]
}

@test "a full disk under stdout is an error, and what cannot be stored is not run" {
	for o in --group -k --lb; do
		# It is noted before it prints: what is printed live may end the run at once.
		run bash -c 'seq 1000 | "$PMAP" -j2 "$1" "echo >>starts; echo {}" 2>err >/dev/full' - "$o"
		[ "$status" -eq 255 ]
		grep -q 'standard output: No space left' err
		[ "$(wc -l <starts)" -lt 100 ]
		rm starts
	done
}

@test "a file system that fills up in the run is an error" {
	unshare -rm true 2>/dev/null || skip "no user namespaces"
	run unshare -rm bash -c 'mkdir small && mount -t tmpfs -o size=64k none small || exit 77
		seq 1000 | "$PMAP" -j2 "echo >>starts; seq 1000 #" >small/out'
	[ "$status" -ne 77 ] || skip "no tmpfs"
	[ "$status" -eq 255 ]
	[[ $output = *"standard output: No space left"* ]]
	[ "$(wc -l <starts)" -lt 500 ]
}

@test "output into a stdout that was closed at the start is an error, and no log or file takes its place" {
	run bash -c '"$PMAP" --joblog log echo ::: 1 2 3 2>err >&-'
	[ "$status" -eq 255 ]
	grep -q 'standard output: Bad file descriptor' err
	[ "$(head -c 3 log)" = Seq ]
	[ "$(grep -cv -e '^Seq' -e '^[0-9]*	:' log)" -eq 0 ]
}

@test "without output a closed stdout does not matter" {
	run bash -c '"$PMAP" : ::: 1 2 3 >&-'
	[ "$status" -eq 0 ]
}

@test "a stdin or stderr that is closed at the start does not matter" {
	run bash -c '"$PMAP" -k echo ::: 1 2 3 <&-'
	[ "$status" -eq 0 ]
	same "$output" "$(seq 3)"
	run bash -c '"$PMAP" -k --joblog log "echo {}; echo no >&2" ::: 1 2 3 2>&-'
	[ "$status" -eq 0 ]
	same "$output" "$(seq 3)"
	[ "$(wc -l <log)" -eq 4 ]
	[ "$(grep -c no log)" -eq 3 ]
}

@test "a full disk under stderr costs nothing of stdout, and is an error" {
	run bash -c 'seq 300 | "$PMAP" -k -j4 "echo {}; echo e >&2" 2>/dev/full'
	[ "$status" -eq 255 ]
	same "$output" "$(seq 300)"
}

@test "a non-blocking stdout with a slow reader gets every byte, and its flags stay" {
	seq 300000 >want
	run bash -c '{ slowpipe nonblock 1 -- true; "$PMAP" -k -j2 cat ::: want want; echo $? >status; grep flags /proc/self/fdinfo/4 4>&1 >flags; } |
		slowpipe copy 65536 1 | cmp - <(cat want want)'
	[ "$status" -eq 0 ]
	[ "$(<status)" -eq 0 ]
	[ $((0$(awk '{ print $2 }' flags) & 04000)) -ne 0 ]
}

@test "a blocking stdout stays one" {
	run bash -c '{ "$PMAP" -k seq ::: 10000 20000; grep flags /proc/self/fdinfo/4 4>&1 >flags; } | slowpipe copy 65536 1 | cksum'
	[ "$status" -eq 0 ]
	[ $((0$(awk '{ print $2 }' flags) & 04000)) -eq 0 ]
}

@test "an empty non-blocking stdin is not its end" {
	run bash -c '{ echo 1; meet wait ran; echo 2; meet wait ran=2; echo 3; } | slowpipe nonblock 0 -- "$PMAP" -j1 "echo {}; meet say ran"'
	[ "$status" -eq 0 ]
	same "$output" "$(seq 3)"
}

@test "what is printed goes out while more input is awaited" {
	for o in --group -k --lb; do
		rm -f "$MEET"/*
		run bash -c '{ echo 1; meet wait seen; echo 2; } | "$PMAP" "$1" echo | { read -r x; echo "$x"; meet say seen; cat; }' - "$o"
		[ "$status" -eq 0 ]
		same "$output" "$(seq 2)"
	done
}

@test "a finished group goes out while other tasks run" {
	run bash -c '"$PMAP" -j2 "[ {} != 1 ] || meet wait seen; echo {}" ::: 1 2 | { read -r x; echo "$x"; meet say seen; cat; }'
	[ "$status" -eq 0 ]
	same "$output" "$(printf '2\n1')"
}

@test "with -k the first unfinished task streams, and its stderr follows at its end" {
	run bash -c '"$PMAP" -k -j2 "echo {}a; echo {}e >&2; [ {} != 1 ] || meet wait seen; echo {}b" ::: 1 2 2>&1 | { read -r x; echo "$x"; meet say seen; cat; }'
	[ "$status" -eq 0 ]
	same "$output" "$(printf '%s\n' 1a 1b 1e 2a 2b 2e)"
}

@test "a task that becomes the first unfinished one is streamed from there" {
	run bash -c '"$PMAP" -k -j2 "echo {}a; case {} in 1) meet wait two;; 2) meet say two wait seen;; esac; echo {}b" ::: 1 2 |
		{ read -r x; read -r x; read -r x; echo "$x"; meet say seen; cat; }'
	[ "$status" -eq 0 ]
	same "$output" "$(printf '%s\n' 2a 2b)"
}

@test "small and large outputs that are written together keep their order" {
	run bash -c '"$PMAP" -k -j2 "[ {#} != 1 ] || meet wait last; yes {#} | head -c {}; [ {#} != 20 ] || meet say last" ::: 1 \
		10000 40000 10000 60000 300 33000 5 40000 32768 100 65536 20000 50000 1 2 3 32767 32768 7 >got'
	[ "$status" -eq 0 ]
	set -- 1 10000 40000 10000 60000 300 33000 5 40000 32768 100 65536 20000 50000 1 2 3 32767 32768 7
	for ((i = 1; i <= 20; i++)); do
		yes "$i" | head -c "$1"
		shift
	done >want
	cmp got want
}

@test "600 MB of one task pass whole in bounded memory" {
	run bash -c '"$PMAP" --joblog log -k "head -c 600000000 /dev/zero; $1 >peak #" ::: 1 | wc -c' - "$PEAK"
	[ "$status" -eq 0 ]
	[ "$output" -eq 600000000 ]
	below "$(<peak)" 100000
	[ "$(awk 'NR == 2 { print $6 }' log)" -eq 600000000 ]
}

@test "a reader that pauses costs no memory, in any order of output" {
	for o in --group -k --lb '--lb -k'; do
		rm -f "$MEET"/*
		run bash -c '"$PMAP" $1 --buffer 16M "yes | head -c 120000000; $2 >peak; meet say written #" ::: 1 |
			{ meet wait written; tr -d "\n" | wc -c; }' - "$o" "$PEAK"
		[ "$status" -eq 0 ]
		[ "$output" -eq 60000000 ]
		below "$(<peak)" 60000
	done
}

@test "a flood of stderr is bounded and whole, next to one of stdout" {
	run bash -c '"$PMAP" -k --buffer 16M "yes o | head -c 100000000 & yes e | head -c 100000000 >&2; wait; $1 >peak #" ::: 1 2>err | wc -c' - "$PEAK"
	[ "$status" -eq 0 ]
	[ "$output" -eq 100000000 ]
	[ "$(wc -c <err)" -eq 100000000 ]
	below "$(<peak)" 60000
}

@test "a flood of stderr passes when there is no room for it" {
	run bash -c '"$PMAP" -k -j2 --buffer 4M --spill 0 "yes {} | head -c 30000000 >&2; echo {}; $1 >>peak" ::: 1 2 3 2>err' - "$PEAK"
	[ "$status" -eq 0 ]
	same "$output" "$(seq 3)"
	[ "$(wc -c <err)" -eq 90000000 ]
	below "$(sort -n peak | tail -n 1)" 40000
}

@test "--line-buffer passes very long lines whole, in bounded memory" {
	run bash -c '"$PMAP" --lb -j8 --buffer 16M "head -c 15000000 /dev/zero | tr \"\\0\" {}; echo; $1 >>peak" ::: 1 2 3 4 5 6 7 8 |
		awk "{ c = substr(\$0, 1, 1); gsub(c, \"\"); print c, length(\$0) }" | sort' - "$PEAK"
	[ "$status" -eq 0 ]
	same "$output" "$(printf '%s 0\n' 1 2 3 4 5 6 7 8)"
	below "$(sort -n peak | tail -n 1)" 60000
}

@test "all byte values pass unchanged, with and without a last newline" {
	for size in 1 300 100000; do
		awk -v n="$size" 'BEGIN { for (i = 0; i < n; i++) printf "%c", (i * 7 + int(i / 256)) % 256 }' | tr '\n' '\0' >bytes
		printf '\377\0\n\0x' >>bytes
		cat bytes bytes bytes >want
		for o in --group -k --lb '--lb -k' -u; do
			run bash -c '"$PMAP" -j1 $1 cat ::: bytes bytes bytes >got' - "$o"
			[ "$status" -eq 0 ]
			cmp got want
		done
	done
}

@test "groups are never mixed, lines never with --line-buffer" {
	task='i=0; while [ $i -lt 500 ]; do printf "<%s" {}; echo ">"; i=$((i + 1)); done'
	run bash -c '"$PMAP" -j8 "$1" ::: 1 2 3 4 5 6 7 8 | uniq -c | sed "s/^ *//" | sort' - "$task"
	[ "$status" -eq 0 ]
	same "$output" "$(printf '500 <%s>\n' 1 2 3 4 5 6 7 8)"
	run bash -c '"$PMAP" --lb -j8 "$1" ::: 1 2 3 4 5 6 7 8 | sort | uniq -c | sed "s/^ *//"' - "$task"
	[ "$status" -eq 0 ]
	same "$output" "$(printf '500 <%s>\n' 1 2 3 4 5 6 7 8)"
}

@test "--line-buffer shows a line while its task goes on" {
	run bash -c '"$PMAP" --lb -j2 "echo a{}; [ {} != 1 ] || meet wait seen; echo b{}" ::: 1 | { read -r x; echo "$x"; meet say seen; cat; }'
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a1\nb1')"
}
