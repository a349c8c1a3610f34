/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/sys.h"
#include "builtin/codec.h"

struct zstd {
	ZSTD_DCtx *in;
	ZSTD_CCtx *out;
};

static void zstd_close(void *arg) {
	struct zstd *z = arg;

	ZSTD_freeDCtx(z->in);
	ZSTD_freeCCtx(z->out);
	free(z);
}

/* With a checksum and the size in the header, as zstd(1) does. */
static void *zstd_open(const struct packing *how) {
	struct zstd *z = sys_malloc(sizeof(*z));
	size_t rc = 0;

	if (!z)
		return NULL;
	*z = (struct zstd){ .in = how->unpack ? ZSTD_createDCtx() : NULL, .out = how->unpack ? NULL : ZSTD_createCCtx() };
	if (z->out) {
		rc = ZSTD_CCtx_setParameter(z->out, ZSTD_c_compressionLevel, how->level);
		if (!ZSTD_isError(rc))
			rc = ZSTD_CCtx_setParameter(z->out, ZSTD_c_checksumFlag, 1);
		if (!ZSTD_isError(rc) && how->size >= 0)
			rc = ZSTD_CCtx_setPledgedSrcSize(z->out, (unsigned long long)how->size);
	}
	if ((z->in || z->out) && !ZSTD_isError(rc))
		return z;
	zstd_close(z);
	return NULL;
}

static enum step failed(size_t rc) {
	switch (ZSTD_getErrorCode(rc)) {
	case ZSTD_error_memory_allocation: return STEP_MEMORY;
	case ZSTD_error_frameParameter_windowTooLarge: return STEP_LARGE;
	case ZSTD_error_srcSize_wrong: return STEP_CHANGED;
	case ZSTD_error_version_unsupported:
	case ZSTD_error_frameParameter_unsupported:
	case ZSTD_error_dictionary_wrong: return STEP_OTHER;
	default: return STEP_CORRUPT;
	}
}

static enum step zstd_step(void *arg, struct stream *s) {
	struct zstd *z = arg;
	ZSTD_inBuffer in = { s->in, s->in_len, 0 };
	ZSTD_outBuffer out = { s->out, s->out_len, 0 };
	size_t rc;

	if (z->in)
		rc = ZSTD_decompressStream(z->in, &out, &in);
	else
		rc = ZSTD_compressStream2(z->out, &out, &in, s->last ? ZSTD_e_end : ZSTD_e_continue);
	s->in += in.pos;
	s->in_len -= in.pos;
	s->out += out.pos;
	s->out_len -= out.pos;
	if (ZSTD_isError(rc))
		return failed(rc);
	return rc == 0 && (z->in || s->last) ? STEP_END : STEP_MORE;
}

/* After a frame the context is as new. */
static enum step zstd_again(void *arg) {
	(void)arg;
	return STEP_MORE;
}

/* A frame that only carries data for others to read. */
static size_t skippable(const unsigned char *p, size_t n) {
	static const unsigned char rest[] = { 0x2a, 0x4d, 0x18 };

	if ((*p & 0xf0) != 0x50)
		return 0;
	for (size_t i = 0; i < sizeof(rest) && i + 1 < n; i++)
		if (p[i + 1] != rest[i])
			return 0;
	return sizeof(rest) + 1;
}

static uint32_t little(const unsigned char *p, unsigned n) {
	uint32_t v = 0;

	while (n--)
		v = v << 8 | p[n];
	return v;
}

/* Over the blocks of a frame, by their heads of three bytes (RFC 8878, 3.1.1). */
static uint64_t zstd_span(const struct in *in, uint64_t at, uint64_t *content) {
	static const unsigned dictionary[] = { 0, 1, 2, 4 }, size[] = { 0, 2, 4, 8 };
	unsigned char h[8];
	uint64_t n;
	uint32_t block = 0;

	if (!in_at(in, at, h, 8))
		return 0;
	if ((h[0] & 0xf0) == 0x50 && skippable(h, 8))
		return 8 + (uint64_t)little(h + 4, 4);
	if (memcmp(h, "\x28\xb5\x2f\xfd", 4) != 0)
		return 0;
	n = 5 + dictionary[h[4] & 3] + (h[4] & 0x20 ? (h[4] >> 6 ? 0 : 1) : 1) + size[h[4] >> 6];
	*content = 0;
	do {
		if (!in_at(in, at + n, h + 5, 3))
			return 0;
		block = little(h + 5, 3);
		*content += 128 << 10; /* a block gives no more */
		n += 3 + ((block >> 1 & 3) == 1 ? 1 : block >> 3);
	} while (!(block & 1) && (block >> 1 & 3) != 3 && n < 64u << 20);
	return block & 1 ? n + (h[4] & 4 ? 4 : 0) : 0;
}

const struct format format_zstd = {
	.name = "zstd", .magic = "\x28\xb5\x2f\xfd", .magic_len = 4, .more_magic = skippable, .least = 1, .most = 19, .usual = 3,
	.open = zstd_open, .step = zstd_step, .again = zstd_again, .close = zstd_close, .together = frames_together, .span = zstd_span,
};
