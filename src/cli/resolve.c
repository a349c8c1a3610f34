/* SPDX-License-Identifier: MIT */
/* What the options mean on this machine. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/io.h"
#include "base/machine.h"
#include "cli/hosts.h"
#include "cli/options.h"
#include "cli/values.h"

enum {
	SLOT_FDS = 6,             /* descriptors of a running task: three pipes, a pidfd and what a spawn needs for a moment */
	OWN_FDS = 64,             /* and those of the program */
	IO_SLOTS_PER_CPU = 32,
	IO_SLOTS_MAX = 512,
	PROCESSES_PER_SLOT = 3,   /* a thread, a shell, its child */
	SLOTS_MAX = 1 << 20,
};

static uint64_t limit_of(int resource) {
	struct rlimit r;

	return getrlimit(resource, &r) || r.rlim_max == RLIM_INFINITY ? UINT64_MAX : (uint64_t)r.rlim_max;
}

/* As many tasks as the system lets us run: descriptors, processes, and a thread beside each process. */
static unsigned most_slots(void) {
	uint64_t fds = limit_of(RLIMIT_NOFILE), procs = limit_of(RLIMIT_NPROC), n = SLOTS_MAX;
	char text[32];

	if (io_slurp("/proc/sys/kernel/pid_max", text, sizeof(text)) > 0 && procs > strtoull(text, NULL, 10))
		procs = strtoull(text, NULL, 10);
	if (procs / 4 < n)
		n = procs / 4;
	if (fds < OWN_FDS + SLOT_FDS)
		n = 1;
	else if ((fds - OWN_FDS) / SLOT_FDS < n)
		n = (fds - OWN_FDS) / SLOT_FDS;
	return n ? (unsigned)n : 1;
}

static unsigned all_slots(uint64_t total) {
	unsigned most = most_slots();

	if (total >= most)
		return most;
	return total ? (unsigned)total : 1;
}

static void trim(char *s) {
	size_t n = strcspn(s, "\n"), skip = strspn(s, " \t");

	while (n > skip && strchr(" \t\r", s[n - 1]))
		n--;
	memmove(s, s + skip, n > skip ? n - skip : 0);
	s[n > skip ? n - skip : 0] = '\0';
}

static unsigned slots_in_file(const char *path, enum machine_unit unit, uint64_t total, struct err *err) {
	struct jobs j;
	int rc;
	char text[64];
	ssize_t n = io_slurp(path, text, sizeof(text));

	if (n < 0) {
		(void)err_sys(err, (int)-n, "cannot read the number of slots from '%s'", path);
		return 0;
	}
	trim(text);
	rc = value_jobs(text, &j);
	j.unit = unit;
	if (rc) {
		(void)err_set(err, EINVAL, "'%s' in file '%s' is not a number of slots (N, N%%, +N, -N or 0)", text, path);
		return 0;
	}
	return options_slots(&j, total, err);
}

/* Usable CPUs, counted as --use-...-instead-of-threads says. */
static unsigned cpus_of(const struct jobs *j) {
	unsigned cpus = machine_cpus(), units;

	if (j->cpus)
		return j->cpus;
	if (j->unit == MACHINE_THREADS)
		return cpus;
	units = machine_units("", j->unit);
	return units < cpus ? units : cpus;
}

unsigned options_slots(const struct jobs *j, uint64_t total, struct err *err) {
	unsigned cpus = j->kind == JOBS_COUNT || j->kind == JOBS_ALL ? 0 : cpus_of(j);
	double n = 0;

	switch (j->kind) {
	case JOBS_DEFAULT:
	case JOBS_AUTO: return cpus;
	case JOBS_ALL: return all_slots(total);
	case JOBS_FILE: return slots_in_file(j->file, j->unit, total, err);
	case JOBS_COUNT: n = j->value; break;
	case JOBS_PERCENT: n = (double)(long long)(cpus * j->value / 100 + 0.999999); break;
	case JOBS_PLUS: n = cpus + j->value; break;
	case JOBS_MINUS: n = cpus - j->value; break;
	}
	if (n < 1) {
		(void)err_set(err, EINVAL, "--jobs %s%g%s leaves no slot to run anything in: %u usable CPU%s",
			      j->kind == JOBS_MINUS ? "-" : "", j->value, j->kind == JOBS_PERCENT ? "%" : "",
			      machine_cpus(), machine_cpus() == 1 ? "" : "s");
		return 0;
	}
	return n < SLOTS_MAX ? (unsigned)n : SLOTS_MAX;
}

#define LEAST_LOAD 0.01 /* of --load 0, as in GNU parallel */

