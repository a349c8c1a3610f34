# SPDX-License-Identifier: MIT
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

@test "a job is tried again until it succeeds, and only the last output is printed" {
	run "$PMAP" -j1 --retries 5 'echo x >>tries; echo try $(wc -l <tries); [ $(wc -l <tries) = 3 ] || exit 1; :' ::: a
	[ "$status" -eq 0 ]
	same "$output" "try 3"
}

@test "--retries counts all attempts, and the log has the last one" {
	run "$PMAP" -j1 --retries 3 --joblog log 'echo x >>tries; exit $(wc -l <tries); :' ::: a
	[ "$status" -eq 1 ]
	[ "$(wc -l <tries)" -eq 3 ]
	same "$(sed 1d log | cut -f1,7)" "$(printf '1\t3')"
}

@test "--retries 0 tries until it succeeds" {
	run "$PMAP" -j1 --retries 0 'echo x >>tries; [ $(wc -l <tries) = 150 ] || exit 1; :' ::: a
	[ "$status" -eq 0 ]
	[ "$(wc -l <tries)" -eq 150 ]
}

@test "--halt counts only the last attempt" {
	run "$PMAP" -j1 --retries 2 --halt now,fail=1 'echo {} >>tries; exit {}' ::: 0 3 4
	[ "$status" -eq 3 ]
	same "$(tr '\n' ' ' <tries)" "0 3 3 "
}

@test "a job that timed out is tried again" {
	run "$PMAP" -j1 --retries 2 --timeout 0.3 'echo x >>tries; [ $(wc -l <tries) = 2 ] || meet hold; echo ok' ::: a
	[ "$status" -eq 0 ]
	[ "${lines[-1]}" = "ok a" ]
}

@test "the block of --pipe is there again for the next attempt" {
	run bash -c 'seq 5 | "$PMAP" --pipe -j1 --retries 2 "echo x >>tries; cat; [ \$(wc -l <tries) = 2 ]"'
	[ "$status" -eq 0 ]
	same "$output" "$(seq 5)"
}

@test "with -k output of a later job waits for the last attempt of an earlier one" {
	run "$PMAP" -k -j2 --retries 2 'case {} in a) echo x >>tries; meet wait b; [ $(wc -l <tries) = 2 ] || exit 1;; b) meet say b say b;; esac; echo {}' ::: a b
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a\nb')"
}
