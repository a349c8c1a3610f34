# SPDX-License-Identifier: MIT
# Data is never code, and never drives the terminal.
load helpers/common

setup() {
	common_setup
	# Every kind of byte that a shell, a template, an option parser or a terminal could care for. NUL ends each.
	printf '%s\0' '$(touch X)' '`touch X`' '; touch X' '| touch X' '& touch X' $'\ntouch X\n' '> X' '< X' "a'b" 'a"b' "'" '"' '\' '\\' \
		"\\'" '$HOME' '${x:=y}' '$((1+1))' ' lead' 'trail ' 'two  blanks' $'tab\there' $'new\nline' $'end\n' '*' '?' '[a-z]' '{a,b}' '~' \
		'~root' '#x' 'x#' '!x' '!!' '-n' '-e' '--help' '--' '{}' '{#}' '{.}' '{1}' '{= $_=1 =}' ':::' '::::' '%s' '%' '^' '=' 'a=b' \
		$'\r' $'\x01' $'\x1b[31m' $'\x7f' $'\x9b' $'\xc3\xa4' $'\xff\xfe' $'\xe2\x80' '(' ')' 'x;' '&&' '||' '((' '[[' 'if' 'a|b' '@sha256' \
		"a'\$(touch X)'b" '"$(touch X)"' "\$'\\x41'" >values
	cat >show <<'T'
#!/bin/sh
printf '%s\0' "$@"
T
	chmod +x show
}
teardown() { no_leftovers; }

# Bytes on a terminal that are neither printable nor newline, tab; stdin to stdout, as hex lines.
raw() { LC_ALL=C tr -d '\11\12\15\40-\176' | od -An -v -tx1; }

@test "values pass unchanged, through a program and through any shell" {
	for sh in /bin/sh /bin/dash /bin/bash; do
		[ -x "$sh" ] || continue
		export PARALLEL_SHELL=$sh
		for command in './show' './show {}' ':; ./show {}' 'if :; then ./show {}; fi | cat' "env ./show" "x=1 ./show"; do
			run bash -c '"$PMAP" -0 -k "$1" <values | cmp - values' - "$command"
			[ "$status" -eq 0 ] || { echo "$sh: $command"; echo "$output"; false; }
		done
		run bash -c '"$PMAP" -0 -k -X ./show <values | cmp - values'
		[ "$status" -eq 0 ]
		run bash -c '"$PMAP" -0 -k -n5 ./show <values | cmp - values'
		[ "$status" -eq 0 ]
	done
	[ ! -e X ]
}

@test "every byte passes, beside any other" {
	awk 'BEGIN { srand(7); for (i = 0; i < 300; i++) { n = 1 + int(rand() * 9); for (k = 0; k < n; k++) printf "%c", 1 + int(rand() * 255); printf "%c", 0 } }' >random
	for command in './show' ':; ./show {}'; do
		for sh in /bin/sh /bin/bash; do
			PARALLEL_SHELL=$sh run bash -c '"$PMAP" -0 -k "$1" <random | cmp - random' - "$command"
			[ "$status" -eq 0 ] || { echo "$sh: $command"; echo "$output"; false; }
		done
	done
}

@test "values from the command line are values, not options and not strings to replace" {
	run "$PMAP" -k ./show ::: --help -k '{}' '{= $_="x" =}' '$(touch X)'
	[ "$status" -eq 0 ]
	run bash -c '"$PMAP" -k ./show ::: --help -k "{}" "{= \$_=1 =}" "\$(touch X)" | tr "\0" "\n"'
	same "$output" "$(printf '%s\n' --help -k '{}' '{= $_=1 =}' '$(touch X)')"
	run bash -c '"$PMAP" -k "echo {1} {2}" ::: "{2}" "{1}" ::: "{}" "{#}"'
	same "$output" "$(printf '%s\n' '{2} {}' '{2} {#}' '{1} {}' '{1} {#}')"
	[ ! -e X ]
}

@test "what --dry-run prints does the same when it is given to a shell" {
	for sh in sh bash; do
		run bash -c '"$PMAP" -0 -k --dry-run "./show {}" <values | "$1" | cmp - values' - "$sh"
		[ "$status" -eq 0 ]
	done
	[ ! -e X ]
}

