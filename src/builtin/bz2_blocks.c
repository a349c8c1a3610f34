/* SPDX-License-Identifier: MIT */
/*
 * One large bzip2 file on many threads. Blocks are independent, but begin at any bit and nothing says where: the file
 * is cut wherever one of two 48-bit numbers stands, and each piece is given to libbz2 as a stream of its own, made of a
 * header, the block's bits and an end with the block's checksum.
 *
 * Such a number may also stand in the data of a block by chance (or by somebody's will). Then the piece before it
 * cannot be unpacked. Since pieces are delivered in order, and the first one begins where a block does, each one that
 * can be unpacked shows that the next begins where a block or an end does; one that cannot be is tried again together
 * with the pieces behind it, up to the size that a block can have. What libbz2 would refuse is refused: block checksums
 * by libbz2, the stream's checksum, and what stands between streams, here.
 */
#include "config.h"

#include <bzlib.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "builtin/bz2_find.h"
#include "builtin/codec.h"
#include "builtin/crew.h"
#include "builtin/gang.h"

#define LEAST (384 << 10)         /* bytes of a file that may be worth it */
#define LARGE (32 << 20)          /* worth it even when no thread is idle now: one may be later */
#define BLOCK_MAX (4u << 20)      /* bytes of a packed block: 900,000 symbols of at most 20 bits, and its tables */
#define HEADER_BITS 32
#define CRC_BITS 32
#define END_BITS (BZ2_MAGIC_BITS + CRC_BITS)
#define STEP (256u << 10)         /* first room for what a block gives */

enum kind { KIND_BLOCK, KIND_END };

struct bz2_job {
	struct gang_job job;
	struct in *in;
	struct out *out;
	/* The cutter's. */
	struct buf pending;       /* from the byte in which the next piece begins */
	uint64_t begin, seen;     /* bits of it: where that piece begins; looked at so far */
	bool begun, at_end;
	enum kind kind;           /* of the piece at begin */
	/* The deliverer's. */
	char level;               /* '1' to '9': of the stream that the block is in; the workers try with '9' at most */
	struct buf carry;         /* bits of a piece that could not be unpacked; empty = none */
	uint64_t carry_bits;
	uint32_t crc;             /* of the blocks of this stream */
	bool whole;               /* the last thing was the end of a stream */
	bool ended_early;
	struct memory memory;
};

static int fail(struct bz2_job *b, const char *why) {
	return err_set(&b->job.call->err, EBADMSG, "cannot decompress '%s': %s", b->in->name, why);
}

static int no_memory(struct bz2_job *b) {
	return fail(b, "there is not enough memory");
}

/* More bytes into pending. 1, 0 at the end, or -errno. */
static int more(struct bz2_job *b) {
	const void *p = NULL;
	ssize_t got = b->at_end ? 0 : in_next(b->in, &p);

	if (got < 0)
		return (int)got;
	if (!got)
		b->at_end = true;
	return got && buf_add(&b->pending, p, (size_t)got) ? no_memory(b) : got > 0;
}

/* The first piece is the file's header, which is then looked at like what stands between streams: begin behind it. */
static int begin(struct bz2_job *b) {
	int rc = 1;

	while (rc == 1 && b->pending.len < (HEADER_BITS + BZ2_MAGIC_BITS) / 8)
		rc = more(b);
	if (rc != 1)
		return rc ? rc : fail(b, "it ends too early"); /* it is shorter than it was */
	b->begun = true;
	b->begin = HEADER_BITS;
	b->seen = b->begin + 1;
	b->kind = bz2_bits((unsigned char *)b->pending.p, HEADER_BITS, BZ2_MAGIC_BITS) == BZ2_MAGIC_END ? KIND_END : KIND_BLOCK;
	return 0;
}

/* Take the bits up to `to` off as p; the byte in which the next piece begins stays. */
static int take_bits(struct bz2_job *b, struct piece *p, uint64_t to) {
	uint64_t first = b->begin >> 3;

	p->at = b->begin & 7;
	p->len = to - b->begin;
	p->kind = (int)b->kind;
	if (buf_add(&p->in, b->pending.p + first, (size_t)(((to + 7) >> 3) - first)))
		return no_memory(b);
	first = to >> 3;
	b->pending.len -= (size_t)first;
	memmove(b->pending.p, b->pending.p + first, b->pending.len);
	b->begin = to & 7;
	b->seen = b->begin + 1;
	return 1;
}

