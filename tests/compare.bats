# SPDX-License-Identifier: MIT
# --compare in full: rounds, warm-ups, baseline, stop rule, exports. What the figures mean is tested in tests/unit/test_fits.c and
# test_compare_table.c: here no time is asserted.
bats_require_minimum_version 1.5.0
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

# sane TEXT: no figure is nan or inf, in any spelling.
sane() {
	! grep -Eiw -e '-?(nan|inf|infinity)' <<<"$1"
}

# calls: how often the tasks ran, each of which appends a line to this file.
calls() {
	wc -l <calls
}

@test "rounds, warm-ups and slots make so many runs" {
	run "$PMAP" --compare=1,2,4 --runs 2 'echo {} >>calls' ::: a b
	[ "$status" -eq 0 ]
	[ "$(calls)" -eq 14 ] # (1 + 2 * 3) * 2
	[[ $output = *": 2 rounds after a warm-up, order shuffled inside each round, "* ]]
	rm calls
	run "$PMAP" --compare=2 --runs 1 --warmup 3 'echo {} >>calls' ::: a
	[ "$status" -eq 0 ]
	[ "$(calls)" -eq 5 ]
	[[ $output = *": 1 round after 3 warm-ups, "* ]]
	rm calls
	run "$PMAP" --compare=2 --runs 1 --warmup 0 'echo {} >>calls' ::: a
	[ "$status" -eq 0 ]
	[ "$(calls)" -eq 2 ]
	[[ $output = *": 1 round without a warm-up, "* ]]
}

@test "without --runs there are 5 rounds at least and --max-runs at most" {
	run "$PMAP" --compare=1,2 'echo {} >>calls' ::: a
	[ "$status" -eq 0 ]
	n=$((($(calls) - 1) / 2))
	[ "$n" -ge 5 ]
	[ "$n" -le 10 ]
	[[ $output = *": $n rounds after a warm-up"*"every ratio is known to 5 %"* ]]
	rm calls
	run "$PMAP" --compare=1,2 --max-runs 2 'echo {} >>calls' ::: a
	[ "$status" -eq 0 ]
	[ "$(calls)" -eq 5 ]
	[[ $output = *": 2 rounds after a warm-up"* ]]
}

@test "when the time is over no further round begins" {
	run "$PMAP" --compare=1,2 --max-time 0.001 'echo {} >>calls' ::: a
	[ "$status" -eq 0 ]
	[ "$(calls)" -eq 3 ]
	[[ $output = *": 1 round after a warm-up"*"not every ratio is known to 5 % (--max-time)"* ]]
}

@test "the default list goes to twice the CPUs, that of --jobs to its number" {
	export PMAP_CPUS=2
	cpus=$("$PMAP" --number-of-threads)
	run "$PMAP" --compare --runs 1 true ::: a
	[ "$status" -eq 0 ]
	grep -Eq "^ +$((2 * cpus)) +[0-9.]+ m?s " <<<"$output"
	run "$PMAP" -j6 --compare --runs 1 true ::: a
	[ "$status" -eq 0 ]
	same "$(awk '$3 ~ /^m?s$/ && $1 ~ /^[0-9]+$/ { printf "%s ", $1 }' <<<"$output")" "1 2 4 6 "
}

@test "the table has a head, a row for each number of slots, and a chart" {
	run --separate-stderr "$PMAP" --compare=1,2,4 --runs 3 true ::: a b c
	[ "$status" -eq 0 ]
	grep -Eq '^  slots  wall time \(mean, 95 % interval\) +speed-up \(95 % interval\) +effici- +serial +CPU time$' <<<"$output"
	[ "$(grep -Ec '^ +[124] +[0-9.]+ m?s  \[[-0-9.]+, [0-9.]+\] ' <<<"$output")" -eq 3 ]
	[ "$(grep -Ec '^ +[124]  \|.*o' <<<"$output")" -eq 3 ]
	sane "$output"
}

@test "four numbers of slots are fitted twice, or it is said why not" {
	run "$PMAP" --compare=1,2,4,8 --runs 3 sleep ::: .02 .02 .02 .02 .02 .02 .02 .02
	[ "$status" -eq 0 ]
	grep -Eq "Amdahl fit: (P = |left out|inconclusive)|Amdahl's law does not describe" <<<"$output"
	grep -Eq "USL fit: (contention|inconclusive)|The USL does not describe|Amdahl fit: left out" <<<"$output"
	sane "$output"
}

