# SPDX-License-Identifier: MIT
# --trace: what is in the file, that its readers can read it, and that it can be read whatever happened. tests/helpers/tracecheck knows their
# rules and prints a line for each thing in it.
load helpers/common

setup() {
	common_setup
	command -v python3 >/dev/null || skip "no python3"
}
teardown() { no_leftovers; }

# check [--cut] FILE: the trace is right; its things are in `things`.
check() {
	"$HELPERS_SRC/tracecheck" "$@" >things || { head -n 20 things >&2; return 1; }
}

# things KIND [REGEX]: those lines that begin with it and match; KIND may be `task`: a slice, but no wait.
things() {
	RE=${2:-.} awk -F'\t' -v kind="$1" '($1 == kind || (kind == "task" && $1 == "slice" && $3 != "wait")) && $0 ~ ENVIRON["RE"]' things
}

# count N KIND [REGEX]
count() {
	local n

	n=$(things "$2" "${3-}" | wc -l)
	[ "$n" -eq "$1" ] || { echo "$n times $2 ${3-}, not $1" >&2; cut -c1-300 things >&2; return 1; }
}

@test "each task is a slice on the track of its slot, with what is known of it" {
	run "$PMAP" -j2 --trace t.json --tagstring 'tag {}' 'printf abc; exit {}' ::: 0 1 2
	[ "$status" -eq 2 ]
	check t.json
	count 3 task
	count 1 slice $'\ttask\tprintf abc; exit 0\t0\t.*"bytes_out": 3.*"command": "printf abc; exit 0".*"exit": 0.*"outcome": "ok".*"seq": 1.*"tag": "tag 0'
	count 1 slice $'\ttask\tprintf abc; exit 2\t0\t.*"exit": 2.*"outcome": "failed"'
	count 3 slice '"maxrss_kb": [0-9]+.*"queue_ms": [0-9.]+.*"system_ms": [0-9.]+.*"user_ms": [0-9.]+'
	count 2 instant $'\tt\tfailed\t'
	count 1 instant $'\tp\tstart\t.*"argv": .*"printf abc; exit .."'
	count 1 instant $'\tp\tend\t'
	count 1 counter $'\ttasks\trunning\t'
	count 1 counter $'\tslots\tallowed\t1\t2\t2'
	[ "$(things task | cut -f2 | grep -cvx '[12]')" -eq 0 ]
}

@test "the first event says what run it is" {
	run "$PMAP" -j3 --trace t.json : ::: a
	[ "$status" -eq 0 ]
	run python3 -c 'import json; e = json.load(open("t.json"))[0]; a = e["args"]
print(e["ph"], e["name"], a["name"], a["slots"], a["argv"][1:], a["started"][4:5] + a["started"][-1])'
	[ "$status" -eq 0 ]
	same "$output" "M process_name pmap 3 ['-j3', '--trace', 't.json', ':', ':::', 'a'] -Z"
}

@test "fifty slots are fifty tracks, and every task is there once" {
	run bash -c 'seq 50 | "$PMAP" -j50 --trace t.json "meet say up wait up=50 # {}" && seq 600 | "$PMAP" -j50 --trace u.json : {}'
	[ "$status" -eq 0 ]
	check t.json
	count 50 task
	[ "$(things task | cut -f2 | sort -u | wc -l)" -eq 50 ]
	count 1 counter $'\ttasks\trunning\t[0-9]+\t0\t([1-4]?[0-9]|50)$' # what lasts for less than a moment may be left out
	check u.json
	[ "$(things slice $'\ttask\t' | grep -o '"seq": [0-9]*' | sort -u | wc -l)" -eq 600 ]
	count 600 slice $'\ttask\t'
}

@test "an arrow leads from each failed attempt to the next one" {
	# shellcheck disable=SC2016 # the job's shell
	run "$PMAP" -j2 --retries 3 --trace t.json '[ -e {} ] || { echo >>{}.no; [ {} = b ] && [ $(wc -l <{}.no) -eq 3 ]; }' ::: a b
	[ "$status" -eq 1 ]
	check t.json
	count 2 slice $'\ttask\t'
	count 4 slice $'\tretry\t'
	same "$(things flow | cut -f3- | sort)" "$(printf 'tried again\t%s\t%s\n' 1/1 1/2 1/2 1/3 2/1 2/2 2/2 2/3)"
	count 5 instant $'\tt\tfailed\t'
}

