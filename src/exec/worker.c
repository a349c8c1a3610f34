/* SPDX-License-Identifier: MIT */
/*
 * Functions in processes that stay: one worker for each slot, `pmap --serve`, which gets one task after the other as frames (frame.h). A
 * worker that crashes, is limited or is killed at its deadline costs the task it had; the slot starts another one for the next.
 */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sys.h"
#include "builtin/crew.h"
#include "builtin/pmap.h"
#include "exec/coproc.h"
#include "exec/env.h"
#include "exec/executors.h"
#include "exec/frame.h"
#include "exec/function.h"
#include "exec/loss.h"
#include "exec/render.h"
#include "exec/self.h"

#define BODY_BYTES (1u << 20) /* of one frame */

struct worker_exec {
	struct exec exec;
	struct exec_spec spec;
	const char *path;         /* of our program */
	_Atomic unsigned running;
	char room[4096];
};

struct worker_slot {
	struct coproc coproc;
	struct guard_slot *guard;
	struct env env;
	struct frame_reader reader;
	bool greeted;             /* its HELLO was as it should be */
	struct buf request;
	char *part;               /* BODY_BYTES; NULL until a part of a file is sent */
	char buffer[COPROC_BUFFER];
};

/* One exchange. */
struct errand {
	struct talk talk;
	struct worker_slot *slot;
	size_t step;              /* what of the task is sent: the request, the header, the block, the part */
	uint64_t left, at;        /* of this step: bytes that are not sent; where they begin */
	size_t chunk;             /* of them in the frame whose head is out */
	unsigned char head[FRAME_HEAD];
	unsigned char exit[FRAME_EXIT_BYTES];
	size_t exit_len;
	char message[sizeof(((struct err *)0)->msg)];
	size_t message_len;
};

static int worker_open(struct exec *e, unsigned slot, void **ret, struct err *err) {
	struct worker_exec *x = (struct worker_exec *)e;
	struct worker_slot *s = sys_malloc(sizeof(*s));

	if (!s)
		return err_sys(err, ENOMEM, "cannot open slot %u", slot + 1);
	memset(s, 0, offsetof(struct worker_slot, buffer));
	if (env_init(&s->env, x->spec.slot_var, x->spec.tmpdir)) {
		free(s);
		return err_sys(err, ENOMEM, "cannot open slot %u", slot + 1);
	}
	s->guard = guardian_slot(x->spec.guardian, slot);
	*ret = s;
	return 0;
}

static void retire(struct worker_exec *x, struct worker_slot *s) {
	if (!s->coproc.alive)
		return;
	(void)coproc_stop(&s->coproc, x->spec.guardian); /* nothing a worker writes then is a result */
	atomic_fetch_sub(&x->running, 1);
}

static void worker_close(struct exec *e, void *mine) {
	struct worker_slot *s = mine;

	retire((struct worker_exec *)e, s);
	env_release(&s->env);
	buf_release(&s->request);
	free(s->part);
	free(s);
}

static uint64_t body_bytes(const struct task *t) {
	return (t->head ? t->head->len : 0) + t->body.len + (t->part_fd >= 0 ? t->part_len : 0);
}

static int make_request(const struct worker_exec *x, struct worker_slot *s, const struct task *t) {
	unsigned char fixed[FRAME_HEAD + FRAME_TASK_BYTES];
	struct frame_task task = { .seq = task_place(t), .body = body_bytes(t), .has_body = x->spec.feed, .measure = x->spec.measure,
				   .output_limit = x->spec.output_limit,
				   .helpers = x->spec.crew ? crew_places(x->spec.crew) : 0 };

	if (t->command.len > FRAME_MAX - FRAME_TASK_BYTES)
		return -E2BIG;
	frame_head(fixed, FRAME_TASK, FRAME_TASK_BYTES + t->command.len);
	frame_task_put(fixed + FRAME_HEAD, &task);
	s->request.len = 0;
	return buf_add(&s->request, fixed, sizeof(fixed)) || buf_add(&s->request, t->command.p, t->command.len) ? -ENOMEM : 0;
}

/* The next step of the task that has bytes to send. False when there is none. */
static bool next_step(struct errand *e) {
	const struct task *t = e->talk.task;

	while (!e->left && e->step < 4) {
		e->at = 0;
		switch (e->step++) {
		case 0: e->left = e->slot->request.len; break;
		case 1: e->left = t->head ? t->head->len : 0; break;
		case 2: e->left = t->body.len; break;
		case 3: e->left = t->part_fd >= 0 ? t->part_len : 0; break;
		}
	}
	return e->left;
}

