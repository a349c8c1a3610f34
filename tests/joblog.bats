# SPDX-License-Identifier: MIT
# The job log: what is in it, and when, and what happens when it cannot be written.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

HEAD=$'Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand'

# Columns of the records, without times.
fields() { awk -F'\t' -v OFS='|' 'NR > 1 { print $1, $2, $5, $6, $7, $8, $9 }' "${1:-log}" | sort -n; }

@test "the nine columns are those of GNU parallel" {
	run "$PMAP" -j1 --joblog log 'echo {}; exit {}' ::: 0 1 3
	[ "$status" -eq 2 ]
	same "$(head -n 1 log)" "$HEAD"
	same "$(fields)" "$(printf '%s\n' '1|:|0|2|0|0|echo 0; exit 0' '2|:|0|2|1|0|echo 1; exit 1' '3|:|0|2|3|0|echo 3; exit 3')"
	[ "$(awk -F'\t' 'NR > 1 && ($3 !~ /^[0-9]{10}\.[0-9]{3}$/ || $4 !~ /^ *[0-9]+\.[0-9]{3}$/ || length($4) != 10)' log | wc -l)" -eq 0 ]
	command -v parallel >/dev/null || return 0
	parallel --version 2>/dev/null | grep -q 'GNU parallel' || return 0
	parallel -j1 --joblog theirs 'echo {}; exit {}' ::: 0 1 3 >/dev/null 2>&1 || true
	same "$(fields)" "$(fields theirs)"
}

@test "signals, bytes sent and bytes received are logged" {
	run "$PMAP" --joblog log 'kill -9 $$' ::: 1
	[ "$status" -eq 1 ]
	same "$(fields)" '1|:|0|0|0|9|kill -9 $$ 1'
	run bash -c 'seq 1000 | "$PMAP" --pipe --joblog log "wc -l; echo err >&2" 2>/dev/null'
	[ "$status" -eq 0 ]
	same "$(fields)" '1|:|3893|5|0|0|wc -l; echo err >&2'
}

@test "a command that cannot be run is logged with 127" {
	run "$PMAP" --joblog log /nonexistent/x ::: 1
	[ "$status" -eq 1 ]
	same "$(fields)" '1|:|0|0|127|0|/nonexistent/x 1'
}

@test "a newline in a command is a NUL in the log, so a record is one line" {
	printf '%s\0' $'a\nb' $'c\td' >in
	run "$PMAP" -0 -k --joblog log echo :::: in
	[ "$status" -eq 0 ]
	[ "$(wc -l <log)" -eq 3 ]
	[ "$(tr -dc '\0' <log | wc -c)" -eq 1 ]
	printf 'e\0' >>in
	run "$PMAP" -0 -k --joblog log --resume echo :::: in
	[ "$status" -eq 0 ]
	same "$output" e
}

@test "a record is there while the next task runs" {
	run "$PMAP" -j1 --joblog log 'case {} in 2) wc -l <log;; 3) wc -l <log;; esac' ::: 1 2 3
	[ "$status" -eq 0 ]
	same "$output" "$(printf '2\n3')"
}

@test "a task is logged when its output has left" {
	run bash -c '"$PMAP" -k -j2 --joblog log "[ {} != 1 ] || meet wait two; echo {}; [ {} != 2 ] || { meet say two; }" ::: 1 2; cut -f1 log | tail -n +2'
	[ "$status" -eq 0 ]
	same "$output" "$(printf '1\n2\n1\n2')"
}

@test "FILE begins anew, +FILE goes on without a header" {
	"$PMAP" --joblog log echo ::: 1 2 >/dev/null
	run "$PMAP" --joblog log echo ::: 1
	[ "$status" -eq 0 ]
	[ "$(wc -l <log)" -eq 2 ]
	run "$PMAP" --joblog +log echo ::: 1
	[ "$status" -eq 0 ]
	[ "$(wc -l <log)" -eq 3 ]
	[ "$(grep -c ^Seq log)" -eq 1 ]
	run "$PMAP" --joblog +new echo ::: 1
	[ "$status" -eq 0 ]
	[ "$(wc -l <new)" -eq 1 ]
}

@test "+FILE never goes on with what is no job log" {
	printf '\211PNG\r\n\032\n\0\0\0\rIHDR' >image
	cp image before
	run "$PMAP" --joblog +image 'echo ran >>mark; echo' ::: 1
	[ "$status" -eq 255 ]
	[[ $output = *"'image' is not a job log"* ]]
	cmp image before
	[ ! -e mark ]
}

