/* SPDX-License-Identifier: MIT */
/*
 * @bunzip2, @gunzip, @unxz and @unzstd on any bytes: they succeed or say why not. What was compressed comes back, in one stream or two, and
 * a file that is cut anywhere but between its streams is refused. Input: a byte (odd: compress the rest first; two more bits: the
 * format), two bytes that say where to cut, the data.
 */
#include <errno.h>
#include <stdio.h>

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

/* The status of a function on p; what came out is in f->got. */
static int call(struct fuzz_call *f, const char *function, const void *p, size_t n) {
	char name[16];
	char *argv[] = { name, NULL };
	struct gate never = { .fd = -1, .wr = -1 };
	int rc;

	*f = (struct fuzz_call){ .call = { .argv = argv, .argc = 1, .body = p, .body_len = n, .cancel = &never, .write = keep } };
	snprintf(name, sizeof(name), "%s", function);
	rc = builtin_find(name)->run(&f->call);
	if (rc != 0 && rc != 1)
		abort();
	if (!rc != !f->call.err.code || (f->refused && !rc))
		abort();
	return rc;
}

static void pack(struct buf *b, const char *function, const void *p, size_t n) {
	struct fuzz_call f;

	if (call(&f, function, p, n) || buf_add(b, f.got.p, f.got.len))
		abort();
	buf_release(&f.got);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	static const char *const packers[] = { "bzip2", "gzip", "xz", "zstd" }, *const unpackers[] = { "bunzip2", "gunzip", "unxz", "unzstd" };
	const char *packer, *unpacker;
	struct buf b = { 0 };
	struct fuzz_call f;
	size_t cut, border;

	if (size < 3 || size > MOST / 2)
		return 0;
	packer = packers[data[0] >> 1 & 3];
	unpacker = unpackers[data[0] >> 1 & 3];
	cut = data[1] | (size_t)data[2] << 8;
	if (!(data[0] & 1)) {
		(void)call(&f, unpacker, data + 3, size - 3);
		buf_release(&f.got);
		return 0;
	}
	border = cut % (size - 2);
	pack(&b, packer, data + 3, border);
	cut %= b.len;
	pack(&b, packer, data + 3 + border, size - 3 - border);
	if (call(&f, unpacker, b.p, b.len) || f.got.len != size - 3 || (f.got.len && memcmp(f.got.p, data + 3, f.got.len)))
		abort();
	buf_release(&f.got);
	if (!call(&f, unpacker, b.p, cut)) /* inside the first stream */
		abort();
	buf_release(&f.got);
	buf_release(&b);
	return 0;
}
