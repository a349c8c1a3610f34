# SPDX-License-Identifier: MIT
# A machine that others keep busy.

# Let three busy loops compete with us for one CPU, until quiet is called (by teardown at the latest). ON_CPU goes before what is to compete.
crowd() {
	local cpu

	cpu=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*\([0-9]*\).*/\1/p' /proc/self/status)
	ON_CPU=(taskset -c "$cpu")
	"${ON_CPU[@]}" true || skip "no choice of CPUs"
	mkfifo life
	exec 9<>life
	for _ in 1 2 3; do
		"${ON_CPU[@]}" burn until 0 <life 9>&- 3>&- &
	done
}

quiet() { exec 9>&-; }
