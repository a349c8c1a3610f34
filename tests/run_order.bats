# SPDX-License-Identifier: MIT
# --order longest and --cost: which task runs when, and that nothing else depends on it.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

# log COMMAND SECONDS ...: a job log with these records.
log() {
	local n=0

	printf 'Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand\n' >log
	while [ $# -gt 0 ]; do
		printf '%d\t:\t1600000000.%03d\t%10.3f\t0\t0\t0\t0\t%s\n' $((++n)) "$n" "$2" "$1" >>log
		shift 2
	done
}

# took LINE SECONDS: that line of the log says so.
took() {
	awk -F '\t' -v OFS='\t' -v line="$1" -v s="$2" 'NR == line { $4 = s } 1' log >changed
	mv changed log
}

@test "--order longest:JOBLOG runs the tasks that took longest first" {
	log 'echo a' 1 'echo b' 3 'echo c' 2
	run "$PMAP" -j1 --order longest:log echo ::: a b c
	[ "$status" -eq 0 ]
	same "$output" $'b\nc\na'
}

@test "the log of a run orders the next one" {
	run "$PMAP" -j1 --joblog log "echo 'a word' {}; :" ::: a b c
	[ "$status" -eq 0 ]
	took 3 99.5
	run "$PMAP" -j1 --order longest:log --joblog log "echo 'a word' {}; :" ::: a b c
	[ "$status" -eq 0 ]
	same "${lines[0]}" 'a word b'
	same "$(cut -f1 log | sort -n)" $'Seq\n1\n2\n3' # the log that was read is written anew
}

@test "-k prints in the order of the input, whatever ran first" {
	log 'echo a >>ran; echo 1a' 1 'echo b >>ran; echo 2b' 3 'echo c >>ran; echo 3c' 2
	run "$PMAP" -k -j1 --order longest:log 'echo {} >>ran; echo {#}{}' ::: a b c
	[ "$status" -eq 0 ]
	same "$output" $'1a\n2b\n3c'
	same "$(cat ran)" $'b\nc\na'
}

@test "{#}, \$PARALLEL_SEQ and the job log have the numbers of the input" {
	run "$PMAP" -j1 --order longest --cost '{}' --joblog new 'echo {#} $PARALLEL_SEQ {}' ::: 5 20 10
	[ "$status" -eq 0 ]
	same "$output" $'2 2 20\n3 3 10\n1 1 5'
	same "$(cut -f1 new)" $'Seq\n2\n3\n1'
}

@test "--resume goes on after a run in another order" {
	run "$PMAP" -j1 --order longest --cost '{}' --joblog new --halt now,fail=1 '[ {} != 10 ]' ::: 5 20 10 1
	[ "$status" -eq 1 ]
	same "$(cut -f1 new)" $'Seq\n2\n3'
	run "$PMAP" -k -j1 --order longest --cost '{}' --joblog new --resume 'echo {#}' ::: 5 20 10 1
	[ "$status" -eq 0 ]
	same "$output" $'1\n4'
}

@test "--dry-run shows the order in which tasks will start" {
	log 'cat a' 1 'cat b' 3 'cat c' 2
	run "$PMAP" -j4 --order longest:log --dry-run 'cat' ::: a b c
	[ "$status" -eq 0 ]
	same "$output" $'cat b\ncat c\ncat a'
}

@test "a task that is not in the log has the median of those that are" {
	log 'echo a' 1 'echo b' 5 'echo c' 9
	run "$PMAP" -j1 --order longest:log echo ::: x a b c y
	[ "$status" -eq 0 ]
	same "$output" $'c\nx\nb\ny\na'
}

@test "the last record of a command counts" {
	log 'echo a' 9 'echo b' 5 'echo a' 1
	run "$PMAP" -j1 --order longest:log echo ::: a b
	[ "$status" -eq 0 ]
	same "$output" $'b\na'
}

@test "tasks that take the same time stay in the order of the input" {
	run bash -c 'seq 1000 | "$PMAP" -j1 --dry-run --order longest --cost "{= \$_ %= 3 =}" echo'
	[ "$status" -eq 0 ]
	same "$output" "$( (seq 2 3 1000; seq 1 3 1000; seq 3 3 1000) | sed 's/^/echo /')"
}

@test "a command with a newline is found in the log" {
	run "$PMAP" -j1 --joblog log $'echo {}\ntrue' ::: 1 2 3
	[ "$status" -eq 0 ]
	took 3 99.5
	run "$PMAP" -j1 --order longest:log $'echo {}\ntrue' ::: 1 2 3
	[ "$status" -eq 0 ]
	same "${lines[0]}" 2
}

@test "a log that cannot be used is met before any task" {
	run "$PMAP" --order longest:missing touch ran ::: a
	[ "$status" -eq 255 ]
	[[ $output == *"cannot read the job log 'missing': No such file"* ]]
	: >empty
	run "$PMAP" --order longest:empty touch ran ::: a
	[ "$status" -eq 255 ]
	[[ $output == *"the job log 'empty' has no record"* ]]
	log
	run "$PMAP" --order longest:log touch ran ::: a
	[ "$status" -eq 255 ]
	[[ $output == *"the job log 'log' has no record"* ]]
	echo 'something else' >other
	run "$PMAP" --order longest:other touch ran ::: a
	[ "$status" -eq 255 ]
	[[ $output == *"'other' is not a job log"* ]]
	log 'touch a' 1 'touch b' 2
	sed 's/^2\t/two\t/' log >bad
	run "$PMAP" --order longest:bad touch ran ::: a
	[ "$status" -eq 255 ]
	[[ $output == *"line 3 of the job log 'bad' is not a record"* ]]
	sed 's/ 2.000/ nan/' log >bad
	run "$PMAP" --order longest:bad touch ran ::: a
	[ "$status" -eq 255 ]
	[[ $output == *"line 3 of the job log 'bad' is not a record"* ]]
	[ ! -e ran ]
}

@test "the torn last line of a log is passed over" {
	log 'echo a' 1 'echo b' 2
	printf '3\t:\t16000' >>log
	run "$PMAP" -j1 --order longest:log echo ::: a b
	[ "$status" -eq 0 ]
	same "$output" $'b\na'
}

@test "a log of something else is told, and orders nothing" {
	log 'other 1' 3 'other 2' 2
	run "$PMAP" -j1 --order longest:log echo ::: a b
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == *"warning: none of the commands is in the job log 'log'"* ]]
	same "${lines[1]}${lines[2]}" ab
}

