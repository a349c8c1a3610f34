# SPDX-License-Identifier: MIT
# A command is started without a shell only when a shell would have done the same: whatever is run, the result is the shell's.
load helpers/common

SHELLS="sh dash bash"

setup() {
	common_setup
	printf 'one\ntwo\n' >in
	: >a.txt
	: >b.txt
	mkdir dir
	printf '#!/bin/sh\necho script "$@"\n' >run-me
	printf 'echo no hash bang "$@"\n' >bare
	printf '#!/nonexistent/interpreter\n' >broken
	printf 'echo not executable\n' >plain
	chmod +x run-me bare broken
}
teardown() { no_leftovers; }

# Each line of the file `lines` is a command: what pmap makes of them is what a shell makes of them, one by one.
same_as_shell() {
	local line shell=$1 to=$BATS_TEST_TMPDIR home=$PWD

	rm -rf "$to"/want* "$to"/got*
	cp -r . "$to/there"
	cd "$to/there" || return 1
	while IFS= read -r line; do
		"$shell" -c "$line" </dev/null >>"$to/want.out" 2>>"$to/want.err" && status=0 || status=$?
		printf '%s\t%s\n' "$status" "$line" >>"$to/want.status"
	done <"$home/lines"
	cd .. && mv there want && cp -r "$home" there && cd there || return 1
	PARALLEL_SHELL=$shell "$PMAP" -j1 -k --joblog "$to/log" <"$home/lines" >"$to/got.out" 2>"$to/got.err" || true
	sed 1d "$to/log" | cut -f7,9- >"$to/got.status"
	cd "$home" && mv "$to/there" "$to/got" || return 1
	for what in status out err; do
		diff -a "$to/want.$what" "$to/got.$what" >&2 || { echo "$shell: $what (want, got)" >&2; return 1; }
	done
	diff -r "$to/want" "$to/got" >&2
}

all_shells() {
	for shell in $SHELLS; do same_as_shell "$shell" || return 1; done
}

