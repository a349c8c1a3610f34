# SPDX-License-Identifier: MIT
# --persist: programs that stay and answer one record after the other.
load helpers/common

setup() {
	common_setup
	export PMAP_CPUS=2
	unset PYTHONUNBUFFERED
}
teardown() { no_leftovers; }

failed() {
	awk 'NR > 1 && ($7 != 0 || $8 != 0) { print $1 ":" $7 ":" $8 }' "$1"
}

# A worker of the shell: for each line it runs $1 with the line in $x.
worker() {
	printf 'n=0; while IFS= read -r x; do n=$((n + 1)); %s; done' "$1"
}

@test "each record has its answer, in order with -k, and each slot one process" {
	seq 2000 >in
	"$PMAP" -k -j2 --persist cat <in | cmp - in
	"$PMAP" -j2 --persist cat <in | sort -n | cmp - in
	run "$PMAP" -k -j1 --persist "$(worker 'echo "$$ $n"')" ::: a b c
	[ "$status" -eq 0 ]
	[ "$(cut -d' ' -f1 <<<"$output" | sort -u | grep -c .)" -eq 1 ]
	same "$(cut -d' ' -f2 <<<"$output")" $'1\n2\n3'
}

@test "records are answered at the same time in as many workers as there are slots" {
	# Each of the four waits for the three others.
	run within 60 "$PMAP" -k -j4 --persist "$(worker 'meet say in wait in=4; echo "$x"')" ::: a b c d
	[ "$status" -eq 0 ]
	same "$output" $'a\nb\nc\nd'
}

@test "the command is one word or many, with a shell's syntax or without" {
	same "$("$PMAP" --persist sed -u 's/$/./' ::: a)" a.
	same "$("$PMAP" --persist "sed -u 's/\$/./' | cat" ::: a)" a.
	same "$("$PMAP" -q --persist sed -u 's/a b/;/' ::: 'a b')" ";"
}

@test "several values of a record have TABs between them" {
	same "$("$PMAP" -k --persist cat ::: a b ::: 1 2)" $'a\t1\na\t2\nb\t1\nb\t2'
	same "$("$PMAP" -k -N3 --persist cat ::: a b c d)" $'a\tb\tc\nd'
	same "$(printf 'a,1\nb,2\n' | "$PMAP" -k --colsep , --persist cat)" $'a\t1\nb\t2'
}

@test "answers are tagged, logged, and their tasks are resumed" {
	run "$PMAP" -k --tag --joblog log --persist cat ::: a b
	same "$output" $'a\ta\nb\tb'
	same "$(cut -f 6,7,9 log)" $'Receive\tExitval\tCommand\n2\t0\tcat a\n2\t0\tcat b'
	run "$PMAP" -k --joblog log --resume --persist cat ::: a b c
	same "$output" c
}

@test "--dry-run shows the command with its record, and starts nothing" {
	run "$PMAP" --dry-run --persist cat ::: a
	[ "$status" -eq 0 ]
	same "$output" "cat a"
}

@test "empty records, long records and any bytes come back as they were" {
	{
		printf '\n'
		head -c 300000 /dev/zero | tr '\0' x
		printf '\n\001\377\t \n'
	} >in
	"$PMAP" -k -j2 --persist cat <in | cmp - in
}

@test "--frame nul: records and answers may have lines in them" {
	cat >reverse.py <<'END'
import sys
data = b""
while True:
    byte = sys.stdin.buffer.read(1)
    if not byte:
        break
    if byte != b"\0":
        data += byte
        continue
    sys.stdout.buffer.write(data[::-1] + b"\0")
    sys.stdout.buffer.flush()
    data = b""
END
	command -v python3 >/dev/null || skip "no python3"
	printf 'a\nb\0c\n\0' | "$PMAP" -0 -k -j1 --persist --frame nul python3 reverse.py >out
	printf 'b\na\nc' | cmp - out
	run bash -c 'printf "a\nb\0c\0" | "$PMAP" -0 -k -j1 --joblog log --persist cat'
	[ "$status" -eq 1 ]
	[[ $output == *"task 1 cannot be handed over"*"--frame nul or json"* ]]
	[[ $output == *c* ]]
}

