/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "engine/watch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/machine.h"
#include "base/sys.h"
#include "exec/remote_hosts.h"
#include "output/progress.h"

#define TICK (100 * 1000000LL)       /* redraw, look at the file of -j; only when there is one of them */
#define LOG_TICK (30 * NSEC_PER_SEC) /* between lines of progress that go into a log */
#define PATIENCE NSEC_PER_SEC        /* for a blocked output, once the run is being ended */

struct watch {
	struct watch_spec spec;
	sigset_t set;
	struct watch_end end;
	unsigned interrupts;
	bool draining;
	enum progress progress;
	bool terminal;        /* stderr is one */
	bool headed;
	nsec begin, next_tick, next_log;
	struct timespec jobs_seen; /* -j FILE: when it was changed last */
	nsec blocked_since;   /* nothing runs, the end is wanted, output makes no progress */
	nsec progress_seen;
	nsec next_look;       /* at the memory */
};

void watch_wake(void *nothing) {
	(void)nothing;
	kill(getpid(), SIGRTMIN); /* blocked everywhere: whoever waits for it gets it */
}

static void watched(struct watch *w) {
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGTSTP, SIGCONT };

	sigemptyset(&w->set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (!proc_world_ignored(w->spec.world, signals[i]))
			sigaddset(&w->set, signals[i]);
	sigaddset(&w->set, SIGRTMIN);
	if (proc_world_terminal(w->spec.world))
		sigaddset(&w->set, SIGCHLD);
}

static void interrupt(struct watch *w, int sig) {
	unsigned running = pool_state(w->spec.pool).running;

	w->interrupts++;
	observers_occasion(w->spec.observers, OCCASION_SIGNAL, sig);
	if (!w->end.signal || w->draining)
		w->end.signal = sig;
	w->draining = false;
	pool_kill(w->spec.pool);
	if (w->spec.quiet)
		return;
	if (w->interrupts == 1)
		err_say_now("%s; stopping %u task%s (%s again to kill %s now)", sig == SIGINT ? "interrupted" : "terminated", running,
			running == 1 ? "" : "s", sig == SIGINT ? "Ctrl-C" : "the signal", running == 1 ? "it" : "them");
	else if (w->interrupts == 2)
		err_say_now("killing %u task%s", running, running == 1 ? "" : "s");
}

static void say_task(void *arg, const struct task *t) {
	struct buf *b = arg;

	/* Nothing is printed under the pool's lock: gather first. */
	(void)(buf_add(b, t->command.p, t->command.len < 2000 ? t->command.len : 2000) || buf_addc(b, '\n'));
}

static void say_running(struct watch *w) {
	struct buf b = {0};
	size_t at = 0;

	pool_each(w->spec.pool, say_task, &b);
	while (at < b.len) {
		char *nl = memchr(b.p + at, '\n', b.len - at);
		size_t n = (nl ? (size_t)(nl - b.p) : b.len) - at;

		err_say_now("%.*s", (int)n, b.p + at);
		at += n + 1;
	}
	buf_release(&b);
}

/* Ctrl-Z: stop the tasks, then ourselves; all deadlines stand still meanwhile. */
static void suspend(struct watch *w) {
	nsec since = clock_mono();

	atomic_store(&w->spec.gates->held_since, since);
	observers_occasion(w->spec.observers, OCCASION_STOPPED, SIGTSTP);
	guardian_signal(w->spec.guardian, SIGTSTP);
	/* Sent to this thread, which then stops before the call returns; sent to the process it might run on for a moment. */
	pthread_kill(pthread_self(), SIGSTOP);
	/* Here again after SIGCONT. */
	atomic_fetch_add(&w->spec.gates->held, clock_mono() - since);
	atomic_store(&w->spec.gates->held_since, 0);
	observers_occasion(w->spec.observers, OCCASION_CONTINUED, SIGCONT);
	guardian_signal(w->spec.guardian, SIGCONT);
}

/* A task that reads from the terminal is stopped, which neither its pipes nor its pidfd tell. Only reports of stops are taken here. */
static void look_at_stops(struct watch *w) {
	siginfo_t si = { .si_pid = 0 };

	while (waitid(P_ALL, 0, &si, WSTOPPED | WNOHANG) == 0 && si.si_pid) {
		if (si.si_status == SIGTTIN || si.si_status == SIGTTOU)
			guardian_end_stopped(w->spec.guardian, si.si_pid);
		si.si_pid = 0;
	}
}