@test "builtins are the shell's own, not programs of the same name" {
	cat >lines <<-'END'
		echo -e a\\tb
		echo -n x
		echo -E 'a\tb'
		echo 'a\tb\c' d
		echo -- x
		printf '%s|%q\n' a 'b c'
		printf '%5s|' x
		type cd
		type echo
		command -v test
		ulimit -n
		umask
		test 1 -lt 2
		test
		[ a = b ]
		[ a
		pwd
		kill -l 9
		true --help
		false --version
		true x y
		times >/dev/null
		cd dir
		: x
		exit 7
		hash -r
		getopts a x
		let 1+1
	END
	all_shells
}

@test "quotes, blanks and backslashes make the shell's words" {
	cat >lines <<-'END'
		/bin/echo 'a  b'   "c  d"	e
		/bin/echo a\ b \'c\' \"d\" \\
		/bin/echo '' "" x
		/bin/echo "it's" 'say "hi"'
		/bin/echo a''b"c"d
		/bin/echo "a\nb" 'c\d'
		/bin/echo "a\\b" "c\"d" "e\$f" "g\`h"
		/bin/echo trailing   
		   /bin/echo leading
		'/bin/echo' quoted name
		/bin/"ec"ho pasted
		\/bin/echo escaped
		/bin/echo 'unfinished
		/bin/echo "unfinished
		/bin/echo end\
		'' x
		"" 
	END
	all_shells
}

@test "expansions, globs and tildes are the shell's" {
	cat >lines <<-'END'
		/bin/echo *.txt ?.txt [ab].txt *.none
		/bin/echo "*.txt" '*' \*
		/bin/echo ~ ~/x ~root ~nosuchuser a~ x=~ x:~ "~" \~
		/bin/echo $HOME "$HOME" '$HOME' ${HOME} $((1+2)) $(echo sub) `echo back`
		/bin/echo {a,b} {1..3} {} {x} a{,b}c {a
		/bin/echo a#b #comment
		/bin/echo 'a' # comment
		# nothing
		/bin/echo ! x
		/bin/echo a=b =ls x=*
		/bin/echo $'a\tb' $"x"
		/bin/echo %1 ^x @ : , + -
		/bin/echo ü 'ü' ¿
	END
	all_shells
}

@test "redirections, lists, assignments and reserved words are the shell's" {
	cat >lines <<-'END'
		/bin/echo x >f
		cat f in
		cat <in
		/bin/echo e 1>&2
		cat nosuch 2>/dev/null
		cat nosuch
		/bin/echo a; /bin/echo b
		/bin/echo a && /bin/echo b || /bin/echo c
		/bin/echo a | tr a b
		! /bin/echo a
		x=1 /bin/echo $x
		x=1
		x=1 sh -c 'echo $x'
		if true; then echo y; fi
		{ echo g; }
		(echo s)
		time
		for x in 1 2; do echo $x; done
		echo a &
		wait
		if
		done
		case
		function
		then echo
		/bin/echo a)
		cat <<<x
		>g
		<nosuch
	END
	sed -i '/^time$/d; /&$/d' lines
	all_shells
}

@test "programs are found as the shell finds them, or missed in its words" {
	mkdir first second
	printf '#!/bin/sh\necho first\n' >first/tool
	printf '#!/bin/sh\necho second\n' >second/tool
	chmod +x second/tool
	PATH=$PWD/first:$PWD/second:$PWD/dir:$PATH
	mkdir dir/adir
	cat >lines <<-'END'
		tool
		./run-me a 'b c'
		run-me
		./bare x
		./broken
		./plain
		./dir
		adir
		./nosuch
		nosuchcommand x
		/bin/sh -c 'exit 3'
		dir/
		.
		..
		-
		%
	END
	all_shells
	PATH=:$PATH all_shells
}

@test "a PATH that is empty or unset is treated as the shell treats it" {
	PATH_WAS=$PATH
	for shell in /bin/sh /bin/dash /bin/bash; do
		for path in '' . :; do
			want=$(env PATH="$path" "$shell" -c 'run-me x' 2>&1) && wanted=0 || wanted=$?
			run env PATH="$path" PARALLEL_SHELL="$shell" "$PMAP" -j1 run-me ::: x
			[ "$status" -eq $((wanted != 0)) ]
			same "$output" "$want"
		done
	done
	[ "$PATH" = "$PATH_WAS" ]
}

@test "an exported function of bash wins over a program of that name" {
	# shellcheck disable=SC2120 # pmap calls it
	cat() { echo "function $*"; }
	my-tool() { echo "my $*"; }
	export -f cat my-tool
	PARALLEL_SHELL=bash run "$PMAP" -j1 -k ::: 'cat in' 'my-tool x'
	unset -f cat my-tool
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'function in\nmy x')"
}

@test "BASH_ENV is read, so what it defines counts" {
	echo 'ls() { echo "from BASH_ENV $*"; }' >rc
	BASH_ENV=$PWD/rc PARALLEL_SHELL=bash run "$PMAP" -j1 ls ::: x
	[ "$status" -eq 0 ]
	same "$output" "from BASH_ENV x"
}

@test "options of bash in the environment count" {
	SHELLOPTS_WAS=$(env SHELLOPTS=xtrace bash -c '/bin/echo x' 2>&1)
	run env SHELLOPTS=xtrace PARALLEL_SHELL=bash "$PMAP" -j1 /bin/echo ::: x
	[ "$status" -eq 0 ]
	[[ $SHELLOPTS_WAS == *+*echo* ]]
	[[ $output == *+*echo* ]]
}

@test "another shell than sh, dash and bash gets every command" {
	printf '#!/bin/sh\necho "shell got: $2"\n' >myshell
	chmod +x myshell
	PARALLEL_SHELL=$PWD/myshell run "$PMAP" -j1 /bin/echo ::: x
	[ "$status" -eq 0 ]
	same "$output" "shell got: /bin/echo x"
}