@test "+FILE never glues a record to a torn one" {
	"$PMAP" -k --joblog log echo ::: 1 2 >/dev/null
	truncate -s -4 log
	run bash -c '"$PMAP" --joblog +log echo ::: 3 2>err'
	[ "$status" -eq 0 ]
	grep -q 'incomplete' err
	same "$(fields)" "$(printf '%s\n' '1|:|0|2|0|0|echo 1' '1|:|0|2|0|0|echo 3')"
}

@test "a log that cannot be made is an error before any task" {
	run "$PMAP" --joblog /nonexistent/log 'echo ran >>mark; echo' ::: 1
	[ "$status" -eq 255 ]
	[[ $output = *"/nonexistent/log"* ]]
	run "$PMAP" --joblog . 'echo ran >>mark; echo' ::: 1
	[ "$status" -eq 255 ]
	[ ! -e mark ]
}

@test "a full disk under the log ends the run, loudly" {
	run bash -c 'seq 1000 | "$PMAP" -j2 --joblog /dev/full "echo >>starts; echo" 2>&1'
	[ "$status" -eq 255 ]
	[[ $output = *"job log '/dev/full': No space left"* ]]
	[ ! -e starts ] || [ "$(wc -l <starts)" -lt 100 ]
}

@test "when the disk fills up the log holds whole records, and with room again --resume runs the rest" {
	unshare -rm true 2>/dev/null || skip "no user namespaces"
	cat >script <<'T'
mkdir -p small && mount -t tmpfs -o size=16k none small || exit 77
head -c 8000 /dev/zero >small/other
seq 400 | "$PMAP" -j2 --joblog small/log "echo {} >>ran; :" 2>err
echo $? >first
[ "$(tail -c 1 small/log | od -An -tx1)" = " 0a" ] || exit 3
rm small/other
mount -o remount,size=1m small
seq 400 | "$PMAP" -j2 --joblog small/log --resume "echo {} >>ran; :" 2>>err || exit 4
cp small/log log
T
	run unshare -rm bash script
	[ "$status" -ne 77 ] || skip "no tmpfs"
	[ "$status" -eq 0 ]
	[ "$(<first)" -eq 255 ]
	grep -q "job log 'small/log': No space left" err
	same "$(awk 'NR > 1 { print $1 }' log | sort -n)" "$(seq 400)"
	[ "$(awk -F'\t' 'NF != 9' log | wc -l)" -eq 0 ]
	# none is lost, few ran twice
	same "$(sort -n ran | uniq)" "$(seq 400)"
	[ "$(wc -l <ran)" -lt 600 ]
}

@test "two runs that write one log leave whole lines" {
	printf '%s\n' "$HEAD" >log
	"$PMAP" -j4 --joblog +log 'echo' ::: $(seq 300) >/dev/null 3>&- &
	run "$PMAP" -j4 --joblog +log 'echo' ::: $(seq 300)
	[ "$status" -eq 0 ]
	wait $!
	[ "$(wc -l <log)" -eq 601 ]
	[ "$(awk -F'\t' 'NF != 9' log | wc -l)" -eq 0 ]
	[ "$(fields | cut -d'|' -f1 | uniq -c | awk '$1 != 2' | wc -l)" -eq 0 ]
}

@test "a log goes through a link, with the caller's umask" {
	ln -s real log
	(umask 027 && "$PMAP" --joblog log echo ::: 1 >/dev/null)
	[ -L log ]
	[ "$(stat -c %a real)" = 640 ]
}

@test "a log may be a pipe, and - is stdout" {
	run bash -c '"$PMAP" -k --joblog >(cat >copy) echo ::: 1 2 >/dev/null; while [ "$(wc -l <copy)" -lt 3 ]; do :; done'
	[ "$status" -eq 0 ]
	[ "$(wc -l <copy)" -eq 3 ]
	run "$PMAP" --joblog - : ::: 1
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "$HEAD" ]
	[ "${#lines[@]}" -eq 2 ]
}

@test "what the end of the run killed is not logged, a timeout is" {
	run "$PMAP" -j2 --halt now,fail=1 --joblog log 'case {} in 1) meet say one hold;; 2) meet wait one; exit 1;; esac' ::: 1 2 3
	[ "$status" -eq 1 ]
	same "$(fields | cut -d'|' -f1)" 2
	run bash -c '"$PMAP" --timeout 0.2 --joblog log "meet hold; :" ::: 1 2>/dev/null'
	[ "$status" -eq 1 ]
	same "$(fields | cut -d'|' -f1,5,6)" '1|-1|15'
}

@test "Receive counts a line without its end once, however output is printed" {
	for how in --group --line-buffer -u --tag --compress "--results out"; do
		# shellcheck disable=SC2086 # words
		run "$PMAP" $how --joblog log 'printf "a\nbcd"' ::: 1
		[ "$status" -eq 0 ]
		[ "$how" = -u ] || same "$(cut -f6 log | tail -n 1)" 5
	done
}
