/* SPDX-License-Identifier: MIT */
/*
 *	cut ->  [ ready | taken | taken | done | ready ... ]  -> put      a ring; the oldest piece is at `head`
 *
 * The caller cuts and puts; when there is nothing to cut or put it works like the others, so a gang without helpers
 * makes progress, too. A helper is a thread that exists while there are pieces and a place in the crew: tasks that
 * start later get their CPU back after at most one piece.
 */
#include "config.h"

#include "builtin/gang.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/sync.h"
#include "base/sys.h"
#include "builtin/crew.h"

#define STACK (256u << 10)
#define EACH 2                    /* pieces for each place in the crew */
#define PIECES_MAX 256u
#define HELD_MAX (128u << 20)     /* bytes of results: above only the oldest piece is worked on */

struct gang {
	struct gang_job *job;
	struct crew *crew;
	struct mutex mu;
	struct cond change;
	struct piece *ring;       /* states are guarded by mu; the rest belongs to who took the piece */
	size_t size, head, count; /* guarded by mu */
	size_t ready, held;       /* likewise */
	unsigned helpers;         /* likewise */
	bool quit;                /* likewise */
};

static struct piece *nth(struct gang *g, size_t i) {
	return &g->ring[(g->head + i) % g->size];
}

/* The oldest piece that nobody works on; NULL = none that may be begun. mu is held. */
static struct piece *take(struct gang *g) {
	for (size_t i = 0; i < g->count && g->ready && !g->quit; i++) {
		struct piece *p = nth(g, i);

		if (i && g->held > HELD_MAX)
			return NULL;
		if (p->state == PIECE_READY) {
			p->state = PIECE_TAKEN;
			g->ready--;
			return p;
		}
	}
	return NULL;
}

/* Work on a taken piece. mu is held, but not while working. */
static void work(struct gang *g, struct piece *p, struct memory *memory) {
	mutex_unlock(&g->mu);
	p->rc = g->job->work(g->job, p, memory);
	mutex_lock(&g->mu);
	p->state = PIECE_DONE;
	p->held = p->out.cap;
	g->held += p->held;
	cond_broadcast(&g->change);
}

static void account(struct gang *g) {
#ifdef RUSAGE_THREAD
	struct builtin_call *call = g->job->call;
	struct rusage ru;

	getrusage(RUSAGE_THREAD, &ru);
	call->helped_user += ru.ru_utime.tv_sec * NSEC_PER_SEC + ru.ru_utime.tv_usec * 1000LL;
	call->helped_system += ru.ru_stime.tv_sec * NSEC_PER_SEC + ru.ru_stime.tv_usec * 1000LL;
#else
	(void)g;
#endif
}

static void *helper_main(void *arg) {
	struct gang *g = arg;
	struct crew *crew = g->crew;
	struct memory memory = { .block = { { .p = NULL } } };

	mutex_lock(&g->mu);
	while (!g->quit && crew_stay(crew)) {
		struct piece *p = take(g);

		if (p)
			work(g, p, &memory);
		else
			cond_wait(&g->change, &g->mu);
	}
	memory_release(&memory);
	account(g);
	g->helpers--;
	crew_leave(crew);
	cond_broadcast(&g->change);
	mutex_unlock(&g->mu); /* the last moment g is there */
	return NULL;
}

/* One more helper when there is work and a place for it. Without a thread it goes on as it is. mu is held. */
static void hire(struct gang *g) {
	pthread_t id;

	if (g->ready < 2 || !crew_join(g->crew))
		return;
	if (sys_thread(&id, STACK, helper_main, g))
		crew_leave(g->crew);
	else
		g->helpers++;
}

/* Deliver the oldest piece, which is done. mu is held, but not while delivering. */
static int put(struct gang *g) {
	struct piece *p = nth(g, 0);
	int rc;

	mutex_unlock(&g->mu);
	rc = g->job->put(g->job, p);
	mutex_lock(&g->mu);
	g->held -= p->held;
	if (p->out.cap > HELD_MAX / PIECES_MAX)
		buf_release(&p->out);
	p->in.len = p->out.len = 0;
	p->state = PIECE_FREE;
	g->head = (g->head + 1) % g->size;
	g->count--;
	return rc;
}

/* 1 when a piece was cut, 0 at the end, or -errno. mu is held, but not while cutting. */
static int cut(struct gang *g) {
	struct piece *p = nth(g, g->count);
	int rc;

	mutex_unlock(&g->mu);
	rc = g->job->cut(g->job, p);
	mutex_lock(&g->mu);
	if (rc != 1)
		return rc;
	p->state = PIECE_READY;
	g->count++;
	g->ready++;
	hire(g);
	cond_broadcast(&g->change);
	return 1;
}

static int lead(struct gang *g) {
	struct memory memory = { .block = { { .p = NULL } } };
	int more = 1, rc = 0;

	mutex_lock(&g->mu);
	while (!rc && (more || g->count)) {
		struct piece *p;

		if (g->count && nth(g, 0)->state == PIECE_DONE)
			rc = put(g);
		else if (more && g->count < g->size)
			rc = (more = cut(g)) < 0 ? more : 0;
		else if ((p = take(g)))
			work(g, p, &memory);
		else
			cond_wait(&g->change, &g->mu);
	}
	g->quit = true;
	cond_broadcast(&g->change);
	while (g->helpers)
		cond_wait(&g->change, &g->mu);
	mutex_unlock(&g->mu);
	memory_release(&memory);
	return rc;
}

int gang_run(struct gang_job *job) {
	struct crew *crew = job->call->crew;
	struct gang g = { .job = job, .crew = crew, .size = crew->slots < PIECES_MAX / EACH ? crew->slots * EACH + 1 : PIECES_MAX };
	int rc;

	g.ring = sys_malloc(g.size * sizeof(*g.ring));
	if (!g.ring)
		return err_sys(&job->call->err, ENOMEM, "cannot run @%s", job->call->argv[0]);
	for (size_t i = 0; i < g.size; i++)
		g.ring[i] = (struct piece){ .state = PIECE_FREE };
	mutex_init(&g.mu);
	cond_init(&g.change);
	rc = lead(&g);
	cond_release(&g.change);
	mutex_release(&g.mu);
	for (size_t i = 0; i < g.size; i++) {
		buf_release(&g.ring[i].in);
		buf_release(&g.ring[i].out);
	}
	free(g.ring);
	return rc;
}
