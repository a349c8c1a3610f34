/* SPDX-License-Identifier: MIT */
/*
 * One large file made of independent members on many threads. The members' lengths are read first, by a few bytes of
 * each; when one of them is not known, or unpacks to much, or there is but one, the file is left to one thread.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "builtin/codec.h"
#include "builtin/crew.h"
#include "builtin/gang.h"

#define LEAST (384 << 10)            /* bytes of a file that may be worth it */
#define LARGE (32 << 20)             /* worth it even when no thread is idle now: one may be later */
#define PIECE_IN (256u << 10)        /* members go together up to these sizes */
#define PIECE_OUT (4u << 20)
#define MEMBER_MAX (64u << 20)       /* one that is larger, packed or unpacked, is not held in memory */

struct frames_job {
	struct gang_job job;
	const struct format *format;
	struct in *in;
	struct out *out;
	uint64_t at, size;
};

bool in_at(const struct in *in, uint64_t at, void *to, size_t n) {
	if (in->fd >= 0)
		return sys_pread(in->fd, to, n, (off_t)at) == (ssize_t)n;
	if (at + n > in->call->body_len)
		return false;
	memcpy(to, (const char *)in->call->body + at, n);
	return true;
}

/* The length of the members from `at` on that go together; 0 = that cannot be told. */
static uint64_t together(const struct format *f, const struct in *in, uint64_t at, uint64_t size) {
	uint64_t packed = 0, content = 0;

	while (at + packed < size && packed < PIECE_IN && content < PIECE_OUT) {
		uint64_t more = 0, n = f->span(in, at + packed, &more);

		if (!n || n > MEMBER_MAX || more > MEMBER_MAX || n > size - at - packed)
			return 0;
		packed += n;
		content += more;
	}
	return packed;
}

static int fail(struct frames_job *f, const char *why) {
	return err_set(&f->job.call->err, EBADMSG, "cannot decompress '%s': %s", f->in->name, why);
}

static int cut(struct gang_job *job, struct piece *p) {
	struct frames_job *f = (struct frames_job *)job;

	if (gate_closed(job->call->cancel))
		return err_set(&job->call->err, ECANCELED, "@%s was stopped", job->call->argv[0]);
	if (f->at >= f->size)
		return 0;
	p->at = f->at;
	p->len = together(f->format, f->in, f->at, f->size);
	f->at += p->len;
	return p->len ? 1 : fail(f, "it changed while it was read");
}

static enum step unpack(const struct format *format, void *codec, const struct buf *in, struct buf *out) {
	struct stream s = { .in = (unsigned char *)in->p, .in_len = in->len, .last = true };
	enum step step = STEP_MORE;

	while (s.in_len || step == STEP_MORE) {
		size_t had = s.in_len, room;

		if (step == STEP_END && format->again(codec) != STEP_MORE)
			return STEP_OTHER;
		if (out->cap - out->len < PIECE_IN && buf_reserve(out, out->len > PIECE_IN ? out->len : PIECE_IN))
			return STEP_MEMORY;
		room = out->cap - out->len;
		s.out = (unsigned char *)out->p + out->len;
		s.out_len = room;
		step = format->step(codec, &s);
		out->len += room - s.out_len;
		if (step > STEP_END)
			return step;
		if (step == STEP_MORE && s.in_len == had && s.out_len == room)
			return STEP_CORRUPT;
	}
	return STEP_END;
}

static int work(struct gang_job *job, struct piece *p, struct memory *memory) {
	struct frames_job *f = (struct frames_job *)job;
	struct packing how = { .unpack = true, .memory = memory };
	void *codec = NULL;

	p->kind = STEP_MEMORY;
	if (!buf_reserve(&p->in, (size_t)p->len) && (codec = f->format->open(&how))) {
		p->in.len = (size_t)p->len;
		p->kind = in_at(f->in, p->at, p->in.p, p->in.len) ? (int)unpack(f->format, codec, &p->in, &p->out) : STEP_CHANGED;
		f->format->close(codec);
	}
	return 0;
}

static int put(struct gang_job *job, struct piece *p) {
	struct frames_job *f = (struct frames_job *)job;

	if (p->kind != STEP_END)
		return fail(f, codec_reason((enum step)p->kind));
	return p->out.len ? out_write(f->out, p->out.p, p->out.len) : 0;
}

/* Can all of it be cut, in more than one piece? */
static bool can_cut(const struct frames_job *f) {
	uint64_t at = 0, n = 0;
	size_t pieces = 0;

	for (; at < f->size; at += n, pieces++) {
		n = together(f->format, f->in, at, f->size);
		if (!n)
			return false;
	}
	return pieces > 1;
}

int frames_together(const struct format *format, struct in *in, struct out *out) {
	struct frames_job f = { .job = { .cut = cut, .work = work, .put = put, .call = in->call },
				.format = format, .in = in, .out = out, .size = (uint64_t)in->st.st_size };

	if ((in->fd >= 0 && (!S_ISREG(in->st.st_mode) || in->fd == 0)) || in->st.st_size < LEAST ||
	    (in->st.st_size < LARGE && !crew_places(in->call->crew)) || !can_cut(&f))
		return 1;
	return gang_run(&f.job);
}
