# SPDX-License-Identifier: MIT
# Input sources: what differs from GNU parallel on purpose, bad input, bounds of memory, and when tasks start.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

# --link

@test "an empty source under --link is an empty value, and none at all no task" {
	: >empty
	run "$PMAP" -k --dry-run --link echo ::: a b :::: empty
	[ "$status" -eq 0 ]
	same "$output" "$(printf "echo a ''\necho b ''")"
	run "$PMAP" -k --dry-run --link echo :::: empty ::: a
	[ "$status" -eq 0 ]
	same "$output" "echo '' a"
	run "$PMAP" -k --dry-run --link --header : echo ::: a ::: b 4 5
	[ "$status" -eq 0 ]
	same "$output" "$(printf "echo '' 4\necho '' 5")"
	run "$PMAP" --link echo :::: empty empty
	[ "$status" -eq 0 ]
	same "$output" ""
}

@test "with --link a task starts as soon as its line is there" {
	mkfifo f
	bg_from f "$PMAP" -j2 --link meet say {1}-{2} :::: - ::: x y
	exec 4>f
	echo a >&4
	within 100 meet wait a-x
	echo b >&4
	within 100 meet wait b-y
	echo c >&4
	within 100 meet wait c-x
	exec 4>&-
	wait_bg
	[ "$status" -eq 0 ]
}

@test "--link does not keep what nobody will ask for again" {
	skip_if_sanitized
	run bash -c 'ulimit -v 120000; seq 1000000 3000000 | sed "s/$/ and some text that makes the input much larger than the limit allows it to be/" |
		"$PMAP" -j1 --link --dry-run --xargs echo :::: - ::: a b | tail -c 2'
	[ "$status" -eq 0 ]
	same "$output" a
}

# Products

@test "a product of many sources costs no memory" {
	skip_if_sanitized
	seq 1000 >k
	for shuf in --plain --shuf; do
		run bash -c 'ulimit -v 400000; "$PMAP" "$0" --dry-run echo :::: k k k | head -n 3 | wc -w' $shuf
		[ "$status" -eq 0 ]
		same "$output" 12
	done
}

# --shuf

@test "--shuf runs every task once, in another order than the input's" {
	run bash -c '"$PMAP" -k --shuf --dry-run echo ::: {1..300} ::: {1..300} | sort | cmp - <("$PMAP" --dry-run echo ::: {1..300} ::: {1..300} | sort)'
	[ "$status" -eq 0 ]
}

@test "--shuf shuffles jobs, not the arguments in them" {
	run bash -c 'seq 100 | "$PMAP" -k --shuf -N2 echo | awk "{ bad += \$2 != \$1 + 1 } END { print NR, bad + 0 }"'
	[ "$status" -eq 0 ]
	same "$output" "50 0"
	run bash -c 'seq 1000 | "$PMAP" -k --shuf --xargs -s 100 echo | tr " " "\n" | sort -n | cmp - <(seq 1000)'
	[ "$status" -eq 0 ]
	run bash -c 'seq 1000 | "$PMAP" -k --shuf echo | cmp -s - <(seq 1000)'
	[ "$status" -eq 1 ]
}

@test "--shuf with a job log goes on with the order that it began with" {
	seq 200 >in
	run bash -c '"$PMAP" -j1 --shuf --joblog log --halt now,fail=1 "echo {}; [ {#} -lt 80 ]" <in >first 2>err'
	[ "$status" -eq 1 ]
	run bash -c '"$PMAP" -j3 --shuf --joblog log --resume "echo {}; [ {#} -lt 80 ]" <in >rest 2>err; sort -n first rest | cmp - in'
	[ "$status" -eq 0 ]
}

@test "--shuf with --pipe is refused before anything is read" {
	run bash -c 'seq 3 | "$PMAP" --shuf --pipe cat'
	[ "$status" -eq 255 ]
	[[ $output = *"--shuf"* ]]
}

# --csv

@test "a CSV file may come from elsewhere: CR LF, names in quotes, newlines in names" {
	printf 'a,b\r\n1,"2"\r\n' >f
	run "$PMAP" -k --dry-run --csv --header : echo {b}-{a} :::: f
	[ "$status" -eq 0 ]
	same "$output" "echo 2-1"
	printf '"x y","z\nz"\n"1 1",2\n' >f
	run "$PMAP" -k --dry-run --csv --header : 'echo {x y} {2}' :::: f
	[ "$status" -eq 0 ]
	same "$output" "echo '1 1' 2"
	run "$PMAP" -k --dry-run --csv --header : 'echo {"x y"} {2}' :::: f
	[ "$status" -eq 0 ]
	same "$output" "echo '1 1' 2"
	printf 'a\t"b\tc"\n' >f
	run "$PMAP" -k --dry-run --csv --colsep '\t' echo {2} :::: f
	[ "$status" -eq 0 ]
	same "$output" "echo 'b	c'"
}

@test "what is no CSV ends the run and is shown" {
	for text in 'a"b,c' '"a"b,c' '"a' ' "a"'; do
		run "$PMAP" -k --csv echo ::: "$text"
		[ "$status" -eq 255 ]
		[[ $output = *"--csv"*"$text"* ]]
	done
	run "$PMAP" --csv --colsep '' echo ::: a
	[ "$status" -eq 255 ]
}

@test "with --pipe --csv a block ends where a record ends" {
	printf 'a,"b\nc"\nd,"e\n\n"\nf,g\n' >f
	run bash -c '"$PMAP" --pipe --csv -k -N1 "cat; echo --" <f'
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a,"b\nc"\n--\nd,"e\n\n"\n--\nf,g\n--')"
	run bash -c '"$PMAP" --pipe --csv -k --block 9 "cat; echo --" <f'
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a,"b\nc"\n--\nd,"e\n\n"\n--\nf,g\n--')"
}

