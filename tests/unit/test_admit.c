/* SPDX-License-Identifier: MIT */
/* Rules of admission on made-up machines. */
#include "engine/admit.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "unit.h"

static char root[64];
static char why[200];
static nsec again;

static void put(const char *path, const char *text) {
	char full[200];
	int fd;

	snprintf(full, sizeof(full), "%s/proc/%s", root, path);
	fd = open(full, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

static void begin(void) {
	char proc[80];

	strcpy(root, "/tmp/pmap-admit-XXXXXX");
	CHECK(mkdtemp(root));
	snprintf(proc, sizeof(proc), "%s/proc", root);
	CHECK(mkdir(proc, 0777) == 0);
}

static void end(void) {
	static const char *const names[] = { "stat", "meminfo", "vmstat", "diskstats", "" };
	char path[200];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/proc/%s", root, names[i]);
		(void)remove(path);
	}
	CHECK(rmdir(root) == 0);
}

static enum admit_say ask(struct rule *r, unsigned others, nsec now) {
	return r->ops->ask(r, others, now, &again, why, sizeof(why));
}

static void load(void) {
	struct jobs max = { .kind = JOBS_COUNT, .value = 3 };
	nsec t = 100 * NSEC_PER_SEC;
	struct rule *r;

	begin();
	put("stat", "procs_running 2\nprocs_blocked 1\n"); /* two beside the reader */
	r = rule_load(root, &max);
	CHECK(ask(r, 0, t) == ADMIT_YES);
	r->ops->started(r);
	CHECK(ask(r, 0, t) == ADMIT_NO && again > t && strstr(why, "--load")); /* what was started counts until the next reading */
	CHECK(ask(r, 0, t + NSEC_PER_SEC) == ADMIT_YES);
	put("stat", "procs_running 4\n");
	CHECK(ask(r, 0, t + 2 * NSEC_PER_SEC) == ADMIT_NO);
	r->ops->free(r);
	max.value = 0; /* nothing at all may run */
	r = rule_load(root, &max);
	CHECK(ask(r, 0, t) == ADMIT_NO);
	put("stat", "procs_running 1\n");
	CHECK(ask(r, 0, t + NSEC_PER_SEC) == ADMIT_YES);
	r->ops->free(r);
	end();
	max.value = 1; /* a machine that does not say refuses nothing */
	r = rule_load(root, &max);
	CHECK(ask(r, 0, t) == ADMIT_YES);
	r->ops->free(r);
}

static void memory(void) {
	struct rule *r;

	begin();
	put("meminfo", "MemAvailable: 1000 kB\n");
	r = rule_memory(root, 1000 * 1024, false, "--memfree");
	CHECK(ask(r, 3, 5) == ADMIT_YES);
	put("meminfo", "MemAvailable: 999 kB\n");
	CHECK(ask(r, 3, 5) == ADMIT_NO && again > 5 && strstr(why, "--memfree"));
	CHECK(ask(r, 0, 5) == ADMIT_NO);
	r->ops->free(r);
	r = rule_memory(root, 1000 * 1024, true, "--memsuspend");
	CHECK(ask(r, 0, 5) == ADMIT_YES && ask(r, 1, 5) == ADMIT_NO);
	r->ops->free(r);
	end();
}

static void swapping(void) {
	nsec t;
	struct rule *r;

	begin();
	put("vmstat", "pswpin 10\npswpout 10\n");
	r = rule_swap(root);
	t = clock_mono();
	CHECK(ask(r, 0, t) == ADMIT_YES);
	put("vmstat", "pswpin 20\npswpout 10\n"); /* in alone is no trouble */
	CHECK(ask(r, 0, t + 2 * NSEC_PER_SEC) == ADMIT_YES);
	put("vmstat", "pswpin 30\npswpout 20\n");
	CHECK(ask(r, 0, t + 4 * NSEC_PER_SEC) == ADMIT_NO && again == t + 5 * NSEC_PER_SEC);
	CHECK(ask(r, 0, t + 4 * NSEC_PER_SEC + 1) == ADMIT_NO);
	CHECK(ask(r, 0, t + 6 * NSEC_PER_SEC) == ADMIT_YES);
	r->ops->free(r);
	end();
}

static void disks(void) {
	nsec t;
	struct rule *r;

	begin();
	put("diskstats", "8 0 sda 1 2 3 4 5 6 7 8 0 1000 9\n");
	r = rule_disk(root, 50);
	t = clock_mono();
	CHECK(ask(r, 0, t) == ADMIT_NO && again > t); /* not known yet */
	put("diskstats", "8 0 sda 1 2 3 4 5 6 7 8 0 1400 9\n");
	CHECK(ask(r, 0, t + NSEC_PER_SEC) == ADMIT_YES);
	put("diskstats", "8 0 sda 1 2 3 4 5 6 7 8 0 2300 9\n");
	CHECK(ask(r, 0, t + 2 * NSEC_PER_SEC) == ADMIT_NO);
	r->ops->free(r);
	r = rule_disk(root, 100);
	CHECK(ask(r, 0, t) == ADMIT_YES);
	r->ops->free(r);
	end();
}

static void giving_way(void) {
	struct options o;
	struct admit_spec spec = { .options = &o, .root = root };
	struct admit *a;

	options_init(&o);
	CHECK(!admit_new(&spec) && !admit_evicts(NULL) && !admit_looks(NULL));
	begin();
	o.memfree = 1000 * 1024;
	a = admit_new(&spec);
	CHECK(a && admit_evicts(a) && admit_looks(a));
	put("meminfo", "MemAvailable: 500 kB\n");
	CHECK(admit_look(a) == RELIEF_NONE && admit_ask(a, 1, &again) == ADMIT_NO);
	put("meminfo", "MemAvailable: 499 kB\n");
	CHECK(admit_look(a) == RELIEF_EVICT);
	put("meminfo", "MemAvailable: 5000 kB\n");
	CHECK(admit_look(a) == RELIEF_NONE && admit_ask(a, 1, &again) == ADMIT_YES);
	admit_free(a);
	o.memfree = 0;
	o.memsuspend = 1000 * 1024;
	a = admit_new(&spec);
	CHECK(a && !admit_evicts(a) && admit_looks(a));
	put("meminfo", "MemAvailable: 2000 kB\n");
	CHECK(admit_look(a) == RELIEF_RESUME && admit_ask(a, 1, &again) == ADMIT_YES);
	put("meminfo", "MemAvailable: 1999 kB\n");
	CHECK(admit_look(a) == RELIEF_STOP && admit_ask(a, 1, &again) == ADMIT_NO && admit_ask(a, 0, &again) == ADMIT_YES);
	put("meminfo", "MemAvailable: 999 kB\n");
	CHECK(admit_look(a) == RELIEF_STOP_ALL);
	admit_free(a);
	o.memsuspend = 0;
	o.limit = "mem 1M";
	a = admit_new(&spec);
	CHECK(a && admit_evicts(a) && admit_looks(a) && admit_ask(a, 1, &again) == ADMIT_NO);
	admit_free(a);
	o.limit = "load 5";
	a = admit_new(&spec);
	CHECK(a && !admit_evicts(a) && !admit_looks(a));
	admit_free(a);
	end();
}

UNIT_MAIN(TEST(load), TEST(memory), TEST(swapping), TEST(disks), TEST(giving_way))
