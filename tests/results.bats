# SPDX-License-Identifier: MIT
# Result files, --files, --latest-line and colours: what needs a terminal, a rendezvous or a full disk, and what differs from GNU parallel
# on purpose.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

@test "a value of .. stays inside the tree of --results" {
	run "$PMAP" --results out echo ::: .. ../x
	[ "$status" -eq 0 ]
	[ "$(find . -name stdout | LC_ALL=C sort)" = './out/1/..\_x/stdout
./out/1/\../stdout' ]
}

@test "a dry run prints the commands and touches no result file" {
	mkdir -p out/1/a
	echo old >out/1/a/stdout
	run "$PMAP" --dry-run --results out echo ::: a
	[ "$status" -eq 0 ] && [ "$output" = "echo a" ]
	[ "$(cat out/1/a/stdout)" = old ] && [ "$(find out -type f)" = out/1/a/stdout ]
	echo old >o.csv
	run "$PMAP" --dry-run --results o.csv echo ::: a
	[ "$status" -eq 0 ] && [ "$output" = "echo a" ] && [ "$(cat o.csv)" = old ]
	run "$PMAP" --dry-run --files --tmpdir . echo ::: a
	[ "$status" -eq 0 ] && [ "$output" = "echo a" ]
}

@test "what a task writes is in its result file while it runs" {
	"$PMAP" --results out 'echo one; meet say one wait read; echo two #' ::: a &
	meet wait one
	[ "$(cat out/1/a/stdout)" = one ]
	[ ! -e out/1/a/seq ]
	meet say read
	wait $!
	[ "$(cat out/1/a/stdout)" = $'one\ntwo' ] && [ "$(cat out/1/a/seq)" = 1 ]
}

@test "a task that was interrupted runs again with --resume" {
	run "$PMAP" -j2 --halt now,fail=1 --results out 'echo {}; case {} in a) meet say a; sleep 60;; b) meet wait a; exit 3;; esac' ::: a b
	[ "$status" -eq 3 ]
	[ ! -e out/1/a/seq ] && [ "$(cat out/1/b/seq)" = 2 ]
	run "$PMAP" --resume --results out echo new ::: a b
	[ "$status" -eq 0 ]
	[ "$(cat out/1/a/stdout)" = "new a" ] && [ "$(cat out/1/b/stdout)" = b ]
}

@test "an older number is gone while a task runs again" {
	"$PMAP" --results out echo ::: a
	run "$PMAP" --results out 'ls out/1/{}; false' ::: a
	[ "$status" -eq 1 ]
	[ "$(cat out/1/a/stdout)" = $'stderr\nstdout' ] && [ -e out/1/a/seq ]
}

@test "only the last attempt is in the result files" {
	run "$PMAP" --retries 3 --results out 'echo {} >>log; wc -l <log; test $(wc -l <log) = 3' ::: a
	[ "$status" -eq 0 ] && [ "$(cat out/1/a/stdout)" = 3 ]
	rm log
	run "$PMAP" --retries 3 --files --tmpdir . 'echo {} >>log; wc -l <log; test $(wc -l <log) = 3' ::: a
	[ "$status" -eq 0 ] && [ "$(cat "$output")" = 3 ] && [ "$(find . -name 'par*' | wc -l)" -eq 1 ]
}

@test "what stands in the way of results is met before a task runs" {
	touch out
	run "$PMAP" --results out touch ran ::: a
	[ "$status" -eq 255 ] && [[ $output == *"cannot make the directory 'out': there is a file 'out'"* ]] && [ ! -e ran ]
	run "$PMAP" --results out/deeper touch ran ::: a
	[ "$status" -eq 255 ] && [ ! -e ran ]
	run "$PMAP" --results nosuch/o.csv touch ran ::: a
	[ "$status" -eq 255 ] && [[ $output == *"cannot open the results file 'nosuch/o.csv'"* ]] && [ ! -e ran ]
	run "$PMAP" --files --tmpdir nosuch touch ran ::: a
	[ "$status" -eq 255 ] && [[ $output == *"'nosuch'"* ]] && [ ! -e ran ]
}

@test "a result file that cannot be written ends the run and is named" {
	mkdir -p o/b
	run "$PMAP" -j1 --results 'o/{}' 'echo {}' ::: a b c
	[ "$status" -eq 255 ] && [[ $output == *"cannot write the result file 'o/b'"* ]]
	[ "$(cat o/a)" = a ] && [ ! -e o/c ]
}

@test "records on a full disk are an error that names it" {
	[ -w /dev/full ] || skip "no /dev/full"
	ln -s /dev/full o.csv
	run "$PMAP" --results o.csv echo ::: a
	[ "$status" -eq 255 ] && [[ $output == *"o.csv"*"No space left"* ]]
	run bash -c '"$PMAP" --results -.csv echo ::: a 2>&1 >/dev/full'
	[ "$status" -eq 255 ] && [[ $output == *"standard output"*"No space left"* ]]
}

@test "no descriptor stays open for a finished task" {
	run bash -c 'ulimit -n 40; seq 200 | "$PMAP" -j2 --results out echo'
	[ "$status" -eq 0 ] && [ "$(find out -name stdout | wc -l)" -eq 200 ]
	run bash -c 'ulimit -n 40; seq 200 | "$PMAP" -j2 --files echo | xargs cat | sort -n | md5sum'
	[ "$status" -eq 0 ] && [ "$output" = "$(seq 200 | md5sum)" ]
	rm -f "$TMPDIR"/par*
}

@test "a killed task's file of --files is removed" {
	run "$PMAP" -j2 --files --halt now,fail=1 'echo {}; case {} in a) meet say a; sleep 60;; b) meet wait a; exit 3;; esac' ::: a b
	[ "$status" -eq 3 ]
	[ "$(find "$TMPDIR" -name 'par*' | wc -l)" -eq 1 ]
	rm -f "$TMPDIR"/par*
}

@test "with --files standard error is printed and not lost" {
	run bash -c '"$PMAP" --files --tmpdir . "echo out; echo err{} >&2" ::: "" 2>&1 >/dev/null'
	[ "$status" -eq 0 ] && [ "$output" = err ]
}

@test "result files are written through --compress-program" {
	run "$PMAP" --compress-program 'tr a-z b-za' --decompress-program cat --results out 'echo {}; echo x >&2' ::: a
	[ "$status" -eq 0 ] && [ "$(cat out/1/a/stdout)" = b ] && [ "$(cat out/1/a/stderr)" = y ] && [ "$(cat out/1/a/seq)" = 1 ]
	run bash -c 'seq 20 | "$PMAP" -k -j4 --compress-program "sed s/^/z/" --files --tmpdir . echo | xargs cat | tr "\n" " "'
	[ "$status" -eq 0 ] && [ "$output" = "$(seq -f z%g 20 | tr '\n' ' ')" ]
	run "$PMAP" --compress-program 'tr a b' echo ::: a
	[ "$status" -eq 0 ] && [ "$output" = a ]
}

@test "a --compress-program that fails ends the run, and the task is not taken for done" {
	run "$PMAP" -j1 --compress-program 'exit 3 #' --results out echo ::: a b
	[ "$status" -eq 255 ] && [[ $output == *"'exit 3 #' failed with status 3"* ]]
	[ ! -e out/1/a/seq ] && [ ! -e out/1/b ]
}

@test "--compress alone uses what there is" {
	mkdir bin
	printf '#!/bin/sh\nexec tr a b\n' >bin/zstd
	chmod +x bin/zstd
	run env PATH="$PWD/bin:$PATH" "$PMAP" --compress --results out echo ::: a
	[ "$status" -eq 0 ] && [ "$(cat out/1/a/stdout)" = b ]
}

@test "records hold a large output whole" {
	run bash -c '"$PMAP" --buffer 1k --results -.json seq ::: 100000 | tail -c 60'
	[ "$status" -eq 0 ] && [[ $output == *'99999\u000a100000\u000a", "Stderr": "" }' ]]
}

@test "output of tasks at once does not mix in records" {
	run "$PMAP" -j2 --lb --results o.json 'echo {}1; meet say {}; case {} in a) meet wait b;; b) meet wait a;; esac; echo {}2; printf {}3 >&2' ::: a b
	[ "$status" -eq 0 ]
	[ "$(sed 's/.*"Stdout"/"Stdout"/' o.json | sort)" = '"Stdout": "a1\u000aa2\u000a", "Stderr": "a3" }
"Stdout": "b1\u000ab2\u000a", "Stderr": "b3" }' ]
}

@test "-k keeps the order of records" {
	run bash -c '"$PMAP" -k -j2 --results -.csv "case {} in a) meet wait b;; b) meet say b;; esac" ::: a b | cut -d , -f 1'
	[ "$status" -eq 0 ] && [ "$output" = $'Seq\n1\n2' ]
}

@test "--no-keep-order wins over -k wherever it stands" {
	for options in '-k --no-keep-order' '--no-keep-order -k'; do
		rm -rf "$MEET" && mkdir "$MEET"
		# shellcheck disable=SC2086 # two options
		run "$PMAP" -j2 $options 'case {} in slow) meet wait seen; echo slow;; quick) echo quick;; after) meet say seen;; esac' ::: slow quick after
		[ "$status" -eq 0 ] && [ "$output" = $'quick\nslow' ]
	done
}

@test "a job that is not in the log does not run with --retry-failed" {
	printf 'Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand\n' >jl
	printf '3\t:\t1.000\t     0.001\t0\t0\t1\t0\techo three\n' >>jl
	run "$PMAP" -k --retry-failed --joblog jl
	[ "$status" -eq 0 ] && [ "$output" = three ] && [ "$(wc -l <jl)" -eq 3 ]
}

@test "--retry-failed gives a command its newlines back" {
	run "$PMAP" --joblog jl $'echo a\nexit 1 #' ::: x
	[ "$status" -eq 1 ]
	run "$PMAP" --retry-failed --joblog jl
	[ "$status" -eq 1 ] && [ "$output" = a ]
}

@test "--latest-line off a terminal prints each task's last line" {
	run "$PMAP" -k --ll --tag 'echo 1{}; printf 3{}' ::: a b
	[ "$status" -eq 0 ]
	[ "$(sort <<<"$output")" = $'a\t3a\nb\t3b' ]
}

@test "--latest-line gives each task one row of a terminal" {
	run ptyx -s 40x10 "$PMAP" -j2 --ll 'echo {}1; meet say {}; case {} in a) meet wait b;; b) meet wait a;; esac; echo {}2' ::: a b
	[ "$status" -eq 0 ]
	[[ $output == *a2* ]] && [[ $output == *b2* ]]
	[ "$(printf '%s\n' "$output" | grep -c '^[^'$'\033'']*[ab][12]')" -eq 2 ]
}

@test "colours on a terminal are those of other outputs" {
	run env TERM=xterm ptyx "$PMAP" -k --color echo ::: a
	[ "$status" -eq 0 ] && [[ $output == $'\033[48;5;134;38;5;231m\033[Ka\033(B\033[m'* ]]
}

@test "-u with standard output closed is an error" {
	run bash -c '"$PMAP" -u echo ::: a >&-'
	[ "$status" -eq 255 ] && [[ $output == *"cannot write to standard output"* ]]
	run bash -c '"$PMAP" -u --results out echo ::: a >&-'
	[ "$status" -eq 0 ] && [ "$(cat out/1/a/stdout)" = a ]
}

@test "results of built-in functions go to files, too" {
	printf hello | bzip2 >a.bz2 2>/dev/null || skip "no bzip2"
	run "$PMAP" --results out @bunzip2 ::: a.bz2
	[ -e out/1/a.bz2/stdout ]
}

@test "-n0 has empty values in results" {
	run "$PMAP" -j1 -n0 --results out 'echo x' ::: a
	[ "$status" -eq 0 ]
	same "$(cat out/1/stdout)" x
	run bash -c '"$PMAP" -k -n0 --results -.csv true ::: a b | cut -d, -f1,7-'
	[ "$status" -eq 0 ]
	same "$output" $'Seq,Exitval,Signal,Command,V1,Stdout,Stderr\n1,0,0,"true ",,,\n2,0,0,"true ",,,'
}