@test "--frame json: status, output and messages of each task" {
	command -v python3 >/dev/null || skip "no python3"
	cat >answers.py <<'END'
import json, sys
for line in sys.stdin:
    task = json.loads(line)
    word = task["args"][0]
    answer = {"id": task["id"], "out": word + "!\n", "err": "", "status": 0}
    if word == "b":
        answer.update(err="about b\n", status=3)
    if word == "wrong":
        answer["id"] += 1
    if word == "junk":
        answer = "junk"
    if word == "twice" and task["attempt"] == 1:
        answer["status"] = 1
    print(json.dumps(answer), flush=True)
END
	"$PMAP" -k -j1 --joblog log --persist --frame json python3 answers.py ::: a b c >out 2>err || true
	same "$(<out)" $'a!\nb!\nc!'
	same "$(<err)" "about b"
	same "$(failed log)" "2:3:0"
	run "$PMAP" -k -j1 --joblog log --persist --frame json python3 answers.py ::: a wrong c junk d
	[ "$status" -eq 2 ]
	[[ $output == *"the answer is for id 3 instead of 2"* ]]
	[[ $output == *"the answer is no JSON"* ]]
	same "$(failed log)" $'2:1:0\n4:1:0'
	run "$PMAP" -k -j1 --retries 2 --persist --frame json python3 answers.py ::: twice
	[ "$status" -eq 0 ]
	same "$output" "twice!"
}

@test "what a worker says on stderr belongs to the task that it has" {
	"$PMAP" -k -j1 --tag --persist "$(worker 'echo "about $x" >&2; echo "$x"')" ::: a b >out 2>err
	same "$(<err)" $'a\tabout a\nb\tabout b'
	same "$(<out)" $'a\ta\nb\tb'
}

@test "a worker that dies costs the record that it had, and is replaced" {
	run "$PMAP" -k -j1 --joblog log --persist "$(worker '[ "$x" != b ] || kill -9 $$; echo "$n$x"')" ::: a b c d
	[ "$status" -eq 1 ]
	[[ $output == *"was ended by signal 9 (KILL) in the middle of task 2"* ]]
	same "$(failed log)" "2:0:9"
	same "$(grep -v worker <<<"$output")" $'1a\n1c\n2d'
	run "$PMAP" -k -j1 --joblog log --persist "$(worker '[ "$x" != b ] || exit 5; echo "$x"')" ::: a b c
	[[ $output == *"ended with status 5 in the middle of task 2"* ]]
	same "$(failed log)" "2:5:0"
}

@test "a record whose worker died is tried again" {
	run "$PMAP" -k -j1 --retries 2 --persist "$(worker 'mkdir "$x" 2>/dev/null || { echo "$x"; continue; }; kill -9 $$')" ::: a b
	[ "$status" -eq 0 ]
	same "$(grep -v worker <<<"$output")" $'a\nb'
}

@test "a worker that dies at its start is told, for each record" {
	run "$PMAP" -k -j1 --persist "exit 7" ::: a b
	[ "$status" -eq 2 ]
	[[ $output == *"worker 'exit 7' ended with status 7 before it answered its first record, task 1"* ]]
	run "$PMAP" -k -j1 --persist "nosuchprogram" ::: a
	[ "$status" -eq 1 ]
	[[ $output == *"status 127 before it answered"* ]]
}

@test "a worker that leaves by itself between two records costs none" {
	run "$PMAP" -k -j1 --persist head -n 1 ::: a b c d
	[ "$status" -eq 0 ]
	same "$output" $'a\nb\nc\nd'
}

@test "a worker that keeps its output back is told so" {
	command -v python3 >/dev/null || skip "no python3"
	[ -r /proc/self/syscall ] && read -r _ </proc/self/syscall || skip "the kernel does not tell what processes wait for"
	printf 'import sys\nfor line in sys.stdin:\n    print(line.strip())\n' >buffers.py
	run "$PMAP" -k -j1 --joblog log --persist python3 buffers.py ::: a
	[ "$status" -eq 1 ]
	[[ $output == *"worker 'python3 buffers.py' keeps its output back"*"stdbuf -oL, python3 -u"* ]]
	same "$(failed log)" "1:1:0"
	same "$("$PMAP" -k -j1 --persist python3 -u buffers.py ::: a b)" $'a\nb'
}

