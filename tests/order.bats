# SPDX-License-Identifier: MIT
# Whose output comes when, which job gets which slot, and when jobs start.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

@test "without -k output comes in the order of completion" {
	run "$PMAP" -j3 'test {} = c || meet wait {}; echo {}; case {} in c) meet say b;; b) meet say a;; esac' ::: a b c
	[ "$status" -eq 0 ]
	# b is told by a job that may not have been printed yet, so only that none waits for an earlier one is proved here.
	same "$(printf '%s\n' "${lines[@]}" | sort | tr -d '\n')" abc
	run "$PMAP" -j2 'case {} in slow) meet wait seen; echo slow;; quick) echo quick;; then) meet say seen;; esac' ::: slow quick then
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'quick\nslow')"
}

@test "with -k output comes in the order of the input" {
	run "$PMAP" -k -j3 'test {} = c || meet wait after-{}; echo {}; case {} in c) meet say after-b;; b) meet say after-a;; esac' ::: a b c
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a\nb\nc')"
}

@test "with -k stderr comes in the order of the input, too" {
	run bash -c '"$PMAP" -k -j2 "test {} = b || meet wait b; echo {} >&2; meet say {}" ::: a b 2>&1 >/dev/null'
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a\nb')"
}

@test "--line-buffer prints a line while its job and others run" {
	run bash -c '"$PMAP" -j2 --line-buffer "case {} in
		a) echo a1; meet wait seen; echo a2;;
		b) meet wait seen; echo b1;; esac" ::: a b | { IFS= read -r first; echo "$first"; meet say seen; sort; }'
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a1\na2\nb1')"
}

@test "--line-buffer takes a carriage return for the end of a line" {
	run bash -c '"$PMAP" -j2 --lb "case {} in
		a) printf \"10%%\\r\"; meet wait shown; printf \"20%%\\n\";; esac" ::: a | {
			IFS= read -r -d $'"'\\r'"' first; echo "first $first"; meet say shown; cat; }'
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'first 10%%\n20%%')"
}

@test "-u passes output straight through" {
	run "$PMAP" -j2 -u 'case {} in
		a) printf "a "; meet say a wait b; printf "c\n";;
		b) meet wait a; printf "b "; meet say b;; esac' ::: a b
	[ "$status" -eq 0 ]
	same "$output" "a b c"
}

@test "--group holds a job's output back until it ends" {
	run "$PMAP" -j2 --group 'case {} in
		a) echo a1; meet say a wait b; echo a2;;
		b) meet wait a; echo b1; echo b2; meet say b;; esac' ::: a b
	[ "$status" -eq 0 ]
	[[ "$(tr '\n' ' ' <<<"$output")" == "a1 a2 b1 b2 " || "$(tr '\n' ' ' <<<"$output")" == "b1 b2 a1 a2 " ]]
}

@test "as many jobs run at once as there are slots, and no more" {
	run "$PMAP" -j3 'meet say in wait in=3; echo {}' ::: 1 2 3
	[ "$status" -eq 0 ]
	# Two places are enough for jobs of which two run at once: each holds one while it runs.
	run "$PMAP" -j2 'for p in a b; do mkdir $p && break; done 2>/dev/null || exit 1; echo {}; rmdir $p' ::: {1..200}
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 200 ]
}

@test "running jobs never share a slot, and a free slot with a low number is used again" {
	run "$PMAP" -k -j3 'meet say {#} say all wait all=3; echo {%} $PARALLEL_JOBSLOT $PARALLEL_JOBSLOT0' ::: a b c
	[ "$status" -eq 0 ]
	same "$(printf '%s\n' "${lines[@]}" | sort)" "$(printf '1 1 0\n2 2 1\n3 3 2')"
	run "$PMAP" -k -j1 'echo {%} {#}' ::: a b c
	[ "$status" -eq 0 ]
	same "$output" "$(printf '1 1\n1 2\n1 3')"
	run "$PMAP" -k -j2 'case {} in a) meet wait d;; d) meet say d;; esac; echo {%}' ::: a b c d
	[ "$status" -eq 0 ]
	[ "$(sort -u <<<"$output")" = "$(printf '1\n2')" ]
	[ "${lines[1]}${lines[2]}" = "${lines[2]}${lines[3]}" ]
	[ "${lines[0]}" != "${lines[1]}" ]
}

@test "a job's number is its place in the input" {
	run "$PMAP" -k -j2 'test {#} = 2 || meet wait two; echo {#} $PARALLEL_SEQ {}; meet say two' ::: a b c
	[ "$status" -eq 0 ]
	same "$output" "$(printf '1 1 a\n2 2 b\n3 3 c')"
}

@test "a job starts while its input goes on" {
	mkfifo pipe
	"$PMAP" -j2 meet say <pipe 3>&- &
	exec 4>pipe
	echo first >&4
	meet wait first
	echo second >&4
	meet wait second
	exec 4>&-
	wait $!
}

@test "--delay keeps starts apart, also the first ones" {
	# Counted from before the run: a busy machine makes it longer, never shorter.
	begin=$(date +%s%N)
	run "$PMAP" -j3 -k --delay 0.1 'date +%s%N; :' ::: 1 2 3
	[ "$status" -eq 0 ]
	[ $((lines[1] - begin)) -ge 100000000 ]
	[ $((lines[2] - begin)) -ge 200000000 ]
}

@test "--dry-run keeps the order, without -k as well" {
	run "$PMAP" --dry-run echo ::: $(seq 500)
	[ "$status" -eq 0 ]
	same "$output" "$(seq -f 'echo %g' 500)"
}
