# SPDX-License-Identifier: MIT
# The functions for bash, zsh, fish and sh, each in the real shell.
load helpers/common

setup() {
	common_setup
	F=$SRCDIR/src/shell
	export F
}
teardown() { no_leftovers; }

# in_shell SHELL: the script on stdin in that shell, the functions read first. Skips when there is no such shell.
in_shell() {
	local file

	command -v "$1" >/dev/null || skip "no $1"
	case $1 in dash | sh) file=$F/pmap.sh ;; *) file=$F/pmap.$1 ;; esac
	{ [ "$1" = fish ] && echo "source $file" || echo ". $file"; cat; } >"script.$1"
	run "$1" "script.$1" </dev/null
}

@test "bash: functions, variables, arrays and aliases reach the jobs" {
	in_shell bash <<-'END'
		shopt -s extglob
		f() { case $1 in +(a)) echo "f $1 $v" ;; esac; }
		v="a  'b"
		a=(x 'y z')
		declare -A h=([k]=w)
		readonly r=7
		alias hi='echo hello'
		env_parallel -k f ::: aa a
		env_parallel -k 'echo "$v" "${a[1]}" ${h[k]} $r' ::: 1
		env_parallel -k hi ::: you
		env_parallel 'exit {}' ::: 0 3 4
		echo $?
	END
	[ "$status" -eq 0 ]
	same "$output" "$(printf '%s\n' "f aa a  'b" "f a a  'b" "a  'b y z w 7 1" "hello you" 2)"
}

@test "bash: --env takes only what it names, --session only what comes later" {
	in_shell bash <<-'END'
		v=1 w=2
		env_parallel --env v 'echo "$v$w"' ::: x
		env_parallel --env v,w 'echo "$v$w"' ::: x
		env_parallel --env _ 'echo "$v$w"' ::: x 2>/dev/null
		echo $?
		env_parallel --record-env
		u=3
		env_parallel --env _ 'echo "$v$w$u"' ::: x
		env_parallel --session
		t=4
		env_parallel 'echo "$v$w$u$t"' ::: x
		env_parallel --session
		env_parallel 'echo "$v$w$u$t"' ::: x
		env_parallel --end-session
		env_parallel --end-session
		env_parallel 'echo "$v$w$u$t"' ::: x
		env_parallel --end-session 2>/dev/null
		echo $?
	END
	[ "$status" -eq 0 ]
	same "$output" "$(printf '%s\n' '1 x' '12 x' 255 '3 x' '4 x' ' x' '1234 x' 255)"
}

