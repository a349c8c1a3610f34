/* SPDX-License-Identifier: MIT */
/*
 * One thread reads the input and gives it away; the jobs' slots take it from their queues (spread.h). The thread exists only in these
 * modes: no slot can do this, as it has a child to watch.
 *
 *	input --read--> dealer thread --give--> queue 1 .. queue j --flow--> pump of job 1 .. j
 *	                      ^                                                     |
 *	                      +---- quit: nobody takes any more <---- all closed ---+
 *
 * A job is made when something is there for it (--round-robin), or at once (the others: each slot has a part of the keys, and
 * with --tee each set of arguments is a job). Whoever waits here for that, or for what the dealer has to say in the end, is a slot
 * with the reading role; it waits on descriptors, so that it can be called away.
 */
#include "input/deal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "input/keys.h"
#include "input/spread.h"

#define STACK (256u << 10)
#define READ_SIZE (128u << 10)

enum way { WAY_ROBIN, WAY_TEE, WAY_SHARD, WAY_BIN };

struct deal {
	struct source base;
	const struct options *o;
	enum way way;
	struct source *inner;    /* the dealer's with --round-robin */
	struct keys *keys;       /* from here to `carry` the dealer's */
	struct buf *hands;       /* lines for each job that are not given yet */
	struct buf carry;        /* the line that is not complete yet */
	unsigned jobs, made;
	struct spread *spread;   /* NULL before the first task */
	struct mutex mu;
	struct cond gone;

	/* Guarded by mu. */
	bool dealing;            /* the thread is at work */
	const struct buf *head;  /* goes before what each job gets */
	struct err err;
};

bool deal_wanted(const struct options *o) {
	return (o->pipe && o->round_robin) || ((o->pipe || o->pipepart) && (o->tee || o->shard || o->bin));
}

/* Blocks, to whoever is ready. */
static int deal_blocks(struct deal *d, struct err *err) {
	struct task *t = task_new();
	int rc = t ? 0 : err_sys(err, ENOMEM, "cannot read standard input");

	while (!rc) {
		t->argc = t->store.len = t->body.len = 0;
		rc = d->inner->ops->next(d->inner, t, spread_quit(d->spread), err);
		if (rc <= 0)
			break;
		mutex_lock(&d->mu);
		d->head = t->head;
		mutex_unlock(&d->mu);
		rc = spread_give_any(d->spread, &t->body);
	}
	task_free(t, NULL);
	return rc;
}

/* Read once. 1, 0 at the end, or -errno. */
static int read_some(struct deal *d, int fd, const char *name, struct buf *b, struct err *err) {
	ssize_t got;

	if (buf_reserve(b, READ_SIZE))
		return -ENOMEM;
	got = io_read(fd, b->p + b->len, READ_SIZE, spread_quit(d->spread));
	if (got > 0)
		b->len += (size_t)got;
	if (got < 0 && got != -ECANCELED)
		return err_sys(err, (int)-got, "cannot read %s", name);
	return got > 0 ? 1 : (int)got;
}

static int deal_copies(struct deal *d, int fd, const char *name, struct err *err) {
	struct buf b = {0};
	int rc;

	while ((rc = read_some(d, fd, name, &b, err)) == 1 && !(rc = spread_give_all(d->spread, &b)))
		;
	buf_release(&b);
	return rc;
}

/* The copies of files (--pipepart): one behind the other. */
static int deal_files(struct deal *d, struct err *err) {
	int rc = 0;

	for (size_t i = 0; !rc && i < d->o->input_count; i++) {
		const struct input *in = &d->o->inputs[i];
		int fd = in->kind == INPUT_FILE ? sys_open(in->path, O_RDONLY | O_NOCTTY, 0) : -2;

		if (fd == -1)
			return err_sys(err, errno, "cannot open '%s'", in->path);
		if (fd >= 0) {
			rc = deal_copies(d, fd, in->path, err);
			close(fd);
		}
	}
	return rc;
}