@test "no raw control byte of a value reaches stderr" {
	evil=$'a\x1b]0;t\x07\x9b2J\x7f\x01\xff\xc2\x9b'
	run bash -c '"$PMAP" -t : ::: "$1" 2>err' - "$evil"
	[ "$status" -eq 0 ]
	[ -s err ]
	same "$(raw <err)" ""
	for how in '--halt now,fail=1 false' '--halt soon,fail=1 false' '--timeout 0.1 sleep\ 5\;:' '/nonexistent/program' "/nonexistent/$evil"; do
		run bash -c 'eval "set -- $1 \"\$2\""; "$PMAP" "${@:1:$#-1}" ::: "${@: -1}" 2>err >/dev/null' - "$how" "$evil"
		[ "$status" -ne 0 ]
		# what the task's shell says is the task's own output
		grep "^${PMAP##*/}: " err >ours || true
		same "$(raw <ours)" ""
	done
	run bash -c '"$PMAP" -a "$1" echo 2>err' - "$evil"
	[ "$status" -eq 255 ]
	same "$(raw <err)" ""
	run bash -c '"$PMAP" --no-such-"$1" 2>err' - "$evil"
	[ "$status" -eq 255 ]
	same "$(raw <err)" ""
	run bash -c '"$PMAP" --joblog "/nonexistent/$1" echo ::: 1 2>err' - "$evil"
	[ "$status" -eq 255 ]
	same "$(raw <err)" ""
}

@test "a value that is too long for a command line is not shown whole, and not raw" {
	run bash -c '{ printf "\033\233"; head -c 200000 /dev/zero | tr "\0" x; } | "$PMAP" "echo" 2>err'
	[ "$status" -eq 1 ]
	[ "$(wc -l <err)" -eq 1 ]
	[ "$(wc -c <err)" -lt 3000 ]
	grep -q 'too long' err
	same "$(raw <err)" ""
}

@test "--bar shows a value without its control bytes" {
	evil=$'a\x1b]0;title\x07b'
	run bash -c 'ptyx -s 80x24 "$PMAP" --bar "sleep 0.3; :" ::: "$1" "$1" </dev/null' - "$evil"
	[ "$status" -eq 0 ]
	[[ $output != *$'\x1b]0;'* ]]
	[[ $output != *$'\x07'* ]]
}

@test "no program is run but the task's, wherever PATH points" {
	mkdir -p trap
	for name in sh bash dash ps perl env hostname lscpu sleep ls cat echo awk sed grep uname id zstd tty stty tput; do
		printf '#!%s\necho "%s" >>%s/RAN\n' "$(readlink -f /bin/sh)" "$name" "$PWD" >"trap/$name"
		chmod +x "trap/$name"
	done
	printf '#!%s\n:\n' "$(readlink -f /bin/sh)" >mine
	chmod +x mine
	for path in ":$PATH" ".:$PATH" "$PATH::"; do
		run bash -c 'mine=$PWD/mine; cd trap; SHELL=/bin/sh PARALLEL_SHELL=/bin/sh PATH=$1 "$PMAP" -k --joblog ../log --eta "$mine" ::: 1 2 3' - "$path"
		[ "$status" -eq 0 ]
	done
	[ ! -e RAN ]
}

@test "an empty environment is enough" {
	run env -i "$PMAP" -k 'echo {}; echo b{} | cat' ::: 1 2
	[ "$status" -eq 0 ]
	same "$output" "$(printf '%s\n' 1 b1 2 b2)"
	run env -i SHELL=/nonexistent/shell PATH=/usr/bin:/bin "$PMAP" -k 'echo {}; :' ::: 1 2
	[ "$status" -eq 0 ]
	same "$output" "$(seq 2)"
}

@test "files planted in caches and configuration places are not executed" {
	export XDG_CACHE_HOME=$PWD/cache XDG_CONFIG_HOME=$PWD/config
	mkdir -p cache/pmap config/pmap
	for f in cache/pmap/x cache/pmap/sh config/pmap/x .pmaprc .bashrc .profile; do
		printf '#!/bin/sh\ntouch %s/X\n' "$PWD" >"$f"
		chmod +x "$f"
	done
	run "$PMAP" -k 'echo {}; :' ::: 1 2
	[ "$status" -eq 0 ]
	[ ! -e X ]
}
