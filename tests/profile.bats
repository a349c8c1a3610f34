# SPDX-License-Identifier: MIT
# Files with options, recorded names, templates: what GNU parallel has no answer for, or what differs on purpose.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

@test "a mistake in a file of options names the file and the line" {
	printf '%s\n' -k '' '--nosuch' >p
	run "$PMAP" -J ./p echo ::: a
	[ "$status" -eq 255 ]
	[[ $output == *"'./p' line 3: unknown option '--nosuch'"* ]]
}

@test "a quote that is not closed is an error, not a line that is passed over" {
	printf '%s\n' -k "--tagstring 'x" -v >p
	run "$PMAP" -J ./p echo ::: a
	[ "$status" -eq 255 ]
	[[ $output == *"'./p' line 2: a quote is not closed"* ]]
}

@test "the user's configuration is read from the home directory" {
	mkdir .parallel
	echo '--tagstring x' >.parallel/config
	run "$PMAP" echo ::: a
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'x\ta')"
	run "$PMAP" --plain echo ::: a
	[ "$status" -eq 0 ]
	same "$output" a
}

@test "an ordinary run writes nothing to the home directory" {
	run "$PMAP" --env PATH echo ::: a
	[ "$status" -eq 0 ]
	[ -z "$(ls -A "$HOME")" ]
}

@test "--record-env makes the directory and the list, and --env _ then works" {
	run "$PMAP" --env _ echo ::: a
	[ "$status" -eq 255 ]
	[[ $output == *"--record-env"* ]]
	run env X_1=1 "$PMAP" --record-env
	[ "$status" -eq 0 ]
	grep -qx X_1 .parallel/ignored_vars
	run "$PMAP" --env _ echo ::: a
	[ "$status" -eq 0 ]
}

@test "--record-env without a home directory says so" {
	run env -u HOME "$PMAP" --record-env
	[ "$status" -eq 255 ]
	[[ $output == *HOME* ]]
	run env HOME=/nonexistent/x "$PMAP" --record-env
	[ "$status" -eq 255 ]
	[[ $output == *"/nonexistent/x/.parallel"* ]]
}

@test "a long payload of definitions is more than one argument may have" {
	# shellcheck disable=SC2016 # for the task's shell
	{ echo 'f() { echo f $1 ${#x}; }'; printf 'x='; printf '%0300000d\n' 1; } >code
	PARALLEL_ENV=code run "$PMAP" -k f ::: a b
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'f a 300000\nf b 300000')"
}

@test "definitions are read from a FIFO" {
	mkfifo code
	# shellcheck disable=SC2016 # for the task's shell
	echo 'f() { echo f $1; }' >code 3>&- &
	PARALLEL_ENV=code run "$PMAP" -k f ::: a b
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'f a\nf b')"
}

@test "a template that cannot be written ends the run" {
	echo '{}' >t
	run "$PMAP" --template t=nosuch/o{} echo ::: a
	[ "$status" -ne 0 ]
	[[ $output == *"nosuch/oa"* ]]
}

@test "a script keeps its arguments as they are" {
	cat >s <<-END
		#!$PMAP --shebang-wrap -k /bin/bash
		echo "\$1 \$#"
	END
	chmod +x s
	PMAP_NO_PROCPS=1 run ./s 'a  b' c
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a  b 1\nc 1')"
	cp s 'a b'
	run ./'a b' x
	[ "$status" -eq 0 ]
	same "$output" "x 1"
}

@test "a script is its own input" {
	printf '%s\n' "#!$PMAP --shebang -k -j2 echo" a 'b c' >s
	chmod +x s
	run ./s
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a\nb c')"
}

@test "scripts of perl and python are run once for each argument" {
	for interpreter in perl python3; do
		path=$(command -v $interpreter) || continue
		printf '%s\n' "#!$PMAP --shebang-wrap -k $path" 'print("x\n");' >s
		chmod +x s
		run ./s a b
		[ "$status" -eq 0 ]
		same "${output//$'\n'/}" xx
	done
}

@test "--embed and a late --shebang are refused with the reason" {
	run "$PMAP" --embed
	[ "$status" -eq 255 ]
	[[ $output == *binary* ]]
	run "$PMAP" -k --shebang echo
	[ "$status" -eq 255 ]
	[[ $output == *first* ]]
	# In a script's first line the kernel makes one word of it all.
	for line in '-k --shebang echo' '-j1 --hashbang --tag echo' '--tag --shebang-wrap /bin/sh'; do
		printf '%s\n' "#!$PMAP $line" a >s
		chmod +x s
		run ./s
		[ "$status" -eq 255 ]
		[[ $output == "pmap: --"*bang*" must be the first word "* ]]
	done
}

@test "completion code for eval completes the name the program was called by" {
	ln -s "$PMAP" parallel
	for shell in bash zsh fish; do
		command -v $shell >/dev/null || continue
		run ./parallel --shell-completion $shell
		[ "$status" -eq 0 ]
		[[ $output == *parallel ]] || [[ $output == *"-c parallel -w pmap" ]]
		run $shell -n <(printf '%s\n' "$output")
		[ "$status" -eq 0 ]
	done
	run ./parallel --shell-completion tcsh
	[ "$status" -eq 255 ]
	run bash -c './parallel --shell-completion auto; :'
	[ "$status" -eq 0 ]
	[[ $output == *"complete -F _pmap parallel" ]]
}

@test "what can only mean procps is handed to the next pmap" {
	mkdir bin
	printf '#!/bin/sh\necho procps "$@"\n' >bin/pmap
	chmod +x bin/pmap
	PATH=$PWD/bin:$PATH run "$PMAP" -x 1234
	[ "$status" -eq 0 ]
	same "$output" "procps -x 1234"
	PATH=$PWD/bin:$PATH run "$PMAP" -A 1,2 1234 5
	[ "$status" -eq 0 ]
	same "$output" "procps -A 1,2 1234 5"
	PATH=$PWD/bin:$PATH PMAP_NO_PROCPS=1 run bash -c '"$PMAP" 1234 </dev/null'
	[ "$status" -eq 0 ]
	same "$output" ""
}

@test "a number that is a command is one, and without procps there is a hint" {
	mkdir bin
	printf '#!/bin/sh\necho own "$@"\n' >bin/1234
	chmod +x bin/1234
	PATH=$PWD/bin:$PATH run bash -c 'echo a | "$PMAP" 1234'
	[ "$status" -eq 0 ]
	same "$output" "own a"
	ln -s "$PMAP" bin/pmap
	PATH=$PWD/bin run "$PMAP" -x 4321
	[ "$status" -eq 255 ]
	[[ $output == *"/proc/4321/maps"* ]]
}

@test "--cleanup removes the files of --template" {
	echo 'v {}' >t
	run bash -c '"$PMAP" -k --cleanup --template t=o{} cat o{} ::: a b 2>/dev/null'
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'v a\nv b')"
	[ ! -e oa ]
	[ ! -e ob ]
}