double options_load(const struct jobs *load) {
	struct jobs j = *load;
	char text[64];
	double n = 0;

	if (j.kind == JOBS_FILE) {
		if (io_slurp(load->file, text, sizeof(text)) < 0)
			return LEAST_LOAD;
		trim(text);
		if (value_load(text, &j))
			return LEAST_LOAD; /* it is being written: the next reading will tell */
		j.unit = load->unit;
	}
	switch (j.kind) {
	case JOBS_PERCENT: n = cpus_of(&j) * j.value / 100; break;
	case JOBS_PLUS: n = cpus_of(&j) + j.value; break;
	case JOBS_MINUS: n = cpus_of(&j) - j.value; break;
	default: n = j.value; break;
	}
	return n > LEAST_LOAD ? n : LEAST_LOAD;
}

static unsigned io_slots(const struct options *o) {
	uint64_t n = (uint64_t)machine_cpus() * IO_SLOTS_PER_CPU, most = most_slots();
	uint64_t processes = machine_processes("") / PROCESSES_PER_SLOT;

	if (n > IO_SLOTS_MAX)
		n = IO_SLOTS_MAX;
	if (n > most)
		n = most;
	if (n > processes)
		n = processes;
	if (o->max_jobs && n > o->max_jobs)
		n = o->max_jobs;
	return n ? (unsigned)n : 1;
}

/* Jobs that divide the input among themselves are as many from beginning to end. */
static bool fixed_slots(const struct options *o) {
	return o->round_robin || o->tee || o->shard || o->bin || (o->pipepart && o->block < 0) || o->mode != MODE_RUN;
}

/* A number that may change while tasks run begins with the usable CPUs. */
static void hinted_slots(struct options *o) {
	if (fixed_slots(o)) {
		o->slots = o->hint == HINT_IO ? io_slots(o) : cpus_of(&o->jobs);
		return;
	}
	o->slots = cpus_of(&o->jobs);
	o->slots_most = io_slots(o);
	if (o->max_jobs && o->slots > o->max_jobs)
		o->slots = o->max_jobs;
	if (o->slots_most < o->slots)
		o->slots_most = o->slots; /* as without a hint */
}

int options_resolve(struct options *o, uint64_t total, struct err *err) {
	if ((o->host_count || o->transfer || o->transferfile || o->returns || o->cleanup || o->basefile) &&
	    hosts_resolve(o, &o->jobs.cpus, err))
		return -EINVAL;
	if (o->onall || o->nonall) {
		o->hosts_at_once = o->jobs.kind == JOBS_COUNT ? o->jobs.value : 0;
		o->jobs = (struct jobs){ .kind = JOBS_COUNT, .value = 1 };
	}
	o->jobs.unit = o->load.unit = o->unit;
	if (o->tty && o->jobs.kind == JOBS_DEFAULT)
		o->jobs = (struct jobs){ .kind = JOBS_COUNT, .value = 1 };
	if (o->jobs.kind == JOBS_AUTO || (o->jobs.kind == JOBS_DEFAULT && (o->hint == HINT_IO || o->hint == HINT_AUTO)))
		hinted_slots(o);
	else
		o->slots = options_slots(&o->jobs, total, err);
	if (!o->slots)
		return -EINVAL;
	if (o->pool == POOL_AUTO && o->hint != HINT_AUTO)
		o->pool = o->hint == HINT_IO ? POOL_THREAD : POOL_PROCESS;
	if (!o->tmpdir) {
		const char *dir = getenv("TMPDIR");

		o->tmpdir = dir && *dir ? dir : "/tmp";
	}
	return 0;
}

/* The version of GNU parallel whose options and answers are ours. */
#define FOLLOWS 20221122u

/* --show-limits and --max-line-length-allowed: the longest command line, with its end. */
static size_t line_max(void) {
	size_t one = machine_arg_one(), all = machine_arg_max();

	return one < all ? one : all;
}

int options_show_limits(struct err *err) {
	if (printf("Maximal size of command: %zu\nMaximal usable size of command: %zu\n\n"
		   "The run begins now and reads its input; Ctrl-D ends the input, Ctrl-C the run.\n",
		   line_max() - 1, line_max() - 1) < 0 ||
	    fflush(stdout))
		return err_sys(err, errno, "cannot write to stdout");
	return 0;
}

int options_show(const struct options *o, struct err *err) {
	const char *what = o->mode_arg;
	bool min = !strncmp(what, "min-version", strlen("min-version"));
	size_t n;

	if (!strcmp(what, "citation"))
		return 0;
	if (min)
		n = FOLLOWS;
	else if (!strcmp(what, "number-of-threads"))
		n = machine_cpus();
	else if (!strcmp(what, "max-line-length-allowed"))
		n = line_max() - 1;
	else if (!strcmp(what, "number-of-sockets"))
		n = machine_units("", MACHINE_SOCKETS);
	else
		n = machine_units("", MACHINE_CORES);
	if (printf("%zu\n", n) < 0 || fflush(stdout))
		return err_sys(err, errno, "cannot write to stdout");
	return min && o->minversion > FOLLOWS ? -ERANGE : 0; /* the number says it all */
}
