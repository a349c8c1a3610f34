# SPDX-License-Identifier: MIT
# --stats and --compare: what they claim is what happened.
bats_require_minimum_version 1.5.0
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

# figure MAP KEY: the value of a key in a line "MAP: {..., KEY: VALUE, ...}" of s.yaml.
figure() {
	sed -n "s/^$1: {//p" s.yaml | tr ',}' '\n\n' | awk -v key="$2:" '$1 == key { print $2 }'
}

# Whether every task that was read is in exactly one class.
adds_up() {
	local sum=0 class

	for class in ok failed timed_out cached skipped cancelled not_started; do
		sum=$((sum + $(figure tasks "$class")))
	done
	[ "$(figure tasks read)" -eq "$sum" ]
}

# No figure is nan or inf, in any spelling.
sane() {
	! grep -Eiw -e '-?(nan|inf|infinity)' <<<"$1"
}

# between LOW VALUE HIGH
between() {
	awk -v a="$1" -v v="$2" -v b="$3" 'BEGIN { exit !(v != "" && a <= v + 0 && v + 0 <= b) }' || { echo "$2 is not within $1..$3" >&2; return 1; }
}

@test "tasks of every outcome add up to the tasks read" {
	run "$PMAP" -j3 --timeout 1 --stats=s.yaml 'case {} in 1|2|3) exit {};; 4) kill -KILL $$;; 5) exec sleep 100;; *) :;; esac' ::: {1..20}
	[ "$status" -eq 5 ]
	adds_up
	[ "$(figure tasks read)" -eq 20 ]
	[ "$(figure tasks ok)" -eq 15 ]
	[ "$(figure tasks failed)" -eq 4 ]
	[ "$(figure tasks timed_out)" -eq 1 ]
	[ "$(figure tasks attempts)" -eq 20 ]
	[ "$(figure run exit)" -eq 5 ]
}

@test "tasks that --halt left undone are accounted for" {
	run "$PMAP" -j1 --halt now,fail=1 --stats=s.yaml '[ {} -lt 3 ]' ::: {1..9}
	[ "$status" -ne 0 ]
	adds_up
	[ "$(figure tasks ok)" -eq 2 ]
	[ "$(figure tasks failed)" -eq 1 ]
}

@test "a task that passed after a retry is ok, flaky, and two attempts" {
	run "$PMAP" -j1 --retries 3 --stats=s.yaml '[ -e x{} ] || { >x{}; exit 1; }' ::: 1 2
	[ "$status" -eq 0 ]
	adds_up
	[ "$(figure tasks ok)" -eq 2 ]
	[ "$(figure tasks flaky)" -eq 2 ]
	[ "$(figure tasks attempts)" -eq 4 ]
}

@test "the average number of running tasks is not called a speed-up" {
	run --separate-stderr "$PMAP" -j4 --stats sleep ::: .2 .2 .2 .2 .2 .2 .2 .2
	[ "$status" -eq 0 ]
	[ "$output" = "" ]
	grep -Eq '^  Running at once \(average\) +[0-9.]+ of 4 +measured' <<<"$stderr"
	[ -z "$(grep -i 'running at once' <<<"$stderr" | grep -Ei 'speed|[0-9]x')" ]
	grep -Eq '^  Speed-up .*(estimated|not enough data)' <<<"$stderr"
	sane "$stderr"
}

@test "eight CPU-bound slots for each CPU do not make a speed-up above the CPUs" {
	cpus=$(nproc)
	run "$PMAP" -j$((8 * cpus)) --stats=s.yaml 'i=0; while [ $i -lt 40000 ]; do i=$((i+1)); done; exit 0; {}' ::: $(seq $((16 * cpus)))
	[ "$status" -eq 0 ]
	if [ "$(figure speedup value)" = null ]; then
		[ "$(figure serial method)" = range ] # where the kernel does not tell the delays, a range is all there is
	else
		between 0 "$(figure speedup value)" "$(awk -v c="$cpus" 'BEGIN { print 1.15 * c }')"
	fi
	between 0 "$(figure speedup low)" "$(awk -v c="$cpus" 'BEGIN { print 1.15 * c }')"
}

@test "sleepers on four slots are estimated to be about four times faster" {
	run "$PMAP" -j4 --stats=s.yaml sleep ::: .3 .3 .3 .3 .3 .3 .3 .3
	[ "$status" -eq 0 ]
	[ "$(figure speedup value)" != null ] || skip "run-queue delays are not known here"
	between 3 "$(figure speedup value)" 4.05
	between 0 "$(figure speedup karp_flatt)" 0.12
	[ "$(figure speedup method)" = estimated ]
}

@test "no task, one task and one slot have no speed-up, and say so in words" {
	for args in "-j4" "-j4 one" "-j1 one two"; do
		set -- $args
		run --separate-stderr "$PMAP" "$1" --stats true ::: "${@:2}"
		[ "$status" -eq 0 ]
		grep -Eq '^  Speed-up +not enough data: ' <<<"$stderr"
		sane "$stderr"
		run "$PMAP" "$1" --stats=s.yaml true ::: "${@:2}"
		[ "$status" -eq 0 ]
		sane "$(sed 's/^run: .*//' s.yaml)"
		[ "$(figure speedup value)" = null ]
		adds_up
	done
}