static int cut(struct gang_job *job, struct piece *p) {
	struct bz2_job *b = (struct bz2_job *)job;
	int rc = b->begun ? 0 : begin(b);

	while (!rc) {
		uint64_t bits = (uint64_t)b->pending.len * 8, at;
		bool end = false;

		at = bz2_find((unsigned char *)b->pending.p, bits, b->seen, &end);
		if (at < bits) {
			rc = take_bits(b, p, at);
			b->kind = end ? KIND_END : KIND_BLOCK;
			return rc;
		}
		if (bits > BZ2_MAGIC_BITS && b->seen < bits - BZ2_MAGIC_BITS)
			b->seen = bits - BZ2_MAGIC_BITS;
		if (b->pending.len > BLOCK_MAX)
			return fail(b, "its data is corrupt");
		rc = more(b);
		if (!rc)
			return b->begin >= bits ? 0 : take_bits(b, p, bits);
		rc = rc < 0 ? rc : 0;
	}
	return rc;
}

/* A stream of one block: what libbz2 is given. 0 or -ENOMEM. */
static int wrap(struct buf *to, const unsigned char *p, uint64_t at, uint64_t bits, char level) {
	static const unsigned char end[] = { 0x17, 0x72, 0x45, 0x38, 0x50, 0x90 };
	uint64_t n = 0;

	to->len = 0;
	if (buf_reserve(to, (size_t)(bits / 8) + 32))
		return -ENOMEM;
	memcpy(to->p, "BZh9", 4);
	to->p[3] = level;
	n = HEADER_BITS;
	bz2_append((unsigned char *)to->p, &n, p, at, bits);
	bz2_append((unsigned char *)to->p, &n, end, 0, BZ2_MAGIC_BITS);
	bz2_append((unsigned char *)to->p, &n, p, at + BZ2_MAGIC_BITS, CRC_BITS);
	to->len = (size_t)((n + 7) >> 3);
	return 0;
}

/* libbz2 on a whole stream in memory. 0, -EBADMSG or -ENOMEM. */
static int unpack(struct buf *out, const struct buf *in, struct memory *memory) {
	bz_stream bz = { .next_in = in->p, .avail_in = (unsigned)in->len, .bzalloc = bz2_take, .bzfree = bz2_give, .opaque = memory };
	int rc = BZ2_bzDecompressInit(&bz, 0, 0);

	out->len = 0;
	while (rc == BZ_OK) {
		size_t room;

		if (buf_reserve(out, out->len ? out->len : STEP)) {
			rc = BZ_MEM_ERROR;
			break;
		}
		room = out->cap - out->len;
		bz.next_out = out->p + out->len;
		bz.avail_out = room < UINT_MAX ? (unsigned)room : UINT_MAX;
		room = bz.avail_out;
		rc = BZ2_bzDecompress(&bz);
		out->len += room - bz.avail_out;
		if (rc == BZ_OK && !bz.avail_in && bz.avail_out)
			rc = BZ_UNEXPECTED_EOF;
	}
	if (rc == BZ_STREAM_END && bz.avail_in)
		rc = BZ_DATA_ERROR;
	BZ2_bzDecompressEnd(&bz);
	return rc == BZ_STREAM_END ? 0 : rc == BZ_MEM_ERROR ? -ENOMEM : -EBADMSG;
}

static int try_block(struct buf *out, const struct buf *in, uint64_t at, uint64_t bits, char level, struct memory *memory) {
	struct buf stream = {0};
	int rc = -EBADMSG;

	if (bits > END_BITS)
		rc = wrap(&stream, (unsigned char *)in->p, at, bits, level);
	if (!rc)
		rc = unpack(out, &stream, memory);
	buf_release(&stream);
	return rc;
}

/*
 * The level is not known here: streams of different levels may follow one another. put() tries again when the block is
 * too large for its own.
 */
static int work(struct gang_job *job, struct piece *p, struct memory *memory) {
	(void)job;
	return p->kind == KIND_BLOCK ? try_block(&p->out, &p->in, p->at, p->len, '9', memory) : 0;
}

/* Level N unpacks up to N x 100,000 bytes before the runs are expanded, so more bytes come out only where there are runs. */
static bool fits_level(const struct bz2_job *b, const struct piece *p) {
	return b->level == '9' || p->out.len <= (size_t)(b->level - '0') * 100000;
}