/* Find the keys of the whole lines in b[0..len), and put the lines on the hands. */
static int sort_lines(struct deal *d, const char *p, size_t len, struct err *err) {
	const char *end = p + len, *nl;
	int rc = 0;

	keys_forget(d->keys);
	for (const char *s = p; !rc && s < end; s = nl + 1) {
		nl = memchr(s, '\n', (size_t)(end - s));
		nl = nl ? nl : end - 1;
		rc = keys_add(d->keys, s, (size_t)(nl + 1 - s), err);
	}
	if (!rc)
		rc = keys_find(d->keys, err);
	for (size_t i = 0; !rc && p < end; i++) {
		struct value key = keys_get(d->keys, i);
		unsigned k = d->way == WAY_BIN ? keys_bin(key, d->jobs) : keys_shard(key, d->jobs);

		nl = memchr(p, '\n', (size_t)(end - p));
		nl = nl ? nl + 1 : end;
		rc = buf_add(&d->hands[k], p, (size_t)(nl - p));
		p = nl;
	}
	return rc;
}

/* The line that names the columns goes to nobody, as in GNU parallel. */
static int take_names(struct deal *d, bool end, struct err *err) {
	const char *p = d->carry.p, *nl = d->carry.len ? memchr(p, '\n', d->carry.len) : NULL;
	size_t n = nl ? (size_t)(nl - p) : d->carry.len;
	int rc;

	if (!d->carry.len || (!nl && !end))
		return 0;
	rc = keys_names(d->keys, p, n, err);
	if (rc)
		return rc;
	n += nl != NULL;
	d->carry.len -= n;
	memmove(d->carry.p, d->carry.p + n, d->carry.len);
	return 0;
}

/* Lines, each to the job of its key. */
static int deal_lines(struct deal *d, struct err *err) {
	int more, rc = 0;

	do {
		const char *last;
		size_t n;

		more = read_some(d, 0, "standard input", &d->carry, err);
		if (more < 0)
			return more;
		if (keys_by_name(d->keys) && ((rc = take_names(d, !more, err)) || keys_by_name(d->keys)))
			continue;
		last = d->carry.len ? memrchr(d->carry.p, '\n', d->carry.len) : NULL;
		n = !more ? d->carry.len : last ? (size_t)(last + 1 - d->carry.p) : 0;
		if (n)
			rc = sort_lines(d, d->carry.p, n, err);
		for (unsigned k = 0; !rc && k < d->jobs; k++)
			if (d->hands[k].len)
				rc = spread_give(d->spread, k, &d->hands[k]);
		d->carry.len -= n;
		if (d->carry.len)
			memmove(d->carry.p, d->carry.p + n, d->carry.len);
	} while (more && !rc);
	return rc;
}

static void *deal_main(void *arg) {
	struct deal *d = arg;
	struct err err = {0};
	int rc;

	if (d->way == WAY_ROBIN)
		rc = deal_blocks(d, &err);
	else if (d->way != WAY_TEE)
		rc = deal_lines(d, &err);
	else
		rc = d->o->pipepart ? deal_files(d, &err) : deal_copies(d, 0, "standard input", &err);
	if (rc == -ENOMEM && !err.code)
		(void)err_sys(&err, ENOMEM, "cannot keep what was read for the jobs");
	spread_end(d->spread);
	mutex_lock(&d->mu);
	d->err = err;
	d->dealing = false;
	spread_ring(d->spread); /* whoever waits must see all this, so not before */
	cond_signal(&d->gone);
	mutex_unlock(&d->mu);
	return NULL;
}

/* Before the first task: now the number of slots is final. */
static int start(struct deal *d, struct err *err) {
	pthread_t id;
	int rc;

	d->jobs = d->o->slots ? d->o->slots : 1;
	if (d->way == WAY_TEE && !d->inner) {
		err_say("warning: --tee has nothing to do: each argument of ::: is a job");
		d->jobs = 0;
	} else if (d->way == WAY_TEE) {
		if (d->inner->total > d->jobs)
			return err_set(err, EINVAL, "--tee: %llu jobs must run at the same time, but there are only %u slots; use --jobs %llu",
				       (unsigned long long)d->inner->total, d->jobs, (unsigned long long)d->inner->total);
		d->jobs = (unsigned)d->inner->total;
	}
	if (!d->jobs)
		return 0;
	if (d->keys && !(d->hands = calloc(d->jobs, sizeof(*d->hands))))
		return err_sys(err, ENOMEM, "cannot feed %u jobs", d->jobs);
	rc = spread_new(&d->spread, d->jobs, d->way != WAY_ROBIN);
	if (rc)
		return err_sys(err, -rc, "cannot feed %u jobs at the same time", d->jobs);
	d->dealing = true;
	rc = sys_thread(&id, STACK, deal_main, d);
	if (rc) {
		d->dealing = false;
		return err_sys(err, -rc, "cannot start a thread to read the input");
	}
	return 0;
}

