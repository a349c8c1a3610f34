# SPDX-License-Identifier: MIT
# memcheck sees no leak, no wrong access, and no descriptor beyond 0-2 at the end. Not for sanitized builds, nor where there is no
# valgrind. Tasks are not followed: they are other people's programs.
load helpers/common

setup() {
	common_setup
	command -v valgrind >/dev/null || skip "valgrind is not here"
	! grep -qa -e __asan_init -e __tsan_init -e __ubsan_handle "$PMAP" || skip "a sanitized build"
	seq 6 >six
}
teardown() { no_leftovers 10; }

# A thread that is about to go when the program ends has "possibly lost" its stack's bookkeeping, so only definite leaks count.
# checked STATUS ARGUMENT...: run pmap under valgrind; it must give this status and valgrind nothing to say. Its stdout is in `out`.
checked() {
	local want=$1 status=0 opened

	shift
	valgrind --log-file=vg.%p --track-fds=yes --leak-check=full --show-leak-kinds=definite,indirect \
		--errors-for-leak-kinds=definite,indirect --error-exitcode=99 --child-silent-after-fork=yes -q \
		"$PMAP" "$@" >out 2>err 3>&- || status=$?
	[ "$status" -eq "$want" ] || { echo "status $status" && cat err vg.*; return 1; }
	# What we were given we may leave open; what we opened is shown with the place.
	opened=$(awk '/Open (file descriptor|AF_)/ { name = $0; next } name && !/inherited from parent/ { print name; print } { name = "" }' vg.*)
	[ -z "$opened" ] || { echo "$opened"; return 1; }
}

@test "memcheck is content: a command for each line" {
	checked 0 -j2 echo <six
	same "$(sort out)" "$(<six)"
}

@test "memcheck is content: the shell, tags, a job log, tasks that fail" {
	checked 2 -k -j3 --tag --joblog log 'echo {}; [ {} != 2 ] && [ {} != 5 ]' <six
	[ "$(wc -l <log)" -eq 7 ]
}

@test "memcheck is content: spilling to disk" {
	seq 20000 >part
	checked 0 -k -j3 --compress --buffer 4k 'cat part <{}' ::: six six six
	cat part part part | cmp - out
}

@test "memcheck is content: --pipe and --cat" {
	seq 5000 >many
	checked 0 -k -j2 --pipe --block 4k cat <many
	cmp many out
	checked 0 -k -j2 --pipe --cat --block 8k cat {} <many
	cmp many out
}

@test "memcheck is content: --pipepart with a regular expression" {
	seq 5000 >many
	checked 0 -k -j2 --pipepart -a many --block 4k --regexp --recend '[05]\n' cat
	cmp many out
}

@test "memcheck is content: line by line, with retries" {
	checked 0 -k --line-buffer --retries 2 -j2 'printf "x\n"; mkdir d{} 2>/dev/null && exit 1; printf {}' <six
}

@test "memcheck is content: products, columns, a header" {
	printf 'a,b\n1,2\n3,4\n' >csv
	checked 0 -k --colsep , --header : 'echo {a} {2}' :::: csv ::: z y
}

@test "memcheck is content: a built-in function on threads" {
	for i in 1 2 3; do seq "$i" 4000 | tee -a all | bzip2 >"$i.bz2"; done
	checked 0 -k --pool thread @bunzip2 ::: 1.bz2 2.bz2 3.bz2
	cmp all out
}

@test "memcheck is content: a command that is not there, a timeout, a halt" {
	checked 1 --joblog log /nowhere/nothing ::: 1
	checked 1 --timeout 2 'sleep 100; true' ::: 1
	checked 1 --halt now,fail=1 -j2 'meet say {}; [ {} = 2 ] || { meet wait 2; exit 1; }; exec sleep 100' ::: 1 2
}

@test "memcheck is content: --resume, --stats, -X, --compare" {
	printf 'Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand\n1\t:\t1.000\t     0.001\t0\t2\t0\t0\techo 1\n' >log
	checked 0 --resume --joblog log --stats=stats.yaml -k echo <six
	same "$(<out)" "$(seq 2 6)"
	checked 0 -X echo <six
	checked 0 --compare=1,2 --runs 1 true {} <six
}

@test "memcheck is content: options that are wrong, help" {
	checked 255 --no-such-option
	checked 255 --halt nonsense echo ::: 1
	checked 0 --help
}
