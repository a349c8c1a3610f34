# SPDX-License-Identifier: MIT
# --pipe and --pipepart: where the input is cut and what each job gets.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

# cut WANT ARGS...: each job prints its stdin in []; newlines are shown as /.
cut_into() {
	local want=$1

	shift
	"$PMAP" -k "$@" 'printf "["; cat; printf "]"' >got
	run tr '\n' / <got
	same "$output" "$want"
}

@test "a block is whole records and no longer than asked" {
	seq 10 >ten
	cut_into '[1/2/3/][4/5/6/][7/8/9/][10/]' --pipe --block 7 <ten
	cut_into '[1/2/3/4/5/6/7/8/9/10/]' --pipe <ten
}

@test "a record longer than the block makes the block grow" {
	printf '1\n22222\n3\n' >in
	cut_into '[1/][22222/3/]' --pipe --block 1 <in 2>warning
	grep -q longer warning
}

@test "no input is no job, a last line without newline is kept" {
	cut_into '' --pipe </dev/null
	cut_into '[a/b]' --pipe < <(printf 'a\nb')
}

@test "-N counts records, -L makes lines a record, both multiply" {
	seq 10 >ten
	cut_into '[1/2/3/][4/5/6/][7/8/9/][10/]' --pipe -N3 <ten
	cut_into '[1/2/3/][4/5/6/][7/8/9/][10/]' --pipe -L3 --block 10 <ten
	cut_into '[1/2/3/4/][5/6/7/8/][9/10/]' --pipe -L2 -N2 <ten
}

@test "records can have other ends and starts" {
	cut_into '[a;b;][c]' --pipe -N2 --recend ';' < <(printf 'a;b;c')
	cut_into '[>a/x/][>b/]' --pipe -N1 --recstart '>' < <(printf '>a\nx\n>b\n')
	cut_into '[y/>a>/x/][>b/]' --pipe -N2 --recstart '>' --recend '\n' < <(printf 'y\n>a>\nx\n>b\n')
	cut_into '[abcd][efgh][i]' --pipe --block 4 --recend '' < <(printf abcdefghi)
	cut_into '[a1][b22][c]' --pipe -N1 --regexp --recend '\d+' < <(printf a1b22c)
}

@test "--rrs takes the separators out" {
	cut_into '[ab][cd]' --pipe -N2 --recend ';' --rrs < <(printf 'a;b;c;d;')
	cut_into '[a/xb][c]' --pipe -N2 --recstart '>' --recend '\n' --rrs < <(printf '>a\nx\n>b\n>c\n')
}

@test "the header goes before each block and alone makes no job" {
	cut_into '[h/1/][h/2/]' --pipe -N1 --header : < <(printf 'h\n1\n2\n')
	cut_into '[h/i/1/][h/i/2]' --pipe -N1 --header 2 < <(printf 'h\ni\n1\n2')
	cut_into '[#a/#b/1/]' --pipe -N1 --header '(#.*\n)*' < <(printf '#a\n#b\n1\n')
	cut_into '' --pipe --header : < <(printf 'h\n')
}

@test "{} is empty in pipe mode, and nothing is appended" {
	run bash -c 'echo x | "$PMAP" --pipe "cat; echo [{}] {#}"'
	[ "$status" -eq 0 ]
	same "$output" $'x\n[] 1'
	run bash -c 'echo x | "$PMAP" --pipe --dry-run wc'
	[ "$status" -eq 0 ]
	same "$output" wc
}

@test "all input arrives, in order, through pipes and files" {
	seq 300000 >numbers
	run bash -c 'cat numbers | "$PMAP" -k -j4 --pipe --block 100k cat | cmp - numbers'
	[ "$status" -eq 0 ]
	run bash -c '"$PMAP" -k -j4 --pipe --block 64k cat <numbers | cmp - numbers'
	[ "$status" -eq 0 ]
	run bash -c '"$PMAP" -k -j4 --pipe -N777 cat <numbers | cmp - numbers'
	[ "$status" -eq 0 ]
	run bash -c '"$PMAP" -k -j4 --pipepart --block 64k -a numbers cat | cmp - numbers'
	[ "$status" -eq 0 ]
	run bash -c '"$PMAP" -k -j4 --pipepart --block -3 -a numbers cat | cmp - numbers'
	[ "$status" -eq 0 ]
}

@test "a job that does not read its block is no failure" {
	run bash -c 'seq 200000 | "$PMAP" --pipe --block 100k true'
	[ "$status" -eq 0 ]
	same "$output" ''
}

@test "a part ends at the first record end behind the block" {
	seq 10 >ten
	cut_into '[1/2/3/][4/5/6/][7/8/9/][10/]' --pipepart --block 4 -a ten
	cut_into '[1/2/3/4/5/6/][7/8/9/10/]' -j1 --pipepart --block -2 -a ten
	cut_into '[1/2/3/4/5/6/][7/8/9/10/][1/2/3/4/5/6/][7/8/9/10/]' --pipepart --block 10 -a ten -a ten
	cut_into '[1/2/3/4/][1/5/6/7/][1/8/9/10/]' --pipepart --block 5 --header : -a ten
	printf '>a\nx\n>b\n>c\n>d\n' >fasta
	cut_into '[>a/x/][>b/][>c/][>d/]' --pipepart --block 3 --recstart '>' -a fasta
}

@test "--pipepart needs a file that can be sought" {
	run "$PMAP" --pipepart -a /dev/null cat
	[ "$status" -eq 255 ]
	[[ $output == *"/dev/null"* ]]
	run "$PMAP" --pipepart -a nothing-here cat
	[ "$status" -eq 255 ]
	[[ $output == *nothing-here* ]]
	run "$PMAP" --pipepart cat ::: a
	[ "$status" -eq 255 ]
}

@test "records of -N go on their way as they come" {
	mkfifo lines
	exec 4<>lines
	bg bash -c 'exec "$PMAP" -j1 --pipe -N2 "read -r word; meet say \$word" <lines 4>&-'
	printf 'one\n1\ntwo\n' >&4
	within 100 meet wait one
	printf '2\nthr' >&4
	within 100 meet wait two
	exec 4>&-
	within 100 meet wait thr
	wait_bg
	[ "$status" -eq 0 ]
}

@test "a border that is an empty place is one wherever it is found" {
	run bash -c 'printf "a\nb\n" | "$PMAP" -k --pipe --regexp --recend "$" -N1 "printf x; cat"'
	[ "$status" -eq 0 ]
	same "$output" $'xax\nbx'
	run bash -c 'printf "a\nb\n" | "$PMAP" -k --pipe --regexp --recend "^" -N1 "printf x; cat"'
	[ "$status" -eq 0 ]
	same "$output" $'xa\nxb'
}