static bool is_dealing(struct deal *d, struct err *ret) {
	bool dealing;

	mutex_lock(&d->mu);
	dealing = d->dealing;
	if (!dealing)
		*ret = d->err;
	mutex_unlock(&d->mu);
	return dealing;
}

/* Wait until there is something for the next job, or there will never be. 1, 0, or -errno. */
static int wait_for_job(struct deal *d, const struct gate *stop, struct err *err) {
	for (;;) {
		struct pollfd f[2] = { { .fd = spread_news(d->spread), .events = POLLIN }, { .fd = stop->fd, .events = POLLIN } };
		struct err end = {0};
		bool dealing = is_dealing(d, &end);

		if (d->made < d->jobs && (d->way != WAY_ROBIN || spread_any_for(d->spread, d->made)))
			return 1;
		if (!dealing) {
			if (end.code)
				*err = end;
			return -end.code;
		}
		if (poll(f, 2, -1) < 0 && errno != EINTR)
			return err_sys(err, errno, "cannot wait for input");
		if (f[1].revents) {
			spread_cancel(d->spread);
			return -ECANCELED;
		}
		spread_heard(d->spread);
	}
}

static int deal_next(struct source *source, struct task *t, const struct gate *stop, struct err *err) {
	struct deal *d = (struct deal *)source;
	int rc = d->spread ? 0 : start(d, err);

	if (rc || !d->spread)
		return rc;
	rc = wait_for_job(d, stop, err);
	if (rc == 1 && d->way == WAY_TEE)
		rc = d->inner->ops->next(d->inner, t, stop, err);
	if (rc <= 0)
		return rc;
	rc = 0;
	t->flow = spread_flow(d->spread, d->made, &rc);
	if (rc)
		return err_sys(err, -rc, "cannot feed job %u", d->made + 1);
	d->made++;
	mutex_lock(&d->mu);
	t->head = d->head;
	mutex_unlock(&d->mu);
	if (d->way != WAY_TEE)
		t->records = 1;
	return 1;
}

static void deal_free(struct source *source) {
	struct deal *d = (struct deal *)source;

	if (!d)
		return;
	if (d->spread)
		spread_cancel(d->spread);
	mutex_lock(&d->mu);
	while (d->dealing)
		cond_wait(&d->gone, &d->mu);
	mutex_unlock(&d->mu);
	spread_free(d->spread);
	if (d->inner)
		d->inner->ops->free(d->inner);
	keys_free(d->keys);
	for (unsigned i = 0; d->hands && i < d->jobs; i++)
		buf_release(&d->hands[i]);
	free(d->hands);
	buf_release(&d->carry);
	cond_release(&d->gone);
	mutex_release(&d->mu);
	free(d);
}

static const struct source_ops ops = { .next = deal_next, .free = deal_free };

int deal_new(struct source **ret, struct source *inner, const struct options *o, struct evaluator *perl, struct err *err) {
	struct deal *d = xcalloc(1, sizeof(*d));
	int rc = 0;

	d->base = (struct source){ &ops, UINT64_MAX }; /* known or not: we want to be asked until the dealer is through */
	d->o = o;
	d->inner = inner;
	d->way = o->tee ? WAY_TEE : o->bin ? WAY_BIN : o->shard ? WAY_SHARD : WAY_ROBIN;
	mutex_init(&d->mu);
	cond_init(&d->gone);
	if (d->way == WAY_SHARD || d->way == WAY_BIN)
		rc = keys_new(&d->keys, d->way == WAY_BIN ? "--bin" : "--shard",
			      d->way == WAY_BIN ? o->bin : o->shard, o->colsep, perl, err);
	if (rc) {
		deal_free(&d->base);
		return rc;
	}
	*ret = &d->base;
	return 0;
}
