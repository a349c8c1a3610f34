/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "exec/function.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "base/buf.h"
#include "base/io.h"
#include "builtin/plugin.h"
#include "exec/executors.h"

struct function {
	const struct builtin *builtin;
	struct plugin *plugin; /* instead */
	char *name;            /* as written, without @ */
};

static int no_such(const char *name, struct err *err) {
	char names[256] = "";
	const struct builtin *b;
	size_t n = 0;

	for (size_t i = 0; (b = builtin_at(i)) && n < sizeof(names); i++)
		n += (size_t)snprintf(names + n, sizeof(names) - n, "%s@%s", i ? ", " : "", b->name);
	return err_set(err, EINVAL, "there is no built-in function '@%s'; there is %s, and @./LIBRARY.so:FUNCTION", name, names);
}

int function_open(struct function **ret, const char *name, struct err *err) {
	struct function *f = xcalloc(1, sizeof(*f));
	size_t n = strcspn(name, " \t");
	int rc = 0;

	f->name = xmalloc(n + 1);
	memcpy(f->name, name, n);
	f->name[n] = '\0';
	if (plugin_named(name, n))
		rc = plugin_open(&f->plugin, name, n, err);
	else if (!(f->builtin = builtin_find(f->name)))
		rc = no_such(f->name, err);
	if (rc)
		function_close(f);
	else
		*ret = f;
	return rc;
}

void function_close(struct function *f) {
	if (!f)
		return;
	plugin_close(f->plugin);
	free(f->name);
	free(f);
}

bool function_threads(const struct function *f) {
	return !f->plugin || plugin_threads(f->plugin);
}

int function_begin(struct function *f, struct err *err) {
	return f->plugin ? plugin_begin(f->plugin, err) : 0;
}

void function_slot_release(struct function_slot *s) {
	builtin_forget(&s->kept);
	words_release(&s->words);
}

/* CPU time and run-queue delay of this thread so far, in ns; false where the kernel does not count them. */
static bool read_schedstat(long long *on_cpu, long long *queued) {
	char text[128];

	return io_slurp("/proc/thread-self/schedstat", text, sizeof(text)) > 0 && sscanf(text, "%lld %lld", on_cpu, queued) == 2;
}

static void usage(struct rusage *ru) {
#ifdef RUSAGE_THREAD
	getrusage(RUSAGE_THREAD, ru);
#else
	memset(ru, 0, sizeof(*ru));
#endif
}

/* What happened since `before`; the peak of memory is the whole process's. */
static void usage_since(const struct rusage *before, struct rusage *ret) {
	struct rusage now;

	usage(&now);
	*ret = (struct rusage){ .ru_maxrss = now.ru_maxrss };
	timersub(&now.ru_utime, &before->ru_utime, &ret->ru_utime);
	timersub(&now.ru_stime, &before->ru_stime, &ret->ru_stime);
	ret->ru_minflt = now.ru_minflt - before->ru_minflt;
	ret->ru_majflt = now.ru_majflt - before->ru_majflt;
	ret->ru_nvcsw = now.ru_nvcsw - before->ru_nvcsw;
	ret->ru_nivcsw = now.ru_nivcsw - before->ru_nivcsw;
}

static void add_time(struct timeval *t, nsec n) {
	struct timeval more = { .tv_sec = (time_t)(n / NSEC_PER_SEC), .tv_usec = (suseconds_t)(n % NSEC_PER_SEC / 1000) };

	timeradd(t, &more, t);
}

static void refuse(struct function_end *ret, struct builtin_call *call, const char *why) {
	ret->refused = true;
	ret->status = 126;
	call->err.code = 0;
	err_set(&call->err, EINVAL, "%s", why);
}

void function_call(struct function *f, struct function_slot *s, const char *line, size_t len, struct builtin_call *call, bool measure,
		   struct function_end *ret) {
	int rc = words_split(&s->words, line, len);
	long long on_cpu, queued, on_cpu_end, queued_end;
	struct rusage before;
	bool known;

	*ret = (struct function_end){ .on_cpu = -1, .queued = -1 }; /* what costs system calls is only there when it is wanted */
	if (rc != 1) {
		refuse(ret, call, rc ? "not enough memory to read a command" :
				       "a built-in function takes plain words, no shell syntax (-q takes characters like ? and & as they are)");
		return;
	}
	if (s->words.argv[0][0] != '@' || strcmp(s->words.argv[0] + 1, f->name)) {
		refuse(ret, call, "there is no such built-in function");
		return;
	}
	s->words.argv[0]++; /* without @ */
	call->argv = s->words.argv;
	call->argc = s->words.argc;
	call->kept = &s->kept;
	if (measure)
		usage(&before);
	known = measure && read_schedstat(&on_cpu, &queued);
	ret->status = f->plugin ? plugin_run(f->plugin, call) : f->builtin->run(call);
	if (known && read_schedstat(&on_cpu_end, &queued_end)) {
		ret->on_cpu = on_cpu_end - on_cpu + call->helped_user + call->helped_system;
		ret->queued = queued_end - queued;
	}
	if (measure)
		usage_since(&before, &ret->ru);
	add_time(&ret->ru.ru_utime, call->helped_user);
	add_time(&ret->ru.ru_stime, call->helped_system);
}

int function_run(struct function *f, struct builtin_call *call) {
	struct builtin_kept kept = { .state = NULL };
	int status;

	call->kept = &kept;
	status = f->plugin ? plugin_run(f->plugin, call) : f->builtin->run(call);
	builtin_forget(&kept);
	return status;
}

bool exec_function_waits(const char *name) {
	struct function *f;
	bool waits;

	/* What is wrong with it is said when it is opened to be used. */
	if (function_open(&f, name, NULL))
		return false;
	waits = f->plugin ? plugin_waits(f->plugin) : f->builtin->waits;
	function_close(f);
	return waits;
}
