# SPDX-License-Identifier: MIT
# --stats: the ledger, the forms, the predictions. What the formulas give is tested on recorded runs: tests/unit/test_figures.c.
bats_require_minimum_version 1.5.0
load helpers/common
load helpers/crowd

setup() { common_setup; }
teardown() {
	quiet
	no_leftovers
}

# value KEY: of s.csv, as in "ledger.tail".
value() {
	awk -F, -v key="$1" '$1 == key { print $2 }' s.csv
}

positive() {
	awk -v v="$(value "$1")" 'BEGIN { exit !(v + 0 > 0) }' || { echo "$1 is '$(value "$1")'" >&2; return 1; }
}

# All slot-time is under one heading, and it is all there was: slots x wall time.
balanced() {
	awk -F, '$1 == "ledger.slot_seconds" { all = $2; next } /^ledger\./ { sum += $2; n++; bad += $2 < 0 }
		$1 == "slots.mean" { slots = $2 } $1 == "time.wall" { wall = $2 }
		function off(a, b) { return a - b > 0.01 * b + 0.00002 || b - a > 0.01 * b + 0.00002 }
		END { exit !(n >= 11 && !bad && !off(sum, all) && !off(all, slots * wall)) }' s.csv || { grep -E '^(ledger|slots|time)' s.csv >&2; return 1; }
}

@test "the ledger of a run sums to slots x elapsed" {
	run "$PMAP" -j3 --stats=s.csv 'sleep 0.{}' ::: 1 2 1 3 1 1
	[ "$status" -eq 0 ]
	balanced
	positive ledger.useful
	positive ledger.tail # a slot without a task while another one has its last
	positive ledger.startup
}

@test "slot-time before the input comes is starved, and a speed-up is estimated all the same" {
	run bash -c '{ sleep 0.5; seq 6; } | "$PMAP" -j2 --stats=s.csv "sleep 0.1; : {}"'
	[ "$status" -eq 0 ]
	balanced
	positive ledger.starved
	positive speedup.high
}

@test "slot-time that --delay takes is throttled" {
	run "$PMAP" -j2 --delay .5 --stats=s.csv true ::: 1 2 3
	[ "$status" -eq 0 ]
	balanced
	positive ledger.throttled
}

@test "attempts that are repeated are repeated work" {
	run "$PMAP" -j2 --retries 2 --stats=s.csv 'sleep 0.1; [ -e x{} ] || { >x{}; exit 1; }' ::: 1 2 3
	[ "$status" -eq 0 ]
	balanced
	positive ledger.repeated
	[ "$(value tasks.attempts)" -eq 6 ]
}

@test "output that nobody takes is the output's time" {
	run bash -c '"$PMAP" -j2 --stats=s.csv --buffer 100k --spill 1M "head -c 300000 /dev/zero #" ::: {1..6} | { sleep 0.5; wc -c; }'
	[ "$status" -eq 0 ]
	[ "$output" -eq 1800000 ]
	balanced
	positive ledger.output
}

@test "odd runs balance, too" {
	local args

	for args in '-j1 true' '-j4 true' '-j4 false' '-j2 exit' '-j8 --dry-run true'; do
		# shellcheck disable=SC2086 # words
		run "$PMAP" --stats=s.csv $args ::: 1 2 3 4
		balanced
	done
	run "$PMAP" --stats=s.csv true </dev/null
	[ "$status" -eq 0 ]
	balanced
	run "$PMAP" --stats=s.csv -j3 true ::: 1
	[ "$status" -eq 0 ]
	balanced
}

@test "a run that --halt ends has a ledger" {
	run "$PMAP" -j2 --halt now,fail=1 --stats=s.csv 'case {} in 1) exit 1;; *) sleep 100;; esac' ::: 1 2 3 4
	[ "$status" -ne 0 ]
	balanced
}

@test "the longest chain is what no number of slots passes" {
	run "$PMAP" -j4 --stats=s.csv sleep ::: 1 .05 .05 .05 .05 .05 .05 .05
	[ "$status" -eq 0 ]
	[ "$(value ceilings.2.kind)" = longest_task ]
	[ "$(value ceilings.2.task)" -eq 1 ]
	positive what_if.0.low
	[ "$(value what_if.0.jobs)" -eq 1 ]
	[ "$(awk -F, '/^what_if.*\.order,longest_first/' s.csv | wc -l)" -eq 1 ]
	[ "$(awk -F, '/^what_if.*\.method,replay/' s.csv | wc -l)" -ge 4 ]
}

