# SPDX-License-Identifier: MIT
# --resume and --resume-failed: what a job log proves was done is not done again, and nothing else is left out.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

# The numbers of the tasks that a run with these options starts, on one line; status and messages in $status, err.
runs() {
	run bash -c '"$PMAP" -k -j2 --joblog log "$@" 2>err | tr "\n" " "; exit "${PIPESTATUS[0]}"' - "$@"
}

@test "--resume runs what is not in the log" {
	runs --resume 'echo {#}' ::: a b c
	[ "$status" -eq 0 ]
	[ "$output" = "1 2 3 " ]
	runs --resume 'echo {#}' ::: a b c d
	[ "$status" -eq 0 ]
	[ "$output" = "4 " ]
	sed -i '/^2\t/d' log
	runs --resume 'echo {#}' ::: a b c d
	[ "$output" = "2 " ]
	[ ! -s err ]
}

@test "--resume leaves failed tasks alone, --resume-failed runs those whose last entry failed" {
	runs 'echo {#}; exit {}' ::: 0 1 0 2
	[ "$status" -eq 2 ]
	runs --resume 'echo {#}; exit {}' ::: 0 1 0 2
	[ "$status" -eq 0 ]
	[ "$output" = "" ]
	runs --resume-failed 'echo {#}; exit $(({} / 2))' ::: 0 1 0 2
	[ "$status" -eq 1 ]
	[ "$output" = "2 4 " ]
	runs --resume-failed 'echo {#}' ::: 0 1 0 2 0
	[ "$status" -eq 0 ]
	[ "$output" = "4 5 " ]
	[ "$(wc -l <log)" -eq 9 ]
}

@test "signals and timeouts count as failed" {
	runs --timeout 0.3 'case {} in 1) kill -9 $$;; 2) meet hold;; esac' ::: 1 2 3
	[ "$status" -eq 2 ]
	runs --resume-failed 'echo {#}' ::: 1 2 3
	[ "$output" = "1 2 " ]
}

@test "--resume needs a job log, which may be missing or empty" {
	run bash -c '"$PMAP" --resume echo ::: 1 2>&1'
	[ "$status" -eq 255 ]
	: >log
	runs --resume 'echo {#}' ::: a
	[ "$status" -eq 0 ]
	[ "$output" = "1 " ]
	[ "$(grep -c ^Seq log)" -eq 1 ]
	head -n 1 log >h && mv h log
	runs --resume 'echo {#}' ::: a
	[ "$output" = "1 " ]
	[ "$(grep -c ^Seq log)" -eq 1 ]
}

@test "a log of GNU parallel is read" {
	command -v parallel >/dev/null && parallel --version 2>/dev/null | grep -q 'GNU parallel' || skip "no GNU parallel"
	parallel --joblog log 'exit {}' ::: 0 1 0 >/dev/null 2>&1 || true
	runs --resume-failed 'echo {#}' ::: 0 1 0 0
	[ "$output" = "2 4 " ]
	run bash -c 'parallel --joblog log --resume "echo {#}" ::: 0 1 0 0 5 2>/dev/null'
	[ "$output" = 5 ]
}

@test "a log that is cut anywhere leaves no task out and repeats at most one" {
	"$PMAP" -j1 --joblog whole echo ::: $(seq 9 20) >/dev/null
	size=$(wc -c <whole)
	for ((cut = $(head -n 11 whole | wc -c); cut <= size; cut++)); do
		head -c "$cut" whole >log
		full=$(($(head -c "$cut" whole | wc -l) - 1))
		want=$(seq -s ' ' $((full + 1)) 12)
		runs --resume 'echo {#}' ::: $(seq 12)
		[ "$status" -eq 0 ]
		[ "$output" = "${want:+$want }" ] || { echo "cut at $cut: $output"; false; }
		[ "$(awk -F'\t' 'NF != 9' log | wc -l)" -eq 0 ]
		same "$(awk 'NR > 1 { print $1 }' log | sort -n)" "$(seq 12)"
	done
}

@test "a torn header or first record is mended, too" {
	"$PMAP" -j1 --joblog whole echo ::: 1 >/dev/null
	for cut in 1 5 72 73 74 80 100; do
		head -c "$cut" whole >log
		runs --resume 'echo {#}' ::: a
		[ "$status" -eq 0 ]
		[ "$output" = "1 " ]
		same "$(cut -f1 log)" "$(printf 'Seq\n1')"
	done
}

