# SPDX-License-Identifier: MIT
# Functions in worker processes: what a crash costs, limits, and the same bytes as on threads.
load helpers/common

setup() {
	common_setup
	export PMAP_CPUS=2
	LIB=$HELPERS/plugin.so
}
teardown() { no_leftovers; }

# The numbers of the tasks of a job log (the file $1) that failed, with exit status and signal.
failed() {
	awk 'NR > 1 && ($7 != 0 || $8 != 0) { print $1 ":" $7 ":" $8 }' "$1"
}

@test "a worker that is killed costs its task and no other" {
	run "$PMAP" -k -j2 --joblog log "@$LIB:crash" 9 {} 7 ::: {1..20}
	[ "$status" -eq 1 ]
	[[ $output == *"worker of"*"crash 9 7 7"*"signal 9 (KILL)"* ]]
	same "$(failed log)" "7:0:9"
	[ "$(grep -c . log)" -eq 21 ]
	# What it had written before belongs to it, and the others are whole.
	same "$(grep -v worker <<<"$output")" "$(seq 20)"
}

@test "a worker that crashes is reported with its signal" {
	skip_if_sanitized
	for sig in 11 6 8 4 7; do
		run "$PMAP" -j1 --joblog log "@$LIB:crash" "$sig" {} 2 ::: 1 2 3
		[ "$status" -eq 1 ]
		[[ $output == *"signal $sig ("* ]]
		same "$(failed log)" "2:0:$sig"
	done
}


@test "a worker that is killed while it works is replaced" {
	mkfifo out
	bg bash -c 'exec "$PMAP" -j1 --joblog log --line-buffer "@$0:hang" ::: 1 2 >out' "$LIB"
	exec 8<out
	read -r first <&8
	kill -KILL "$first"
	read -r second <&8
	[ "$second" -ne "$first" ]
	kill -USR1 "$second"
	wait_bg
	[ "$status" -eq 2 ]
	same "$(failed log)" $'1:0:9\n2:0:10'
}

@test "a task whose worker was killed is tried again in a new one" {
	run "$PMAP" -j1 --retries 2 --joblog log "@$LIB:once" made 9 ::: x
	[ "$status" -eq 0 ]
	[[ $output == *again* ]]
	same "$(failed log)" ""
}

@test "one worker does the tasks of a slot one after the other" {
	run "$PMAP" -k -j1 "@$LIB:calls" ::: a b c d
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3\n4'
	run "$PMAP" -k -j1 "@$LIB:pid" ::: a b c d
	[ "$(sort -u <<<"$output" | grep -c .)" -eq 1 ]
}

@test "--max-tasks-per-worker takes a new worker after so many" {
	run "$PMAP" -k -j1 --max-tasks-per-worker 2 "@$LIB:calls" ::: a b c d e
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n1\n2\n1'
	run "$PMAP" --max-tasks-per-worker 0 "@$LIB:calls" ::: a
	[ "$status" -eq 255 ]
}

@test "--timeout kills the worker, and the next task has a new one" {
	run "$PMAP" -j1 --timeout 2 --joblog log "@$LIB:hang" ::: 1 2
	[ "$status" -eq 2 ]
	[[ $output == *"timed out"* ]]
	[ "$(grep -o '^[0-9]*$' <<<"$output" | sort -u | grep -c .)" -eq 2 ]
}

@test "--cpu-limit ends a function that computes too long, by name, and counts from task to task" {
	skip_if_sanitized
	run "$PMAP" -k -j1 --cpu-limit 1 --joblog log "@$LIB:spin" ::: 1 2
	[ "$status" -eq 2 ]
	[[ $output == *"used more than its 1 s of CPU (--cpu-limit)"* ]]
	same "$(failed log)" $'1:0:24\n2:0:24'
}

@test "--mem-limit fails what wants more, and nothing else" {
	skip_if_sanitized
	run "$PMAP" -k -j1 --mem-limit 100M --joblog log "@$LIB:hog" ::: 10 300 20
	[ "$status" -eq 1 ]
	[[ $output == *"cannot get 314572800 bytes"* ]]
	same "$(failed log)" "2:1:0"
}

