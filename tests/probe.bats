# SPDX-License-Identifier: MIT
# --probe: what one command does with its time.
load helpers/common

setup() {
	common_setup
	export PMAP_CPUS=2
	CPUS=$("$PMAP" --number-of-threads)
}
teardown() { no_leftovers; }

@test "--probe of a command that computes suggests --hint cpu" {
	run "$PMAP" --probe --runs 3 burn 150
	[ "$status" -eq 0 ]
	[[ $output == *"burn 150: measured in 3 runs"*"best"*"median"*"Wall time"*"CPU time, user"*"CPU time, system"* ]]
	[[ $output == *"Queueing for a CPU"*"Blocked"*"Switches, voluntary"*"Switches, involuntary"*"Peak memory"* ]]
	[[ $output == *"Class "*"cpu ("*"Suggested "*"--hint cpu, --jobs $CPUS on $CPUS CPU"* ]]
}

@test "--probe of a command that waits suggests --hint io and many jobs" {
	run "$PMAP" --probe --runs 3 sleep 0.3
	[ "$status" -eq 0 ]
	[[ $output == *"Class "*"io ("*"Suggested "*"--hint io, --jobs $((32 * CPUS)) on $CPUS CPU"* ]]
}

@test "--probe runs the command as often as --runs says, 5 times by default, one after the other" {
	run "$PMAP" --probe --runs 2 'mkdir running && echo >>log && rmdir running'
	[ "$status" -eq 0 ]
	[ "$(wc -l <log)" -eq 2 ]
	run "$PMAP" --probe 'mkdir running && echo >>log && rmdir running'
	[ "$status" -eq 0 ]
	[ "$(wc -l <log)" -eq 7 ]
	[[ $output == *" 5 runs"* ]]
}

@test "--probe throws the output away and leaves stdin alone" {
	run bash -c 'printf "a\nb\n" | { "$PMAP" --probe --runs 2 "cat; echo out; echo err >&2" >table 2>errors; cat; }'
	[ "$status" -eq 0 ]
	same "$output" $'a\nb'
	[ ! -s errors ]
	run grep -x -e out table
	[ "$status" -eq 1 ]
}

@test "--probe with --stats=FILE.yaml writes the same as YAML" {
	run "$PMAP" --probe --runs 3 --stats=p.yaml sleep 0.2
	[ "$status" -eq 0 ]
	same "$output" ""
	grep -q '^schema: pmap.probe/1$' p.yaml
	grep -q "^command: \[sleep, '0.2'\]$\|^command: \['sleep', '0.2'\]$" p.yaml
	grep -q '^runs: 3$' p.yaml
	grep -Eq '^best: \{wall: 0\.[2-9][0-9]*, user: [0-9.]*, system: [0-9.]*, queued: [0-9.]*, blocked: 0\.[0-9]*, voluntary_switches: [0-9.]*, involuntary_switches: [0-9.]*\}$' p.yaml ||
		grep -q '^best: {wall: [1-9]' p.yaml
	grep -q "^class: {kind: io, .*cpus_usable: $CPUS, suggested_hint: io, suggested_jobs: $((32 * CPUS))}$" p.yaml
}

@test "--probe says when a run failed" {
	run "$PMAP" --probe --runs 2 false
	[ "$status" -eq 1 ]
	[[ $output == *"2 of 2 runs failed"* ]]
}

@test "--probe of a function" {
	run "$PMAP" --probe --runs 2 @nosuch
	[ "$status" -eq 255 ]
	[[ $output == *"no built-in function '@nosuch'"* ]]
}

@test "--probe ends by a signal" {
	bg "$PMAP" --probe 'meet say up hold'
	meet wait up
	kill -INT "$BG"
	wait_bg
	[ "$status" -eq 130 ]
}

