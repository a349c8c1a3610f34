/* SPDX-License-Identifier: MIT */
/*
 * The eight functions that pack and unpack. A file is whole only when a member ends exactly where the input does; several members one
 * after the other are one file, as the programs of these names have it. Anything else is an error that names the file. Unlike those
 * programs nothing is removed, and the result goes to the task's output unless a file is named.
 */
#include "config.h"

#include "builtin/codec.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "builtin/args.h"
#include "builtin/crew.h"

#define IN_BYTES (128u << 10)
#define OUT_BYTES (256u << 10)
#define THREADS_LEAST (384 << 10) /* bytes of a file for which more than one thread may be worth it */

struct work {
	struct builtin_call *call;
	const struct format *format;
	struct packing packing;
	bool level_given, to_stdout, force, test;
	const char *path;        /* -o */
	char *in_buf;
	unsigned char *out_buf;
	void *codec;
	struct in *in;
	struct out out;
	bool opened;
	struct stream s;
};

static int take_level(struct work *w, const char *digits, struct err *err) {
	const struct format *f = w->format;

	w->packing.level = (int)strtol(digits, NULL, 10);
	if (w->packing.level < f->least || w->packing.level > f->most)
		return err_set(err, EINVAL, "@%s has levels from -%d to -%d, not -%s", w->call->argv[0], f->least, f->most, digits);
	return 0;
}

static int take(void *arg, int letter, const char *value, struct err *err) {
	struct work *w = arg;

	switch (letter) {
	case 'c': w->to_stdout = true; break;
	case 'd': w->packing.unpack = true; break;
	case 'z': w->packing.unpack = false; break;
	case 'e': w->packing.extreme = true; break;
	case 'f': w->force = true; break;
	case 't': w->test = w->packing.unpack = true; break;
	case 'o': w->path = value; break;
	case '-': w->packing.level = w->format->least ? w->format->least : 1; break; /* --fast */
	case '+': w->packing.level = w->format->most > 9 ? 9 : w->format->most; break; /* --best */
	case '#': return take_level(w, value, err);
	default: break; /* -k, -q, -n: so it is anyway */
	}
	return 0;
}

/* Two words are an input and an output, unless -c or -o says otherwise. */
static int read_words(struct work *w, size_t *count) {
	struct args_spec spec = {
		.letters = w->format == &format_xz ? "#cdzefkqto:" : w->format == &format_gzip ? "#cdfknqto:" : "#cdzfkqto:",
		.longs = "stdout=c to-stdout=c decompress=d uncompress=d compress=z extreme=e force=f keep=k quiet=q test=t output=o "
			 "no-name=n fast=- best=+",
		.take = take, .arg = w,
	};
	struct builtin_call *call = w->call;
	int rc = args_parse(call->argv, call->argc, &spec, count, &call->err);

	if (w->test)
		w->path = NULL;
	if (rc || w->to_stdout || w->path || w->test || *count < 2)
		return rc;
	if (*count > 2)
		return err_set(&call->err, EINVAL, "@%s takes one input and one output; -c takes all names as inputs", call->argv[0]);
	w->path = call->argv[2];
	*count = 1;
	return 0;
}

static int fail(struct work *w, const char *why) {
	return err_set(&w->call->err, EBADMSG, "cannot %scompress '%s': %s", w->packing.unpack ? "de" : "", w->in->name, why);
}

const char *codec_reason(enum step step) {
	switch (step) {
	case STEP_CORRUPT: return "its data is corrupt";
	case STEP_MEMORY: return "there is not enough memory";
	case STEP_LARGE: return "it needs more memory than is allowed";
	case STEP_CHANGED: return "its size changed while it was read";
	default: return "the library has no support for it";
	}
}

static int bad_step(struct work *w, enum step step) {
	return fail(w, codec_reason(step));
}

/* More input when there is none left. 0 or -errno. */
static int fill(struct work *w) {
	const void *p = NULL;
	ssize_t got;

	if (w->s.in_len || w->s.last)
		return 0;
	got = in_next(w->in, &p);
	if (got < 0)
		return (int)got;
	w->s.in = p;
	w->s.in_len = (size_t)got;
	w->s.last = got == 0;
	return 0;
}

static int drain(struct work *w) {
	size_t n = OUT_BYTES - w->s.out_len;

	w->s.out = w->out_buf;
	w->s.out_len = OUT_BYTES;
	return n && !w->test ? out_write(&w->out, w->out_buf, n) : 0;
}

/* From the beginning of a member to its end. 0 or -errno. */
static int member(struct work *w) {
	enum step step = STEP_MORE;

	while (step == STEP_MORE) {
		size_t had, room;
		int rc = fill(w);

		if (rc)
			return rc;
		had = w->s.in_len;
		room = w->s.out_len;
		step = w->format->step(w->codec, &w->s);
		if (step > STEP_END)
			return bad_step(w, step);
		if (step == STEP_MORE && w->s.last && !had && w->s.out_len == room)
			return fail(w, "it ends too early");
		if (w->s.out_len < OUT_BYTES / 2 || step == STEP_END)
			rc = drain(w);
		if (rc)
			return rc;
	}
	return 0;
}

