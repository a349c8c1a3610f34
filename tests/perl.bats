# SPDX-License-Identifier: MIT
# Perl expressions: the process behind them, what goes wrong with it, and where pmap differs from GNU parallel on purpose.
# shellcheck disable=SC2016,SC1083 # expressions are for Perl, braces for pmap
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

@test "without perl an expression is refused before any task" {
	mkdir bin
	ln -s "$(command -v touch)" bin/touch
	run env PATH="$PWD/bin" PARALLEL_SHELL=/bin/sh "$PMAP" touch 'x{= s/a/b/ =}' ::: a b
	[ "$status" -eq 255 ]
	[[ $output == *"'perl'"*"not in PATH"* ]]
	[ ! -e xb ]
	run env PATH="$PWD/bin" PARALLEL_SHELL=/bin/sh "$PMAP" --plus touch '{%b}' ::: ab
	[ "$status" -eq 0 ]
	[ -e a ]
}

@test "a wrong expression is refused before any task, with perl's words" {
	run "$PMAP" touch 'x{= s/(/ =}' ::: a b
	[ "$status" -eq 255 ]
	[[ $output == *"'s/(/ ' is no Perl expression"*"not terminated"* ]]
	[ "$(ls)" = "" ]
	run "$PMAP" --filter '{= 1 + =}' touch ::: a
	[ "$status" -eq 255 ]
	[[ $output == *--filter* ]]
}

@test "an expression that dies ends the run with status 255" {
	run "$PMAP" -j1 echo '{= $_ eq "b" and die "no b here\n" =}' ::: a b c
	[ "$status" -eq 255 ]
	[[ $output == *"failed: no b here"* ]]
	run "$PMAP" --dry-run echo '{= die =}' ::: a b c
	[ "$status" -eq 255 ]
	[[ $output == *"failed: Died"* ]]
}

@test "perl that ends is an error, not a hang" {
	run within 100 "$PMAP" -j2 echo '{= $_ eq "b" and kill 9, $$ =}' ::: a b c d
	[ "$status" -eq 255 ]
	[[ $output == *"perl ended"* ]]
	run within 100 "$PMAP" --dry-run echo '{= exit =}' ::: a
	[ "$status" -eq 255 ]
	run within 100 "$PMAP" -X --dry-run echo '{= exit =}' ::: a
	[ "$status" -eq 255 ]
}

@test "an expression that never ends can be interrupted" {
	bg "$PMAP" echo '{= system("meet say at-work"); sleep 1 while 1 =}' ::: a b
	meet wait at-work
	kill -INT "$BG"
	wait_bg
	[ "$status" -eq 130 ]
}

@test "the end of pmap is the end of perl" {
	bg "$PMAP" echo '{= system("meet say at-work"); sleep 1 while 1 =}' ::: a b
	meet wait at-work
	kill -KILL "$BG"
	wait_bg
	[ "$status" -eq 137 ]
}

@test "one perl serves the whole run" {
	run "$PMAP" -j4 -k echo '{= $_ = $$ =}' ::: 1 2 3 4 5 6 7 8
	[ "$status" -eq 0 ]
	[ "$(sort -u <<<"$output" | wc -l)" -eq 1 ]
	run "$PMAP" -j1 echo '{= $_ = ++$n =}' ::: a b c
	[ "$status" -eq 0 ]
	same "$output" $'1\n2\n3'
}

@test "\$arg[N] is the value as {N} is, without the blanks" {
	run "$PMAP" -k --colsep , printf '"<%s>"' '{=1 $_ = $arg[2] =}' '{2}' ::: ' a , b ' ' ,'
	[ "$status" -eq 0 ]
	same "$output" '<b><b><><>'
}

@test "what an expression prints goes to standard output and error" {
	"$PMAP" --dry-run echo '{= print "out\n"; print STDERR "err\n"; $_ = defined(<STDIN>) || "x" =}' ::: a >out 2>err
	same "$(cat out)" $'out\necho x'
	same "$(cat err)" err
}

@test "many slots share the answers out rightly" {
	seq 300 | "$PMAP" -j8 echo '{= $_ *= 2 =}' '{#}' {} | awk '$1 != 2 * $3 || $2 != $3' >wrong
	[ ! -s wrong ]
	seq 20000 | "$PMAP" --dry-run echo '{= $_ *= 2 =}' '{#}' {} | awk '$2 != 2 * $4 || $3 != $4 || $4 != NR' >wrong
	[ ! -s wrong ]
}

@test "all bytes pass through an expression" {
	perl -e 'print map { chr($_), "\0" } 1 .. 255' >bytes
	"$PMAP" -0 -k -m "printf '%s\\0' {= \$_ = \$_ =}" <bytes >got
	cmp bytes got
}

@test "lines filled to a length hold what the expressions make" {
	seq 2000 | "$PMAP" -j1 -X -s 500 --dry-run echo 'a{= $_ x= 3 =}' >lines
	awk 'length($0) > 499' lines >long
	[ ! -s long ]
	[ "$(tr -s ' ' '\n' <lines | grep -c '^a')" -eq 2000 ]
	[ "$(awk 'length($0) < 440' lines | wc -l)" -le 2 ]
	run "$PMAP" -X -s 20 echo '{= $_ = "x" x 50 =}' ::: a
	[ "$status" -eq 255 ]
	[[ $output == *"too long"* ]]
}

@test "tasks that are left out count as failed and are logged with -2" {
	run "$PMAP" -k --joblog log --filter '{} != 2' echo ::: 1 2 3
	[ "$status" -eq 1 ]
	same "$output" $'1\n3'
	same "$(cut -f 1,7,8,9 log | sort -n)" $'Seq\tExitval\tSignal\tCommand\n1\t0\t0\techo 1\n2\t-2\t0\techo 2\n3\t0\t0\techo 3'
	run "$PMAP" -k --retries 3 --joblog log2 echo '{= $_ == 2 and skip() =}' ::: 1 2 3
	[ "$status" -eq 1 ]
	[ "$(cut -f 1,7 log2 | grep -c -- -2)" -eq 1 ]
}

@test "@arg holds all values of a task, in each of its expressions" {
	run "$PMAP" --dry-run -N2 echo '{=1 $_ .= $arg[2] =}' ::: a b
	[ "$status" -eq 0 ]
	[ "$output" = "echo ab" ]
}

@test "--filter may call seq() and slot()" {
	run "$PMAP" -j1 --filter 'seq() < 2' echo ::: a b
	[ "$status" -eq 1 ]
	[ "$output" = a ]
}

@test "a run without expressions starts no perl" {
	mkdir bin
	printf '#!/bin/sh\ntouch %s/started\n' "$PWD" >bin/perl
	chmod +x bin/perl
	run env PATH="$PWD/bin:$PATH" "$PMAP" --plus --rpl '{x} s/a/b/' echo '{= =}' {%a} {//} {##} ::: aa
	[ "$status" -eq 0 ]
	[ ! -e started ]
}