/* The bytes of the frame whose head is out; those of a file a buffer at a time. 1 or -errno. */
static int chunk(struct errand *e, const char **p, size_t *n) {
	struct task *t = e->talk.task;

	*n = e->chunk;
	if (e->step == 4) {
		ssize_t got = sys_pread(t->part_fd, e->slot->part, *n, t->part_off + (off_t)e->at);

		if (got <= 0)
			return got ? -errno : -ENODATA; /* the file is shorter than it was */
		*n = (size_t)got;
		*p = e->slot->part;
	} else {
		*p = (e->step == 2 ? t->head->p : t->body.p) + e->at;
	}
	e->chunk -= *n;
	e->left -= *n;
	e->at += *n;
	t->result.sent += *n;
	return 1;
}

static int worker_next(struct talk *talk, const char **p, size_t *n) {
	struct errand *e = (struct errand *)talk;

	if (e->chunk)
		return chunk(e, p, n);
	if (!next_step(e))
		return 0;
	if (e->step == 1) {
		*p = e->slot->request.p;
		*n = e->slot->request.len;
		e->left = 0;
		return 1;
	}
	if (e->step == 4 && !e->slot->part && !(e->slot->part = sys_malloc(BODY_BYTES)))
		return -ENOMEM;
	e->chunk = e->left < BODY_BYTES ? (size_t)e->left : BODY_BYTES;
	frame_head(e->head, FRAME_BODY, e->chunk);
	*p = (const char *)e->head;
	*n = sizeof(e->head);
	return 1;
}

/* Keep a small frame's bytes until it is whole. */
static int keep(void *to, size_t size, size_t *have, const struct frame_piece *piece) {
	if (piece->first)
		*have = 0;
	if (piece->n > size - *have)
		return -EPROTO;
	if (piece->n)
		memcpy((char *)to + *have, piece->p, piece->n);
	*have += piece->n;
	return 0;
}

static int greet(struct errand *e, const struct frame_piece *piece) {
	struct frame_hello hello;
	int rc = keep(e->exit, FRAME_HELLO_BYTES, &e->exit_len, piece);

	if (rc || !piece->last)
		return rc;
	if (frame_hello_get(&hello, e->exit, e->exit_len) || hello.version != FRAME_VERSION || hello.abi != PMAP_ABI)
		return -EPROTO;
	e->slot->greeted = true;
	return 0;
}

static int worker_got(struct talk *talk, const char *p, size_t *n) {
	struct errand *e = (struct errand *)talk;
	struct frame_piece piece;
	size_t left = *n;
	int rc;

	while ((rc = frame_next(&e->slot->reader, &p, &left, &piece)) == 1) {
		if (!e->slot->greeted && piece.type != FRAME_HELLO)
			return -EPROTO;
		switch (piece.type) {
		case FRAME_HELLO: rc = greet(e, &piece); break;
		case FRAME_OUT: talk_put(talk, STREAM_OUT, piece.p, piece.n); break;
		case FRAME_ERR: rc = keep(e->message, sizeof(e->message) - 1, &e->message_len, &piece); break;
		case FRAME_EXIT: rc = keep(e->exit, sizeof(e->exit), &e->exit_len, &piece); break;
		default: rc = -EPROTO;
		}
		if (rc < 0)
			return rc;
		if (piece.type == FRAME_EXIT && piece.last) {
			*n -= left;
			return left ? -EPROTO : 1; /* nobody asked for more */
		}
	}
	return rc;
}

static const struct talk_ops errand_ops = { .next = worker_next, .got = worker_got };

/* A worker that can take a task. 0, -ECANCELED, or -errno of the start. */
static int have_worker(struct worker_exec *x, struct worker_slot *s, const struct task *t, const struct gates *g) {
	char *argv[] = { (char *)err_program(), (char *)"--serve", NULL };
	struct proc_start how = { .world = x->spec.world, .path = x->path, .argv = argv, .envp = s->env.list, .guard = s->guard,
				  .nice_given = x->spec.nice_given, .nice = x->spec.nice,
				  .limits = { .memory = x->spec.resources.memory } };
	int rc = 0;

	if (s->coproc.alive && ((x->spec.tasks_per_worker && s->coproc.served >= x->spec.tasks_per_worker) || coproc_stale(&s->coproc)))
		retire(x, s);
	if (!s->coproc.alive) {
		env_set(&s->env, task_number(t), t->result.slot);
		s->reader = (struct frame_reader){ .have = 0 };
		s->greeted = false;
		rc = coproc_begin(&s->coproc, &how, true, &x->running, g);
	}
	if (!rc && x->spec.resources.cpu)
		proc_allow_cpu(&s->coproc.proc, x->spec.resources.cpu);
	return rc;
}

static struct timeval timeval_of(nsec n) {
	return (struct timeval){ .tv_sec = (time_t)(n / NSEC_PER_SEC), .tv_usec = (suseconds_t)(n % NSEC_PER_SEC / 1000) };
}