@test "a worker that has no answer to a record is told so, and the rest go on" {
	[ -r /proc/self/syscall ] && read -r _ </proc/self/syscall || skip "the kernel does not tell what processes wait for"
	run "$PMAP" -k -j1 --joblog log --persist "$(worker '[ "$x" = b ] || echo "$x"')" ::: a b c
	[ "$status" -eq 1 ]
	[[ $output == *"has no answer to task 2"* ]]
	same "$(failed log)" "2:1:0"
	same "$(grep -v worker <<<"$output")" $'a\nc'
}

@test "a worker that takes its time is not suspected" {
	# Longer than it is waited for before somebody looks: in a child, and behind one that reads on.
	run "$PMAP" -k -j1 --persist "$(worker 'sleep 2; echo "$x"')" ::: a
	[ "$status" -eq 0 ]
	same "$output" a
	run "$PMAP" -k -j1 --persist "cat | { $(worker 'sleep 2; echo "$x"'); }" ::: a
	[ "$status" -eq 0 ]
	same "$output" a
}

@test "a worker that answers too much fails that record, by name" {
	# env printf: all in one write, which a shell's own does not promise.
	run "$PMAP" -k -j1 --joblog log --persist "$(worker 'if [ "$x" = b ]; then env printf "b\nb\n"; else echo "$x"; fi')" ::: a b c
	[ "$status" -eq 1 ]
	[[ $output == *"answered too much: 2 more bytes came with its answer to task 2"* ]]
	same "$(failed log)" "2:1:0"
}

@test "a worker that always answers twice is found out" {
	# At its first answer, unless the machine keeps it from its second for longer than anybody waits for that.
	run "$PMAP" -k -j1 --joblog log --persist sed -u p ::: a b
	[ "$status" -ge 1 ]
	[[ $output == *"answered too much"* || $output == *"wrote more than its answers"* ]]
}

@test "a worker that answers before it has read its record is out of step, and told so" {
	# The record is longer than a pipe, so it cannot have been read.
	head -c 300000 /dev/zero | tr '\0' x >long
	run "$PMAP" -k -j1 --joblog log --persist 'echo early; sleep 2; cat' :::: long
	[ "$status" -eq 1 ]
	[[ $output == *"answered task 1 before it had read all of the record"* ]]
	same "$(failed log)" "1:1:0"
}

@test "a worker that closes its output costs its record" {
	run "$PMAP" -k -j1 --persist 'read -r x; exec >&-; cat >/dev/null; meet hold' ::: a
	[ "$status" -eq 1 ]
	[[ $output == *"closed its output before it answered its first record"* ]]
}

@test "what a worker says too much at its end is no success" {
	run "$PMAP" -k -j1 --persist "$(worker 'echo "$x"'); echo total" ::: a b
	[ "$status" -eq 1 ]
	[[ $output == *"wrote more than its answers, the last of them to task 2"* ]]
	same "$(head -2 <<<"$output")" $'a\nb'
}

@test "--timeout ends a worker that is too slow, and the next record has a new one" {
	run "$PMAP" -k -j1 --timeout 3 --joblog log --persist "$(worker '[ "$x" != b ] || meet hold; echo "$x$n"')" ::: a b c
	[ "$status" -eq 1 ]
	[[ $output == *"timed out"* ]]
	[ "$(head -1 <<<"$output")" = a1 ]
	[ "$(tail -1 <<<"$output")" = c1 ]
}

@test "--max-tasks-per-worker, --cpu-limit and --mem-limit hold for workers" {
	skip_if_sanitized
	run "$PMAP" -k -j1 --max-tasks-per-worker 2 --persist "$(worker 'echo $n')" ::: a b c d e
	same "$output" $'1\n2\n1\n2\n1'
	run "$PMAP" -k -j1 --cpu-limit 1 --persist "$(worker 'while :; do :; done')" ::: a
	[ "$status" -eq 1 ]
	[[ $output == *"used more than its 1 s of CPU"* ]]
	run "$PMAP" -k -j1 --mem-limit 300M --persist "$(worker 'ulimit -d')" ::: a
	same "$output" "$((300 * 1024))"
}

@test "--halt and a signal end workers, also those that are at work" {
	run "$PMAP" -j2 --halt now,fail=1 --persist "$(worker '[ "$x" = a ] && meet wait there && exit 3; meet say there hold')" ::: a b
	[ "$status" -eq 3 ]
	bg "$PMAP" -j2 --persist "$(worker 'meet say here hold')" ::: a b
	meet wait here=2
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
}

