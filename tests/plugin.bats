# SPDX-License-Identifier: MIT
# Functions in shared libraries: @./lib.so:name.
load helpers/common

setup() {
	common_setup
	export PMAP_CPUS=2
	cp "$HELPERS/plugin.so" lib.so
}
teardown() { no_leftovers; }

@test "a function of a library gets the words of its command line, in both pools" {
	for pool in thread process; do
		run "$PMAP" -k --pool "$pool" @./lib.so:echo x "'two words'" ::: a b
		[ "$status" -eq 0 ]
		same "$output" $'x\ntwo words\na\nx\ntwo words\nb'
	done
}

@test "a function gets the block of --pipe and the number of its task" {
	for pool in thread process; do
		seq 1000 >in
		"$PMAP" --pipe -k -N100 --pool "$pool" @./lib.so:echo <in | cmp - in
		run "$PMAP" -k --pool "$pool" @./lib.so:seq ::: a b c
		same "$output" $'0\n1\n2'
	done
}

@test "a function that fails says why, and its status counts" {
	for pool in thread process; do
		run "$PMAP" --pool "$pool" --joblog log @./lib.so:fail ::: 'it 42'
		[ "$status" -eq 1 ]
		run "$PMAP" --pool "$pool" --joblog log @./lib.so:fail it 42 ::: x
		[[ $output == *"no luck with 'it'"* ]]
		[ "$(awk 'NR == 2 { print $7 }' log)" -eq 42 ]
	done
}

@test "init comes first, each slot has a state, and all states are given back" {
	export PLUGIN_LOG=$PWD/states
	for pool in thread process; do
		rm -f states
		run "$PMAP" -j1 --pool "$pool" @./lib.so:ready ::: a
		same "$output" ready
		rm -f states
		run "$PMAP" -k -j2 --pool "$pool" @./lib.so:calls ::: {1..10}
		[ "$status" -eq 0 ]
		[ "$(awk '{ n += $1 } END { print n }' states)" -eq 10 ]
		[ "$(grep -c . states)" -le 2 ]
	done
}

@test "an init that fails is told" {
	export PLUGIN_INIT_FAILS=1
	run "$PMAP" --pool process @./lib.so:echo ::: a
	[ "$status" -ne 0 ]
	[[ $output == *"init returned 7"* ]]
	refused "init returned 7" --pool thread @./lib.so:echo ::: a
}

@test "a library of another version is refused by name before anything runs" {
	refused "is made for version 77 of the plug-in interface, and this" "@$HELPERS/plugin_newer.so:echo" ::: a
	refused "plugin_newer.so" --dry-run "@$HELPERS/plugin_newer.so:echo" ::: a
}

@test "a flag that must be understood and is not is refused" {
	refused "needs something that this" "@$HELPERS/plugin_future.so:echo" ::: a
}

@test "what is no plug-in, or not there, is refused by name" {
	refused "does not export 'pmap_plugin'" "@$HELPERS/clockshift.so:echo" ::: a
	refused "nolib.so" @./nolib.so:echo ::: a
	echo 'not a library' >text.so
	refused "text.so" @./text.so:echo ::: a
	refused "has no function 'nosuch'; it has echo, nothing" @./lib.so:nosuch ::: a
	refused "is empty" @./lib.so:empty ::: a
	refused "no built-in function '@lib.so:echo'" @lib.so:echo ::: a
}

@test "a library that does not say it is safe for threads runs in processes" {
	run "$PMAP" --pool thread "@$HELPERS/plugin_single.so:echo" ::: a
	[ "$status" -eq 0 ]
	[[ $output == *"does not say that it is safe for threads"*"process pool"* ]]
	# Without being asked for threads nobody is warned.
	run "$PMAP" "@$HELPERS/plugin_single.so:echo" ::: a
	same "$output" a
}