@test "what ended a task is told: a signal, a timeout, a command that is not there" {
	run "$PMAP" -j1 --trace t.json 'case {} in 1) kill -SEGV $$;; 2) exec /nonexistent/x;; esac' ::: 1 2
	[ "$status" -eq 2 ]
	check t.json
	count 1 slice '"outcome": "failed".*"seq": 1.*"signal": 11'
	count 1 slice '"exit": 127.*"seq": 2'
	run "$PMAP" --timeout 1 --trace t.json sleep ::: 100
	[ "$status" -eq 1 ]
	check t.json
	count 1 slice '"outcome": "timed out".*"seq": 1.*"signal": 15'
	count 1 instant $'\tt\ttimed out\t'
}

@test "any bytes in a command leave the trace readable" {
	printf '%s\0' $'a\nb' 'q"u\o' $'\xff\xfe' $'\x01\x1b[31m\x7f' 'é€😀' $'\xed\xa0\x80' "$(printf 'x%.0s' {1..4000})" "$(printf '\001%.0s' {1..3000})" \
		"$(printf 'é%.0s' {1..3000})" "a$(printf 'é%.0s' {1..3000})" '{"ph":"X"},]' >in
	run "$PMAP" -0 -j2 --trace t.json --tagstring $'\x02{}' : {} :::: in
	[ "$status" -eq 0 ]
	check t.json
	count 11 slice $'\ttask\t'
	count 1 slice 'a\\nb'
	count 1 slice 'é€😀'
	count 1 slice $'\t: .\\\\\\\\xff\\\\\\\\xfe.\t' # two backslashes each: here, too, a string is shown as JSON
	run "$PMAP" -j1 --trace $'t\xff\n.json' : $'\xff' "$(printf 'y%.0s' {1..50000})" ::: 1
	[ "$status" -eq 0 ]
	check $'t\xff\n.json'
	count 1 task
}

@test "a trace of a pmap that was killed is right as far as it goes" {
	bg "$PMAP" -j2 --trace t.json 'case {} in 1|2) :;; *) meet say up hold;; esac' ::: 1 2 3 4 5
	meet wait up=2
	until_has t.json '"seq":3'
	until_has t.json '"seq":4'
	kill -KILL "$BG"
	wait_bg
	[ "$status" -eq 137 ]
	[ "$(tail -c 1 t.json)" != ']' ]
	check --cut t.json
	count 2 task
	count 2 open $'\ttask\t.*"seq": [34]}'
	echo ']' >>t.json
	run python3 -c 'import json; json.load(open("t.json"))'
	[ "$status" -eq 0 ]
	no_leftovers
}

@test "so is a packed one" {
	bg "$PMAP" -j2 --trace t.json.gz 'case {} in 1|2) :;; *) meet say up hold;; esac' ::: 1 2 3 4 5
	meet wait up=2
	for ((i = 0; i < 600; i++)); do
		! gzip -dc t.json.gz 2>/dev/null | grep -q '"seq":4' || break
		read -r -t 0.05 <> <(:) || true
	done
	kill -KILL "$BG"
	wait_bg
	check --cut t.json.gz
	count 2 task
	count 2 open $'\ttask\t.*"seq": [34]}'
	no_leftovers
}

@test "killed in the middle of many, the trace ends with a whole event" {
	for _ in 1 2 3; do
		rm -f t.json
		bg_from <(yes /dev/null) "$PMAP" -j4 --pool thread --trace t.json @cat
		until_has t.json '"seq":2000,'
		kill -KILL "$BG"
		wait_bg
		[ "$status" -eq 137 ]
		check --cut t.json
	done
}

@test "a name that ends in .gz is packed" {
	run bash -c 'seq 1000 | "$PMAP" -j4 --trace t.json.gz : {}'
	[ "$status" -eq 0 ]
	gzip -t t.json.gz
	check t.json.gz
	count 1000 slice $'\ttask\t'
	gzip -dc t.json.gz >t.json
	[ "$(wc -c <t.json.gz)" -lt "$(($(wc -c <t.json) / 3))" ]
}

@test "Ctrl-C and what it cancels are in the trace" {
	bg "$PMAP" -j2 --trace t.json 'meet say up hold' ::: 1 2 3
	meet wait up=2
	kill -INT "$BG"
	wait_bg
	[ "$status" -eq 130 ]
	check t.json
	count 1 instant $'\tp\tCtrl-C\t.*"signal": 2'
	count 2 slice '"outcome": "cancelled"'
	count 0 instant $'\tt\t'
}

