/* SPDX-License-Identifier: MIT */
#include "stats/load.h"

#include <limits.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"

#define CPUS_MAX 1024

/* One line "cpu3 user nice system idle iowait irq softirq steal guest guest_nice": guest time is part of user (proc(5)). */
static bool parse_line(const char *line, unsigned *ret_cpu, unsigned long long *ret_ticks) {
	unsigned long long user, nice, system, idle, wait, irq, soft, steal = 0;

	if (line[3] == ' ') /* the first line is the sum of all */
		return false;
	if (sscanf(line, "cpu%u %llu %llu %llu %llu %llu %llu %llu %llu", ret_cpu, &user, &nice, &system, &idle, &wait, &irq, &soft,
		    &steal) < 8)
		return false;
	*ret_ticks = user + nice + system + irq + soft + steal;
	return true;
}

struct load load_parse(const char *stat, const bool *ours, unsigned count, long tick) {
	struct load ret = { 0 };
	unsigned long long sum = 0, ticks;

	for (const char *p = stat; p && !strncmp(p, "cpu", 3); p = strchr(p, '\n') ? strchr(p, '\n') + 1 : NULL) {
		unsigned cpu;

		if (!parse_line(p, &cpu, &ticks))
			continue;
		if (ours && (cpu >= count || !ours[cpu]))
			continue;
		ret.cpus++;
		sum += ticks;
	}
	if (ret.cpus && sum && tick > 0) {
		ret.known = true;
		ret.busy = (double)sum / (double)tick;
	}
	return ret;
}

/* Fills `ours` and returns it, or NULL when every CPU is ours as far as is known. */
static const bool *affinity(bool *ours) {
#ifdef __linux__
	cpu_set_t set;

	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof(set), &set))
		return NULL;
	for (unsigned i = 0; i < CPUS_MAX; i++)
		ours[i] = i < CPU_SETSIZE && CPU_ISSET(i, &set);
	return ours;
#else
	(void)ours;
	return NULL;
#endif
}

struct load load_read(void) {
	char stat[CPUS_MAX * 64];
	bool ours[CPUS_MAX];

	if (io_slurp("/proc/stat", stat, sizeof(stat)) <= 0)
		return (struct load){ 0 };
	return load_parse(stat, affinity(ours), CPUS_MAX, sysconf(_SC_CLK_TCK));
}

double load_busy(const struct load *before, const struct load *after) {
	if (!before->known || !after->known || before->cpus != after->cpus || after->busy < before->busy)
		return 0;
	return after->busy - before->busy;
}

double load_others(const struct load *before, const struct load *after, double wall, double own) {
	double others;

	if (!before->known || !after->known || before->cpus != after->cpus || !(wall >= 0.5))
		return NAN;
	others = (after->busy - before->busy - own) / wall;
	return others > 0 ? others : 0;
}

static bool read_word(const char *root, const char *name, char *word, size_t size) {
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/sys/devices/system/cpu/%s", root, name) >= (int)sizeof(path) || io_slurp(path, word, size) <= 0)
		return false;
	word[strcspn(word, " \n")] = '\0';
	return *word != '\0';
}

/* Linux, Documentation/admin-guide/pm/cpufreq.rst and intel_pstate.rst. The first CPU stands for all. */
bool load_frequency(const char *root, char *text, size_t size) {
	char governor[32], turbo[8];
	bool known = read_word(root, "cpu0/cpufreq/scaling_governor", governor, sizeof(governor)), changes, boost = false;

	if (read_word(root, "intel_pstate/no_turbo", turbo, sizeof(turbo)))
		boost = turbo[0] == '0';
	else if (read_word(root, "cpufreq/boost", turbo, sizeof(turbo)))
		boost = turbo[0] == '1';
	changes = known && strcmp(governor, "performance") && strcmp(governor, "userspace");
	if (!changes && !boost)
		return false;
	snprintf(text, size, "%s%s%s", changes ? "governor " : "", changes ? governor : "", boost ? changes ? ", turbo on" : "turbo on" : "");
	return true;
}
