/* SPDX-License-Identifier: MIT */
/*
 * Bytes on their way to jobs that run at the same time: one thread gives, each job takes from a short queue of its own. A job that
 * takes nothing holds up what is for it, and no more than the queue is ever kept for it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/sync.h"
#include "task/flow.h"

struct spread;

/* Queues for so many jobs. together: the end is shown to nobody before each has its flow, so that no slot is used twice. 0 or -errno. */
int spread_new(struct spread **ret, unsigned jobs, bool together);
/* Every flow is closed by now. */
void spread_free(struct spread *s);

/* The giving side: one thread. Each waits while there is no room and somebody may still take; what is for a closed queue is dropped. */

/* For job k; the bytes are moved out of *b, which gets other memory for them. 0, -ECANCELED after spread_cancel, or -ENOMEM. */
int spread_give(struct spread *s, unsigned k, struct buf *b);
/* For the job whose turn it is, or whoever has room. */
int spread_give_any(struct spread *s, struct buf *b);
/* For every job. */
int spread_give_all(struct spread *s, struct buf *b);
/* There will be no more. */
void spread_end(struct spread *s);

/* Closes when nobody can take any more: all flows are closed, or spread_cancel was called. */
const struct gate *spread_quit(const struct spread *s);

/* The other side: any thread. */

/* The flow of job k, handed out once. NULL with errno in *rc when there is no descriptor for it. */
struct flow *spread_flow(struct spread *s, unsigned k, int *rc);
/* Has something been given to job k? */
bool spread_any_for(struct spread *s, unsigned k);
/* All queues are closed and the giver is sent home. */
void spread_cancel(struct spread *s);
/* A descriptor that polls readable after the first bytes for a job without flow, and after spread_ring. */
int spread_news(const struct spread *s);
void spread_heard(struct spread *s);
void spread_ring(struct spread *s);
