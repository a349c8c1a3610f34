/* SPDX-License-Identifier: MIT */
/*
 * @bunzip2 on any bytes: it succeeds or says why not. What was compressed comes back, in one stream or two, and a file that is cut
 * anywhere but between its streams is refused. Input: a byte (odd: compress the rest first), two bytes that say where to cut, the data.
 */
#include <bzlib.h>
#include <errno.h>

#include "base/buf.h"
#include "builtin/builtin.h"
#include "fuzz.h"

enum { MOST = 1 << 20 }; /* a few bytes can unpack to gigabytes */

struct fuzz_call {
	struct builtin_call call;
	struct buf got;
	bool refused;
};

static int keep(struct builtin_call *call, const void *p, size_t n) {
	struct fuzz_call *f = (struct fuzz_call *)call;

	if (f->refused)
		abort(); /* it was told to stop */
	f->refused = f->got.len + n > MOST;
	if (!f->refused && buf_add(&f->got, p, n))
		abort();
	return f->refused ? -ENOSPC : 0;
}

/* The status of unpacking p; what came out is in f->got. */
static int unpack(struct fuzz_call *f, const void *p, size_t n) {
	static char name[] = "bunzip2";
	static char *argv[] = { name, NULL };
	struct gate never = { -1, -1 };
	int rc;

	*f = (struct fuzz_call){ .call = { .argv = argv, .argc = 1, .body = p, .body_len = n, .cancel = &never, .write = keep } };
	rc = builtin_bunzip2(&f->call);
	if (rc != 0 && rc != 1)
		abort();
	if (!rc != !f->call.err.code || (f->refused && !rc))
		abort();
	return rc;
}

static void pack(struct buf *b, const void *p, size_t n) {
	unsigned len = (unsigned)(n + n / 100 + 600);

	if (buf_reserve(b, len) || BZ2_bzBuffToBuffCompress(b->p + b->len, &len, (char *)p, (unsigned)n, 1, 0, 0) != BZ_OK)
		abort();
	b->len += len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct buf b = { 0 };
	struct fuzz_call f;
	size_t cut, border;

	if (size < 3 || size > MOST / 2)
		return 0;
	cut = data[1] | (size_t)data[2] << 8;
	if (!(data[0] & 1)) {
		(void)unpack(&f, data + 3, size - 3);
		buf_release(&f.got);
		return 0;
	}
	border = cut % (size - 2);
	pack(&b, data + 3, border);
	cut %= b.len;
	pack(&b, data + 3 + border, size - 3 - border);
	if (unpack(&f, b.p, b.len) || f.got.len != size - 3 || (f.got.len && memcmp(f.got.p, data + 3, f.got.len)))
		abort();
	buf_release(&f.got);
	if (!unpack(&f, b.p, cut)) /* inside the first stream */
		abort();
	buf_release(&f.got);
	buf_release(&b);
	return 0;
}