@test "standard input is read once and given to every run" {
	run bash -c 'seq 40 | "$PMAP" --compare=1,2 --runs 3 --baseline "while read -r x; do echo \$x; done >seen; wc -l <seen >>lines" echo'
	[ "$status" -eq 0 ]
	[[ $output = *"yes (40 tasks)"* ]]
	same "$(sort -u lines)" 40
	[ "$(wc -l <lines)" -eq 4 ]
	seq 5 >list
	run bash -c 'seq 3 | { "$PMAP" --compare=1,2 --runs 2 --baseline "cat >seen; wc -l <seen >>none" echo :::: list; cat >rest; }'
	[ "$status" -eq 0 ]
	[[ $output = *"yes (5 tasks)"* ]]
	same "$(sort -u none)" 0 # the input is not on stdin: that is left alone
	same "$(wc -l <rest)" 3
}

@test "with --pipe the blocks of every run are the same" {
	run bash -c 'seq 1000 | "$PMAP" --compare=1,3 --runs 2 --pipe --block 500 cat'
	[ "$status" -eq 0 ]
	[[ $output = *"Outputs identical in all runs: yes ("* ]]
}

@test "a different output names the task, and is an error" {
	run --separate-stderr "$PMAP" --compare=1,2 --runs 1 'echo {}; [ {} != c ] || { echo x >>calls; wc -l <calls; }' ::: a b c d
	[ "$status" -eq 255 ]
	[[ $output = *"Outputs identical in all runs: NO (4 tasks)"*"The first that differs: task 3 with "* ]]
	[[ $stderr = *"the output of task 3 with "*" slot"*"differs from that with "*"[ c != c ]"* ]]
}

@test "of several tasks that differ the first in the input is named" {
	run --separate-stderr "$PMAP" -k --compare=1,2 --runs 1 '[ {} = 1 ] && echo same || echo $$' ::: 1 2 3 4
	[ "$status" -eq 255 ]
	[[ $stderr = *"the output of task 2 with "* ]]
}

@test "a run with another number of tasks is an error" {
	for i in 1 2 3 4; do echo "$i"; done >list
	run --separate-stderr "$PMAP" --compare=1,2 --runs 1 --warmup 0 'sed -i 1d list 2>/dev/null; :' :::: list
	[ "$status" -eq 255 ]
	[[ $stderr = *"more or fewer tasks than with"* ]]
}

@test "large outputs are compared to the last byte" {
	run "$PMAP" --compare=1,2 --runs 1 'head -c 300000 /dev/zero; echo {}' ::: a b
	[ "$status" -eq 0 ]
	[[ $output = *"yes (2 tasks)"* ]]
	run "$PMAP" --compare=1,2 --runs 1 'head -c 300000 /dev/zero; echo {} >>calls; wc -l <calls' ::: a
	[ "$status" -eq 255 ]
}

@test "a baseline runs as it stands, once in each round, and has a row" {
	run --separate-stderr "$PMAP" --compare=1,2 --runs 2 --baseline 'echo "{} {#} {1}" >>base; echo printed' echo ::: a b
	[ "$status" -eq 0 ]
	same "$(sort -u base)" '{} {#} {1}'
	[ "$(wc -l <base)" -eq 3 ]
	grep -Eq '^ +base +[0-9.]+ m?s ' <<<"$output"
	[ "$(grep -c 'Baseline: one slot takes [0-9.]* times as long as that command' <<<"$output")" -eq 1 ]
	[[ $output != *printed* ]]
	[[ $output = *"yes (2 tasks)"* ]] # its output need not be the same
	sane "$output"
}

@test "a baseline that fails ends the comparison before the tasks run" {
	run --separate-stderr "$PMAP" --compare=1,2 --runs 2 --baseline 'exit 3' touch ::: ran
	[ "$status" -eq 255 ]
	[ "$stderr" = "${stderr%%: *}: the command of --baseline failed: exit 3" ]
	same "$output" ""
	[ ! -e ran ]
}