@test "bash: more definitions than a command line may have" {
	in_shell bash <<-'END'
		big=$(printf '%0200000d' 1)
		f() { echo ${#big} $1; }
		env_parallel -k f ::: a b
	END
	[ "$status" -eq 0 ]
	same "$output" "$(printf '200000 a\n200000 b')"
}

@test "bash: parset fills variables, arrays and associative arrays" {
	in_shell bash <<-'END'
		parset a,b,c echo ::: 1 "2  '3" 4
		echo "$? $a $b $c"
		parset "a b" 'printf "x\n\n"; exit {}' ::: 0 5
		echo "$? <$a> <$b>"
		parset arr 'seq {}; echo err >&2' ::: 3 1 2 2>/dev/null
		declare -p arr
		declare -A h
		parset h echo ::: 3 1 ::: 2
		for k in "3 2" "1 2"; do echo "$k=${h[$k]}"; done
		parset 'q,arr[5]' echo ::: 1 2
		echo "$q ${arr[5]}"
		parset e true ::: 1 2
		declare -p e
		f() { echo "f $1 $v"; }
		v=w
		env_parset arr f ::: 1 2
		declare -p arr
		parset z --tag echo ::: a
		declare -p z
	END
	[ "$status" -eq 0 ]
	same "$output" "$(printf '%s\n' "0 1 2  '3 4" "1 <x" "> <x" ">" 'declare -a arr=([0]=$'"'1\\n2\\n3'"' [1]="1" [2]=$'"'1\\n2'"')' \
		"3 2=3 2" "1 2=1 2" "1 2" 'declare -a e=([0]="" [1]="")' 'declare -a arr=([0]="f 1 w" [1]="f 2 w")' 'declare -a z=([0]=$'"'a\\ta'"')')"
}

@test "parset refuses names that are none, and more outputs than names" {
	for shell in bash zsh dash; do
		in_shell $shell <<-'END'
			parset 1a echo ::: 1 2>/dev/null; echo $?
			parset 2>/dev/null; echo $?
			parset a,b echo ::: 1 2 3 2>/dev/null; echo "$? $a $b"
		END
		[ "$status" -eq 0 ]
		same "$output" "$(printf '%s\n' 255 255 '255 1 2')"
	done
}

@test "zsh: functions, variables, arrays and aliases reach the jobs" {
	in_shell zsh <<-'END'
		f() { echo "f $1 $v"; }
		v="a  'b"
		a=(x 'y z')
		typeset -A h; h=(k w)
		alias hi='echo hello'
		env_parallel -k f ::: 1 2
		env_parallel -k 'echo "$v" "${a[2]}" ${h[k]}' ::: 1
		env_parallel -k hi ::: you
		env_parallel --env v 'echo "$v" "$a"' ::: x
		env_parallel --session
		u=3
		env_parallel 'echo "$v$u"' ::: x
		env_parallel --end-session
		env_parallel 'exit {}' ::: 0 3 4
		echo $?
	END
	[ "$status" -eq 0 ]
	same "$output" "$(printf '%s\n' "f 1 a  'b" "f 2 a  'b" "a  'b y z w 1" "hello you" "a  'b  x" "3 x" 2)"
}

@test "zsh: parset fills variables, arrays and associative arrays" {
	in_shell zsh <<-'END'
		parset a,b,c echo ::: 1 "2  '3" 4
		echo "$? $a $b $c"
		parset arr 'seq {}' ::: 3 1
		typeset -p arr
		typeset -A h
		parset h echo ::: 3 1 ::: 2
		echo "${h[3 2]} ${h[1 2]}"
		f() { echo "f $1 $v"; }
		v=w
		env_parset arr f ::: 1 2
		typeset -p arr
	END
	[ "$status" -eq 0 ]
	same "$output" "$(printf '%s\n' "0 1 2  '3 4" 'typeset -a arr=( $'"'1\\n2\\n3' 1 )" "3 2 1 2" "typeset -a arr=( 'f 1 w' 'f 2 w' )")"
}

@test "fish: functions and variables reach the jobs, and parset fills variables" {
	in_shell fish <<-'END'
		function f; echo f $argv $v; end
		set v "a  'b"
		set a x 'y z'
		alias hi='echo hello'
		env_parallel -k f ::: 1 2
		env_parallel -k 'echo $v $a[2]' ::: 1
		env_parallel -k hi ::: you
		env_parallel --env v 'echo $v $a' ::: x
		env_parallel --session
		set u 3
		env_parallel 'echo $v $u' ::: x
		env_parallel --end-session
		env_parallel 'exit {}' ::: 0 3 4
		echo $status
		parset p,q echo ::: 1 "2  '3"
		echo $status $p $q
		parset r 'seq {}' ::: 3 1
		count $r
		echo $r[1]
		env_parset r f ::: 1
		echo $r
	END
	[ "$status" -eq 0 ]
	same "$output" "$(printf '%s\n' "f 1 a  'b" "f 2 a  'b" "a  'b y z 1" "hello you" "a  'b x" "3 x" 2 "0 1 2  '3" 2 1 2 3 "f 1 a  'b")"
}

@test "dash: variables and aliases reach the jobs, and parset fills variables" {
	in_shell dash <<-'END'
		v="a  'b
		c=5"
		alias hi='echo hello'
		env_parallel -k 'echo "$v"' ::: 1
		env_parallel -k hi ::: you
		env_parallel --env v 'echo "$v"' ::: x
		env_parallel --session
		u=3
		env_parallel 'echo "$v$u"' ::: x
		env_parallel --end-session
		parset p,q 'echo {}; exit {#}' ::: 1 "2  '3"
		echo "$? $p $q"
		env_parset p 'echo "$u"' ::: 1
		echo "$p"
	END
	[ "$status" -eq 0 ]
	same "$output" "$(printf '%s\n' "a  'b" "c=5 1" "hello you" "a  'b" "c=5 x" "3 x" "2 1 2  '3" "3 1")"
}

@test "without the functions the commands say how to get them" {
	for name in env_parallel parset; do
		ln -s "$F/howto" $name
		run ./$name x
		[ "$status" -eq 255 ]
		[[ $output == "$name works with"*env_parallel.bash* ]]
	done
}

@test "parcat merges whole lines of files and FIFOs" {
	ln -s "$PMAP" parcat
	printf 'a\nb' >f1
	printf 'c\n' >f2
	run ./parcat f1 f2
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a\nbc')"
	mkfifo one two
	bg ./parcat one two >out
	exec 8>one 9>two
	printf 'ab' >&8
	printf 'x\ny' >&9
	until_has out '^x$'
	printf 'c\n' >&8
	until_has out '^abc$'
	exec 8>&- 9>&-
	wait_bg
	[ "$status" -eq 0 ]
	same "$(cat out)" "$(printf 'x\nabc\ny')"
	run ./parcat --rm f1 f2
	[ "$status" -eq 0 ]
	[ ! -e f1 ]
	[ ! -e f2 ]
}

@test "parcat sends files to descriptors, takes names from stdin, and reports what is missing" {
	ln -s "$PMAP" parcat
	echo a >f1
	echo b >f2
	./parcat -2 f1 -1 f2 2>err >out
	same "$(cat out err)" "$(printf 'b\na')"
	run bash -c 'printf "%s\n" f1 f2 | ./parcat'
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a\nb')"
	run ./parcat nosuch f1
	[ "$status" -eq 1 ]
	[[ $output == *nosuch*a ]]
	run ./parcat . f1
	[ "$status" -eq 1 ]
	same "$(LC_ALL=C sort <<<"$output")" $'a\nparcat: cannot read \'.\': Is a directory'
}

@test "parsort sorts as sort does" {
	seq 3000 | shuf --random-source=<(yes) >num
	for options in '' -n -rn '-k1,1 -s' -u; do
		PARSORT_BLOCK=2k run bash -c '"$F/parsort" $1 num | cmp - <(sort $1 num)' x "$options"
		[ "$status" -eq 0 ]
	done
	printf 'b\na' >u1
	printf 'a\nc' >u2
	run "$F/parsort" u1 u2
	[ "$status" -eq 0 ]
	same "$output" "$(sort u1 u2)"
	run "$F/parsort" -u -o 'the result' u1 u2
	[ "$status" -eq 0 ]
	same "$(cat 'the result')" "$(sort -u u1 u2)"
	run bash -c 'printf "b\0a\0" | "$F/parsort" -z | tr "\0" .'
	[ "$status" -eq 0 ]
	same "$output" a.b.
}

@test "parsort reads options as sort does, however they are written" {
	seq 300 | shuf --random-source=<(yes) >num
	export PARSORT_BLOCK=200
	for options in -rn -nr '-rnk1' '-rnk 1,1' '-t , -k1n' '-t, -k 1n' '--key=1n --rev' '--rev --key 1n' '-S 1M -u' '--field-sep , -s' '--num -- ' '-fd --sort=numeric'; do
		# shellcheck disable=SC2086 # words
		"$F/parsort" $options num | cmp - <(sort $options num)
	done
	for options in '-o res' -ores '-no res' -nores '--output res' --output=res '--outp=res -n'; do
		# shellcheck disable=SC2086
		"$F/parsort" $options num
		# shellcheck disable=SC2086
		mv res ours && sort $options num && cmp ours res
	done
	tr '\n' '\0' <num >nul
	for options in -nz -zn '--zero -n' '-z -n'; do
		# shellcheck disable=SC2086
		"$F/parsort" $options nul | cmp - <(sort $options nul)
	done
	"$F/parsort" --sort=random num | sort | cmp - <(sort num)
}

@test "parsort fails as sort does" {
	echo a >num
	for words in nosuch 'num nosuch' . 'num .' -k '-nk x num' '--nosuch num' '-z -- nosuch' '-o /nosuch/x num' '-m nosuch' -o --key '-oa -ob num'; do
		# shellcheck disable=SC2086 # words
		run "$F/parsort" $words </dev/null
		[ "$status" -eq 2 ]
	done
	printf '%s\n' b a >num
	run "$F/parsort" -c num
	[ "$status" -eq 1 ]
	run "$F/parsort" nosuch
	same "$output" "parsort: cannot read 'nosuch': there is no such file"
}

@test "the functions pass shellcheck, zsh and fish can read theirs" {
	command -v shellcheck >/dev/null || skip "no shellcheck"
	run shellcheck "$F/pmap.bash" "$F/pmap.sh" "$F/parsort" "$F/howto"
	[ "$status" -eq 0 ]
	for shell in zsh fish; do
		command -v $shell >/dev/null || continue
		run $shell -n "$F/pmap.$shell"
		[ "$status" -eq 0 ]
	done
}
