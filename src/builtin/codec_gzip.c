/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/sys.h"
#include "builtin/codec.h"

#define GZIP 16 /* zlib: a gzip header instead of its own */

struct gzip {
	z_stream z;
	bool unpack;
};

static void *gzip_open(const struct packing *how) {
	struct gzip *g = sys_malloc(sizeof(*g));
	int rc;

	if (!g)
		return NULL;
	*g = (struct gzip){ .unpack = how->unpack };
	if (how->unpack)
		rc = inflateInit2(&g->z, MAX_WBITS + GZIP);
	else
		rc = deflateInit2(&g->z, how->level, Z_DEFLATED, MAX_WBITS + GZIP, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY);
	if (rc == Z_OK)
		return g;
	free(g);
	return NULL;
}

static enum step gzip_step(void *arg, struct stream *s) {
	struct gzip *g = arg;
	unsigned in = s->in_len < UINT_MAX ? (unsigned)s->in_len : UINT_MAX, out = (unsigned)s->out_len;
	int rc;

	g->z.next_in = (unsigned char *)s->in;
	g->z.avail_in = in;
	g->z.next_out = s->out;
	g->z.avail_out = out;
	rc = g->unpack ? inflate(&g->z, Z_NO_FLUSH) : deflate(&g->z, s->last ? Z_FINISH : Z_NO_FLUSH);
	s->in += in - g->z.avail_in;
	s->in_len -= in - g->z.avail_in;
	s->out += out - g->z.avail_out;
	s->out_len -= out - g->z.avail_out;
	switch (rc) {
	case Z_OK:
	case Z_BUF_ERROR: /* nothing to do without more input */
		return STEP_MORE;
	case Z_STREAM_END:
		return STEP_END;
	case Z_MEM_ERROR:
		return STEP_MEMORY;
	case Z_DATA_ERROR:
		return STEP_CORRUPT;
	default:
		return STEP_OTHER;
	}
}

static enum step gzip_again(void *arg) {
	struct gzip *g = arg;

	return inflateReset(&g->z) == Z_OK ? STEP_MORE : STEP_OTHER;
}

static void gzip_close(void *arg) {
	struct gzip *g = arg;

	if (g->unpack)
		inflateEnd(&g->z);
	else
		deflateEnd(&g->z);
	free(g);
}

/* The members of bgzip say how long they are, in an extra field (the SAM specification, 4.1). They unpack to 64 kB at most. */
static uint64_t gzip_span(const struct in *in, uint64_t at, uint64_t *content) {
	static const unsigned char head[] = { 0x1f, 0x8b, 8, 4 }, field[] = { 6, 0, 'B', 'C', 2, 0 };
	unsigned char h[18];

	if (!in_at(in, at, h, sizeof(h)) || memcmp(h, head, sizeof(head)) != 0 || memcmp(h + 10, field, sizeof(field)) != 0)
		return 0;
	*content = 64 << 10;
	return (uint64_t)h[16] + ((uint64_t)h[17] << 8) + 1;
}

const struct format format_gzip = {
	.name = "gzip", .magic = "\x1f\x8b", .magic_len = 2, .least = 1, .most = 9, .usual = 6, .padding = true,
	.open = gzip_open, .step = gzip_step, .again = gzip_again, .close = gzip_close, .together = frames_together, .span = gzip_span,
};
