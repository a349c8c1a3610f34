/* SPDX-License-Identifier: MIT */
/* What is common to the formats of compressed files. */
#pragma once

#include "builtin/files.h"
#include "builtin/memory.h"

/* Bytes on their way through a library: taken from the front of `in`, put to the front of `out`. */
struct stream {
	const unsigned char *in;
	size_t in_len;
	unsigned char *out;
	size_t out_len;
	bool last;            /* nothing comes behind `in` */
};

enum step {
	STEP_MORE,            /* wants input, or room */
	STEP_END,             /* the member (stream, frame) is complete */
	STEP_CORRUPT,
	STEP_MEMORY,
	STEP_LARGE,           /* wants more memory than is sensible */
	STEP_CHANGED,         /* the input has not the size that was said */
	STEP_OTHER,           /* not supported by the library */
};

struct packing {
	bool unpack;
	int level;
	bool extreme;         /* xz -e */
	off_t size;           /* of what is packed; -1 = not known */
	struct memory *memory; /* to take blocks from; NULL = malloc */
	unsigned threads;     /* that may be used beside this one */
};

struct format {
	const char *name;     /* "bzip2": "it is not a bzip2 file" */
	const char *magic;    /* what a file begins with */
	size_t magic_len;
	size_t (*more_magic)(const unsigned char *, size_t n); /* another beginning; its length or 0; NULL = there is none */
	int least, most, usual; /* levels */
	bool padding;         /* zero bytes may stand behind the last member */
	/* NULL = no memory. */
	void *(*open)(const struct packing *);
	enum step (*step)(void *, struct stream *);
	/* Another member. */
	enum step (*again)(void *);
	void (*close)(void *);
	/* Many threads on one large input: 1 = not here, go on alone; 0 or -errno = it was done. NULL = no. */
	int (*together)(const struct format *, struct in *, struct out *);
	/* For frames_together: the length of the independent member at `at`, 0 = not known; *content: what it unpacks to, at most. */
	uint64_t (*span)(const struct in *, uint64_t at, uint64_t *content);
	bool threads;         /* open() can use packing.threads */
};

/* libbz2's hooks for a struct memory. */
void *bz2_take(void *memory, int n, int size);
void bz2_give(void *memory, void *p);

int bz2_together(const struct format *, struct in *, struct out *);
int frames_together(const struct format *, struct in *, struct out *);

/* n bytes of a file or block from `at` on, without moving on in it. False when they are not there. */
bool in_at(const struct in *in, uint64_t at, void *to, size_t n);
/* Why a step failed, for people. */
const char *codec_reason(enum step step);

extern const struct format format_bzip2, format_gzip, format_xz, format_zstd;

/* The whole function: options, files, work. `unpack` is what the name says; -d and -z change it. Returns its status. */
int codec_main(struct builtin_call *call, const struct format *format, bool unpack);
