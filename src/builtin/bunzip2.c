/* SPDX-License-Identifier: MIT */
/*
 * @bunzip2: libbz2's streaming decoder over a file or a block. A file is whole only when a stream ends exactly where the input
 * does; several streams one after the other are one file, as bzip2(1) has it. Anything else is an error that names the file.
 */
#include "config.h"

#include <bzlib.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sys.h"
#include "builtin/builtin.h"

#define IN_BYTES (64u << 10)
#define OUT_BYTES (256u << 10)

struct decoder {
	struct builtin_call *call;
	const char *name;
	int fd;               /* -1 = the block of the call */
	size_t body_at;
	bz_stream bz;
	char *in, *out;
	bool end_of_input;
};

static const char *reason(int rc) {
	switch (rc) {
	case BZ_DATA_ERROR:
		return "its data is corrupt";
	case BZ_DATA_ERROR_MAGIC:
		return "it is not a bzip2 file";
	case BZ_MEM_ERROR:
		return "there is not enough memory";
	default:
		return "libbz2 failed";
	}
}

static int fail(struct decoder *d, int code, const char *why) {
	err_set(&d->call->err, code, "cannot decompress '%s': %s", d->name, why);
	return -1;
}

/* More input when there is none left. 0 or -1. */
static int fill(struct decoder *d) {
	ssize_t got;

	if (d->bz.avail_in || d->end_of_input)
		return 0;
	if (d->fd < 0) {
		got = (ssize_t)(d->call->body_len - d->body_at < IN_BYTES ? d->call->body_len - d->body_at : IN_BYTES);
		d->bz.next_in = (char *)d->call->body + d->body_at;
		d->body_at += (size_t)got;
	} else {
		got = sys_read(d->fd, d->in, IN_BYTES);
		if (got < 0) {
			err_sys(&d->call->err, errno, "cannot read '%s'", d->name);
			return -1;
		}
		d->bz.next_in = d->in;
	}
	d->bz.avail_in = (unsigned)got;
	d->end_of_input = got == 0;
	return 0;
}

/* One stream, from its header to its end. 0 or -1. */
static int stream(struct decoder *d) {
	int rc = BZ_OK;

	while (rc != BZ_STREAM_END) {
		unsigned had;

		if (fill(d))
			return -1;
		if (gate_closed(d->call->cancel))
			return fail(d, ECANCELED, "the run was stopped");
		had = d->bz.avail_in;
		d->bz.next_out = d->out;
		d->bz.avail_out = OUT_BYTES;
		rc = BZ2_bzDecompress(&d->bz);
		if (rc != BZ_OK && rc != BZ_STREAM_END)
			return fail(d, EBADMSG, reason(rc));
		if (d->bz.avail_out < OUT_BYTES && d->call->write(d->call, d->out, OUT_BYTES - d->bz.avail_out))
			return fail(d, EIO, "its output cannot be kept");
		if (rc == BZ_OK && !had && d->end_of_input && d->bz.avail_out == OUT_BYTES)
			return fail(d, EBADMSG, "it ends too early");
	}
	return 0;
}

/* All streams of one input. 0 or -1 with the call's err set. */
static int decode(struct decoder *d) {
	int rc = 0;
	bool first = true;

	while (!rc) {
		char *next;
		unsigned left;

		if (fill(d))
			return -1;
		if (d->end_of_input && !d->bz.avail_in)
			return first ? fail(d, EBADMSG, "it is empty") : 0;
		next = d->bz.next_in;
		left = d->bz.avail_in;
		d->bz = (bz_stream){0};
		if (BZ2_bzDecompressInit(&d->bz, 0, 0) != BZ_OK)
			return fail(d, ENOMEM, "there is not enough memory");
		d->bz.next_in = next;
		d->bz.avail_in = left;
		rc = stream(d);
		next = d->bz.next_in;
		left = d->bz.avail_in;
		BZ2_bzDecompressEnd(&d->bz);
		d->bz.next_in = next;
		d->bz.avail_in = left;
		first = false;
	}
	return rc;
}

static int one_file(struct builtin_call *call, char *in, char *out, const char *name) {
	struct decoder d = { .call = call, .name = name, .fd = -1, .in = in, .out = out };
	int rc;

	d.fd = sys_open(name, O_RDONLY, 0);
	if (d.fd < 0) {
		err_sys(&call->err, errno, "cannot open '%s'", name);
		return -1;
	}
	rc = decode(&d);
	close(d.fd);
	return rc;
}

int builtin_bunzip2(struct builtin_call *call) {
	char *in = sys_malloc(IN_BYTES), *out = sys_malloc(OUT_BYTES);
	int rc = 0;

	if (!in || !out) {
		rc = err_sys(&call->err, ENOMEM, "cannot decompress");
	} else if (call->body) {
		struct decoder d = { .call = call, .name = "block", .fd = -1, .in = in, .out = out };

		rc = decode(&d);
	} else if (call->argc < 2) {
		rc = err_set(&call->err, EINVAL, "@bunzip2 needs a file name");
	} else if (call->argv[1][0] == '-' && call->argv[1][1]) {
		rc = err_set(&call->err, EINVAL, "@bunzip2 has no option '%s'", call->argv[1]);
	}
	for (size_t i = 1; !rc && !call->body && i < call->argc; i++)
		rc = one_file(call, in, out, call->argv[i]);
	free(in);
	free(out);
	return rc ? 1 : 0;
}