@test "--mem-limit and --cpu-limit hold for ordinary commands" {
	skip_if_sanitized
	run "$PMAP" -k --mem-limit 200M 'ulimit -d; :' ::: a
	[ "$status" -eq 0 ]
	same "$output" "$((200 * 1024))"
	run "$PMAP" -k --cpu-limit 1.5 'ulimit -t; :' ::: a
	same "$output" 2
	run "$PMAP" -j1 --cpu-limit 1 --joblog log 'while :; do :; done; :' ::: a
	[ "$status" -eq 1 ]
	same "$(failed log)" "1:0:24"
}

@test "limits that make no sense are refused" {
	for bad in '--cpu-limit 0' '--cpu-limit x' '--mem-limit -1' '--mem-limit x'; do
		# shellcheck disable=SC2086 # two words
		run "$PMAP" $bad touch ran ::: 1
		[ "$status" -eq 255 ]
	done
	[ ! -e ran ]
}

@test "limits take a function out of the thread pool, and say so" {
	skip_if_sanitized
	for limit in '--timeout 100' '--mem-limit 10G' '--cpu-limit 100'; do
		# shellcheck disable=SC2086 # two words
		run "$PMAP" --pool thread $limit "@$LIB:echo" ::: a
		[ "$status" -eq 0 ]
		[[ $output == *"warning:"*"runs in the process pool"* ]]
	done
}

@test "a crash on a thread names its task before the process dies" {
	skip_if_sanitized
	run "$PMAP" -j2 --pool thread "@$LIB:crash" 11 {} 3 ::: 1 2 3 4
	[ "$status" -eq 139 ]
	[[ $output == *"task 3 crashed with signal 11 (SEGV)"*"crash 11 3 3"*"--pool process"* ]]
	run "$PMAP" -j1 --pool thread "@$LIB:crash" 6 ::: a
	[ "$status" -eq 134 ]
	[[ $output == *"signal 6 (ABRT)"* ]]
}

@test "a function that calls exit fails its task, by name" {
	run "$PMAP" -k -j1 --joblog log "@$LIB:leave" ::: 0 7
	[ "$status" -eq 2 ]
	[[ $output == *"ended with status 0 in the middle of it"* ]]
	[[ $output == *"ended with status 7 in the middle of it"* ]]
	same "$(failed log)" $'1:1:0\n2:7:0'
}

@test "what a function prints by itself comes among the messages of its task" {
	"$PMAP" -j1 "@$LIB:chatter" ::: a >out 2>err
	same "$(<out)" result
	same "$(<err)" $'on stdout\non stderr'
}

@test "workers end with pmap, also by kill -9" {
	mkfifo out
	bg bash -c 'exec "$PMAP" -j2 --line-buffer "@$0:hang" ::: 1 2 >out' "$LIB"
	exec 8<out
	read -r one <&8
	read -r two <&8
	kill -KILL "$BG"
	wait_bg
	[ "$status" -eq 137 ]
	# The end of the pipe is the end of the workers; teardown looks for what is left.
	cat <&8 >/dev/null
	[ "$one" -ne "$two" ]
}

@test "workers that are at work are ended by a signal to pmap" {
	mkfifo out
	bg bash -c 'exec "$PMAP" -j2 --line-buffer "@$0:hang" ::: 1 2 3 >out' "$LIB"
	exec 8<out
	read -r _ <&8
	read -r _ <&8
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
}

@test "much output of a worker is whole, at any budget" {
	"$PMAP" -k -j2 --pool thread "@$LIB:fill" ::: 3000000 1 70000 4000000 0 >thread
	for how in '' '--buffer 64k' '--buffer 1k --spill 1' '--line-buffer'; do
		# shellcheck disable=SC2086 # words
		"$PMAP" -k -j2 --pool process $how "@$LIB:fill" ::: 3000000 1 70000 4000000 0 >process
		cmp thread process
	done
}

