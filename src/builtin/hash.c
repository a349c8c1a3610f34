/* SPDX-License-Identifier: MIT */
/*
 * @sha256, @xxh3, @crc32: a line "HEX  NAME" for each file, as sha256sum(1) writes it. SHA-256 is OpenSSL's, which uses the instructions
 * that the CPU has for it; only its few objects are linked, not the library's machinery of providers.
 */
#include "config.h"

#define OPENSSL_SUPPRESS_DEPRECATED /* the plain functions need no set-up; the newer ones load configuration files */
#define XXH_INLINE_ALL
#include <errno.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>
#include <zlib.h>

#include "base/sys.h"
#include "builtin/args.h"
#include "builtin/files.h"

#define BYTES (128u << 10)
#define DIGEST_MAX 32

struct digest {
	size_t bytes;         /* of the result */
	void (*begin)(void *state);
	void (*add)(void *state, const void *p, size_t n);
	void (*end)(void *state, unsigned char *ret);
};

union state {
	SHA256_CTX sha256;
	XXH3_state_t xxh3;
	unsigned long crc32;
};

struct hash {
	const struct digest *digest;
	union state state;
	struct out out;
};

static void sha256_begin(void *s) {
	SHA256_Init(s);
}

static void sha256_add(void *s, const void *p, size_t n) {
	SHA256_Update(s, p, n);
}

static void sha256_end(void *s, unsigned char *ret) {
	SHA256_Final(ret, s);
}

static void xxh3_begin(void *s) {
	XXH3_INITSTATE((XXH3_state_t *)s);
	XXH3_64bits_reset(s);
}

static void xxh3_add(void *s, const void *p, size_t n) {
	XXH3_64bits_update(s, p, n);
}

static void xxh3_end(void *s, unsigned char *ret) {
	XXH64_canonicalFromHash((XXH64_canonical_t *)(void *)ret, XXH3_64bits_digest(s));
}

static void crc32_begin(void *s) {
	*(unsigned long *)s = crc32(0, NULL, 0);
}

static void crc32_add(void *s, const void *p, size_t n) {
	*(unsigned long *)s = crc32_z(*(unsigned long *)s, p, n);
}

static void crc32_end(void *s, unsigned char *ret) {
	for (int i = 0; i < 4; i++)
		ret[i] = (unsigned char)(*(unsigned long *)s >> (24 - 8 * i));
}

/* A name with a backslash or a line break is escaped, and a backslash before the line says so. */
static int add_name(struct buf *line, const char *name) {
	int rc = 0;

	for (; *name && !rc; name++)
		rc = *name == '\\' ? buf_adds(line, "\\\\") : *name == '\n' ? buf_adds(line, "\\n") : *name == '\r' ? buf_adds(line, "\\r")
		   : buf_addc(line, *name);
	return rc;
}

static int print(struct hash *h, const unsigned char *digest, const char *name) {
	struct buf line = {0};
	int rc = strpbrk(name, "\\\n\r") ? buf_addc(&line, '\\') : 0;

	for (size_t i = 0; i < h->digest->bytes && !rc; i++)
		rc = buf_addf(&line, "%02x", digest[i]);
	if (!rc)
		rc = buf_adds(&line, "  ");
	if (!rc)
		rc = add_name(&line, name);
	if (!rc)
		rc = buf_addc(&line, '\n');
	if (rc)
		err_sys(&h->out.call->err, -rc, "cannot print a checksum");
	else
		rc = out_write(&h->out, line.p, line.len);
	buf_release(&line);
	return rc;
}

static int one(struct in *in, void *arg) {
	struct hash *h = arg;
	unsigned char digest[DIGEST_MAX];
	const void *p = NULL;
	ssize_t got;

	h->digest->begin(&h->state);
	while ((got = in_next(in, &p)) > 0)
		h->digest->add(&h->state, p, (size_t)got);
	if (got < 0)
		return (int)got;
	h->digest->end(&h->state, digest);
	return print(h, digest, in->name);
}

static int take(void *arg, int letter, const char *value, struct err *err) {
	(void)arg, (void)letter, (void)value, (void)err;
	return 0; /* -b, -t: there is no difference */
}

static int hash_main(struct builtin_call *call, const struct digest *digest) {
	struct hash *h = sys_malloc(sizeof(*h));
	char *buf = sys_malloc(BYTES);
	struct args_spec spec = { .letters = "bt", .longs = "binary=b text=t", .take = take };
	size_t count;
	int rc = args_parse(call->argv, call->argc, &spec, &count, &call->err);

	if (!rc && (!h || !buf))
		rc = err_sys(&call->err, ENOMEM, "cannot run @%s", call->argv[0]);
	if (!rc) {
		h->digest = digest;
		rc = out_open(&h->out, call, NULL, false, NULL);
	}
	if (!rc)
		rc = in_each(call, count, buf, BYTES, one, h);
	free(buf);
	free(h);
	return rc ? 1 : 0;
}

int builtin_sha256(struct builtin_call *call) {
	static const struct digest sha256 = { SHA256_DIGEST_LENGTH, sha256_begin, sha256_add, sha256_end };

	return hash_main(call, &sha256);
}

int builtin_xxh3(struct builtin_call *call) {
	static const struct digest xxh3 = { sizeof(XXH64_canonical_t), xxh3_begin, xxh3_add, xxh3_end };

	return hash_main(call, &xxh3);
}

int builtin_crc32(struct builtin_call *call) {
	static const struct digest crc = { 4, crc32_begin, crc32_add, crc32_end };

	return hash_main(call, &crc);
}
