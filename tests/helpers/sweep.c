/* SPDX-License-Identifier: MIT */
/*
 * sweep KIND [OPTION]... -- PMAP ARGUMENT...: fail the n-th call of a kind, for n = 1, 2, 3, ... until a run no longer gets that
 * far, once alone and once with all later ones. Needs a pmap built with --enable-faults. However a call fails,
 *   - the run ends, by itself, and leaves no process;
 *   - exit status 0 means that the output is exact and the log is complete;
 *   - otherwise there is a message on stderr, and what the log calls a success was printed.
 *
 *	-e FILE   what stdout must be                     -s        ... in any order of lines
 *	-i FILE   stdin                                   -l FILE   the job log; line i of -e is the output of job i
 *	-t SECS   limit of one run (10)                   -m        a message cannot be asked for: writing is what fails
 *	-a        every run must succeed all the same     -d DIR    must be empty after each run
 *	-v        say what each run did                   -n MOST   of many calls, about so many are tried (40)
 * Exit status: 0 all well, 1 findings (on stderr), 77 not a build with faults.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FINDINGS_MAX 20

struct text {
	char *p;
	size_t n;
};

static struct {
	const char *kind, *expect, *input, *log, *empty_dir;
	bool sorted, may_be_silent, always, verbose;
	int limit;
	unsigned long most;
	char **argv;
	struct text expected;
	unsigned findings, runs, reached;
} conf = { .limit = 10, .most = 40 };

struct run {
	char plan[64];
	int status;
	bool late;         /* did not end in time */
	long calls;        /* -1 = it did not say */
	unsigned left;     /* processes that outlived it */
	struct text out, err;
};

static void die(const char *what) {
	fprintf(stderr, "sweep: %s: %s\n", what, strerror(errno));
	exit(2);
}

static struct text slurp_fd(int fd) {
	struct text t = { .n = (size_t)lseek(fd, 0, SEEK_END) };

	t.p = malloc(t.n + 1);
	if (!t.p || pread(fd, t.p, t.n, 0) != (ssize_t)t.n)
		die("cannot read a result");
	t.p[t.n] = '\0';
	return t;
}

static struct text slurp(const char *path) {
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct text t = { 0 };

	if (fd < 0)
		return t;
	t = slurp_fd(fd);
	close(fd);
	return t;
}

static int by_bytes(const void *a, const void *b) {
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sort the lines of a text in place. */
static void sort_lines(struct text *t) {
	char **line = malloc((t->n + 1) * sizeof(*line)), *sorted = malloc(t->n + 1), *to = sorted, *save = NULL;
	size_t n = 0;

	if (!line || !sorted)
		die("cannot sort");
	for (char *s = strtok_r(t->p, "\n", &save); s; s = strtok_r(NULL, "\n", &save))
		line[n++] = s;
	qsort(line, n, sizeof(*line), by_bytes);
	for (size_t i = 0; i < n; i++)
		to += sprintf(to, "%s\n", line[i]);
	*to = '\0';
	t->n = (size_t)(to - sorted);
	free(t->p);
	free(line);
	t->p = sorted;
}

static __attribute__((format(printf, 2, 3))) void finding(const struct run *r, const char *fmt, ...) {
	va_list ap;

	fprintf(stderr, "%s: ", r->plan);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, " (status %#x, stderr: %.600s)\n", (unsigned)r->status, r->err.p ? r->err.p : "");
	if (++conf.findings >= FINDINGS_MAX) {
		fprintf(stderr, "sweep: that is enough\n");
		exit(1);
	}
}