static int deliver(struct bz2_job *b, const struct buf *in, uint64_t at, const struct buf *out) {
	b->crc = (b->crc << 1 | b->crc >> 31) ^ (uint32_t)bz2_bits((unsigned char *)in->p, at + BZ2_MAGIC_BITS, CRC_BITS);
	b->whole = false;
	return out->len ? out_write(b->out, out->p, out->len) : 0;
}

/* The piece could not be unpacked: it waits for those behind it, or is one of them. */
static int carry(struct bz2_job *b, struct piece *p) {
	uint64_t bytes = (b->carry_bits + p->len) / 8;
	int rc;

	if (bytes > BLOCK_MAX)
		return fail(b, "its data is corrupt");
	if (buf_reserve(&b->carry, (size_t)bytes + 16 - b->carry.len))
		return no_memory(b);
	bz2_append((unsigned char *)b->carry.p, &b->carry_bits, (unsigned char *)p->in.p, p->at, p->len);
	b->carry.len = (size_t)((b->carry_bits + 7) >> 3);
	b->ended_early = p->kind == KIND_BLOCK;
	rc = b->carry_bits == p->len ? -EBADMSG : try_block(&p->out, &b->carry, 0, b->carry_bits, b->level, &b->memory);
	if (rc == -ENOMEM)
		return no_memory(b);
	if (rc)
		return 0;
	rc = deliver(b, &b->carry, 0, &p->out);
	b->carry_bits = b->carry.len = 0;
	return rc;
}

/* The end of a stream, and the header of the next one or nothing. */
static int put_end(struct bz2_job *b, const struct piece *p) {
	const unsigned char *s = (unsigned char *)p->in.p;
	uint64_t behind = p->at + END_BITS;

	if (p->len < END_BITS)
		return fail(b, "it ends too early");
	if (bz2_bits(s, p->at + BZ2_MAGIC_BITS, CRC_BITS) != b->crc)
		return fail(b, "its data is corrupt");
	b->crc = 0;
	b->whole = true;
	behind = (behind + 7) & ~7ull;
	if (behind >= p->at + p->len)
		return 0;
	s += behind >> 3;
	if (p->at + p->len - behind != HEADER_BITS || memcmp(s, "BZh", 3) != 0 || s[3] < '1' || s[3] > '9')
		return fail(b, "behind its end there are other data");
	b->level = (char)s[3];
	b->whole = false;
	return 0;
}

static int put(struct gang_job *job, struct piece *p) {
	struct bz2_job *b = (struct bz2_job *)job;

	if (b->carry_bits)
		return carry(b, p);
	if (p->kind == KIND_END)
		return put_end(b, p);
	if (!p->rc && !fits_level(b, p))
		p->rc = try_block(&p->out, &p->in, p->at, p->len, b->level, &b->memory);
	if (p->rc == -ENOMEM)
		return no_memory(b);
	return p->rc ? carry(b, p) : deliver(b, &p->in, p->at, &p->out);
}

/* The first bytes without moving on in the file. */
static bool begins(const struct in *in, unsigned char head[10]) {
	if (!in_at(in, 0, head, 10))
		return false;
	return !memcmp(head, "BZh", 3) && head[3] >= '1' && head[3] <= '9' &&
	       bz2_bits(head, HEADER_BITS, BZ2_MAGIC_BITS) == BZ2_MAGIC_BLOCK;
}

int bz2_together(const struct format *format, struct in *in, struct out *out) {
	struct bz2_job b = { .job = { .cut = cut, .work = work, .put = put, .call = in->call }, .in = in, .out = out };
	unsigned char head[10];
	int rc;

	(void)format;
	if ((in->fd >= 0 && (!S_ISREG(in->st.st_mode) || in->fd == 0)) || in->st.st_size < LEAST ||
	    (in->st.st_size < LARGE && !crew_places(in->call->crew)) || !begins(in, head))
		return 1;
	b.level = (char)head[3];
	rc = gang_run(&b.job);
	if (!rc && b.carry_bits)
		rc = fail(&b, b.ended_early ? "it ends too early" : "its data is corrupt");
	if (!rc && !b.whole)
		rc = fail(&b, "it ends too early");
	buf_release(&b.pending);
	buf_release(&b.carry);
	memory_release(&b.memory);
	return rc;
}