static void take_signal(struct watch *w, int sig) {
	switch (sig) {
	case SIGCHLD:
		look_at_stops(w);
		break;
	case SIGINT:
	case SIGTERM:
		interrupt(w, sig);
		break;
	case SIGHUP:
		if (!w->end.signal) {
			observers_occasion(w->spec.observers, OCCASION_SIGNAL, sig);
			w->end.signal = SIGHUP;
			w->draining = true;
			pool_drain(w->spec.pool);
		}
		break;
	case SIGUSR1:
		say_running(w);
		break;
	case SIGUSR2:
		w->progress = w->progress == PROGRESS_NONE ? PROGRESS_PLAIN : PROGRESS_NONE;
		w->next_tick = 0;
		break;
	case SIGTSTP:
		suspend(w);
		break;
	default:
		break;
	}
}

static unsigned columns(void) {
	struct winsize ws;

	return ioctl(2, TIOCGWINSZ, &ws) == 0 && ws.ws_col ? ws.ws_col : 80;
}

/* Progress must never hold up the supervision: a stderr that takes nothing now gets nothing now. */
static void print(const char *text) {
	struct pollfd p = { .fd = 2, .events = POLLOUT };

	if (poll(&p, 1, 0) > 0 && (p.revents & POLLOUT))
		(void)!sys_write(2, text, strlen(text));
}

/* The values of a running task. */
static void copy_values(void *arg, const struct task *t) {
	char *last = arg;
	size_t n = 0;

	if (*last)
		return;
	for (size_t i = 0; i < t->argc && n < 255; i++) {
		int put = snprintf(last + n, 256 - n, "%s%s", i ? " " : "", t->argv[i]);

		n += put > 0 ? (size_t)put : 0;
	}
}

/* What each host does; NULL = there is none, or no memory for it. */
static struct progress_host *host_figures(struct remote_hosts *hosts, size_t *count) {
	struct progress_host *list;

	*count = hosts ? remote_hosts_count(hosts) : 0;
	list = *count ? sys_malloc(*count * sizeof(*list)) : NULL;
	*count = list ? *count : 0;
	for (size_t i = 0; i < *count; i++) {
		struct remote_figures f = remote_hosts_figures(hosts, i);

		list[i] = (struct progress_host){ strcmp(f.login, ":") ? f.login : "local", f.cpus, f.slots, f.running, f.done, f.time };
	}
	return list;
}

static void draw(struct watch *w, bool final) {
	struct pool_state s = pool_state(w->spec.pool);
	struct progress_host *hosts;
	char last[256] = "", text[1 << 15];
	struct progress_state p = {
		.done = s.score.ok + s.score.failed, .failed = s.score.failed, .total = w->spec.total, .running = s.running,
		.slots = w->spec.tune ? tune_slots(w->spec.tune) : w->spec.options->slots, .cpus = machine_cpus(),
		.task_time = s.task_time, .last = last,
	};
	struct forecast_now now = { .pool = w->spec.pool, .elapsed = clock_mono() - w->begin, .slots = p.slots };
	bool ended;

	now.started = feed_read(w->spec.feed, &ended);

	if (p.total == UINT64_MAX && ended)
		p.total = now.started;
	now.total = p.total;
	p.eta = p.total == p.done ? 0 : forecast_ask(w->spec.forecast, &now);
	pool_each(w->spec.pool, copy_values, last);
	p.hosts = hosts = host_figures(w->spec.hosts, &p.host_count);
	if (!w->headed) {
		progress_head(text, sizeof(text), w->progress, &p);
		if (*text)
			print(text);
		w->headed = true;
	}
	if (w->terminal || final || clock_mono() >= w->next_log) {
		w->next_log = clock_mono() + LOG_TICK;
		progress_line(text, sizeof(text), w->progress, &p, columns(), w->terminal);
		print(text);
		if (final && w->terminal)
			print("\n");
	}
	free(hosts);
}

/* -j FILE: follow it. A file that says nonsense for a moment (it is being written) changes nothing. */
static void follow_jobs(struct watch *w) {
	const struct jobs *j = &w->spec.options->jobs;
	struct err err = {0};
	struct stat st;
	unsigned slots;

	if (stat(j->file, &st) ||
	    (st.st_mtim.tv_sec == w->jobs_seen.tv_sec && st.st_mtim.tv_nsec == w->jobs_seen.tv_nsec))
		return;
	w->jobs_seen = st.st_mtim;
	slots = w->spec.hosts ? remote_hosts_recount(w->spec.hosts) : options_slots(j, w->spec.total, &err);
	if (slots) {
		feed_limit(w->spec.feed, slots);
		pool_grow(w->spec.pool);
	}
}

