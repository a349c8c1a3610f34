# SPDX-License-Identifier: MIT
# For the tests in which the n-th call fails, for every n: one kind of call after the other.

# sweep_all SWEEP-OPTION... -- COMMAND...: one kind of call after the other.
sweep_all() {
	local kind bad=0 must

	for kind in malloc open read write pipe spawn thread event mmap; do
		must=()
		[ "$kind" != write ] || must=(-m)
		sweep "$kind" -n 40 -d "$TMPDIR" "${must[@]}" "$@" || { bad=1; echo "$kind:"; }
	done
	for kind in shortread shortwrite; do
		sweep "$kind" -a -n 40 -d "$TMPDIR" "$@" || { bad=1; echo "$kind:"; }
	done
	return $bad
}

all_well() {
	# shellcheck disable=SC2154 # bats sets them
	[ "$status" -eq 0 ] || { printf '%s\n' "$output"; return 1; }
}