@test "--probe without a command, or with what it cannot use, is an error" {
	for args in '' '--runs 3' 'touch ran ::: a' '--pipe touch ran' '--dry-run touch ran' '--stats=x.txt touch ran' '--runs 0 touch ran'; do
		# shellcheck disable=SC2086 # words
		run "$PMAP" --probe $args </dev/null
		[ "$status" -eq 255 ] || { echo "$args: $output"; return 1; }
		[[ $output == "pmap: "* ]]
		[ ! -e ran ]
	done
	run "$PMAP" --probe </dev/null
	[[ $output == *"--probe needs a command"* ]]
	run "$PMAP" --probe echo ::: a
	[[ $output == *"--probe runs one command as it stands"* ]]
}

# What --amdahl printed: the second column, in one line.
column() { awk '$1 ~ /^([0-9]+|limit)$/ { printf "%s%s", n++ ? " " : "", $2 }' <<<"$output"; }

@test "--amdahl P,N,... prints the speed-ups of Amdahl's law and their limit" {
	run "$PMAP" --amdahl .95,1,2,4,8,16,32,64
	[ "$status" -eq 0 ]
	same "$(column)" "1.000 1.905 3.478 5.926 9.143 12.549 15.422 20.000"
	run "$PMAP" --amdahl=95%
	[ "$status" -eq 0 ]
	same "$(column)" "1.000 1.905 3.478 5.926 9.143 12.549 15.422 20.000"
	run "$PMAP" --amdahl 1,7
	[ "$status" -eq 0 ]
	same "$(column)" "7.000 none"
	run "$PMAP" --amdahl 0,7
	[ "$status" -eq 0 ]
	same "$(column)" "1.000 1.000"
}

@test "--amdahl S=SPEEDUP,N prints the serial fraction that explains it" {
	run "$PMAP" --amdahl S=2.5,4
	[ "$status" -eq 0 ]
	[[ $output == *"Serial fraction (Karp-Flatt) 0.200"*"Effective parallel part P "*"0.800"*"Limit "*"5.000"* ]]
	run "$PMAP" --amdahl S=5,4
	[ "$status" -eq 0 ]
	[[ $output == *"More than the number of slots"* ]]
	run "$PMAP" --amdahl S=0.5,4
	[ "$status" -eq 0 ]
	[[ $output == *"Slower than one slot"* ]]
}

@test "--amdahl with what is no part, speed-up or number of slots is an error" {
	for spec in '' 1.5 101% -1 nan 1e1 . '.95,' .95,0 .95,x .95,2.5 .95,-2 .95,,2 .95,99999999999 x,2 S= S=2 'S=2,' S=0,4 S=2,4,8 S=2,0 S=nan,4 S=2%,4 S=9999999999,2; do
		run "$PMAP" --amdahl="$spec" </dev/null
		[ "$status" -eq 255 ] || { echo "$spec: $output"; return 1; }
		[[ $output == "pmap: option '--amdahl': '$spec' is not "* ]] || { echo "$spec: $output"; return 1; }
	done
	run "$PMAP" --amdahl S=1,1
	[ "$status" -eq 255 ]
	[[ $output == *"a speed-up with one slot says nothing"* ]]
}

@test "--probe of a command that cannot be run suggests nothing" {
	run "$PMAP" --probe --runs 2 no-such-command
	[ "$status" -eq 1 ]
	[[ $output == *"Class "*"not known: the command could not be run"*"2 of 2 runs failed, the last with exit status 127 (not found)."* ]]
	[[ $output != *Suggested* ]]
	run "$PMAP" --probe --runs 2 --stats=p.yaml no-such-command
	[ "$status" -eq 1 ]
	grep -q '^class: {kind: null, .*suggested_hint: null, suggested_jobs: null}$' p.yaml
}

@test "--probe says how a run failed" {
	run "$PMAP" --probe --runs 1 'exit 3'
	[ "$status" -eq 1 ]
	[[ $output == *"1 of 1 runs failed, the last with exit status 3: "* ]]
	run "$PMAP" --probe --runs 1 --timeout 0.2 sleep 100
	[ "$status" -eq 1 ]
	[[ $output == *"1 of 1 runs failed, the last by --timeout: "* ]]
}

@test "--probe of nothing, once, is defined" {
	run "$PMAP" --probe --runs 1 @cat /dev/null
	[ "$status" -eq 0 ]
	[[ $output == *"measured in 1 run"* && $output != *nan* && $output != *" inf"* ]]
}
