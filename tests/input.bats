# SPDX-License-Identifier: MIT
# Where values come from: records, sources and their products, columns, and how many make a job.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

dry() {
	local want=$1

	shift
	run "$PMAP" -k --dry-run "$@"
	[ "$status" -eq 0 ]
	same "$output" "$want"
}

@test "each line is a job, an empty one too, and the last needs no newline" {
	dry $'echo a\necho \'\'\necho b' echo < <(printf 'a\n\nb')
}

@test "no input is no job and no failure" {
	dry '' echo </dev/null
	dry '' -r echo </dev/null
	dry '' echo :::
}

@test "-r drops empty and blank records, everywhere" {
	dry $'echo a\necho b' -r echo < <(printf '\na\n \t\nb\n')
	dry 'echo a b' -r echo ::: '' a ::: ' ' b
}

@test "-0 and -d end records otherwise" {
	dry $'echo \'a\nb\'\necho c' -0 echo < <(printf 'a\nb\0c')
	dry $'echo a\necho \'b\n\'' -d , echo < <(printf 'a,b\n')
	dry $'echo a\necho b' -d xx echo < <(printf 'axxbxx')
	dry $'echo a\necho b' -d '\t' echo < <(printf 'a\tb')
}

@test "arguments are records too" {
	dry $'echo a\necho b\necho c' echo ::: $'a\nb' c
	dry $'echo a\necho b\necho c' -d , echo ::: a,b c
	dry $'echo \'a\nb\'' -0 echo ::: $'a\nb'
}

@test "a NUL in a line is shown, with a warning, and the run goes on" {
	printf 'a\0b\nc\n' >in
	run bash -c '"$PMAP" -k --dry-run echo <in 2>warning'
	[ "$status" -eq 0 ]
	same "$output" $'echo \'a\\0b\'\necho c'
	grep -q NUL warning
	[ "$(wc -l <warning)" -eq 1 ]
}

@test "of several sources the last varies fastest" {
	dry $'echo a 1\necho a 2\necho b 1\necho b 2' echo ::: a b ::: 1 2
	printf '1\n2\n' >numbers
	dry $'echo a 1\necho a 2\necho b 1\necho b 2' echo ::: a b :::: numbers
	dry $'echo 1 a\necho 1 b\necho 2 a\necho 2 b' -a numbers echo ::: a b
	dry $'echo 1 a\necho 1 b\necho 2 a\necho 2 b' echo :::: - ::: a b <numbers
}

@test "linked sources move together to the end of the shortest" {
	dry $'echo a 1 x\necho a 1 y\necho b 2 x\necho b 2 y' echo ::: a b :::+ 1 2 3 ::: x y
	printf '1\n2\n' >numbers
	dry $'echo a 1\necho b 2' echo ::: a b c ::::+ numbers
}

@test "an empty source in a product is one empty value" {
	dry $'echo a \'\'\necho b \'\'' echo ::: a b :::
	dry $'echo \'\' a\necho \'\' b' echo ::: ::: a b
	dry '' echo ::: :::
}

@test "stdin is no source when there are others" {
	dry 'echo a' echo ::: a <<<b
}

@test "a value with newlines is one text to {/}, {.} and {+.}" {
	run "$PMAP" -0 --plus printf '"<%s>"' {/} {.} {+.} {+/} ::: $'d\ne/f\n.g\nh'
	[ "$status" -eq 0 ]
	same "$output" $'<f\n.g\nh><d\ne/f\n><g\nh><d\ne>'
}

@test "filled lines are spread over the slots also when columns vary" {
	run "$PMAP" -k -j3 -N3 -m -C ' +' --dry-run echo ::: a b c :::+ 'd ' e f
	[ "$status" -eq 0 ]
	same "$output" $'echo a d \'\'\necho b e\necho c f'
	run "$PMAP" -k -j4 -N2 -X --dry-run echo ::: 1 2 3 4 :::+ a b c d e
	[ "$status" -eq 0 ]
	same "$output" $'echo 1 a 2 b\necho 3 c\necho 4 d'
}

