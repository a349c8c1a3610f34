# SPDX-License-Identifier: MIT
# --calibrate: the first tasks run alone, and what company costs is said.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

@test "--calibrate K runs the first K tasks alone, and then the others side by side" {
	# A directory can be made once: two of the first three at a time, and one of them would fail. The others wait for each other.
	run "$PMAP" -j3 --calibrate 3 'case {#} in [123]) mkdir alone && rmdir alone;; *) [ ! -e alone ] && meet say t{#} wait t4 wait t5 wait t6; esac' ::: 1 2 3 4 5 6
	[ "$status" -eq 0 ]
}

@test "--calibrate switches the statistics on, and they say what company costs" {
	run "$PMAP" -j2 --calibrate 2 burn ::: 40 40 40 40 40 40
	[ "$status" -eq 0 ]
	[[ $output == *"CPU time in company "*"x "*"measured: a task took "*" in company (4 tasks), "*" alone (2 tasks)"* ]]
	[[ $output == *"95 % interval "*"x to "*"x"* ]]
}

@test "results of calibrating tasks count like those of the others" {
	run "$PMAP" -k -j4 --calibrate 2 --joblog log --stats=s.yaml 'echo {}; exit {}' ::: 0 1 0 1 0
	[ "$status" -eq 2 ]
	same "$output" $'0\n1\n0\n1\n0'
	[ "$(wc -l <log)" -eq 6 ]
	grep -q '^calibration: {wanted: 2, alone: 2, in_company: 3, ' s.yaml
}

@test "tasks that are left out by --resume do not calibrate" {
	run "$PMAP" --joblog log true ::: 1 2 3
	[ "$status" -eq 0 ]
	run "$PMAP" -j3 --joblog log --resume --calibrate 1 --stats=s.yaml 'true' ::: 1 2 3 4 5 6
	[ "$status" -eq 0 ]
	grep -q '^calibration: {wanted: 1, alone: 1, in_company: 2, ' s.yaml
}

@test "too few tasks, one slot and no task at all are told in words" {
	run "$PMAP" -j4 --calibrate 9 true ::: 1 2 3
	[ "$status" -eq 0 ]
	[[ $output == *"CPU time in company "*"not enough data: no task ran in company"* ]]
	run "$PMAP" -j1 --calibrate 1 true ::: 1 2 3
	[ "$status" -eq 0 ]
	[[ $output == *"not enough data: there is one slot, so all tasks ran alone"* ]]
	run "$PMAP" -j4 --calibrate 1 true :::: /dev/null
	[ "$status" -eq 0 ]
	[[ $output == *"not enough data: no task was measured alone"* ]]
	[[ $output != *nan* && $output != *" inf"* ]]
}

@test "a run that is not calibrated says nothing of it" {
	run "$PMAP" -j2 --stats true ::: 1 2 3
	[ "$status" -eq 0 ]
	[[ $output != *"in company"* ]]
	run "$PMAP" -j2 --stats=s.yaml true ::: 1 2 3
	[ "$status" -eq 0 ]
	grep -qx 'calibration: null' s.yaml
}

@test "--calibrate refuses what is no number, and what cannot be calibrated" {
	for k in 0 -1 x 1.5 ''; do
		run "$PMAP" --calibrate "$k" touch ran ::: a
		[ "$status" -eq 255 ]
		[[ $output == *"'$k' is not a number of tasks"* ]]
	done
	for with in '-j auto' --compare '--pipe --tee' '--pipe --round-robin'; do
		# shellcheck disable=SC2086 # words
		run "$PMAP" --calibrate 1 $with touch ran ::: a
		[ "$status" -eq 255 ]
		[[ $output == *"--calibrate runs tasks alone: it cannot be used with --"* ]]
	done
	[ ! -e ran ]
}