static int take_answer(struct errand *e) {
	struct task *t = e->talk.task;
	struct result *r = &t->result;
	struct frame_exit end;

	if (frame_exit_get(&end, e->exit, e->exit_len))
		return -EPROTO;
	e->message[e->message_len] = '\0';
	if (e->message_len)
		loss_say(t, e->talk.outlet, "%s", e->message);
	r->outcome = end.status < 0 ? OUTCOME_NOSTART : OUTCOME_EXIT;
	r->code = end.status < 0 ? 126 : end.status;
	r->on_cpu = end.on_cpu;
	r->queued = end.queued;
	r->ru = (struct rusage){ .ru_utime = timeval_of(end.user), .ru_stime = timeval_of(end.system), .ru_maxrss = (long)end.maxrss,
				 .ru_minflt = (long)end.minflt, .ru_majflt = (long)end.majflt, .ru_nvcsw = (long)end.nvcsw,
				 .ru_nivcsw = (long)end.nivcsw };
	return 0;
}

static int run_errand(struct worker_exec *x, struct worker_slot *s, struct task *t, struct outlet *o,
		      const struct gates *g, struct err *err) {
	nsec limit = x->spec.limits ? x->spec.limits->timeout(x->spec.limits) : NSEC_NEVER;
	struct errand e = { .slot = s };
	char who[256];
	bool refused;
	int rc;

	e.talk = (struct talk){ .ops = &errand_ops, .coproc = &s->coproc, .task = t, .outlet = o, .gates = g, .termseq = &x->spec.termseq,
				.guardian = x->spec.guardian, .count_err = x->spec.by_line, .buffer = s->buffer,
				.deadline = limit == NSEC_NEVER ? NSEC_NEVER : t->result.start + limit };
	if (x->spec.crew)
		crew_enter(x->spec.crew);
	rc = make_request(x, s, t);
	refused = rc != 0;
	if (!refused)
		rc = talk_run(&e.talk);
	if (x->spec.crew)
		crew_leave(x->spec.crew);
	if (refused)
		return loss_refuse(t, o, "cannot hand over a command: %s", strerror(-rc));
	if (!s->coproc.alive)
		atomic_fetch_sub(&x->running, 1);
	if (rc == 1 && take_answer(&e)) {
		retire(x, s);
		rc = -EPROTO;
	}
	t->result.end = clock_mono();
	if (rc == 1)
		return loss_output(&e.talk);
	if (rc == -ENODATA || rc == -EIO)
		return err_sys(err, -rc, "cannot feed task %llu", (unsigned long long)task_number(t));
	snprintf(who, sizeof(who), "the worker of '%.200s'", t->command.p);
	return loss_end(&e.talk, rc, x->spec.resources.cpu, who, " in the middle of it");
}

static void worker_arrive(struct exec *e, struct task *chain) {
	render_arrived(&((struct worker_exec *)e)->spec, chain);
}

static int worker_prepare(struct exec *e, void *mine, struct task *t, struct outlet *o, struct err *err) {
	struct worker_exec *x = (struct worker_exec *)e;
	int rc = render_task(&x->spec, t, err);

	(void)mine;
	if (!rc && x->spec.trace)
		render_trace(t);
	return rc == -ENOMEM && !err->code ? loss_refuse(t, o, "not enough memory to render a command") : rc;
}

static int worker_run(struct exec *e, void *mine, struct task *t, struct outlet *o, const struct gates *g, struct err *err) {
	struct worker_exec *x = (struct worker_exec *)e;
	struct worker_slot *s = mine;
	int rc;

	if (render_skipped(t))
		return 0;
	if (x->spec.verbose && (rc = render_verbose(t, o)))
		return loss_refuse(t, o, "not enough memory to keep the output");
	t->result.wall_start = clock_wall();
	t->result.start = clock_mono();
	rc = have_worker(x, s, t, g);
	if (!rc)
		return run_errand(x, s, t, o, g, err);
	t->result.end = clock_mono();
	if (rc == -ECANCELED) {
		t->result.outcome = OUTCOME_KILLED;
		t->result.code = SIGTERM;
		return 0;
	}
	return err_sys(err, -rc, "cannot start a worker");
}

static void worker_free(struct exec *e) {
	free(e);
}

static const struct exec_ops worker_ops = {
	.open = worker_open, .arrive = worker_arrive, .prepare = worker_prepare, .run = worker_run,
	.close = worker_close, .free = worker_free,
};

int exec_worker_new(struct exec **ret, const struct exec_spec *spec, struct err *err) {
	struct worker_exec *x = xcalloc(1, sizeof(*x));

	x->exec = (struct exec){ .ops = &worker_ops, .flags = render_flags(spec) };
	x->spec = *spec;
	x->path = self_path(x->room, sizeof(x->room));
	if (!x->path) {
		free(x);
		return err_set(err, ENOENT, "cannot find the program '%s' to start workers; call it by its path, or use --pool thread",
			       err_program());
	}
	*ret = &x->exec;
	return 0;
}