@test "workers and their children end with a pmap that is killed" {
	bg "$PMAP" -j2 --persist "$(worker 'meet say here hold & wait')" ::: a b
	meet wait here=2
	kill -KILL "$BG"
	wait_bg
	[ "$status" -eq 137 ]
}

@test "what does not go with --persist is refused by name" {
	refused "no replacement strings" --persist cat {} ::: a
	refused "no replacement strings" --persist 'cat {#}' ::: a
	refused "--persist and --pipe exclude" --persist --pipe cat
	refused "--persist and --results exclude" --persist --results d cat ::: a
	refused "--persist and --ungroup exclude" -u --persist cat ::: a
	refused "--persist needs a command" --persist ::: a
	refused "stays in its worker anyway" --persist @cat ::: a
	refused "--frame says how" --frame nul cat ::: a
	refused "one of line, nul, json" --persist --frame xml cat ::: a
}

@test "the manual's worker computes means, and its interpreter is started once" {
	command -v python3 >/dev/null || skip "no python3"
	run "$PMAP" -k -j1 --tag --persist "python3 $SRCDIR/man/examples/worker.py" ::: '1 2 3' '4 5' '10'
	[ "$status" -eq 0 ]
	same "$output" $'1 2 3\t2.000000\n4 5\t4.500000\n10\t10.000000'
	run "$PMAP" -k -j1 --persist "python3 $SRCDIR/man/examples/worker.py" ::: x 1
	same "$output" $'worker.py: \'x\': could not convert string to float: \'x\'\nnan\n1.000000' ||
		same "$(tail -2 <<<"$output")" $'worker.py: \'x\': could not convert string to float: \'x\'\n1.000000'
}

# A table like R's airquality: 153 days, six columns, some values missing; a task for each column.
table() {
	awk 'function r() { x = (16807 * x) % 2147483647; return x }
		BEGIN { x = 19730501; print "Ozone,Solar.R,Wind,Temp,Month,Day"
			for (i = 0; i < 153; i++)
				printf "%s,%s,%.1f,%d,%d,%d\n", r() % 4 ? r() % 168 : "", r() % 20 ? r() % 334 : "", r() % 200 / 10 + 1, r() % 41 + 56,
					int(i / 31) + 5, i % 31 + 1 }'
}

# The columns with their numbers: "1,Ozone".
columns() {
	head -1 aq.csv | tr , '\n' | awk '{ print NR "," $0 }'
}

# means: what one program says of all columns: "Ozone<TAB>mean".
means() {
	awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; n = NF; next }
		{ for (i = 1; i <= NF; i++) if ($i != "") { sum[i] += $i; rows[i]++ } }
		END { for (i = 1; i <= n; i++) printf "%s\t%.6f\n", name[i], sum[i] / rows[i] }' aq.csv
}

# A worker that gets "COLUMN<TAB>NAME" and answers with the mean of that column.
mean_worker() {
	cat <<'END'
awk -F , -v c="${x%%	*}" 'NR > 1 && $c != "" { s += $c; n++ } END { printf "%.6f\n", s / n }' aq.csv
END
}

@test "column means: a task for each column, the names in front, each column as often as it is asked for" {
	table >aq.csv
	means >want
	columns | "$PMAP" -k --colsep , --tagstring '{2}' --persist "$(worker "$(mean_worker)")" | cmp - want
	run bash -c 'columns() { head -1 aq.csv | tr , "\n" | awk "{ print NR \",\" \$0 }"; }
		{ columns; columns | head -1; } | "$PMAP" -k --colsep , --tagstring "{2}" --persist "$1"' - "$(worker "$(mean_worker)")"
	[ "$status" -eq 0 ]
	same "$output" "$(cat want; head -1 want)"
}

@test "column means: interrupted in the third task and resumed, each column is there once" {
	table >aq.csv
	means >want
	columns >in
	bg_from in bash -c 'exec "$PMAP" -k -j1 --joblog log --colsep , --tagstring "{2}" --persist "$0" >first 2>said' \
		"$(worker "case \$x in 3*) [ -e resumed ] || meet say third hold;; esac; $(mean_worker)")"
	meet wait third
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	touch resumed
	"$PMAP" -k -j4 --resume --joblog log --colsep , --tagstring '{2}' --persist "$(worker "$(mean_worker)")" <in >second
	cat first second | cmp - want
	[ "$(grep -c . first)" -eq 2 ]
}