@test "--min shows minima and no intervals" {
	run "$PMAP" --compare=1,2 --runs 3 --min true ::: a b
	[ "$status" -eq 0 ]
	[[ $output = *"wall time (minimum, median)"*"speed-up (of minima)"* ]]
	[ "$(grep -Ec '^ +[12] .*\[' <<<"$output")" -eq 0 ]
	sane "$output"
}

@test "tasks that fail are counted, and the status tells" {
	run "$PMAP" --compare=1,2 --runs 2 --export x.json '[ {} = 1 ]' ::: 1 2 3
	[ "$status" -eq 2 ]
	[[ $output = *"Warning: tasks failed: 2 of 3 in the worst run."* ]]
	python3 -c 'import json; d = json.load(open("x.json")); assert d["tasks"] == {"read": 3, "failed": 2}, d["tasks"]; assert d["run"]["exit"] == 2'
}

@test "JSON and YAML have every time and the order of the runs" {
	run --separate-stderr "$PMAP" --compare=1,2,3 --runs 4 --baseline : --export x.json --export x.yaml true ::: a b
	[ "$status" -eq 0 ]
	python3 - <<-'EOF'
		import json
		d = json.load(open("x.json"))
		c = d["compare"]
		assert d["schema"] == "pmap.compare/1" and d["run"]["argv"][1] == "--compare=1,2,3" and d["tasks"]["read"] == 2
		assert c["rounds"] == 4 and c["warmups"] == 1 and c["ended_by"] == "runs" and c["figure"] == "mean"
		assert [p["slots"] for p in c["points"]] == [1, 2, 3]
		assert all(len(p["wall"]["times"]) == len(p["cpu"]["times"]) == p["runs"] == 4 for p in c["points"] + [c["baseline"]])
		for i in range(4):
		    assert sorted(p["place"][i] for p in c["points"] + [c["baseline"]]) == [1, 2, 3, 4]
		for p in c["points"]:
		    w = p["wall"]
		    assert w["min"] == min(w["times"]) and w["max"] == max(w["times"]) and w["min"] <= w["median"] <= w["max"]
		assert c["baseline"]["command"] == ":" and c["outputs"]["identical"] is True and c["usl"] is None
		assert [x["kind"] for x in c["ceilings"]] == ["cpus", "longest_task"]
	EOF
	grep -q '^schema: pmap.compare/1$' x.yaml
	grep -q '^compare: {rounds: 4, warmups: 1, ended_by: runs, figure: mean, points: \[{slots: 1, runs: 4, ' x.yaml
	sane "$(cat x.json x.yaml)"
}

@test "CSV has a record of equal length for each number of slots" {
	run "$PMAP" --compare=1,2 --runs 3 --baseline : --export x.csv true ::: a b
	[ "$status" -eq 0 ]
	same "$(awk -F, '{ print NF }' x.csv | sort -u)" 21 # 15, and 3 walls and 3 CPU times
	same "$(cut -d, -f1,2 x.csv)" $'slots,runs\nbaseline,3\n1,3\n2,3'
	sane "$(cat x.csv)"
}

@test "Markdown has a table, and the drawing is XML without scripts" {
	run "$PMAP" --compare=1,2 --runs 3 --export x.md --export x.svg true ::: a b
	[ "$status" -eq 0 ]
	[ "$(grep -c '^|' x.md)" -eq 4 ]
	python3 -c 'import xml.dom.minidom; xml.dom.minidom.parse("x.svg")'
	[ "$(grep -c '<title>[12] slots*: [0-9.]*x' x.svg)" -eq 2 ]
	grep -q 'prefers-color-scheme:dark' x.svg
	[ "$(grep -Eic '<script|https?://[^w]|@import' x.svg)" -eq 0 ]
	sane "$(cat x.md x.svg)"
}

@test "an export is replaced whole, and no temporary file stays" {
	echo old >x.csv
	run "$PMAP" --compare=1,2 --runs 1 --export x.csv true ::: a
	[ "$status" -eq 0 ]
	same "$(head -n 1 x.csv | cut -d, -f1-3)" slots,runs,mean
	same "$(ls -A)" x.csv
}

refuses() {
	local want=$1

	shift
	run --separate-stderr "$PMAP" "$@" touch ::: ran
	[ "$status" -eq 255 ] || { echo "$* has status $status" >&2; return 1; }
	[[ $stderr = *"$want"* ]] || { echo "$*: $stderr" >&2; return 1; }
	[ ! -e ran ]
}

