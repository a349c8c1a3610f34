/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <bzlib.h>
#include <limits.h>
#include <stdlib.h>

#include "base/sys.h"
#include "builtin/codec.h"

struct bzip2 {
	bz_stream bz;
	bool unpack;
};

void *bz2_take(void *memory, int n, int size) {
	return memory_take(memory, (size_t)n * (size_t)size);
}

void bz2_give(void *memory, void *p) {
	memory_give(memory, p);
}

static void *bzip2_open(const struct packing *how) {
	struct bzip2 *b = sys_malloc(sizeof(*b));

	if (!b)
		return NULL;
	*b = (struct bzip2){ .unpack = how->unpack };
	if (how->memory)
		b->bz = (bz_stream){ .bzalloc = bz2_take, .bzfree = bz2_give, .opaque = how->memory };
	if ((how->unpack ? BZ2_bzDecompressInit(&b->bz, 0, 0) : BZ2_bzCompressInit(&b->bz, how->level, 0, 0)) == BZ_OK)
		return b;
	free(b);
	return NULL;
}

static enum step bzip2_step(void *arg, struct stream *s) {
	struct bzip2 *b = arg;
	unsigned in = s->in_len < UINT_MAX ? (unsigned)s->in_len : UINT_MAX, out = (unsigned)s->out_len;
	int rc;

	b->bz.next_in = (char *)s->in;
	b->bz.avail_in = in;
	b->bz.next_out = (char *)s->out;
	b->bz.avail_out = out;
	rc = b->unpack ? BZ2_bzDecompress(&b->bz) : BZ2_bzCompress(&b->bz, s->last ? BZ_FINISH : BZ_RUN);
	s->in += in - b->bz.avail_in;
	s->in_len -= in - b->bz.avail_in;
	s->out += out - b->bz.avail_out;
	s->out_len -= out - b->bz.avail_out;
	switch (rc) {
	case BZ_OK:
	case BZ_RUN_OK:
	case BZ_FINISH_OK:
		return STEP_MORE;
	case BZ_STREAM_END:
		return STEP_END;
	case BZ_MEM_ERROR:
		return STEP_MEMORY;
	case BZ_DATA_ERROR:
	case BZ_DATA_ERROR_MAGIC: /* the first bytes were checked */
		return STEP_CORRUPT;
	default:
		return STEP_OTHER;
	}
}

static enum step bzip2_again(void *arg) {
	struct bzip2 *b = arg;

	BZ2_bzDecompressEnd(&b->bz);
	b->bz = (bz_stream){ .bzalloc = b->bz.bzalloc, .bzfree = b->bz.bzfree, .opaque = b->bz.opaque };
	return BZ2_bzDecompressInit(&b->bz, 0, 0) == BZ_OK ? STEP_MORE : STEP_MEMORY;
}

static void bzip2_close(void *arg) {
	struct bzip2 *b = arg;

	if (b->unpack)
		BZ2_bzDecompressEnd(&b->bz);
	else
		BZ2_bzCompressEnd(&b->bz);
	free(b);
}

const struct format format_bzip2 = {
	.name = "bzip2", .magic = "BZh", .magic_len = 3, .least = 1, .most = 9, .usual = 9,
	.open = bzip2_open, .step = bzip2_step, .again = bzip2_again, .close = bzip2_close, .together = bz2_together,
};
