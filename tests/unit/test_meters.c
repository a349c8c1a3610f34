/* SPDX-License-Identifier: MIT */
/* What is read from /proc and /sys, on trees made for the purpose. */
#include "base/meters.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>

#include "base/cgroup.h"
#include "base/machine.h"
#include "base/pressure.h"
#include "base/process.h"
#include "unit.h"

static char root[64];

static void tree(void) {
	strcpy(root, "/tmp/pmap-meters-XXXXXX");
	CHECK(mkdtemp(root));
}

static void bare(void) {
	char command[128];
	pid_t pid;
	int status;

	snprintf(command, sizeof(command), "%s", root);
	pid = fork();
	if (pid == 0) {
		execlp("rm", "rm", "-rf", command, (char *)NULL);
		_exit(127);
	}
	CHECK(pid > 0 && waitpid(pid, &status, 0) == pid && status == 0);
}

/* root/path with this content; directories are made. */
static void file(const char *path, const char *text) {
	char full[300];
	int fd;

	snprintf(full, sizeof(full), "%s/%s", root, path);
	for (char *p = full + strlen(root) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		(void)mkdir(full, 0777);
		*p = '/';
	}
	fd = open(full, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

static void tasks(void) {
	unsigned n = 99;

	tree();
	CHECK(meters_tasks(root, &n) < 0 && n == 99);
	file("proc/stat", "cpu  1 2 3\nintr 5 5\nprocs_running 4\nprocs_blocked 2\nsoftirq 1\n");
	CHECK(!meters_tasks(root, &n) && n == 5); /* without the reader */
	file("proc/stat", "procs_running 1\n");
	CHECK(!meters_tasks(root, &n) && n == 0);
	file("proc/stat", "cpu 1\n");
	CHECK(meters_tasks(root, &n) == -ENODATA);
	bare();
}

static void memory(void) {
	uint64_t n = 7;

	tree();
	CHECK(meters_memory(root, &n) < 0 && n == 7);
	file("proc/meminfo", "MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    300 kB\n");
	CHECK(!meters_memory(root, &n) && n == 300 * 1024);
	file("proc/meminfo", "MemTotal:       1000 kB\nMemFree:         100 kB\n");
	CHECK(!meters_memory(root, &n) && n == 100 * 1024);
	bare();
}

static void memory_of_a_container(void) {
	uint64_t n = 7;

	tree();
	file("proc/meminfo", "MemAvailable:    300 kB\n");
	file("proc/self/cgroup", "0::/a/b\n");
	file("sys/fs/cgroup/a/b/memory.max", "max\n");
	file("sys/fs/cgroup/a/memory.max", "200000\n");
	file("sys/fs/cgroup/a/memory.current", "150000\n");
	file("sys/fs/cgroup/a/memory.stat", "anon 1\ninactive_file 30000\n");
	CHECK(!meters_memory(root, &n) && n == 80000);
	file("sys/fs/cgroup/a/b/memory.high", "1000\n");
	file("sys/fs/cgroup/a/b/memory.current", "5000\n");
	CHECK(!meters_memory(root, &n) && n == 0);
	bare();

	tree(); /* version 1 */
	file("proc/meminfo", "MemAvailable:    300 kB\n");
	file("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/x\n");
	file("sys/fs/cgroup/memory/x/memory.limit_in_bytes", "9223372036854771712\n");
	file("sys/fs/cgroup/memory/memory.limit_in_bytes", "100000\n");
	file("sys/fs/cgroup/memory/memory.usage_in_bytes", "40000\n");
	CHECK(!meters_memory(root, &n) && n == 60000);
	bare();
}

static void quota(void) {
	tree();
	CHECK(machine_quota(root) == (unsigned)-1);
	file("proc/self/cgroup", "0::/a\n");
	file("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
	CHECK(machine_quota(root) == 2);
	file("sys/fs/cgroup/cpu.max", "max 100000\n");
	CHECK(machine_quota(root) == 2);
	file("sys/fs/cgroup/a/cpu.max", "max 100000\n");
	CHECK(machine_quota(root) == (unsigned)-1);
	file("proc/self/cgroup", "0::/\n3:cpuacct,cpu:/g\n");
	file("sys/fs/cgroup/cpu/g/cpu.cfs_quota_us", "50000\n");
	file("sys/fs/cgroup/cpu/g/cpu.cfs_period_us", "100000\n");
	CHECK(machine_quota(root) == 1);
	file("sys/fs/cgroup/cpu/g/cpu.cfs_quota_us", "-1\n");
	CHECK(machine_quota(root) == (unsigned)-1);
	bare();
}

static void quota_of_any_group_above(void) {
	tree();
	file("proc/self/cgroup", "0::/a/b/c\n");
	file("sys/fs/cgroup/a/b/c/cpu.max", "400000 100000\n");
	file("sys/fs/cgroup/a/cpu.max", "210000 100000\n");
	CHECK(machine_quota(root) == 3); /* rounded up */
	file("sys/fs/cgroup/a/b/cpu.max", "1000 100000\n");
	CHECK(machine_quota(root) == 1); /* never none at all */
	file("sys/fs/cgroup/a/b/cpu.max", "50000 25000\n");
	CHECK(machine_quota(root) == 2);
	bare();
}

/* Both versions at once: version 2 beside version 1, whose controllers may share a directory. */
static void quota_of_a_hybrid_host(void) {
	tree();
	file("proc/self/cgroup", "3:cpu,cpuacct:/g\n1:name=systemd:/g\n0::/u\n");
	CHECK(machine_quota(root) == (unsigned)-1);
	file("sys/fs/cgroup/cpu,cpuacct/g/cpu.cfs_quota_us", "250000\n");
	file("sys/fs/cgroup/cpu,cpuacct/g/cpu.cfs_period_us", "100000\n");
	CHECK(machine_quota(root) == 3);
	file("sys/fs/cgroup/unified/u/cpu.max", "150000 100000\n");
	CHECK(machine_quota(root) == 2);
	bare();
}

static void processes(void) {
	tree();
	file("proc/self/cgroup", "0::/a/b\n");
	file("sys/fs/cgroup/a/b/pids.max", "max\n");
	file("sys/fs/cgroup/a/pids.max", "50\n");
	file("sys/fs/cgroup/a/pids.current", "20\n");
	CHECK(machine_processes(root) <= 30);
	file("sys/fs/cgroup/a/pids.current", "60\n");
	CHECK(machine_processes(root) == 0);
	file("proc/self/cgroup", "5:pids:/x\n");
	file("sys/fs/cgroup/pids/x/pids.max", "12\n");
	file("sys/fs/cgroup/pids/x/pids.current", "2\n");
	CHECK(machine_processes(root) <= 10);
	bare();
}

static void stalls(void) {
	struct pressure p;

	tree();
	p = pressure_read(root);
	CHECK(p.cpu == -1 && p.memory == -1);
	file("proc/pressure/cpu", "some avg10=62.42 avg60=61.68 avg300=37.73 total=5653530964\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n");
	file("proc/pressure/memory", "nonsense\n");
	p = pressure_read(root);
	CHECK(p.cpu == 5653530964000 && p.memory == -1);
	CHECK(pressure_share(100, 150, 200) == 0.25 && pressure_share(100, 900, 200) == 1);
	CHECK(isnan(pressure_share(-1, 150, 200)) && isnan(pressure_share(200, 150, 200)) && isnan(pressure_share(1, 2, 0)));
	bare();
}

static void units(void) {
	char path[96];

	tree();
	for (int cpu = 0; cpu < 8; cpu++) { /* two chips of two cores of two threads */
		char text[32];

		snprintf(path, sizeof(path), "sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", cpu);
		snprintf(text, sizeof(text), "%d,%d\n", cpu % 4, cpu % 4 + 4);
		file(path, text);
		snprintf(path, sizeof(path), "sys/devices/system/cpu/cpu%d/topology/core_siblings_list", cpu);
		file(path, cpu % 4 < 2 ? "0-1,4-5\n" : "2-3,6-7\n");
	}
	CHECK(machine_units(root, MACHINE_CORES) == 4);
	CHECK(machine_units(root, MACHINE_SOCKETS) == 2);
	CHECK(machine_units(root, MACHINE_THREADS) == machine_cpus());
	bare();
	tree();
	CHECK(machine_units(root, MACHINE_CORES) == machine_cpus() && machine_units(root, MACHINE_SOCKETS) == 1);
	bare();
}

static void swapping(void) {
	struct meters_swap s = { 1, 1 };

	tree();
	CHECK(meters_swap(root, &s) < 0 && s.in == 1);
	file("proc/vmstat", "nr_free_pages 5\npswpin 12\npswpout 34\n");
	CHECK(!meters_swap(root, &s) && s.in == 12 && s.out == 34);
	bare();
}

static void disks(void) {
	struct meters_disks a, b;

	tree();
	file("proc/diskstats", "   8       0 sda 1 2 3 4 5 6 7 8 0 1000 9\n 254 0 vda 1 2 3 4 5 6 7 8 1 500 9 1 2 3\n");
	CHECK(!meters_disks(root, &a) && a.count == 2 && a.disk[0].major == 8 && a.disk[0].busy_ms == 1000 && a.disk[1].busy_ms == 500);
	file("proc/diskstats", " 254 0 vda 1 2 3 4 5 6 7 8 1 800 9\n   8       0 sda 1 2 3 4 5 6 7 8 0 1100 9\n");
	CHECK(!meters_disks(root, &b));
	CHECK((int)(meters_disk_use(&a, &b, NSEC_PER_SEC) + 0.5) == 30);
	CHECK(meters_disk_use(&a, &b, NSEC_PER_SEC / 10) == 100);
	CHECK(meters_disk_use(&b, &a, NSEC_PER_SEC) == 0); /* a counter that went back is another disk's */
	bare();
}

static void a_process(void) {
	struct process_stat s = { 0 };

	CHECK(process_stat_parse("12 (a) b) R 3 4 5 6 7", &s) && s.state == 'R' && s.parent == 3 && s.group == 4 && s.session == 5);
	CHECK(!process_stat_parse("12 (a", &s) && !process_stat_parse("12 (a) R 3", &s) && !process_stat_parse("", &s));
	CHECK(process_stat(getpid(), &s) && s.parent == getppid() && s.group == getpgrp());
	CHECK(!process_stat(0, &s));
}

UNIT_MAIN(TEST(tasks), TEST(memory), TEST(memory_of_a_container), TEST(quota), TEST(quota_of_any_group_above), TEST(quota_of_a_hybrid_host), TEST(processes), TEST(stalls), TEST(units), TEST(swapping), TEST(disks), TEST(a_process))
