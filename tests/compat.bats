# SPDX-License-Identifier: MIT
# Command lines that give what GNU parallel gives (helpers/compat.bash), lines that compat/fuzz makes at random, and what differs
# on purpose.
load helpers/common
load helpers/compat

setup_file() { compat_setup_file core; }
setup() { common_setup; }

@test "values are quoted byte for byte as GNU parallel quotes them" {
	alike quoting
}
@test "replacement strings mean the same" {
	alike strings
}
@test "without a replacement string the values go to the end" {
	alike appending
}
@test "whole commands come from the input" {
	alike commands
}
@test "input is cut into the same records" {
	alike records
}
@test "sources are combined and linked alike" {
	alike sources
}
@test "records are split into the same columns" {
	alike columns
}
@test "a header names columns and sources" {
	alike header
}
@test "several arguments make a job alike" {
	alike several
}
@test "lines are filled and spread alike" {
	alike filling
}
@test "output is tagged alike" {
	alike tags
}
@test "output is passed through as it is" {
	alike shape
}
@test "the exit status is the same" {
	alike status
}
@test "--halt announces and counts alike" {
	alike halting
}
@test "attempts and time limits are alike" {
	alike retrying
}
@test "the job log has the same columns" {
	alike joblog
}
@test "a log says what is left to do" {
	alike resuming
}
@test "jobs find the same environment" {
	alike environment
}
@test "options are written in the same ways" {
	alike options
}
@test "--pipe cuts standard input into the same blocks" {
	alike pipe
}

@test "every section of the cases is a test" {
	every_section_is_a_test
}
@test "GNU parallel still gives the answers that are compared with" {
	answers_still_hold 23
}

@test "random command lines give what GNU parallel gives" {
	need_parallel
	command -v python3 >/dev/null || skip "no python3"
	count=25
	[ "${COMPAT:-}" != all ] || count=1000
	"$COMPAT_DIR/fuzz" "${COMPAT_SEED:-1}" $count >lines
	both lines
}

# What differs on purpose (COMPATIBILITY in the manual).

@test "--dry-run keeps the order of the input without -k" {
	run "$PMAP" -j4 --dry-run echo ::: $(seq 1000)
	[ "$status" -eq 0 ]
	same "$output" "$(seq -f 'echo %g' 1000)"
}

@test "{#} in a tag is the job's own number" {
	run "$PMAP" -k -j4 --tagstring '{#}' echo ::: $(seq 50)
	[ "$status" -eq 0 ]
	same "$output" "$(paste <(seq 50) <(seq 50))"
}

@test "{/} is what is behind the last slash, newlines or not" {
	run "$PMAP" -0 echo {/} ::: $'a\nb/c'
	[ "$status" -eq 0 ]
	same "$output" c
}

@test "names in a header are text" {
	run "$PMAP" -k --header : echo {a.c} {abc} {[x]} ::: a.c 1 ::: '[x]' 2
	[ "$status" -eq 0 ]
	same "$output" "1 {abc} 2"
}

@test "-s counts the bytes that a line really has" {
	run "$PMAP" -j1 --xargs -s 20 --dry-run --tagstring x echo {1}{2} ::: 1 2 3 4
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'x\techo 12')"
}

@test "\\xHH is a byte in --delimiter and --tagstring" {
	run "$PMAP" -k -d '\x2c' --tagstring '\x41' echo ::: a,b
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'A\ta\nA\tb')"
}

@test "--halt with done=N has the number of failed jobs for a status" {
	run bash -c '"$PMAP" -j1 --halt soon,done=2 "exit {}" ::: 0 0 0 2>/dev/null'
	[ "$status" -eq 0 ]
	run bash -c '"$PMAP" -j1 --halt now,done=3 "exit {}" ::: 0 5 6 7 2>/dev/null'
	[ "$status" -eq 2 ]
}

@test "a command line may be longer than GNU parallel allows" {
	long=$(printf '%0100000d' 1)
	run bash -c '"$PMAP" -j1 "printf %s" ::: "$0" | wc -c' "$long"
	[ "$status" -eq 0 ]
	same "$output" 100000
}

# What progress looks like.

@test "--bar on a terminal is a bar with the share, the counts and the value" {
	run ptyx -s 80x24 "$PMAP" -j1 --bar sleep ::: 0.15 0.16
	[ "$status" -eq 0 ]
	[[ $output == *$'\r\e[7m'*"50% 1:1="*"s 0.16"*$'\e[0m'* ]]
	[[ $output == *"100% 2:0=0s"* ]]
}

@test "--eta and --progress begin with the table of hosts" {
	for option in --eta --progress; do
		run ptyx "$PMAP" -j2 $option sleep ::: 0.15 0.15
		[ "$status" -eq 0 ]
		same "$(tr -d "\r" <<<"$output" | sed "s,^1:local / [0-9]*,1:local / N,; 6,\$d")" "$(printf '\nComputers / CPU cores / Max jobs to run\n1:local / N / 2\n\nComputer:jobs running/jobs completed/%%of started jobs/Average seconds to complete')"
		[[ $output == *"local:2/0/100%/0.0s "* ]]
	done
	[[ $output != *ETA* ]]
	run ptyx "$PMAP" -j2 --eta sleep ::: 0.15
	[ "$status" -eq 0 ]
	[[ $output == *$'\r'"ETA: 0s Left: 1 AVG: 0.00s  local:1/0/100%/0.0s "* ]]
}

@test "without a terminal progress is plain lines, and stdout stays clean" {
	for option in --bar --eta --progress; do
		run bash -c '"$PMAP" -k '$option' echo ::: a b 2>err'
		[ "$status" -eq 0 ]
		same "$output" "$(printf 'a\nb')"
		[[ $(cat err) == *"local:0/2/100%/"* ]]
		[[ $(cat err) != *[$'\r\e']* ]]
	done
}