@test "a simple command is started without a shell, one with syntax by the shell" {
	run "$PMAP" -j1 -k --plain ::: 'readlink /proc/self/exe' 'exec readlink /proc/self/exe'
	[ "$status" -eq 0 ]
	# The parent of a direct command is no shell: it has pmap's own process in its ancestry at once or the guardian.
	PARALLEL_SHELL=/bin/bash run strace -f -qq -e trace=execve -o trace "$PMAP" -j1 /bin/echo ::: x
	[ "$status" -eq 0 ] || skip "no strace here"
	[ "$(grep -c '"/bin/bash"' trace)" -eq 0 ]
	PARALLEL_SHELL=/bin/bash run strace -f -qq -e trace=execve -o trace "$PMAP" -j1 '/bin/echo $HOME' ::: x
	[ "$status" -eq 0 ]
	grep -q '"/bin/bash"' trace
}

@test "jobs read /dev/null" {
	run bash -c 'echo input | "$PMAP" -j1 -k "cat; echo" ::: a b'
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a\nb')"
}

@test "values arrive unchanged, whatever they are and however the command is started" {
	values=("a b" "'" '"' '\' '$HOME' '`id`' '*' '~' '#' 'a=b' '{a,b}' '!' ';' '&' '|' '<' '>' '(' '-n' '--' '' ' ' $'\t' 'ü' $'\377' 'a\nb')
	want=$(printf '<%s>\n' "${values[@]}")
	for shell in $SHELLS; do
		PARALLEL_SHELL=$shell run "$PMAP" -k -j2 /usr/bin/printf "'<%s>\n'" ::: "${values[@]}"
		[ "$status" -eq 0 ]
		same "$output" "$want"
		PARALLEL_SHELL=$shell run "$PMAP" -k -j2 "/usr/bin/printf '<%s>\n' {} | cat" ::: "${values[@]}"
		[ "$status" -eq 0 ]
		same "$output" "$want"
	done
}

# N random simple commands that harm nothing.
random_commands() {
	local first=(echo /bin/echo printf ./run-me run-me cat ls test '[' true false 'ec"ho"' "'echo'" '\echo' nosuch ./bare : pwd type 'x=1'
		'x=1 /bin/echo' '"/bin/echo"' '/bin/e?ho' command '!' 'time2' './no such' './dir' '~' '{}' '#')
	local word=(a 'b c' "'b  c'" '"d  e"' 'f\ g' '\\' "\\'" '\"' "''" '""' '$HOME' '"$HOME"' "'\$HOME'" '*' '*.txt' "'*'" '?.txt' '[ab].txt'
		'~' '~/x' 'x=~' 'a~' '#c' 'a#c' '{a,b}' '{}' '{a' 'x=1' '=x' ';' '; echo z' '&& echo y' '|| echo n' '>f' '2>&1' '<in'
		'$((1+1))' '$(echo s)' '`echo b`' '-n' '-e' '--' '-' 'a\tb' "'a\\tb'" '"a\tb"' '%s' "'%s\\n'" '!' '^' '(' ')' "'" '"' '\' 'ü'
		"a'b c'd" 'a"b c"d' '1>&2' '"\$x"' '"a`echo q`"' ':' ',' '@' '+' '%' 'in' 'a.txt' 'nosuch' ']' 'do' 'fi' 'then')
	local blank=(' ' ' ' ' ' '  ' $'\t') i k line

	RANDOM=$2
	for ((i = 0; i < $1; i++)); do
		line=${first[RANDOM % ${#first[@]}]}
		for ((k = RANDOM % 5; k > 0; k--)); do
			line+=${blank[RANDOM % ${#blank[@]}]}${word[RANDOM % ${#word[@]}]}
		done
		printf '%s\n' "$line"
	done
}

@test "random simple commands give what the shell gives" {
	random_commands "${EXEC_COMMANDS:-150}" "${EXEC_SEED:-1}" >lines
	all_shells
}
