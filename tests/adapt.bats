# SPDX-License-Identifier: MIT
# How many jobs run at once when tasks are measured: --hint auto, --jobs auto, and the ramp of --hint io. What is decided in which
# situation is proved on simulated machines (unit/test_adapt.c); here it is that real tasks are measured and slots follow.
load helpers/common
load helpers/crowd

setup() {
	common_setup
	export PMAP_CPUS=2
	CPUS=$("$PMAP" --number-of-threads)
}
teardown() {
	quiet
	no_leftovers
}

# True when the decision and what it was based on, in stats.yaml, are KIND and agree with each other.
decided() {
	local kind=$1 wanted=$2

	grep -q "^class: {hint: auto, cpu_share: [0-9.]*, kind: $kind, suggested_jobs: $wanted," stats.yaml || { cat stats.yaml >&2; return 1; }
	sed -n 's/^adaptive: \[{\([^}]*why: model[^}]*\)}.*/\1/p' stats.yaml | tr ',' '\n' | sed 's/^ *//; s/: / /' >step
	awk -v kind="$kind" -v wanted="$wanted" '
		{ v[$1] = $2 }
		END {
			share = v["cpu"] / (v["cpu"] + v["blocked"])
			sum = v["cpu"] + v["queued"] + v["blocked"]
			exit !(v["kind"] == kind && v["wanted"] == wanted && v["tasks"] > 0 &&
			       share - v["cpu_share"] < 0.01 && v["cpu_share"] - share < 0.01 &&
			       sum > 0.95 * v["wall"] && sum < 1.05 * v["wall"])
		}' step || { cat stats.yaml >&2; return 1; }
}

@test "auto calls tasks that compute cpu, and never runs more of them than there are CPUs" {
	run "$PMAP" --hint auto --stats=stats.yaml burn ::: 150 150 150 150 150 150
	[ "$status" -eq 0 ]
	decided cpu "$CPUS"
	grep -q "^slots: {requested: $CPUS, .*max: $CPUS, mode: auto" stats.yaml
}

@test "auto calls them cpu also beside three busy loops for each CPU" {
	crowd
	run "${ON_CPU[@]}" "$PMAP" --hint auto --stats=stats.yaml burn ::: 150 150 150 150 150
	[ "$status" -eq 0 ]
	decided cpu 1
}

@test "auto calls tasks that wait io" {
	run "$PMAP" --hint auto --stats=stats.yaml sleep ::: 0.3 0.3 0.3 0.3 0.3 0.3
	[ "$status" -eq 0 ]
	decided io $((32 * CPUS))
}

@test "auto calls them io also beside three busy loops for each CPU" {
	crowd
	run "${ON_CPU[@]}" "$PMAP" --hint auto --stats=stats.yaml sleep ::: 0.5 0.5 0.5 0.5 0.5
	[ "$status" -eq 0 ]
	decided io 32
}

@test "auto runs waiting tasks sixteen at a time and more, once it has seen some" {
	# The first four are what is learned from; of the others sixteen must run at the same time.
	{ for _ in 1 2 3 4; do echo 'sleep 0.5'; done; for _ in {1..60}; do echo 'meet say in wait in=16'; done; } >commands
	run within 100 "$PMAP" --hint auto --stats=stats.yaml <commands
	[ "$status" -eq 0 ]
	grep -q 'why: ramp' stats.yaml
	grep -q '^tasks: {read: 64, ok: 64,' stats.yaml
}

@test "nothing is run twice or lost while slots come and go" {
	run bash -c 'seq 400 | "$PMAP" -k --hint auto echo | cmp - <(seq 400)'
	[ "$status" -eq 0 ]
	run bash -c 'seq 400 | "$PMAP" -k -j auto echo | cmp - <(seq 400)'
	[ "$status" -eq 0 ]
	run bash -c 'seq 400 | "$PMAP" -k --hint io echo | cmp - <(seq 400)'
	[ "$status" -eq 0 ]
}

@test "the text of --stats says what was decided and why" {
	run "$PMAP" --hint auto --stats sleep ::: 0.2 0.2 0.2 0.2 0.2 0.2
	[ "$status" -eq 0 ]
	[[ $output == *"Slots "*"--hint auto, at most $((32 * CPUS))"*"after "*"$((32 * CPUS)) wanted"*"io work ("*" CPU): "*" blocked, "*" queueing for a CPU"* ]]
	run "$PMAP" -j auto --stats sleep ::: 0.2 0.2 0.2 0.2 0.2 0.2
	[ "$status" -eq 0 ]
	[[ $output == *"Slots "*"--jobs auto, at most $((32 * CPUS))"*"$((32 * CPUS)) wanted"* ]]
	run "$PMAP" --hint io --stats sleep ::: 0.2 0.2
	[ "$status" -eq 0 ]
	[[ $output == *"Slots "*"--hint io, at most $((32 * CPUS))"*"all in all "*"io work"* ]]
}

@test "functions that compute move into workers, those that wait stay on threads" {
	run "$PMAP" -k --hint auto --stats=stats.yaml "@$HELPERS/plugin.so:work" ::: 150 150 150 150 150 150 150 150
	[ "$status" -eq 0 ]
	decided cpu "$CPUS"
	[ "${#lines[@]}" -eq 8 ]
	same "${lines[0]}" "${lines[1]}" # pmap itself
	[ "${lines[7]}" -ne "${lines[0]}" ]
	run "$PMAP" -k --hint auto --stats=stats.yaml "@$HELPERS/plugin.so:rest" ::: 300 300 300 300 300 300 300 300
	[ "$status" -eq 0 ]
	decided io $((32 * CPUS))
	same "$(sort -u <<<"$output" | wc -l)" 1
}