@test "-C splits by an expression and trims the columns" {
	dry "echo a b '' c ''" -C , echo <<<' a , b,, c,'
	dry 'echo a b c' -C ' +' echo <<<'a  b c'
	dry "echo a b c" -C '\|' echo <<<'a|b|c'
	dry "echo a:b:d" -C , 'echo {1}:{2}:{3}' ::: a,b ::: d
	dry "echo a:" -C , 'echo {1}:{2}' <<<a
}

@test "a bad expression is an error before any job" {
	run "$PMAP" -C '(' echo ::: a
	[ "$status" -eq 255 ]
	[[ $output == *--colsep* ]]
}

@test "a header record is no job" {
	dry '' --header : echo ::: a
	dry $'echo 1 x\necho 2 x' --header : echo ::: a 1 2 ::: b x
}

@test "-n 0 runs once per record and inserts nothing" {
	run "$PMAP" -k -n0 echo x ::: a b
	[ "$status" -eq 0 ]
	same "$output" $'x\nx'
}

@test "-N takes records, not single values, of a product" {
	dry $'echo a 1 a 2\necho b 1 b 2' -N2 echo ::: a b ::: 1 2
}

@test "-L joins a line that ends in a blank with the next" {
	dry $'echo \'a b\'\necho c' -L1 echo < <(printf 'a \nb\nc\n')
	dry $'echo a b\necho c' -L2 echo < <(printf 'a\nb\nc\n')
}

@test "-X and -m divide the last line over the slots, --xargs does not" {
	dry $'echo 1 2 3\necho 4 5 6\necho 7 8 9\necho 10' -j4 -X echo ::: {1..10}
	dry $'echo 1 2 3 4\necho 5 6 7 8\necho 9 10' -j3 -m echo ::: {1..10}
	dry "echo $(echo {1..10})" -j4 --xargs echo ::: {1..10}
}

@test "-s allows a line that is one byte shorter" {
	dry 'echo abc' -s 9 echo ::: abc
	run "$PMAP" -s 8 echo ::: abc
	[ "$status" -eq 255 ]
	[[ $output == *"too long"* ]]
	dry $'echo a b\necho c d' -j1 -X -s 9 echo ::: a b c d
}

@test "a value that fits no line ends the run with status 255" {
	run "$PMAP" -j1 -X -s 10 echo ::: a 123456789
	[ "$status" -eq 255 ]
	[[ $output == *123456789* ]]
}

@test "lines of -X are as long as the system allows, and nothing is lost" {
	seq 100000 >numbers
	run bash -c '"$PMAP" -j1 -X -k "printf \"%s\\n\"" <numbers | cmp - numbers'
	[ "$status" -eq 0 ]
	run bash -c '"$PMAP" -j1 -X -k "echo {} | tr \" \" \"\\n\"" <numbers | cmp - numbers'
	[ "$status" -eq 0 ]
	[ "$("$PMAP" -j1 -X 'true; echo' <numbers | wc -l)" -lt 40 ]
}

@test "a missing file is an error before any job" {
	run "$PMAP" echo ::: a :::: nothing-here
	[ "$status" -eq 255 ]
	[[ $output == *nothing-here* && $output != *$'\n'* ]]
	run "$PMAP" echo :::: .
	[ "$status" -eq 255 ]
}

@test "a read error is an error, not the end of the input" {
	[ -r /proc/self/mem ] || skip "no /proc/self/mem"
	run "$PMAP" -a /proc/self/mem echo
	[ "$status" -eq 255 ]
	[[ $output == *"/proc/self/mem"* ]]
}

@test "a job starts as soon as its line is there" {
	mkfifo lines
	exec 4<>lines
	bg bash -c 'exec "$PMAP" -j1 "meet say {}" <lines 4>&-'
	echo one >&4
	within 100 meet wait one
	printf 'two\nthr' >&4
	within 100 meet wait two
	echo ee >&4
	exec 4>&-
	within 100 meet wait three
	wait_bg
	[ "$status" -eq 0 ]
}
