# SPDX-License-Identifier: MIT
# How the command line of a job is made: joining, replacement strings, quoting.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

# dry WANT ARGS...: with -k --dry-run these arguments print WANT and succeed.
dry() {
	local want=$1

	shift
	run "$PMAP" -k --dry-run "$@"
	[ "$status" -eq 0 ]
	same "$output" "$want"
}

@test "the words of the command are joined by single blanks, unquoted" {
	dry "echo a  b c'd  x 'v w'" echo 'a  b' "c'd" '' x ::: 'v w'
}

@test "without a replacement string the value comes last, behind whatever is there" {
	dry "echo ; 'a b'" 'echo ;' ::: 'a b'
	dry $'echo # a\necho # b' 'echo #' ::: a b
	dry "echo {foo} a" 'echo {foo}' ::: a
}

@test "a job number or a slot number alone suppresses the value" {
	dry $'echo 1\necho 2' 'echo {#}' ::: a b
	dry $'echo 1\necho 1' -j1 'echo {%}' ::: a b
}

@test "each form takes its part of the value" {
	dry "echo /a/b.c/d.e d.e.f /a/b.c d.e" 'echo {.} {/} {//} {/.}' ::: /a/b.c/d.e.f
	dry "echo x/ '' . ''" 'echo {.} {/} {//} {/.}' ::: x/
	dry "echo '' .rc . ''" 'echo {.} {/} {//} {/.}' ::: .rc
}

@test "values are counted from both ends, and one that is not there is empty" {
	dry "echo b a.x -b.y a.x 'c d' end" 'echo {2.} {1} -{2} {-3} {-1} {4}end' ::: a.x ::: b.y ::: 'c d'
}

@test "a value is never expanded again" {
	dry "echo '{}' '{1}' '{#}'" 'echo {1} {2} {3}' ::: '{}' ::: '{1}' ::: '{#}'
}

@test "values are quoted whatever quotes stand around them" {
	dry "echo \"['a b']\" 'x'a b'y'" 'echo "[{}]" '"'x{}y'" ::: 'a b'
}

@test "a command that begins with a value is not quoted" {
	dry 'a b c d' '{1} {2}' ::: 'a b' ::: 'c d'
	dry 'bin/a b c d' 'bin/{1} {2}' ::: 'a b' ::: 'c d'
}

@test "a leading blank or an assignment makes it an ordinary command again" {
	dry " 'a b' 'c d'" ' {1} {2}' ::: 'a b' ::: 'c d'
	dry "x='a b' cmd 'c d'" 'x={1} cmd {2}' ::: 'a b' ::: 'c d'
}

@test "without a command each record is one" {
	run "$PMAP" -k <<<$'echo "a  b" | tr a c\necho two;echo three'
	[ "$status" -eq 0 ]
	same "$output" $'c  b\ntwo\nthree'
}

@test "-I names another string for {}" {
	dry 'echo a.b {} a a.b.x' -I ,, 'echo ,, {} {.} ,,.x' ::: a.b
	dry 'echo a.b {1}' -I ,, 'echo ,, {1}' ::: a.b
}

@test "-q quotes the words of the command too" {
	dry "echo 'a  b' 'it'\"'\"'s x y' ''" -q echo 'a  b' "it's {}" '' ::: 'x y'
	run "$PMAP" -q printf '[%s]\n' 'a  b' '$HOME' '{}' ::: "x ' y"
	[ "$status" -eq 0 ]
	same "$output" $'[a  b]\n[$HOME]\n[x \' y]'
}

@test "-N repeats the word round {} and numbers the values" {
	dry $'echo x1y x2y 1-2\necho x3y 3-' -N2 'echo x{}y {1}-{2}' ::: 1 2 3
}

@test "-n does not repeat the word round {}" {
	dry $'echo x1 2y\necho x3y' -n2 'echo x{}y' ::: 1 2 3
}

@test "-X repeats whole words, -m lists all values in each place" {
	dry 'echo 1-1 2-2 3-3 ; x' -j1 -X 'echo {}-{} ; x' ::: 1 2 3
	dry 'echo x1 2 3y 1 2 3' -j1 -m 'echo x{}y {}' ::: 1 2 3
}

@test "columns are called by the names of the header" {
	dry $'echo s-1 r.x r\necho u-2 t t' --header : -C , 'echo {b}-{1} {c c} {c c.}' ::: a,b,c\ c 1,s,r.x 2,u,t
	dry 'echo {d} 1' --header : 'echo {d} {1}' ::: a 1
}

@test "the tag template is not quoted and knows \\t" {
	run "$PMAP" -k --tagstring '{1}\t{2.}:{#}' echo ::: 'a b' ::: c.d
	[ "$status" -eq 0 ]
	same "$output" $'a b\tc:1\ta b c.d'
}

@test "every byte that an argument can hold arrives" {
	local c want=

	for c in {1..255}; do printf -v c '\\x%02x' "$c"; printf -v c '%b' "$c"; printf 'a%sb\0' "$c"; done >bytes
	run bash -c '"$PMAP" -0 -k -N64 "printf \"%s\\0\"" :::: bytes | cmp - bytes'
	[ "$status" -eq 0 ]
	run bash -c '"$PMAP" -0 -k -N64 "printf \"%s\\0\" {} && :" :::: bytes | cmp - bytes'
	[ "$status" -eq 0 ]
}

@test "random values are quoted as GNU parallel quotes them" {
	parallel --will-cite --version 2>/dev/null | grep -q '^GNU' || skip "no GNU parallel"
	awk 'BEGIN { srand(1); s = "ab/.\047\" $`\\*?[]{}~#=%^!&|;<>()1-+:,@\t\303"
		for (i = 0; i < 3000; i++) {
			v = ""
			for (n = int(rand() * 10); n > 0; n--) v = v substr(s, 1 + int(rand() * length(s)), 1)
			print v
		} }' >values
	PARALLEL_SHELL=/bin/sh parallel --will-cite -k -N500 --dry-run 'echo {} {.} {/} {//} {/.}' <values >want
	run bash -c '"$PMAP" -k -N500 --dry-run "echo {} {.} {/} {//} {/.}" <values | cmp - want'
	[ "$status" -eq 0 ]
}
