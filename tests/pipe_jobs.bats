# SPDX-License-Identifier: MIT
# Jobs that all run at the same time and share one input, and blocks that have a name.
load helpers/common

setup() {
	common_setup
	export TMPDIR=$PWD/tmp
	mkdir tmp
}
teardown() {
	no_leftovers
	[ -z "$(ls tmp)" ]
}

# all_of NUMBER FILE...: together the files are the lines 1 to NUMBER, in any order.
all_of() {
	local n=$1

	shift
	seq "$n" >want
	sort -n "$@" | cmp - want
}

@test "--round-robin loses nothing and starts only jobs that get data" {
	seq 200000 | "$PMAP" --pipe --round -j3 --block 10k 'cat >part.{#}'
	all_of 200000 part.1 part.2 part.3
	run bash -c 'seq 3 | "$PMAP" -k --pipe --round -j8 -N2 "cat; echo {#}"'
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n1\n3\n2'
}

@test "--round-robin goes on with the jobs that read" {
	# The first job reads nothing before the input is at its end: what is not in its queue goes to the second.
	run bash -c 'seq 300000 | "$PMAP" --pipe --round -j2 --block 20k "case {#} in
		1) meet wait through; cat >part.1 ;;
		2) awk \"{ print } /299999/ { system(\\\"meet say through\\\") }\" >part.2 ;;
	esac"; meet say through'
	[ "$status" -eq 0 ]
	all_of 300000 part.1 part.2
}

@test "jobs that leave early do not hold up the others, and when all are gone the input is left alone" {
	# what the job has in its pipe when it leaves is gone with it, so the end of the input comes later
	run bash -c '{ seq 100000; meet wait left; seq 100001 200000; } | "$PMAP" -k --pipe --round -j2 --block 10k "case {#} in
		1) exec </dev/null; meet say left ;;
		2) cat | tail -n 1 ;;
	esac"'
	[ "$status" -eq 0 ]
	same "$output" 200000
	run bash -c 'yes | "$PMAP" --pipe --round -j3 --block 10k "head -n 1"'
	[ "$status" -eq 0 ]
	same "$output" $'y\ny\ny'
	run bash -c 'yes | "$PMAP" --pipe --tee "head -n 1" ::: a b'
	[ "$status" -eq 0 ]
	same "$output" $'y\ny'
	run bash -c 'seq 100000 | "$PMAP" --pipe --shard 1 -j3 "exit {#}"'
	[ "$status" -eq 3 ]
}

@test "a job that never reads is no failure" {
	for how in '--round -j2 --block 10k' '--shard 1 -j2' '--bin 1 -j2'; do
		run bash -c "seq 100000 | \"\$PMAP\" --pipe $how true"
		[ "$status" -eq 0 ]
	done
	run bash -c 'seq 100000 | "$PMAP" --pipe --tee true ::: a b'
	[ "$status" -eq 0 ]
}

@test "--tee gives all to each job, whoever is slow" {
	seq 200000 >numbers
	run bash -c '"$PMAP" -k --pipe --tee "case {} in a) cat >copy.a; meet say a ;; *) meet wait b; cat >copy.{} ;; esac" ::: a b <numbers &
		pid=$!
		meet say b
		wait "$pid"'
	[ "$status" -eq 0 ]
	cmp numbers copy.a
	cmp numbers copy.b
}

@test "--tee needs a slot for each job and has one by default" {
	run bash -c 'seq 5 | "$PMAP" --pipe --tee -j2 cat ::: a b c'
	[ "$status" -eq 255 ]
	[[ $output == *--jobs\ 3* ]]
	run bash -c 'seq 5 | PMAP_CPUS=1 "$PMAP" --pipe --tee wc -l ::: a b c'
	[ "$status" -eq 0 ]
	same "$output" $'5\n5\n5'
}

@test "--shard keeps the lines of a key together, on as many slots as there are" {
	for i in $(seq 300); do echo "k$((i % 17)) $i"; done >in
	"$PMAP" --pipe --shard 1 --colsep ' ' -j4 'cat >part.{%}' <in
	[ "$(ls part.* | wc -l)" -eq 4 ]
	sort in | cmp - <(sort part.*)
	[ "$(for f in part.*; do cut -d' ' -f1 "$f" | sort -u; done | wc -l)" -eq 17 ]
	run bash -c '"$PMAP" --pipe --shard 1 -j1 --colsep " " cat <in | cmp - in'
	[ "$status" -eq 0 ]
}