# Others

@test "--skip-first-line drops a line of what --pipe and --pipepart cut" {
	seq 5 >f
	for how in '--pipe -N2' '--pipe --header 1 -N2' '--pipe --block 2' '--pipepart -a f --block 2' '--pipepart -a f --header 1'; do
		run bash -c '"$PMAP" -k --skip-first-line '"$how"' cat <f | sort -u'
		[ "$status" -eq 0 ]
		same "$output" "$(seq 2 5)"
	done
}

@test "--total-jobs is what percentages are of, and does not end the input" {
	run bash -c '"$PMAP" -j1 --total-jobs 10 --halt now,fail=30% "echo {}; exit 1" ::: 1 2 3 4 5 2>/dev/null'
	same "$output" "$(seq 3)"
	run "$PMAP" -k --total-jobs 2 echo ::: 1 2 3
	[ "$status" -eq 0 ]
	same "$output" "$(seq 3)"
	run "$PMAP" --total-jobs many echo ::: 1
	[ "$status" -eq 255 ]
	[[ $output = *many* ]]
}

@test "--trim says what it takes" {
	for how in x '' L lrl; do
		run "$PMAP" --trim "$how" echo ::: a
		[ "$status" -eq 255 ]
		[[ $output = *"'$how' is not n "*"lr or rl"* ]]
	done
}

@test "-E ends the reading, too: what follows is somebody else's" {
	run bash -c 'seq 5 | "$PMAP" -k -E 3 echo'
	[ "$status" -eq 0 ]
	same "$output" "$(seq 2)"
	mkfifo f
	bg_from f "$PMAP" -E end meet say
	exec 4>f
	printf 'one\nend\n' >&4
	within 100 meet wait one
	wait_bg
	exec 4>&-
	[ "$status" -eq 0 ]
}

@test "a group that no host has runs nothing here" {
	run "$PMAP" -k --hostgroups echo ::: a@nosuch
	[ "$status" -ne 0 ]
	[[ $output != a ]]
	run "$PMAP" -k --hostgroups echo ::: a@: b
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a\nb')"
}

# Bad input

@test "a NUL byte in a line is shown as \\0, once with a warning" {
	run bash -c 'printf "a\0b\n\0\nc\n" | "$PMAP" -k echo 2>err; grep -c "NUL byte" err'
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a\\0b\n\\0\nc\n1')"
}

@test "bytes that are no UTF-8 are bytes" {
	run bash -c 'printf "\377\376\n\303\n\200,\201\n" | LC_ALL=C.UTF-8 "$PMAP" -k --colsep , --trim lr printf %s, | od -An -tx1'
	[ "$status" -eq 0 ]
	same "$output" " ff fe 2c c3 2c 80 2c 81 2c"
}

@test "a line of many megabytes is one value" {
	run bash -c '{ echo a; head -c 30000000 /dev/zero | tr "\0" x; echo; echo b; } | "$PMAP" --dry-run echo | wc'
	[ "$status" -eq 0 ]
	[[ $output =~ ^\ *3\ *6\ *30000020$ ]]
	run bash -c '{ echo a; head -c 30000000 /dev/zero | tr "\0" x; echo; echo b; } | "$PMAP" -k echo 2>err'
	[ "$status" -eq 1 ]
	same "$output" "$(printf 'a\nb')"
	run bash -c '{ echo a; head -c 30000000 /dev/zero | tr "\0" x; echo; echo b; } | "$PMAP" -k --xargs echo 2>err'
	[ "$status" -eq 255 ]
	same "$output" a
	grep -q 'too long' err
}

@test "an input that cannot be read is met before any task" {
	mkdir dir
	echo a >secret && chmod 0 secret
	for file in nosuch dir dir/nosuch ''; do
		for form in "-a '$file' -- echo" "-- echo :::: '$file'" "-- echo ::: x :::: '$file'" "-- echo ::: x ::::+ '$file'"; do
			run bash -c '"$PMAP" -k '"$form"' </dev/null'
			[ "$status" -eq 255 ]
			[[ $output = *"'$file'"* ]]
		done
	done
	[ "$(id -u)" -ne 0 ] || return 0
	run "$PMAP" echo :::: secret
	[ "$status" -eq 255 ]
	[[ $output = *"'secret'"*"ermission"* ]]
}

@test "the same file twice is two sources" {
	seq 2 >f
	run "$PMAP" -k -a f -a f echo
	[ "$status" -eq 0 ]
	same "$output" "$(printf '1 1\n1 2\n2 1\n2 2')"
}

@test "standard input twice is dealt out: a record to each, the rest to the last" {
	for form in '-a - -a - echo' 'echo :::: - -' 'echo :::: - :::: -'; do
		run bash -c 'seq 4 | "$PMAP" -k '"$form"
		[ "$status" -eq 0 ]
		same "$output" "$(printf '1 2\n1 3\n1 4')"
	done
	run bash -c 'seq 5 | "$PMAP" -k echo :::: - ::::+ -'
	[ "$status" -eq 0 ]
	same "$output" "$(printf '1 2\n3 4')"
}

@test "a separator at the very end is no source: standard input is read" {
	for sep in ::: :::: :::+ ::::+; do
		run bash -c 'seq 3 | "$PMAP" -k echo "$0"' $sep
		[ "$status" -eq 0 ]
		same "$output" "$(seq 3)"
	done
	run bash -c 'seq 3 | "$PMAP" -k echo ::: a :::'
	[ "$status" -eq 0 ]
	same "$output" "a "
	run bash -c 'seq 3 | "$PMAP" -k echo ::: :::'
	[ "$status" -eq 0 ]
	same "$output" ""
}