@test "a library that says it mostly waits gets what --hint io gets, unless another hint is given" {
	run "$PMAP" -k -j1 --hint cpu "@$HELPERS/plugin_waits.so:pid" ::: a
	worker=$output
	run bash -c 'echo $$; exec "$PMAP" -k "@$HELPERS/plugin_waits.so:pid" ::: a b'
	[ "$status" -eq 0 ]
	# On threads: its process is ours.
	[ "$(sort -u <<<"$output" | grep -c .)" -eq 1 ]
	[ "$worker" -ne "${lines[0]}" ]
	run bash -c 'echo $$; exec "$PMAP" -k -j1 "@$HELPERS/plugin.so:pid" ::: a b'
	[ "$(sort -u <<<"$output" | grep -c .)" -eq 2 ]
}

@test "a long function is stopped with the run when it looks, on a thread too" {
	bg "$PMAP" -j1 --pool thread @./lib.so:spin ::: a
	until [ "$(cpu_ticks "$BG")" -gt 5 ]; do [ -e "/proc/$BG" ]; done
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
}

# The example of the manual.

precip() {
	awk -v n="$1" 'function r() { x = (16807 * x) % 2147483647; return x }
		BEGIN { x = 20150420
			for (i = 1; i <= n; i++) {
				y = r() % 400 - 200; if (y < 0) y = 0
				printf "%d", y
				for (k = 0; k < 11; k++) { m = y + r() % 101 - 50; if (m < 0) m = 0; printf ",%d", m }
				print "" } }'
}

# Lines and the sum of 2 m^2 CRPS, by another program.
reference() {
	awk -F , 'function abs(v) { return v < 0 ? -v : v }
		{ m = NF - 1; for (i = 2; i <= NF; i++) { s += 2 * m * abs($i - $1); for (j = 2; j <= NF; j++) s -= abs($i - $j) } }
		END { printf "%d %d\n", NR, s }'
}

@test "the example scores a forecast file as another program does" {
	precip 2749 >precip.csv
	want=$(reference <precip.csv)
	for pool in thread process; do
		run "$PMAP" --pool "$pool" "@$HELPERS/crps.so:crps" ::: precip.csv
		[ "$status" -eq 0 ]
		same "$output" "$(awk '{ printf "%.6f", $2 / (2749 * 2 * 11 * 11) }' <<<"$want")"
	done
}

@test "the example's sums are the same for any blocks, in any number of jobs" {
	precip 2749 >precip.csv
	want=$(reference <precip.csv)
	for how in '--pipe -j1' '--pipe -j4 --block 5k' '--pipepart -a precip.csv -j3 --block 9k' '--pipe -j2 -N 100'; do
		for pool in thread process; do
			# shellcheck disable=SC2086 # words
			got=$("$PMAP" $how --pool "$pool" "@$HELPERS/crps.so:sum" <precip.csv | awk '{ n += $1; s += $2 } END { printf "%d %d\n", n, s }')
			same "$got" "$want"
		done
	done
}

@test "the example names the line that is no forecast" {
	printf '1,2,3\n4,5,6\n7,8\n' >bad.csv
	run "$PMAP" "@$HELPERS/crps.so:crps" ::: bad.csv nofile
	[ "$status" -eq 2 ]
	[[ $output == *"line 3 is no forecast"* ]]
	[[ $output == *"cannot read 'nofile'"* ]]
}

@test "the example builds by the line that the manual gives" {
	command -v cc >/dev/null || skip "no cc"
	skip_if_sanitized
	mkdir include
	cp "$SRCDIR/src/builtin/pmap.h" include
	cc -std=c11 -pedantic -Wall -Wextra -Werror -O2 -shared -fPIC -I include -o crps.so "$SRCDIR/man/examples/crps.c"
	printf '1,2,3\n' >one.csv
	run "$PMAP" @./crps.so:crps ::: one.csv
	[ "$status" -eq 0 ]
	same "$output" 1.250000
}
