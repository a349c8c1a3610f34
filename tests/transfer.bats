# SPDX-License-Identifier: MIT
# Files that go to another host and come back, over an sshd of this test's own. Its hosts are this machine: $far is "their" directory.
load helpers/common
load helpers/sshd
bats_require_minimum_version 1.5.0

setup() {
	common_setup
	far=$BATS_TEST_TMPDIR/far
	mkdir sub
	echo one >in1
	echo two >sub/in2
}

@test "--transferfile and --return keep relative paths, --cleanup removes them there" {
	run "$PMAP" -k -S 2/a --wd "$far" --transferfile {} --return {}.out 'cat {} >{}.out; pwd' ::: in1 sub/in2
	[ "$status" -eq 0 ]
	same "$output" "$far"$'\n'"$far"
	same "$(cat in1.out sub/in2.out)" $'one\ntwo'
	same "$(cd "$far" && find . -type f | sort)" $'./in1\n./in1.out\n./sub/in2\n./sub/in2.out'
	rm -rf "$far" in1.out sub/in2.out
	run "$PMAP" -k -j1 -S a --wd "$far" --trc {}.out 'cat {} >{}.out' ::: in1 sub/in2
	[ "$status" -eq 0 ]
	same "$(cat in1.out sub/in2.out)" $'one\ntwo'
	[ ! -e "$far" ]
}

@test "/./ marks what both sides share" {
	run "$PMAP" -S 1/a --wd "$far" --transferfile "$PWD/./sub/in2" --return back/./out/x 'mkdir out; cp sub/in2 out/x #' ::: x
	[ "$status" -eq 0 ]
	same "$(<back/out/x)" two
	[ -e "$far/sub/in2" ]
}

@test "an absolute path is the same there" {
	run "$PMAP" -S 1/a --wd "$far" --transferfile {} 'cat {}; ls' ::: "$PWD/in1"
	[ "$status" -eq 0 ]
	same "$output" one
	same "$(<in1)" one
}

@test "names of any kind travel; several options and sources do" {
	cp in1 "a b'c\"!"
	cp in1 ./-x
	run "$PMAP" -k -j1 -S a --wd "$far" --trc {}.out 'cat ./{} >./{}.out' ::: "a b'c\"!" -x
	[ "$status" -eq 0 ]
	same "$(cat "a b'c\"!.out" ./-x.out)" $'one\none'
	run "$PMAP" -S 1/a --wd "$far" --transfer --return {1}.p --return {1}.q --cleanup 'cat {} | tee {1}.p >{1}.q' ::: in1 ::: sub/in2
	[ "$status" -eq 0 ]
	same "$(cat in1.p in1.q)" $'one\ntwo\none\ntwo'
}

@test "the status is the task's, whatever came back" {
	run --separate-stderr "$PMAP" -S 1/a --wd "$far" --trc {}.out 'exit 7 #' ::: in1
	[ "$status" -eq 1 ]
	[ -n "$stderr" ]
	run "$PMAP" -S 1/a --wd "$far" --joblog log --return nothing 'exit {}' ::: 7
	same "$(tail -n 1 log | cut -f 7)" 7
	run "$PMAP" -S 1/a --wd "$far" --return nothing 'true' ::: 7
	[ "$status" -eq 0 ]
}

@test "a file that is not here is said and left out" {
	run --separate-stderr "$PMAP" -S 1/a --wd "$far" --transfer 'echo' ::: nosuch
	[ "$status" -eq 0 ]
	same "$output" nosuch
	[[ $stderr = *"'nosuch' cannot be read and is not transferred"* ]]
}

@test "--basefile is on each host before the first task, --cleanup removes it behind the last" {
	run "$PMAP" -k -S 1/a,1/b --wd "$far" --bf sub/in2 --basefile in1 'cat in1 sub/in2 #' ::: 1 2
	[ "$status" -eq 0 ]
	same "$output" $'one\ntwo\none\ntwo'
	[ -e "$far/sub/in2" ]
	run "$PMAP" -k -S 1/a --wd "$far" --cleanup --bf sub/in2 --basefile in1 'cat in1 sub/in2 #' ::: 1 2
	[ "$status" -eq 0 ]
	same "$output" $'one\ntwo\none\ntwo'
	[ ! -e "$far" ]
}