@test "NULs behind the last record are cut off" {
	"$PMAP" -k -j1 --joblog log echo ::: 1 2 >/dev/null
	head -c 4096 /dev/zero >>log
	runs --resume 'echo {#}' ::: a b c
	[ "$status" -eq 0 ]
	[ "$output" = "3 " ]
	grep -q incomplete err
	[ "$(tr -dc '\0' <log | wc -c)" -eq 0 ]
	[ "$(wc -l <log)" -eq 4 ]
}

@test "a file that is no job log is refused and stays as it is" {
	printf '\211PNG\r\n\032\n\0\0\0\rIHDR' >a
	printf 'just\ntext\n' >b
	head -c 5000 /dev/urandom >c
	head -c 5000 /dev/zero >d
	for f in a b c d; do
		cp "$f" log
		runs --resume 'echo ran >>mark; echo {#}' ::: a
		[ "$status" -eq 255 ]
		grep -q "'log' is not a job log" err
		cmp log "$f"
	done
	[ ! -e mark ]
}

@test "lines that are no records are skipped, with one warning" {
	"$PMAP" -k -j1 --joblog log echo ::: 1 2 >/dev/null
	printf 'garbage\n\n3\t:\tx\n\0\0\0\n' >>log
	runs --resume 'echo {#}' ::: a b c
	[ "$status" -eq 0 ]
	[ "$output" = "3 " ]
	[ "$(wc -l <err)" -eq 1 ]
	grep -q '4 lines' err
}

@test "absurd sequence numbers cost nothing" {
	"$PMAP" -k -j1 --joblog log echo ::: 1 >/dev/null
	for n in 18446744073709551615 18446744073709551616 99999999999999999999999 9223372036854775807 4000000000 0 -1 1e9 0x2 ' 2' 2x ''; do
		printf '%s\t:\t1.000\t     0.001\t0\t0\t0\t0\techo\n' "$n" >>log
	done
	grep -qa __asan_init "$PMAP" && LIMIT=unlimited # a sanitizer maps terabytes
	LIMIT=${LIMIT-300000} run bash -c 'ulimit -v "$LIMIT"; "$PMAP" -k -j2 --joblog log --resume "echo {#}" ::: a b c 2>err | tr "\n" " "; exit "${PIPESTATUS[0]}"'
	[ "$status" -eq 0 ]
	[ "$output" = "2 3 " ]
}

@test "a log that another run is writing is said, not waited for" {
	bg "$PMAP" --joblog log 'meet say on wait off' ::: 1
	meet wait on
	runs --resume 'echo {#}' ::: a
	meet say off
	wait_bg
	[ "$status" -eq 0 ]
	[ "$output" = "1 " ]
	grep -q 'another run is writing' err
}

@test "a run that is killed and resumed five times leaves nothing out and repeats little" {
	for ((round = 0; round < 5; round++)); do
		bg "$PMAP" -j4 --joblog log --resume "echo {} >>ran; meet say r$round; sleep 0.01; :" ::: $(seq 200) 2>/dev/null
		meet wait "r$round=30"
		kill -KILL "$BG"
		wait_bg
		[ "$status" -eq 137 ]
		no_leftovers
	done
	run bash -c '"$PMAP" -j4 --joblog log --resume "echo {} >>ran" ::: $(seq 200) 2>err'
	[ "$status" -eq 0 ]
	same "$(awk 'NR > 1 { print $1 }' log | sort -n)" "$(seq 200)"
	same "$(sort -n ran | uniq)" "$(seq 200)"
	[ "$(wc -l <ran)" -le $((200 + 4 * 5)) ]
}

@test "a run that is ended by TERM goes on with --resume" {
	bg "$PMAP" -j2 --joblog log 'case {} in 5) meet say five hold;; esac; echo {} >>ran' ::: $(seq 10) 2>/dev/null
	meet wait five
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	[ "$(grep -c '^5	' log)" -eq 0 ]
	run "$PMAP" -j2 --joblog log --resume 'echo {} >>ran' ::: $(seq 10)
	[ "$status" -eq 0 ]
	same "$(awk 'NR > 1 { print $1 }' log | sort -n)" "$(seq 10)"
}