@test "a halt is in the trace" {
	run "$PMAP" -j2 --halt now,fail=1 --trace t.json 'case {} in 1) meet wait up; exit 3;; *) meet say up hold;; esac' ::: 1 2 3
	[ "$status" -eq 3 ]
	check t.json
	count 1 instant $'\tp\thalt\t.*"status": 3'
	count 1 slice '"exit": 3.*"seq": 1'
	count 1 slice '"outcome": "cancelled"'
}

@test "another number of slots is in the trace" {
	echo 1 >many
	bg "$PMAP" -j many --trace t.json 'case {} in 1) meet wait two;; 2) meet say two;; esac' ::: 1 2
	until_has t.json '"seq":1'
	echo 2 >many.new
	mv many.new many
	wait_bg
	[ "$status" -eq 0 ]
	check t.json
	count 1 instant $'\tp\tnumber of slots\t{"from": 1, "to": 2}'
	count 1 counter $'\tslots\tallowed\t2\t1\t2'
}

@test "waiting for the input is a slice" {
	mkfifo in
	bg "$PMAP" -j1 -a in --trace t.json : {}
	exec 9>in
	echo a >&9
	until_has t.json '"outcome":"ok"' # a second after the task: the slot asks for the next one meanwhile
	echo b >&9
	exec 9>&-
	wait_bg
	[ "$status" -eq 0 ]
	check t.json
	count 2 slice $'\ttask\t'
	[ "$(things slice $'\t1\twait\twait-input\t0' | wc -l)" -ge 1 ]
}

@test "waiting for a start is a slice" {
	bg "$PMAP" -j1 --limit 'meet say asked; [ -e go ]' --trace t.json : ::: a
	meet wait asked
	: >go
	wait_bg
	[ "$status" -eq 0 ]
	check t.json
	count 1 slice $'\t1\twait\twait-start\t0'
	count 1 slice $'\ttask\t'
}

@test "a task that waits for room for its output has a slice inside" {
	bg "$PMAP" -k -j2 --buffer 64k --tmpdir /nonexistent --trace t.json 'case {} in 1) meet wait go;; 2) head -c 3000000 /dev/zero;; esac' ::: 1 2 2>err >out
	until_has err 'cannot make a spill file'
	meet say go
	wait_bg
	[ "$status" -eq 0 ]
	[ "$(wc -c <out)" -eq 3000000 ]
	check t.json
	[ "$(things slice $'\twait\twait-output\t1' | wc -l)" -ge 1 ]
}

@test "a trace that cannot be written is said once, costs no task, and is status 255" {
	run bash -c 'seq 1000 | "$PMAP" -j4 --trace /dev/full echo 2>err | wc -l; echo "${PIPESTATUS[1]}"'
	same "$output" $'1000\n255'
	same "$(<err)" "pmap: cannot write the trace '/dev/full': No space left on device; the run goes on without it"
	run bash -c '"$PMAP" --trace /dev/full echo ::: 1 2>err'
	[ "$status" -eq 255 ]
	same "$output" 1
	[[ $(<err) = "pmap: cannot write the trace '/dev/full': No space left on device"* ]]
}

@test "what fitted on a full disk is whole events" {
	run bash -c 'ulimit -f 20; seq 1000 | "$PMAP" -j4 --trace t.json : 2>&1; exit ${PIPESTATUS[1]}'
	[ "$status" -eq 255 ]
	[[ $output = *"cannot write the trace 't.json': File too large; the run goes on without it"* ]]
	check --cut t.json
	[ "$(things slice | wc -l)" -ge 1 ]
}

@test "a trace that cannot be begun is met before any task" {
	mkfifo pipe
	mkdir directory
	for name in /nonexistent/t.json directory pipe; do
		run "$PMAP" --trace "$name" touch ran ::: 1
		[ "$status" -eq 255 ]
		[[ $output = "pmap: cannot write the trace '$name': "* ]]
		[ ! -e ran ]
	done
	run "$PMAP" --trace - touch ran ::: 1
	[ "$status" -eq 255 ]
	[[ $output = *"standard output"* ]]
	for mode in --compare --probe; do
		run "$PMAP" $mode --trace t.json touch ran
		[ "$status" -eq 255 ]
		[[ $output = *"does not go with $mode"* ]]
	done
	[ ! -e ran ]
	[ ! -e t.json ]
}