@test "--cost size runs the largest files first" {
	head -c 10 /dev/zero >s
	head -c 3000 /dev/zero >l
	head -c 200 /dev/zero >m
	run "$PMAP" -j1 --order longest --cost size echo ::: s l m none
	[ "$status" -eq 0 ]
	same "$output" $'l\nm\nnone\ns'
}

@test "--cost is a number that a replacement string gives" {
	run "$PMAP" -j1 --order longest --cost '{2}' --colsep , echo '{1}' ::: a,5 b,7.5 c, d,6
	[ "$status" -eq 0 ]
	same "$output" $'b\nc\nd\na'
	run "$PMAP" -j1 --order longest --cost '{= $_ = length =}' -N2 echo ::: aaa b c d ee ffffff
	[ "$status" -eq 255 ]
	for text in x -1 nan inf 1e 0x10 '1 2'; do
		run "$PMAP" --order longest --cost '{}' touch ran {#} ::: 5 "$text"
		[ "$status" -eq 255 ]
		[[ $output == *"--cost: '$text' is what job 2 should cost, and no number from 0 on"* ]]
	done
	[ ! -e ran ]
}

@test "-X, -N and products are ordered by job" {
	log 'echo 1 2' 1 'echo 3 4' 3 'echo 5' 2
	run "$PMAP" -j1 --order longest:log -N2 echo ::: 1 2 3 4 5
	[ "$status" -eq 0 ]
	same "$output" $'3 4\n5\n1 2'
	log 'echo 1 a' 1 'echo 1 b' 4 'echo 2 a' 3 'echo 2 b' 2
	run "$PMAP" -j1 --order longest:log echo ::: 1 2 ::: a b
	[ "$status" -eq 0 ]
	same "$output" $'1 b\n2 a\n2 b\n1 a'
}

@test "-k in another order never stops for the budgets, and loses nothing" {
	for budget in 0 1 4k 64M; do
		run bash -c 'seq 40 | "$PMAP" -k -j4 --order longest --cost "{}" --buffer "$1" --spill 0 "seq 2000 | sed s/^/{}:/" | md5sum' - "$budget"
		[ "$status" -eq 0 ]
		same "$output" "$(for i in $(seq 40); do seq 2000 | sed "s/^/$i:/"; done | md5sum)"
	done
}

@test "-k: what ended before the run was stopped is printed in the order of the input" {
	run bash -c '"$PMAP" -k -j1 --order longest --cost {} --joblog log --halt soon,fail=1 "echo {}; [ {} != 7 ]" ::: 5 9 7 8 1 2>messages'
	[ "$status" -eq 1 ]
	same "$output" $'9\n7\n8'
	same "$(cut -f1 log)" $'Seq\n2\n3\n4'
}

@test "--eta and --bar know costs" {
	log 'true 1' 1 'true 2' 2 'true 3' 3
	for with in '--order longest:log' '--order longest --cost {}' '--cost {}'; do
		# shellcheck disable=SC2086 # words
		run "$PMAP" --eta -j1 $with true ::: 1 2 3
		[ "$status" -eq 0 ]
		[[ ${lines[-1]} == "ETA: 0s Left: 0 AVG: "*"  local:0/3/100%/"*s ]]
	done
}

@test "--order and --cost refuse what they cannot do" {
	while read -r words; do
		# shellcheck disable=SC2086 # words
		run "$PMAP" $words touch ran ::: a
		[ "$status" -eq 255 ]
		[[ $output == *--order* || $output == *--cost* ]]
	done <<-'END'
		--order longest
		--order shortest
		--order longest:
		--order longestest
		--order longest:log --cost size
		--cost size
		--cost 5
		--order longest:log --shuf
		--order longest:log --pipe
		--order longest:log --probe
		--order longest:log --onall -S :
		--order longest:log --retry-failed --joblog log
		--order longest:log --sqlworker sqlite3:///db/t
		--order longest:log --semaphore
	END
	run "$PMAP" --order longest --cost '' touch ran ::: a
	[ "$status" -eq 255 ]
	[ ! -e ran ]
}

@test "--tag goes with its own task in another order" {
	run "$PMAP" -j2 -k --order longest --cost '{}' --tag echo ::: 1 2 3
	[ "$status" -eq 0 ]
	same "$output" $'1\t1\n2\t2\n3\t3'
}

@test "without any job there is nothing to order" {
	run "$PMAP" --order longest --cost '{}' touch ran :::: /dev/null
	[ "$status" -eq 0 ]
	[ ! -e ran ]
}