@test "each of the jobs of --bin has a slot number of its own" {
	run bash -c 'seq 3 | "$PMAP" -k --pipe --bin 1 -j9 "echo {%}; cat"'
	[ "$status" -eq 0 ]
	same "$output" $'1\n1\n2\n2\n3\n3\n4\n5\n6\n7\n8\n9'
}

@test "lines that come slowly arrive at once" {
	mkfifo lines
	exec 4<>lines
	bg bash -c 'exec "$PMAP" --pipe --bin 1 -j2 "read -r a; meet say got\$a; cat >/dev/null" <lines 4>&-'
	printf '1\n' >&4
	within 100 meet wait got1
	printf '2\n' >&4
	within 100 meet wait got2
	exec 4>&-
	wait_bg
	[ "$status" -eq 0 ]
}

@test "a job that fails stops the input of all with --halt" {
	run bash -c 'yes | "$PMAP" --pipe --round -j2 --block 10k --halt soon,fail=1 "case {#} in 1) head -n 1 >/dev/null; exit 3 ;; *) cat >/dev/null ;; esac"'
	[ "$status" -eq 3 ]
	run bash -c 'yes | "$PMAP" --pipe --bin 1 -j2 --halt now,fail=1 "case {#} in 1) exit 3 ;; *) cat >/dev/null ;; esac"'
	[ "$status" -eq 3 ]
}

@test "jobs that share an input cannot be tried again" {
	for how in '--round' '--tee' '--shard 1' '--bin 1'; do
		run bash -c "seq 5 | \"\$PMAP\" --pipe $how --retries 2 cat ::: a"
		[ "$status" -eq 255 ]
		[[ $output == *--retries* ]]
	done
}

@test "the block of a failed job is given again" {
	run bash -c 'seq 4 | "$PMAP" -k -j1 --pipe -N2 --retries 2 "cat; test -e again || { touch again; exit 1; }"'
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3\n4'
	rm again
	run bash -c 'seq 4 | "$PMAP" -k -j1 --cat -N2 --retries 2 "cat {}; test -e again || { touch again; exit 1; }"'
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3\n4'
	rm again
	run bash -c 'seq 4 | "$PMAP" -k -j1 --fifo -N2 --retries 2 "cat {}; test -e again || { touch again; exit 1; }"'
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3\n4'
}

@test "--fifo: read in full, in part, or not at all" {
	seq 300000 >numbers
	run bash -c '"$PMAP" -k --fifo --block 100k "cat {}" <numbers | cmp - numbers'
	[ "$status" -eq 0 ]
	run bash -c '"$PMAP" -k --fifo "head -n 1 {}" <numbers | head -n 1'
	[ "$status" -eq 0 ]
	same "$output" 1
	run bash -c '"$PMAP" --fifo -N100000 "exit 3" <numbers'
	[ "$status" -eq 3 ]
	run bash -c '"$PMAP" --fifo -N100000 "rm {}" <numbers'
	[ "$status" -eq 0 ]
	run bash -c '"$PMAP" -k --pipepart -a numbers --fifo --block 100k "cat {}" | cmp - numbers'
	[ "$status" -eq 0 ]
	run bash -c '"$PMAP" --pipe --round --fifo -j3 --block 10k "cat {}" <numbers | sort -n | cmp - numbers'
	[ "$status" -eq 0 ]
}

@test "--fifo is a named pipe, --cat a file, and both are gone afterwards" {
	run bash -c 'seq 3 | "$PMAP" --fifo "test -p {} && cat {}"'
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3'
	run bash -c 'seq 3 | "$PMAP" --cat "test -f {} && cat {} {}"'
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3\n1\n2\n3'
	run bash -c 'seq 100000 | timeout 20 "$PMAP" --fifo --timeout 0.1 "sleep 100"'
	[ "$status" -eq 1 ]
}

