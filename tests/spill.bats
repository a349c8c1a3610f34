# SPDX-License-Identifier: MIT
# Output that waits: memory, then one file without a name, then tasks wait; nothing is lost and nothing stalls for good.
load helpers/common

setup() {
	common_setup
	cat >task <<'T'
#!/bin/sh
# Print 2 MB. The first task holds the others up: until the last has run (when $2 says so), or for a moment.
case $1.$2 in
1.last) meet wait last;;
1.*) sleep 0.4;;
esac
yes "$1" | head -c 2000000
awk '/VmHWM/ { print $2 }' /proc/$PPID/status >>peak
[ "$1" != 100 ] || meet say last
T
	chmod +x task
}
teardown() { no_leftovers; }

want() {
	for ((i = 1; i <= 100; i++)); do yes "$i" | head -c 2000000; done | cksum
}

peak() { sort -n peak | tail -n 1; }

# spilled WHEN OPTION...: 100 tasks behind a slow first one, -j2; the sum of the output is in $output, stderr in err.
spilled() {
	local when=$1

	shift
	run bash -c 'w=$1; shift; set -o pipefail; "$PMAP" -k -j2 "$@" "./task {} $w" ::: $(seq 100) 2>err | cksum' - "$when" "$@"
}

@test "a slow first task never stalls the others: their output waits on disk, memory stays within --buffer" {
	spilled last --buffer 16M
	[ "$status" -eq 0 ]
	same "$output" "$(want)"
	below "$(peak)" 48000
	[ ! -s err ]
}

@test "--compress gives the same bytes" {
	spilled last --buffer 4M --compress
	[ "$status" -eq 0 ]
	same "$output" "$(want)"
	[ ! -s err ]
}

@test "when memory and file are used up the tasks behind the first wait, and nothing is lost" {
	spilled moment --buffer 16M --spill 20M
	[ "$status" -eq 0 ]
	same "$output" "$(want)"
	below "$(peak)" 48000
}

@test "without -k a full budget lets one task through and loses nothing" {
	run bash -c 'set -o pipefail; "$PMAP" -j4 --buffer 1M --spill 1M "yes {} | head -c 9000000" ::: 1 2 3 4 5 6 7 8 |
		slowpipe copy 1000000 1 | uniq -c | sed "s/^ *//" | sort'
	[ "$status" -eq 0 ]
	same "$output" "$(printf '4500000 %s\n' 1 2 3 4 5 6 7 8)"
}

@test "--retries within a small budget loses nothing" {
	spilled moment --buffer 4M --spill 4M --retries 2
	[ "$status" -eq 0 ]
	same "$output" "$(want)"
}

@test "a directory for temporary files that is missing is not missed while output is small" {
	run "$PMAP" -k --tmpdir /nonexistent echo ::: 1 2 3
	[ "$status" -eq 0 ]
	same "$output" "$(seq 3)"
}

@test "without a usable directory for temporary files tasks wait, with one warning" {
	spilled moment --buffer 4M --tmpdir /nonexistent
	[ "$status" -eq 0 ]
	same "$output" "$(want)"
	[ "$(grep -c "cannot make a spill file in '/nonexistent'" err)" -eq 1 ]
	[ "$(wc -l <err)" -eq 1 ]
}

@test "a directory for temporary files that is full or read-only makes tasks wait, with one warning" {
	unshare -rm true 2>/dev/null || skip "no user namespaces"
	run unshare -rm bash -c 'mkdir small && mount -t tmpfs -o size=1m none small || exit 77'
	[ "$status" -ne 77 ] || skip "no tmpfs"
	rmdir small
	for how in '' --compress; do
		run unshare -rm bash -c 'mkdir -p small && mount -t tmpfs -o size=64k none small
			head -c 30000 /dev/zero >small/other
			"$PMAP" -k -j2 --buffer 4M --tmpdir small $1 "./task {} moment" ::: $(seq 100) 2>err | cksum; exit "${PIPESTATUS[0]}"' - "$how"
		[ "$status" -eq 0 ]
		same "$output" "$(want)"
		[ "$(grep -c warning err)" -le 1 ]
	done
	run unshare -rm bash -c 'mount -t tmpfs -o ro none small
		"$PMAP" -k -j2 --buffer 4M --tmpdir small "./task {} moment" ::: $(seq 100) 2>err | cksum; exit "${PIPESTATUS[0]}"'
	[ "$status" -eq 0 ]
	same "$output" "$(want)"
	[ "$(grep -c 'warning.*Read-only' err)" -eq 1 ]
}

@test "a limit on file sizes makes tasks wait" {
	run bash -c 'ulimit -f 100; "$PMAP" -k -j2 --buffer 4M "./task {} moment" ::: $(seq 100) 2>err | cksum; exit "${PIPESTATUS[0]}"'
	[ "$status" -eq 0 ]
	same "$output" "$(want)"
	[ "$(grep -c 'warning.*File too large' err)" -eq 1 ]
}

@test "the file has no name, is nobody else's and is not inherited" {
	command -v strace >/dev/null || skip "no strace"
	skip_if_sanitized
	umask 000
	run strace -f -qq -e trace=openat,open -o trace "$PMAP" -k -j2 --buffer 1M "ls -l /proc/\$\$/fd >>fds; yes {} | head -c 3000000; [ {} != 1 ] || meet wait last; [ {} != 4 ] || meet say last" ::: 1 2 3 4
	[ "$status" -eq 0 ]
	grep -q 'O_TMPFILE.*O_CLOEXEC.*0600\|O_CLOEXEC.*O_TMPFILE.*0600' trace
	[ "$(grep -c deleted fds)" -eq 0 ]
}

@test "names of directories never reach a shell" {
	dir="$PWD/a'b\"\$(touch X); touch Y #"
	mkdir "$dir"
	run bash -c 'cd "$1" && "$PMAP" -k -j2 --buffer 1M --tmpdir "$1" "yes {} | head -c 2000000" ::: 1 2 3 4 | uniq -c | sed "s/^ *//"' - "$dir"
	[ "$status" -eq 0 ]
	same "$output" "$(printf '1000000 %s\n' 1 2 3 4)"
	[ -z "$(find . -name '[XY]')" ]
}

@test "two runs share a directory for temporary files" {
	"$PMAP" -k -j2 --buffer 1M "yes a{} | head -c 3000000" ::: 1 2 3 4 >a 3>&- &
	"$PMAP" -k -j2 --buffer 1M "yes b{} | head -c 3000000" ::: 1 2 3 4 >b
	wait $!
	same "$(uniq -c a | sed 's/^ *//')" "$(printf '1000000 a%s\n' 1 2 3 4)"
	same "$(uniq -c b | sed 's/^ *//')" "$(printf '1000000 b%s\n' 1 2 3 4)"
}

@test "a run that is ended while it spills leaves nothing" {
	bg "$PMAP" -k -j2 --buffer 1M "[ {} != 1 ] || meet say one hold; yes {} | head -c 3000000; [ {} != 20 ] || meet say last" ::: $(seq 20) >/dev/null 2>&1
	meet wait one wait last
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	no_leftovers
}

@test "budgets of nothing stop no run" {
	for memory in 0 1 2; do
		for file in 0 1; do
			run "$PMAP" -k -j2 --buffer $memory --spill $file 'echo {}; echo {}' ::: a b c
			[ "$status" -eq 0 ]
			same "$output" $'a\na\nb\nb\nc\nc'
		done
	done
}