@test "a dry run traces nothing, a run without tasks only itself" {
	run "$PMAP" --dry-run --trace t.json echo ::: 1
	[ "$status" -eq 0 ]
	[ ! -e t.json ]
	run "$PMAP" --trace t.json echo </dev/null
	[ "$status" -eq 0 ]
	check t.json
	count 0 slice $'\ttask\t'
	count 1 instant $'\tp\tend\t'
}

@test "functions, persistent workers and blocks of input are traced, too" {
	seq 1000 >in
	run "$PMAP" -j2 --pool thread --trace t.json @wc ::: in in
	[ "$status" -eq 0 ]
	check t.json
	count 2 slice $'\ttask\t'
	run "$PMAP" -j2 --pool process --trace t.json @wc ::: in in
	[ "$status" -eq 0 ]
	check t.json
	count 2 slice $'\ttask\t'
	run bash -c '"$PMAP" -j2 --pipe --block 1k --trace t.json wc -l <in | awk "{ n += \$1 } END { print n }"'
	[ "$status" -eq 0 ]
	same "$output" 1000
	check t.json
	[ "$(things slice | grep -o '"bytes_in": [0-9]*' | awk '{ n += $2 } END { print n }')" -eq "$(wc -c <in)" ]
	run bash -c '"$PMAP" -j2 --pipe --round-robin --trace t.json wc -l <in'
	[ "$status" -eq 0 ]
	check t.json
	run bash -c '"$PMAP" -j2 --persist --trace t.json cat <in | wc -l'
	[ "$status" -eq 0 ]
	same "$output" 1000
	check t.json
	count 1000 slice $'\ttask\t'
}

@test "tracecheck finds what it looks for" {
	wrong() {
		printf '%s' "$1" >w.json
		! "$HELPERS_SRC/tracecheck" w.json >why || { echo "nothing wrong with $1" >&2; return 1; }
		grep -q -e "$2" why || { cat why >&2; return 1; }
	}
	m='{"ph":"M","pid":1,"tid":1,"ts":0,"name":"thread_name","args":{"name":"x"}},{"ph":"M","pid":1,"tid":1,"ts":0,"name":"thread_sort_index","args":{"sort_index":1}}'
	b='{"ph":"B","pid":1,"tid":1,"ts":1,"cat":"c","name":"n","args":{"seq":1}}'
	printf '[%s,%s,{"ph":"E","pid":1,"tid":1,"ts":2,"cat":"c","name":"n"}]' "$m" "$b" >right.json
	"$HELPERS_SRC/tracecheck" right.json
	wrong "[$m,$b" 'delimiter'
	wrong "[$m,$b,]" 'Expecting\|Illegal'
	wrong "[$m,$b]" 'left open'
	wrong "[$m,$b,{\"ph\":\"E\",\"pid\":1,\"tid\":1,\"ts\":1,\"cat\":\"c\",\"name\":\"n\"}]" 'stands still'
	wrong "[$m,$b,{\"ph\":\"E\",\"pid\":1,\"tid\":1,\"ts\":2,\"cat\":\"c\",\"name\":\"o\"}]" 'ends'
	wrong "[$m,{\"ph\":\"E\",\"pid\":1,\"tid\":1,\"ts\":2,\"cat\":\"c\",\"name\":\"o\"}]" 'without a B'
	wrong "[$m,{\"ph\":\"s\",\"pid\":1,\"tid\":1,\"ts\":2,\"cat\":\"c\",\"name\":\"o\",\"id\":1}]" 'in no slice'
	wrong "[{\"ph\":\"C\",\"pid\":1,\"tid\":1,\"ts\":2,\"name\":\"o\",\"args\":{\"a\":\"1\"}}]" 'counter o'
	wrong "[{\"ph\":\"C\",\"pid\":1,\"tid\":0,\"ts\":2,\"name\":\"o\",\"args\":{\"a\":1}}]" 'track 0'
	wrong "[{\"ph\":\"M\",\"pid\":1,\"tid\":1,\"ts\":2,\"name\":\"o\",\"args\":{\"a\":1}}]" 'metadata o'
	wrong '[{"ph":"C","pid":1,"tid":1,"ts":NaN,"name":"o","args":{"a":1}}]' 'not JSON'
}