static double now(void) {
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* Wait for a change of a child, at most until `end`. */
static void wait_child(double end) {
	double left = end - now();
	struct timespec ts = { .tv_sec = 0, .tv_nsec = 0 };
	sigset_t set;

	if (left > 0)
		ts = (struct timespec){ .tv_sec = (time_t)left, .tv_nsec = (long)((left - (double)(time_t)left) * 1e9) };
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigtimedwait(&set, NULL, &ts);
}

/* Orphans come to us (we are their subreaper). Those that do not end within 3 s are left-overs. */
static unsigned count_left(void) {
	double end = now() + 3;
	unsigned left = 0;
	pid_t pid;

	for (;;) {
		pid = waitpid(-1, NULL, WNOHANG);
		if (pid < 0)
			return left;
		if (pid == 0 && now() >= end)
			break;
		if (pid == 0)
			wait_child(end);
	}
	/* Whoever they are, they are ours now: end them one by one. */
	for (;;) {
		char path[64], text[4096], *s, *save = NULL;
		FILE *f;

		snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
		f = fopen(path, "re");
		if (!f || !fgets(text, sizeof(text), f))
			text[0] = '\0';
		if (f)
			fclose(f);
		for (s = strtok_r(text, " \n", &save); s; s = strtok_r(NULL, " \n", &save), left++)
			kill((pid_t)strtol(s, NULL, 10), SIGKILL);
		if (!text[0])
			break;
		while (waitpid(-1, NULL, 0) > 0)
			;
	}
	return left ? left : 1;
}

static void child(const struct run *r, int out, int err, const char *count_file) {
	int in = open(conf.input ? conf.input : "/dev/null", O_RDONLY);
	sigset_t none;

	if (in < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
		_exit(126);
	if (in > 2)
		close(in);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setenv("PMAP_FAIL", r->plan, 1);
	setenv("PMAP_FAIL_COUNT", count_file, 1);
	execvp(conf.argv[0], conf.argv);
	_exit(127);
}

static void run(struct run *r) {
	int out = memfd_create("out", MFD_CLOEXEC), err = memfd_create("err", MFD_CLOEXEC);
	const char *dir = getenv("TMPDIR");
	double end = now() + conf.limit;
	char count_file[4096];
	struct text count;
	pid_t pid, got;

	/* Beside TMPDIR, which is looked at for what pmap leaves there. */
	snprintf(count_file, sizeof(count_file), "%s.count", dir ? dir : "/tmp/sweep");
	unlink(count_file);
	if (conf.log)
		unlink(conf.log);
	if (out < 0 || err < 0)
		die("cannot make a file");
	pid = fork();
	if (pid < 0)
		die("cannot fork");
	if (pid == 0)
		child(r, out, err, count_file);
	while ((got = waitpid(pid, &r->status, WNOHANG)) == 0) {
		if (now() >= end) {
			r->late = true;
			kill(pid, SIGKILL);
			waitpid(pid, &r->status, 0);
			break;
		}
		wait_child(end);
	}
	r->left = count_left();
	r->out = slurp_fd(out);
	r->err = slurp_fd(err);
	close(out);
	close(err);
	count = slurp(count_file);
	r->calls = count.n ? strtol(count.p, NULL, 10) : -1;
	free(count.p);
	if (conf.sorted)
		sort_lines(&r->out);
	conf.runs++;
	if (conf.verbose)
		fprintf(stderr, "%s: status %#x, %ld calls: %s\n", r->plan, (unsigned)r->status, r->calls, r->err.p);
}

static const char *nth_line(const struct text *t, unsigned long n, size_t *len) {
	const char *p = t->p;

	while (n-- && (p = strchr(p, '\n')))
		p++;
	*len = p ? strcspn(p, "\n") : 0;
	return p;
}

/* Each record is whole and about another job; with a success its output is there. */
static void check_log(const struct run *r, bool complete) {
	struct text log = slurp(conf.log);
	unsigned long seqs[64] = { 0 }, seq, records = 0, jobs = 0;
	char *p = log.p ? log.p : "", *nl;
	int exitval, sig, at;

	for (size_t i = 0; i < conf.expected.n; i++)
		jobs += conf.expected.p[i] == '\n';
	if (!strncmp(p, "Seq\t", 4) && (nl = strchr(p, '\n')))
		p = nl + 1;
	for (; *p; p = nl + 1) {
		const char *line;
		size_t len;

		nl = strchr(p, '\n');
		if (!nl) {
			finding(r, "the log has a torn record: %s", p);
			break;
		}
		if (sscanf(p, "%lu\t:\t%*f\t%*f\t%*u\t%*u\t%d\t%d\t%n", &seq, &exitval, &sig, &at) != 3 || !seq || seq > 64) {
			finding(r, "the log has a line that is no record: %.*s", (int)(nl - p), p);
			break;
		}
		if (seqs[seq - 1]++)
			finding(r, "job %lu is twice in the log", seq);
		records++;
		line = nth_line(&conf.expected, seq - 1, &len);
		if (!exitval && !sig && line && !memmem(r->out.p, r->out.n, line, len))
			finding(r, "job %lu is logged as done but was not printed", seq);
	}
	if (complete && records != jobs)
		finding(r, "exit 0 with %lu of %lu jobs in the log", records, jobs);
	free(log.p);
}

static void check_dir(const struct run *r) {
	DIR *d = opendir(conf.empty_dir);
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (e->d_name[0] != '.') {
			char path[4096];

			finding(r, "left in the directory: %s", e->d_name);
			snprintf(path, sizeof(path), "%s/%s", conf.empty_dir, e->d_name);
			unlink(path);
		}
	if (d)
		closedir(d);
}

static void check(const struct run *r) {
	bool done = WIFEXITED(r->status) && WEXITSTATUS(r->status) == 0;

	if (r->late)
		finding(r, "it hangs");
	else if (WIFSIGNALED(r->status))
		finding(r, "ended by signal %d", WTERMSIG(r->status));
	if (strstr(r->err.p, "Sanitizer") || strstr(r->err.p, "runtime error"))
		finding(r, "a sanitizer complains");
	if (r->left)
		finding(r, "%u processes are left", r->left);
	if (!done && !r->err.n && !conf.may_be_silent)
		finding(r, "it failed without a message");
	if (!done && conf.always)
		finding(r, "it failed");
	if (done && (r->out.n != conf.expected.n || memcmp(r->out.p, conf.expected.p, r->out.n)))
		finding(r, "exit 0 with wrong output: %.300s", r->out.p);
	if (conf.log)
		check_log(r, done);
	if (conf.empty_dir)
		check_dir(r);
}

/* One plan. True when the run got as far as the failing call, or cannot say (it ended too early to count). */
static bool try(unsigned long n, const char *onwards) {
	struct run r = { .calls = -1 };
	bool reached;

	snprintf(r.plan, sizeof(r.plan), "%s:%lu%s", conf.kind, n, onwards);
	run(&r);
	check(&r);
	reached = r.calls < 0 || (unsigned long)r.calls >= n;
	conf.reached += reached;
	free(r.out.p);
	free(r.err.p);
	return reached;
}

static unsigned long reference(void) {
	struct run r = { .calls = -1 };

	snprintf(r.plan, sizeof(r.plan), "%s:0", conf.kind);
	run(&r);
	if (r.calls < 0 && WIFEXITED(r.status) && WEXITSTATUS(r.status) == 0)
		exit(77);
	conf.always = true; /* nothing fails: no excuse */
	check(&r);
	free(r.out.p);
	free(r.err.p);
	if (conf.findings)
		exit(1);
	return (unsigned long)r.calls;
}

int main(int argc, char **argv) {
	bool always;
	unsigned long calls;
	sigset_t set;
	int c;

	if (argc < 4)
		return 2;
	conf.kind = argv[1];
	while ((c = getopt(argc - 1, argv + 1, "+e:i:l:t:d:n:smav")) != -1)
		switch (c) {
		case 'e': conf.expect = optarg; break;
		case 'i': conf.input = optarg; break;
		case 'l': conf.log = optarg; break;
		case 't': conf.limit = (int)strtol(optarg, NULL, 10); break;
		case 'd': conf.empty_dir = optarg; break;
		case 'n': conf.most = strtoul(optarg, NULL, 10); break;
		case 's': conf.sorted = true; break;
		case 'm': conf.may_be_silent = true; break;
		case 'a': conf.always = true; break;
		case 'v': conf.verbose = true; break;
		default: return 2;
		}
	conf.argv = argv + 1 + optind;
	conf.expected = slurp(conf.expect ? conf.expect : "/dev/null");
	if (conf.sorted)
		sort_lines(&conf.expected);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	always = conf.always;
	calls = reference();
	conf.always = always;
	/* The first calls one by one, for the start; then in steps. A run may make more calls than the first did, but not for ever. */
	for (unsigned long n = 1; n <= 2 * calls + 20; n += n < conf.most / 2 ? 1 : 1 + calls / conf.most) {
		bool once = try(n, ""), onwards = try(n, "+");

		if (!once && !onwards)
			break;
	}
	printf("%s: %lu calls, %u runs, the failing call reached in %u\n", conf.kind, calls, conf.runs, conf.reached);
	if (calls && !conf.reached)
		return 2;
	return conf.findings ? 1 : 0;
}