@test "files travel beside --pipe, with -M, and not to this machine" {
	run bash -c 'echo data | "$PMAP" -S 1/a --pipe --wd "$1" --transferfile sub/in2 --return o "(cat; cat sub/in2) >o"' - "$far"
	[ "$status" -eq 0 ]
	same "$(<o)" $'data\ntwo'
	run "$PMAP" -M -S 1/a --wd "$far" --trc {}.m 'cp {} {}.m' ::: in1
	[ "$status" -eq 0 ]
	same "$(<in1.m)" one
	run "$PMAP" -S 1/:,1/a --trc {}.l --wd "$PWD" 'cp {} {}.l' ::: in1
	[ "$status" -eq 0 ]
	same "$(<in1.l)" one
	[ -e in1 ]
}

@test "a private directory goes with --cleanup" {
	run "$PMAP" -S 1/a --wd ... --trc {}.out 'cp {} {}.out; pwd' ::: sub/in2
	[ "$status" -eq 0 ]
	same "$(<sub/in2.out)" two
	[ ! -e "$output" ]
}

@test "a task that is ended here is copied no further" {
	run "$PMAP" --env PMAP_TEST_MARK -S 1/a --wd "$far" --timeout 2 --trc {}.out 'sleep 300 #' ::: in1
	[ "$status" -eq 1 ]
	no_leftovers
	[ ! -e in1.out ]
}

@test "a host that cannot be reached leaves, with its files" {
	run --separate-stderr "$PMAP" -k -S 1/dead,1/a --wd "$far" --trc {}.out 'cp {} {}.out' ::: in1 sub/in2
	[ "$status" -eq 0 ]
	same "$(cat in1.out sub/in2.out)" $'one\ntwo'
	run --separate-stderr "$PMAP" -k -S 1/dead,1/a --wd "$far" --bf in1 'cat in1 #' ::: 1 2
	[ "$status" -eq 0 ]
	same "$output" $'one\none'
}

@test "options for rsync make it copy, its default does not" {
	command -v rsync >/dev/null || skip "no rsync"
	mkdir bin
	printf '#!/bin/sh\necho "$*" >>%s/log\nexec %s "$@"\n' "$PWD" "$(command -v rsync)" >bin/rsync
	chmod +x bin/rsync
	PATH=$PWD/bin:$PATH PARALLEL_RSYNC_OPTS=-rlDzR run "$PMAP" -S 1/a --wd "$far" --trc {}.out 'cp {} {}.out' ::: in1
	[ "$status" -eq 0 ]
	[ ! -e log ]
	cp in1 "a b'c"
	PATH=$PWD/bin:$PATH run "$PMAP" -S 1/a --wd "$far/it's" --rsync-opts '-rlDR --exclude "*.q"' --trc {}.r 'cp {} {}.r' ::: "a b'c"
	[ "$status" -eq 0 ]
	same "$(<"a b'c.r")" one
	[ ! -e "$far/it's" ]
	[[ $(<log) = "-rlDR --exclude *.q -s -e "* ]]
	PATH=$PWD/bin:$PATH PARALLEL_RSYNC_OPTS=-a run "$PMAP" -S 1/a --wd "$far" --bf in1 'cat in1 #' ::: x
	[ "$status" -eq 0 ]
	same "$output" one
}

@test "without rsync its options are refused before any task starts" {
	run env PATH="$PWD" "$PMAP" --ssh "$(command -v ssh) -F $SSHD/config" -S 1/a --rsync-opts -a --trc x touch ::: "$far"
	[ "$status" -eq 255 ]
	[[ $output = *"--rsync-opts: rsync is not installed here; without the option"* ]]
	[ ! -e "$far" ]
}