@test "blocks reach a worker whole: --pipe, --pipepart, with a header" {
	awk 'BEGIN { for (i = 0; i < 60000; i++) print i, "some text to make lines longer" }' >lines
	for how in '--pipe' '--pipepart -a lines' '--pipe --block 10k' '--pipepart -a lines --block 33k' '--pipe -N 7'; do
		# shellcheck disable=SC2086 # words
		"$PMAP" -k -j2 $how --pool process "@$LIB:echo" <lines | cmp - lines
	done
	"$PMAP" -k -j2 --pipe --header : --block 100k --pool process "@$LIB:echo" <lines >process
	"$PMAP" -k -j2 --pipe --header : --block 100k --pool thread "@$LIB:echo" <lines >thread
	"$PMAP" -k -j2 --pipe --header : --block 100k cat <lines >plain
	cmp process plain
	cmp thread plain
}

@test "options that need a process of its own for each task work with functions" {
	run "$PMAP" -k --results dir "@$LIB:echo" ::: a b
	[ "$status" -eq 0 ]
	same "$(cat dir/1/a/stdout dir/1/b/stdout)" $'a\nb'
	run "$PMAP" -u -j1 "@$LIB:echo" ::: a b
	same "$output" $'a\nb'
	mkdir there
	cp "$LIB" there/lib.so
	run "$PMAP" --workdir there "@$LIB:echo" ::: a
	same "$output" a
}

@test "-v and -t show the command of a function in both pools" {
	for pool in thread process; do
		"$PMAP" -k -v -t -j1 --pool "$pool" @cat /dev/null ::: >out 2>err a
		same "$(<out)" "@cat /dev/null a"
		[[ $(<err) == "@cat /dev/null a"* ]]
	done 2>&1 || { cat err; false; }
}

@test "--serve is not for people" {
	run "$PMAP" --serve </dev/null
	[ "$status" -eq 255 ]
	[[ $output == *"--serve is for"* ]]
}

@test "a worker breaks off a stream that makes no sense" {
	command -v python3 >/dev/null || skip "no python3"
	run python3 - "$PMAP" <<'END'
import socket, subprocess, sys
for junk in (b"\xff" * 64, b"\x05\0\0\0T\0\0\0hello", b"\x01\0\0\0Q\0\0\0x", b"\x20\0\0\0T\0\0\0" + b"\0" * 31):
    ours, its = socket.socketpair()
    p = subprocess.Popen([sys.argv[1], "--serve"], stdin=its, stderr=subprocess.PIPE)
    its.close()
    hello = ours.recv(100)
    assert hello[4:5] == b"H", hello
    ours.sendall(junk)
    ours.shutdown(socket.SHUT_WR)
    while ours.recv(100):
        pass
    err = p.communicate()[1]
    assert p.returncode == 255 and b"has to give up" in err, (junk, p.returncode, err)
END
	[ "$status" -eq 0 ]
}

# Every function of the table, random words and bytes, both pools: the same bytes, messages and statuses.
@test "both pools give the same bytes, whatever the function and its input" {
	head -c 200000 /dev/urandom >random
	seq 30000 >text
	: >empty
	head -c 100000 /dev/zero >zeros
	mkdir dir
	for tool in bzip2 gzip xz zstd; do
		if command -v $tool >/dev/null; then
			$tool -c text >"text.$tool"
			head -c 3000 "text.$tool" >"cut.$tool"
			cat "text.$tool" "text.$tool" >"two.$tool"
		fi
	done
	names=$("$PMAP" @nosuch ::: a 2>&1 | grep -o '@[a-z0-9]*[,]' | tr -d '@,' | grep -v -x -e nosuch -e fetch -e sleep -e help -e stat)
	[ "$(wc -w <<<"$names")" -ge 5 ]
	for name in $names; do
		for pool in thread process; do
			"$PMAP" -k -j2 --pool "$pool" --joblog "log.$pool" "@$name" ::: * nofile <text >"../out.$pool" 2>"../err.$pool" || true
			cut -f 6-8 "log.$pool" >"../log.$pool"
			rm "log.$pool"
		done
		cmp ../out.thread ../out.process
		cmp ../log.thread ../log.process
		diff ../err.thread ../err.process
		for pool in thread process; do
			"$PMAP" --pipe -k -j2 --block 70k --pool "$pool" "@$name" <random >"../out.$pool" 2>"../err.$pool" || true
		done
		cmp ../out.thread ../out.process
		diff ../err.thread ../err.process
	done
}