/* Does the input begin as the format does? Less than a whole beginning is one that ends too early. */
static bool begins(const struct work *w) {
	const struct format *f = w->format;
	size_t n = w->s.in_len < f->magic_len ? w->s.in_len : f->magic_len;

	return !memcmp(w->s.in, f->magic, n) || (f->more_magic && f->more_magic(w->s.in, w->s.in_len));
}

/* Is there another member? 1, 0 at the end of the input, or -errno. */
static int another(struct work *w) {
	int rc = fill(w);

	while (!rc && w->format->padding && w->s.in_len && !*w->s.in) {
		w->s.in++;
		w->s.in_len--;
		rc = fill(w);
	}
	if (rc || !w->s.in_len)
		return rc;
	if (!begins(w))
		return fail(w, "behind its end there are other data");
	rc = (int)w->format->again(w->codec);
	return rc ? bad_step(w, (enum step)rc) : 1;
}

static int unpack(struct work *w) {
	int rc = fill(w);

	if (rc)
		return rc;
	if (!w->s.in_len)
		return fail(w, "it is empty");
	if (!begins(w)) {
		char why[64];

		return snprintf(why, sizeof(why), "it is not a %s file", w->format->name), fail(w, why);
	}
	do
		rc = member(w);
	while (!rc && (rc = another(w)) == 1);
	return rc;
}

/* Places for the threads that the library starts itself. */
static void hire(struct work *w) {
	struct crew *crew = w->call->crew;

	if (crew && w->format->threads && w->packing.unpack && w->packing.size >= THREADS_LEAST)
		while (crew_join(crew))
			w->packing.threads++;
}

/* One input, whatever it is. */
static int one(struct in *in, void *arg) {
	struct work *w = arg;
	int rc;

	w->in = in;
	w->s = (struct stream){ .out = w->out_buf, .out_len = OUT_BYTES };
	w->packing.size = in->fd < 0 || (S_ISREG(in->st.st_mode) && in->st.st_size) ? in->st.st_size : -1; /* files of /proc say 0 */
	if (!w->opened) {
		rc = out_open(&w->out, w->call, w->path, w->force, in->fd < 0 ? NULL : &in->st);
		if (rc)
			return rc;
		w->opened = true;
	}
	w->out.about = in->name;
	if (w->packing.unpack && !w->test && w->format->together && w->call->crew) {
		rc = w->format->together(w->format, in, &w->out);
		if (rc <= 0)
			return rc;
	}
	hire(w);
	w->codec = w->format->open(&w->packing);
	if (w->codec) {
		rc = w->packing.unpack ? unpack(w) : member(w);
		w->format->close(w->codec);
	} else {
		rc = bad_step(w, STEP_MEMORY);
	}
	for (; w->packing.threads; w->packing.threads--)
		crew_leave(w->call->crew);
	return rc;
}

static void forget(void *memory) {
	memory_release(memory);
	free(memory);
}

/* The memory that the slot keeps, or this call's own. NULL = there is none. */
static struct memory *borrow(struct builtin_call *call, struct memory *own) {
	struct builtin_kept *kept = call->kept;

	if (!kept)
		return own;
	if (kept->release != forget) {
		struct memory *m = sys_malloc(sizeof(*m));

		if (!m)
			return NULL;
		*m = *own;
		builtin_forget(kept);
		*kept = (struct builtin_kept){ .state = m, .release = forget };
	}
	return kept->state;
}

int codec_main(struct builtin_call *call, const struct format *format, bool unpacks) {
	struct work w = { .call = call, .format = format, .packing = { .unpack = unpacks, .level = format->usual } };
	struct memory own = { .block = { { .p = NULL } } };
	size_t count;
	int rc = read_words(&w, &count);

	if (rc)
		return 1;
	w.packing.memory = borrow(call, &own);
	if (w.packing.memory) {
		w.in_buf = memory_take(w.packing.memory, IN_BYTES);
		w.out_buf = memory_take(w.packing.memory, OUT_BYTES);
	}
	if (!w.in_buf || !w.out_buf)
		rc = err_sys(&call->err, ENOMEM, "cannot run @%s", call->argv[0]);
	else
		rc = in_each(call, count, w.in_buf, IN_BYTES, one, &w);
	if (w.opened)
		rc = out_close(&w.out, rc);
	if (w.packing.memory) {
		memory_give(w.packing.memory, w.in_buf);
		memory_give(w.packing.memory, w.out_buf);
	}
	memory_release(&own);
	return rc ? 1 : 0;
}

int builtin_bunzip2(struct builtin_call *call) {
	return codec_main(call, &format_bzip2, true);
}

int builtin_bzip2(struct builtin_call *call) {
	return codec_main(call, &format_bzip2, false);
}

int builtin_gunzip(struct builtin_call *call) {
	return codec_main(call, &format_gzip, true);
}

int builtin_gzip(struct builtin_call *call) {
	return codec_main(call, &format_gzip, false);
}

int builtin_unxz(struct builtin_call *call) {
	return codec_main(call, &format_xz, true);
}

int builtin_xz(struct builtin_call *call) {
	return codec_main(call, &format_xz, false);
}

int builtin_unzstd(struct builtin_call *call) {
	return codec_main(call, &format_zstd, true);
}

int builtin_zstd(struct builtin_call *call) {
	return codec_main(call, &format_zstd, false);
}
