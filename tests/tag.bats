# SPDX-License-Identifier: MIT
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

@test "each line of stdout and stderr has the tag, each stream its own lines" {
	run bash -c '"$PMAP" -j1 --tag "printf \"a\\nb\"; printf \"e\\n\\nf\" >&2" ::: x 2>err'
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'x\ta\nx\tb')"
	same "$(cat err)" "$(printf 'x\te\nx\t\nx\tf')"
}

@test "with --line-buffer every line has the tag of its own job" {
	run "$PMAP" -j2 --lb --tag 'case {} in
		a) echo 1; meet say a wait b; echo 3;;
		b) meet wait a; echo 2; meet say b;; esac' ::: a b
	[ "$status" -eq 0 ]
	same "$(sort -k2 <<<"$output")" "$(printf 'a\t1\nb\t2\na\t3')"
}

@test "a line that comes in pieces has one tag" {
	run "$PMAP" -k -j1 --tag 'printf a; meet say x; printf b; printf "c\nd\n"' ::: t
	[ "$status" -eq 0 ]
	same "$output" "$(printf 't\tabc\nt\td')"
}

@test "values in a tag are not quoted" {
	run "$PMAP" -k --tag echo ::: 'a  b' "it's" ::: '*'
	[ "$status" -eq 0 ]
	same "${lines[0]}" "$(printf 'a  b *\ta  b *')"
	same "${lines[1]}" "$(printf "it's *\tit's *")"
}

@test "a tag of many lines of a big output is on all of them" {
	run bash -c '"$PMAP" -k -j2 --tag seq ::: 200000 100000 | awk -F "\t" "NF == 2 { n[\$1]++ } END { print n[200000], n[100000] }"'
	[ "$status" -eq 0 ]
	same "$output" "200000 100000"
}

@test "-u has no tags" {
	run "$PMAP" -j1 -u --tag echo ::: a
	[ "$status" -eq 0 ]
	same "$output" a
}