@test "with a number of --jobs auto only measures" {
	run "$PMAP" -j3 --hint auto --stats=stats.yaml sleep ::: 0.2 0.2 0.2 0.2 0.2 0.2
	[ "$status" -eq 0 ]
	grep -q '^slots: {requested: 3, mean: 3.0, min: 3, max: 3, mode: fixed}' stats.yaml
	grep -q '^class: {hint: auto, .*kind: io' stats.yaml
	run "$PMAP" -j3 --hint auto --stats sleep ::: 0.1 0.1
	[ "$status" -eq 0 ]
	[[ $output == *"--jobs says how many"* ]]
}

@test "a file named auto is still there for -j, as ./auto" {
	echo 3 >auto
	run "$PMAP" -j ./auto --stats=stats.yaml true ::: a b c
	[ "$status" -eq 0 ]
	grep -q '^slots: {requested: 3, .* mode: fixed' stats.yaml
}

@test "a run without tasks has nothing to tell" {
	run "$PMAP" --hint auto --stats true </dev/null
	[ "$status" -eq 0 ]
	[[ $output == *"no task could be measured"* ]]
	run "$PMAP" -j auto --stats=stats.yaml true </dev/null
	[ "$status" -eq 0 ]
	grep -q '^adaptive: \[\]$' stats.yaml
	grep -q '^class: {hint: auto, cpu_share: null, kind: null, suggested_jobs: null' stats.yaml
}

@test "--max-jobs bounds a number that changes, and is an error beside one that does not" {
	run "$PMAP" --hint io --max-jobs 3 --stats=stats.yaml sleep ::: 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1
	[ "$status" -eq 0 ]
	grep -q '^slots: .* most: 3}' stats.yaml
	run "$PMAP" -j auto --max-jobs 1 --stats=stats.yaml sleep ::: 0.1 0.1 0.1 0.1 0.1
	[ "$status" -eq 0 ]
	grep -q '^slots: {requested: 1, .*max: 1, mode: auto, most: 1}' stats.yaml
	refuses "--max-jobs bounds a number of slots that changes" --max-jobs 3 'touch ran' ::: a
	refuses "--max-jobs bounds a number of slots that changes" --max-jobs 3 -j 5 --hint io 'touch ran' ::: a
	refuses "'0' is not a number of slots" --max-jobs 0 --hint io 'touch ran' ::: a
	refuses "'many' is not a number of slots" --max-jobs many --hint io 'touch ran' ::: a
}

@test "the number of slots stays within the limit of open files" {
	run bash -c 'ulimit -n 130 && "$PMAP" --hint io --stats=stats.yaml sleep ::: 0.{1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1}'
	[ "$status" -eq 0 ]
	[ "$(sed -n 's/^slots: .* most: \([0-9]*\)}/\1/p' stats.yaml)" -le 24 ]
	[ "$output" = "" ]
}

@test "jobs that share their input are as many as before, whatever they turn out to do" {
	run bash -c 'seq 10000 | "$PMAP" --hint auto --pipe --round-robin --block 1k cat | sort -n | cmp - <(seq 10000)'
	[ "$status" -eq 0 ]
	run bash -c 'seq 10000 | "$PMAP" --hint io --pipe --round-robin --block 100 "cat >/dev/null; echo x" | wc -l'
	[ "$status" -eq 0 ]
	[ "$output" -gt 2 ]
}

@test "--dry-run and --compare have nothing to adapt" {
	run "$PMAP" --hint auto --dry-run echo ::: a b
	[ "$status" -eq 0 ]
	same "$output" $'echo a\necho b'
	run "$PMAP" --hint auto --compare=1,2 --runs 1 echo ::: a b
	[ "$status" -eq 0 ]
}

@test "a run that adapts ends by a signal as any other" {
	bg "$PMAP" -j auto 'meet say up; meet hold' ::: a b
	meet wait up=2
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
}

refuses() {
	local message=$1

	shift
	run "$PMAP" "$@" </dev/null
	[ "$status" -eq 255 ]
	[[ $output == *"$message"* ]] || { echo "$output" >&2; return 1; }
	[ ! -e ran ]
}

@test "--jobs auto beside options that contradict it is an error, and nothing runs" {
	refuses "--jobs auto measures what tasks do, and --hint cpu says it" -j auto --hint cpu 'touch ran' ::: a
	refuses "--hint io says it" --hint io -j auto 'touch ran' ::: a
	refuses "--round-robin needs one that stays" -j auto --pipe --round-robin 'touch ran'
	refuses "--tee needs one that stays" -j auto --pipe --tee 'touch ran'
	refuses "--shard needs one that stays" -j auto --pipe --shard 1 'touch ran'
	refuses "--bin needs one that stays" -j auto --pipe --bin 1 'touch ran'
	refuses "--semaphore needs one that stays" -j auto --semaphore --fg --id x touch ran
	refuses "--compare needs one that stays" -j auto --compare 'touch ran' ::: a
	refuses "--tty needs one that stays" -j auto --tty 'touch ran' ::: a
	refuses "'gpu' is not cpu, io or auto" --hint gpu 'touch ran' ::: a
	refuses "is not N, N%, +N, -N, 0, auto or a readable file" -j automatic 'touch ran' ::: a
}
