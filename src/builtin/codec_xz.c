/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <lzma.h>
#include <stdlib.h>

#include "base/sys.h"
#include "builtin/codec.h"

/* More than any preset needs to unpack (65 MiB). A made-up header must not be able to ask for 4 GiB in each slot. */
#define MEMORY (1u << 30)

/* Blocks that say how long they are (xz -T makes them) are unpacked at the same time. */
static lzma_ret open_threads(lzma_stream *x, unsigned threads) {
#if LZMA_VERSION >= 50040002
	lzma_mt how = { .flags = LZMA_CONCATENATED, .threads = threads, .memlimit_threading = MEMORY, .memlimit_stop = MEMORY };

	return lzma_stream_decoder_mt(x, &how);
#else
	(void)threads;
	return lzma_stream_decoder(x, MEMORY, LZMA_CONCATENATED);
#endif
}

static void *xz_open(const struct packing *how) {
	uint32_t preset = (uint32_t)how->level | (how->extreme ? LZMA_PRESET_EXTREME : 0);
	lzma_stream *x = sys_malloc(sizeof(*x));
	lzma_ret rc;

	if (!x)
		return NULL;
	*x = (lzma_stream)LZMA_STREAM_INIT;
	if (how->unpack && how->threads)
		rc = open_threads(x, how->threads + 1);
	else if (how->unpack)
		rc = lzma_stream_decoder(x, MEMORY, LZMA_CONCATENATED);
	else
		rc = lzma_easy_encoder(x, preset, LZMA_CHECK_CRC64);
	if (rc == LZMA_OK)
		return x;
	free(x);
	return NULL;
}

static enum step xz_step(void *arg, struct stream *s) {
	lzma_stream *x = arg;
	lzma_ret rc;

	x->next_in = s->in;
	x->avail_in = s->in_len;
	x->next_out = s->out;
	x->avail_out = s->out_len;
	rc = lzma_code(x, s->last ? LZMA_FINISH : LZMA_RUN);
	s->in = x->next_in;
	s->in_len = x->avail_in;
	s->out = x->next_out;
	s->out_len = x->avail_out;
	switch (rc) {
	case LZMA_OK:
	case LZMA_BUF_ERROR: /* nothing to do without more input or room; said at the second time */
		return STEP_MORE;
	case LZMA_STREAM_END:
		return STEP_END;
	case LZMA_MEM_ERROR:
		return STEP_MEMORY;
	case LZMA_MEMLIMIT_ERROR:
		return STEP_LARGE;
	case LZMA_DATA_ERROR:
	case LZMA_FORMAT_ERROR: /* the first bytes were checked: what stands behind a stream is no other stream */
		return STEP_CORRUPT;
	default:
		return STEP_OTHER;
	}
}

/* liblzma reads all streams itself: it ends at the end of the input. */
static enum step xz_again(void *arg) {
	(void)arg;
	return STEP_CORRUPT;
}

static void xz_close(void *arg) {
	lzma_end(arg);
	free(arg);
}

const struct format format_xz = {
	.name = "xz", .magic = "\xfd" "7zXZ", .magic_len = 6, .least = 0, .most = 9, .usual = 6,
	.open = xz_open, .step = xz_step, .again = xz_again, .close = xz_close, .threads = true,
};