/* Running tasks give way when memory gets short, and go on when there is more. */
static void look(struct watch *w) {
	w->next_look = clock_mono() + ADMIT_LOOK;
	pool_resume(w->spec.pool, w->spec.guardian, true); /* the only one that was left running may have ended */
	switch (admit_look(w->spec.admit)) {
	case RELIEF_EVICT: pool_evict(w->spec.pool, true); break;
	case RELIEF_STOP: pool_suspend(w->spec.pool, w->spec.guardian, false); break;
	case RELIEF_STOP_ALL: pool_suspend(w->spec.pool, w->spec.guardian, true); break;
	case RELIEF_RESUME: pool_resume(w->spec.pool, w->spec.guardian, false); break;
	case RELIEF_NONE: break;
	}
}

static void tick(struct watch *w) {
	if (w->progress != PROGRESS_NONE)
		draw(w, false);
	if (w->spec.options->jobs.kind == JOBS_FILE)
		follow_jobs(w);
	if (admit_looks(w->spec.admit) && clock_mono() >= w->next_look)
		look(w);
	w->next_tick = clock_mono() + TICK;
}

static bool ticks(const struct watch *w) {
	return w->progress != PROGRESS_NONE || w->spec.options->jobs.kind == JOBS_FILE || admit_looks(w->spec.admit);
}

/* Is a thread stuck in a read or a write of something outside, while all that is wanted is the end? */
static bool stuck(struct watch *w) {
	struct collect_count n = collect_count(w->spec.collect);

	if (!w->interrupts || pool_state(w->spec.pool).running) {
		w->blocked_since = 0;
		return false;
	}
	if (!w->blocked_since || n.progress != w->progress_seen) {
		w->blocked_since = clock_mono();
		w->progress_seen = n.progress;
	}
	return clock_mono() - w->blocked_since >= PATIENCE;
}

static int next_signal(struct watch *w) {
	nsec now = clock_mono(), until = ticks(w) ? w->next_tick : NSEC_NEVER, tune = w->spec.tune ? tune_next(w->spec.tune) : NSEC_NEVER;
	nsec observed = observers_tick(w->spec.observers);
	struct timespec ts;

	until = tune < until ? tune : until;
	until = observed < until ? observed : until;
	if (w->interrupts && now + TICK < until)
		until = now + TICK;
	if (until == NSEC_NEVER)
		return sigwaitinfo(&w->set, NULL);
	until = until > now ? until - now : 0;
	ts = (struct timespec){ .tv_sec = (time_t)(until / NSEC_PER_SEC), .tv_nsec = (long)(until % NSEC_PER_SEC) };
	return sigtimedwait(&w->set, NULL, &ts);
}

/* What is typed at the terminal reaches the tasks of --tty, too: the last of them may have gone by it before we took it. */
static void take_pending(struct watch *w) {
	const struct timespec now = { 0 };
	int sig;

	while ((sig = sigtimedwait(&w->set, NULL, &now)) > 0)
		take_signal(w, sig);
}

struct watch_end watch_run(const struct watch_spec *spec) {
	struct watch w = { .spec = *spec, .progress = spec->quiet ? PROGRESS_NONE : spec->options->progress,
			   .terminal = isatty(2), .begin = clock_mono() };
	bool quitting = false;

	w.next_tick = w.begin + TICK;
	w.next_log = w.begin + LOG_TICK;
	watched(&w);
	for (;;) {
		int sig;

		if (!pool_state(spec->pool).threads) {
			if (!quitting)
				collect_quit(spec->collect);
			quitting = true;
			if (!collect_busy(spec->collect)) {
				if (spec->options->open_tty)
					take_pending(&w);
				break;
			}
		}
		sig = next_signal(&w);
		if (sig > 0)
			take_signal(&w, sig);
		if (ticks(&w) && clock_mono() >= w.next_tick)
			tick(&w);
		if (spec->tune)
			tune_tick(spec->tune);
		if (stuck(&w)) {
			w.end.stuck = true;
			break;
		}
	}
	if (w.progress != PROGRESS_NONE)
		draw(&w, true);
	return w.end;
}