@test "--stats=- prints on stdout, after the output of the tasks" {
	run --separate-stderr "$PMAP" -k --stats=- echo ::: a b
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = a ]
	[ "${lines[1]}" = b ]
	grep -q '^  Tasks .*2 read = 2 ok' <<<"$output"
	same "$stderr" ""
}

@test "a file name with another suffix is refused before anything runs" {
	run "$PMAP" --stats=s.xls touch ::: ran
	[ "$status" -eq 255 ]
	[[ $output = *s.xls*.yaml* ]]
	[ ! -e ran ]
	[ ! -e s.xls ]
}

@test "the file is replaced whole and no temporary file stays" {
	echo old >s.yaml
	run "$PMAP" --stats=s.yaml true ::: 1
	[ "$status" -eq 0 ]
	[ "$(head -n 1 s.yaml)" = "schema: pmap.stats/1" ]
	same "$(ls -A)" s.yaml
}

@test "statistics that cannot be written are an error" {
	run "$PMAP" --stats=no/s.yaml true ::: 1
	[ "$status" -eq 255 ]
	[[ $output = *"cannot write 'no/s.yaml'"* ]]
}

@test "an argument that is not UTF-8 is base64 in YAML" {
	run "$PMAP" --stats=s.yaml true ::: $'\377\376'
	[ "$status" -eq 0 ]
	grep -q "{b64: '//4='}" s.yaml
}

# speedup N: the measured speed-up of the row with N slots.
speedup() {
	awk -v n="$1" '$1 == n && $3 ~ /^m?s$/ { sub(/\[[^]]*\]/, ""); sub(/no interval/, ""); print $4; exit }' <<<"$output"
}

@test "two slots make sleepers about twice as fast, measured" {
	run --separate-stderr "$PMAP" --compare=1,2 --runs 2 sleep ::: .1 .1 .1 .1 .1 .1
	[ "$status" -eq 0 ]
	between 1.5 "$(speedup 2)" 2.2
	[[ $output = *"Outputs identical in all runs: yes (6 tasks)"* ]]
	[[ $output = *"Amdahl fit: not enough data"* ]]
	sane "$output"
}

@test "a list without 1 is measured against 1 all the same" {
	run "$PMAP" --compare=2 --runs 1 true ::: 1 2
	[ "$status" -eq 0 ]
	grep -Eq '^ +1 .* 1\.00 ' <<<"$output"
	sane "$output"
}

@test "three numbers of slots are fitted, or it is said why not" {
	run "$PMAP" --compare=1,2,4 --runs 3 sleep ::: .05 .05 .05 .05 .05 .05 .05 .05
	[ "$status" -eq 0 ]
	grep -Eq "Amdahl fit: (P = |left out)|Amdahl's law does not describe" <<<"$output"
	sane "$output"
}

@test "each run of a comparison sees all of stdin" {
	run bash -c 'seq 7 | "$PMAP" --compare=1,2 --runs 2 echo'
	[ "$status" -eq 0 ]
	[[ $output = *"yes (7 tasks)"* ]]
	run bash -c '"$PMAP" --compare=1,2 --runs 2 echo :::: <(seq 8)'
	[ "$status" -eq 0 ]
	[[ $output = *"yes (8 tasks)"* ]]
	seq 9 >list
	run bash -c '{ read -r first; "$PMAP" --compare=1,2 --runs 2 echo; } <list'
	[ "$status" -eq 0 ]
	[[ $output = *"yes (8 tasks)"* ]] # from where stdin stood, not from the start of the file
}

@test "the output of tasks is compared and not printed" {
	run --separate-stderr "$PMAP" --compare=1,2 --runs 1 'echo printed {}' ::: 1 2
	[ "$status" -eq 0 ]
	[[ $output != *printed* ]]
}

@test "runs with different outputs are an error" {
	run "$PMAP" --compare=1,2 --runs 1 'echo x >>calls; wc -l <calls; echo {}' ::: 1
	[ "$status" -eq 255 ]
	[[ $output = *"Outputs identical in all runs: NO"* ]]
	[[ $output = *"the output of task 1 with"*differs* ]]
}

@test "tasks that fail in a comparison are reported, and the status tells" {
	run "$PMAP" --compare=1,2 --runs 1 '[ {} = 1 ]' ::: 1 2 3
	[ "$status" -eq 2 ]
	[[ $output = *"tasks failed: 2 of 3"* ]]
}

@test "a comparison of no task says that there is not enough data" {
	run "$PMAP" --compare=1,2 --runs 1 true </dev/null
	[ "$status" -eq 0 ]
	[[ $output = *"not enough data"* ]]
	sane "$output"
}

@test "the queueing of a function on a thread is known" {
	command -v bzip2 >/dev/null || skip "no bzip2"
	[ -r /proc/thread-self/schedstat ] || skip "the kernel does not count run-queue delay"
	seq 300000 | bzip2 >text.bz2
	run bash -c '"$PMAP" -j2 --pool thread --stats=s.yaml @bunzip2 ::: text.bz2 text.bz2 text.bz2 text.bz2 >/dev/null'
	[ "$status" -eq 0 ]
	awk -v g="$(figure time queue_coverage)" 'BEGIN { exit !(g > 0.9) }'
}