@test "names of exports are checked before anything runs" {
	mkdir dir.json
	refuses "cannot export to 'x': the name must end in .json, .yaml, .csv, .md or .svg" --compare=1,2 --export x
	refuses "cannot export to 'x.xls'" --compare=1,2 --export x.json --export x.xls
	refuses "cannot export to 'no/x.svg': No such file or directory" --compare=1,2 --export no/x.svg
	refuses "cannot export to 'dir.json': Is a directory" --compare=1,2 --export dir.json
	refuses "'' is not the name of a file" --compare=1,2 --export ''
	[ ! -e x.json ]
}

@test "lists and numbers that make no sense are refused before anything runs" {
	refuses "is not a list of slot counts" --compare=0
	refuses "is not a list of slot counts" --compare=1,x
	refuses "is not a list of slot counts" --compare=
	refuses "is not a list of slot counts" --compare=1,,2
	refuses "is not a list of slot counts" "--compare=$(seq -s, 33)"
	refuses "is not a number of rounds" --compare=1 --runs 0
	refuses "is not a number of rounds" --compare=1 --max-runs 0
	refuses "is not a time" --compare=1 --max-time 0
	refuses "is not a time" --compare=1 --max-time soon
	refuses "is not a number of runs" --compare=1 --warmup -1
	refuses "is not a command" --compare=1 --baseline ' '
}

@test "options that contradict each other, or need --compare, are refused before anything runs" {
	refuses "use one of them" --compare=1 --runs 3 --max-runs 4
	refuses "use --max-runs with it" --compare=1 --runs 3 --max-time 5
	refuses "use --export FILE" --compare=1 --stats
	refuses "--export goes with --compare" --export x.json
	refuses "--warmup goes with --compare" --warmup 2
	refuses "--max-runs goes with --compare" --max-runs 2
	refuses "--max-time goes with --compare" --max-time 2
	refuses "--baseline goes with --compare" --baseline true
	refuses "--min goes with --compare" --min
}

@test "more slots than there can be are refused and not quietly reduced" {
	run --separate-stderr bash -c 'ulimit -n 64; exec "$PMAP" --compare=1,1000 --runs 1 touch ::: ran'
	[ "$status" -eq 255 ]
	[[ $stderr = *"1000 slots cannot be compared: the limit of open files leaves "* ]]
	[ ! -e ran ]
}

@test "a comparison that is interrupted ends by the signal and writes nothing" {
	bg "$PMAP" --compare=1,2 --export x.json 'meet say up; meet hold' ::: a
	meet wait up=1
	kill -INT "$BG"
	wait_bg
	[ "$status" -eq 130 ]
	[ ! -e x.json ]
}

@test "functions are compared as commands are" {
	command -v bzip2 >/dev/null || skip "no bzip2"
	for i in 1 2 3 4; do seq "$((i * 1000))" | bzip2 >"$i.bz2"; done
	run "$PMAP" --compare=1,2 --runs 3 @bunzip2 ::: 1.bz2 2.bz2 3.bz2 4.bz2
	[ "$status" -eq 0 ]
	[[ $output = *"Outputs identical in all runs: yes (4 tasks)"* ]]
	[ "$(grep -Ec '^ +[12] +[0-9.]+ m?s ' <<<"$output")" -eq 2 ]
	run "$PMAP" --compare=1,2 --runs 3 --pool thread --export x.svg @bunzip2 ::: 1.bz2 2.bz2 3.bz2 4.bz2
	[ "$status" -eq 0 ]
	sane "$output"
}

@test "no task, and tasks without output or time, are told in words" {
	for form in json yaml csv md svg; do exports+=(--export "x.$form"); done
	run "$PMAP" --compare=1,2 --runs 1 "${exports[@]}" true </dev/null
	[ "$status" -eq 0 ]
	[[ $output = *"not enough data"* ]]
	sane "$output$(cat x.*)"
	run "$PMAP" --compare=1,2 --runs 1 "${exports[@]}" --dry-run echo ::: a b
	[ "$status" -eq 0 ]
	sane "$output$(cat x.*)"
}