@test "JSON and YAML are one tree" {
	command -v python3 >/dev/null || skip "no python3"
	run "$PMAP" -j2 --stats=s.json echo ::: a $'\377' 'q"uote'
	[ "$status" -eq 0 ]
	run python3 - <<-'EOF2'
		import json
		t = json.load(open("s.json"))
		assert t["schema"] == "pmap.stats/1"
		assert t["run"]["argv"][-2:] == [{"b64": "/w=="}, 'q"uote']
		assert t["tasks"]["ok"] == 3 and t["compare"] is None
		assert abs(sum(v for k, v in t["ledger"].items() if k != "slot_seconds") / t["ledger"]["slot_seconds"] - 1) < 0.01
		assert [s["slot"] for s in t["concurrency"]["per_slot"]] in ([1], [1, 2])
		print(" ".join(t))
	EOF2
	[ "$status" -eq 0 ]
	json=$output
	run "$PMAP" -j2 --stats=s.yaml echo ::: a b
	[ "$status" -eq 0 ]
	same "$(sed 's/:.*//' s.yaml | tr '\n' ' ')" "$json "
}

@test "Markdown is tables" {
	run "$PMAP" -j2 --stats=s.md sleep ::: .1 .1 .1 .1
	[ "$status" -eq 0 ]
	grep -q '^| Wall time | .* | measured |$' s.md
	grep -q '^|.*useful work' s.md
	grep -Eq '^\| 1 \| .* \| 1.00x \|$' s.md
	! grep -Eiw 'nan|inf' s.md
}

@test "--stats=full shows slots and the slowest tasks" {
	run --separate-stderr "$PMAP" -j2 --stats=full sleep ::: .3 .1 .1
	[ "$status" -eq 0 ]
	[ "$output" = "" ]
	grep -q '^  slot    tasks    busy' <<<"$stderr"
	grep -Eq '^     1 +[123] ' <<<"$stderr"
	awk '/Slowest tasks/ { getline; exit !($1 ~ /^#[123]$/) }' <<<"$stderr"
	[ "$(grep -Eiwc 'nan|inf' <<<"$stderr")" -eq 0 ]
	[ ! -e full ]
}

@test "bars are blocks where the terminal shows UTF-8, and ASCII elsewhere" {
	run --separate-stderr env LC_ALL=C "$PMAP" -j1 --stats sleep ::: .1
	[ "$status" -eq 0 ]
	grep -q 'useful work.*###' <<<"$stderr"
	[[ $stderr != *█* ]]
	run --separate-stderr env LC_ALL=en_US.UTF-8 "$PMAP" -j1 --stats sleep ::: .1
	[ "$status" -eq 0 ]
	grep -q 'useful work.*███' <<<"$stderr"
}

@test "queueing of what a shell starts is seen while it lives" {
	[ -r /proc/self/task/$$/children ] || [ -r "/proc/$$/task/$$/children" ] || skip "the kernel does not tell children"
	[ -r /proc/self/schedstat ] || skip "the kernel does not count run-queue delay"
	run "$PMAP" -j2 --stats=s.csv 'sh -c "i=0; while [ \$i -lt 400000 ]; do i=\$((i+1)); done"; : {}' ::: 1 2
	[ "$status" -eq 0 ]
	awk -v g="$(value time.queue_coverage)" 'BEGIN { exit !(g > 0.05) }'
}

@test "nothing of a task is looked at without --stats" {
	command -v strace >/dev/null || skip "no strace"
	strace -f -qq -o log -e trace=openat "$PMAP" -j2 'sleep 0.1; : {}' ::: 1 2 || skip "strace is not allowed here"
	! grep -E '/proc/[0-9]+/(schedstat|task)' log
}

@test "tasks that compute on a crowded machine never seem to be faster than its CPUs" {
	crowd
	run "${ON_CPU[@]}" "$PMAP" -j4 --stats=s.csv burn ::: 60 60 60 60 60 60 60 60
	[ "$status" -eq 0 ]
	[ "$(value machine.cpus_usable)" -eq 1 ]
	awk -v s="$(value speedup.value)" -v low="$(value speedup.low)" 'BEGIN { if (s == "" || s == "null") s = low; exit !(s + 0 > 0 && s + 0 <= 1.1) }' || { cat s.csv >&2; return 1; }
}