@test "a file that only says it is empty is cut as well" {
	[ -s /proc/self/status ] || [ -r /proc/cpuinfo ] || skip "no /proc"
	run bash -c '"$PMAP" -k --pipepart -a /proc/cpuinfo --block 100 cat | cmp - /proc/cpuinfo'
	[ "$status" -eq 0 ]
}

@test "--block-timeout hands on the records that are there" {
	mkfifo lines
	exec 4<>lines
	bg bash -c 'exec "$PMAP" --pipe --bt 0.05 "read -r a; meet say got\$a" <lines 4>&-'
	printf 'a\nb' >&4
	within 100 meet wait gota
	printf '\n' >&4
	within 100 meet wait gotb
	exec 4>&-
	wait_bg
	[ "$status" -eq 0 ]
	mkfifo more
	exec 4<>"more"
	bg bash -c 'exec "$PMAP" --pipe -N1000 --bt 0.05 "read -r a; meet say more\$a" <more 4>&-'
	printf 'a\n' >&4
	within 100 meet wait morea
	exec 4>&-
	wait_bg
	[ "$status" -eq 0 ]
}

@test "--group-by never cuts between lines of one key" {
	for i in $(seq 400); do echo "$((i / 7)) $i"; done >in
	"$PMAP" --pipe --group-by 1 --colsep ' ' --block 100 'cat >part.{#}' <in
	[ "$(ls part.* | wc -l)" -gt 5 ]
	sort in | cmp - <(sort part.*)
	[ "$(for f in part.*; do cut -d' ' -f1 "$f" | sort -u; done | wc -l)" -eq 58 ]
	rm part.*
	"$PMAP" --pipepart -a in --group-by 1 --colsep ' ' --block 100 'cat >part.{#}'
	sort in | cmp - <(sort part.*)
	[ "$(for f in part.*; do cut -d' ' -f1 "$f" | sort -u; done | wc -l)" -eq 58 ]
}

@test "all these ways with one slot give the input" {
	seq 50000 >numbers
	for how in '--round' '--round --cat' '--round --fifo' '--shard 1' '--bin 1' '--bin 1 --fifo' '--group-by 1' '--cat' '--fifo'; do
		run bash -c "\"\$PMAP\" -j1 -k --pipe $how cat <numbers | cmp - numbers"
		[ "$status" -eq 0 ]
	done
	run bash -c '"$PMAP" -j1 --pipe --tee cat ::: a <numbers | cmp - numbers'
	[ "$status" -eq 0 ]
}

@test "no input: no job with --round-robin, one for each slot with --bin and --shard" {
	run "$PMAP" --pipe --round -j3 'echo {#}' </dev/null
	[ "$status" -eq 0 ]
	same "$output" ''
	run "$PMAP" -k --pipe --bin 1 -j3 'echo {#}' </dev/null
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3'
	run "$PMAP" -k --pipe --shard 1 -j3 'echo {#}' </dev/null
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3'
}

@test "an input that cannot be read is an error in all these ways" {
	for how in '--round -j2' '--shard 1 -j2' '--tee'; do
		run bash -c "\"\$PMAP\" --pipe $how cat ::: a <."
		[ "$status" -eq 255 ]
		[[ $output == *"standard input"* ]]
	done
}

@test "the log says how much each job got" {
	seq 9 | "$PMAP" --pipe --bin 1 -j2 --joblog log 'cat >/dev/null'
	same "$(cut -f1,5 log | sort -n | tail -n 2)" $'1\t10\n2\t8'
	seq 9 | "$PMAP" --cat -N5 --joblog log 'cat {} >/dev/null'
	same "$(cut -f1,5 log | sort -n | tail -n 2)" $'1\t10\n2\t8'
}

@test "--tee prints the commands without the pipes around them" {
	run bash -c 'seq 3 | "$PMAP" -k -j2 --pipe --tee --dry-run grep {} ::: 1 2'
	[ "$status" -eq 0 ]
	same "$output" $'grep 1\ngrep 2'
	run bash -c 'seq 3 | "$PMAP" -j1 --pipe --tee -t grep {} ::: 1 2>&1 >/dev/null'
	[ "$status" -eq 0 ]
	same "$output" 'grep 1'
}
