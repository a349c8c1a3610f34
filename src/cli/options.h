/* SPDX-License-Identifier: MIT */
/*
 * struct options: everything the command line said, as plain values. Filled by options_parse from the option table,
 * completed by options_resolve with what it means on this machine, read by everybody else.
 * Strings are borrowed from argv, which lives as long as the program, or belong to `owned`.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/err.h"

enum input_kind { INPUT_WORDS, INPUT_FILE };
struct input {               /* one input source, in product order: -a files first, then as written */
	enum input_kind kind;
	bool linked;         /* :::+ and ::::+ */
	const char *path;    /* INPUT_FILE; "-" = stdin */
	char **words;        /* INPUT_WORDS */
	size_t count;
};

enum jobs_kind { JOBS_DEFAULT, JOBS_COUNT, JOBS_PERCENT, JOBS_PLUS, JOBS_MINUS, JOBS_ALL /* -j0 */, JOBS_FILE };
struct jobs {
	enum jobs_kind kind;
	double value;        /* N, or percent of the usable CPUs */
	const char *file;    /* JOBS_FILE, re-read while running */
};

enum order { ORDER_GROUP, ORDER_KEEP, ORDER_LINE, ORDER_LINE_KEEP, ORDER_NONE /* -u */ };

enum halt_when { HALT_NEVER, HALT_SOON, HALT_NOW };
enum halt_why { HALT_FAIL, HALT_SUCCESS, HALT_DONE };
struct halt {
	enum halt_when when;
	enum halt_why why;
	double count;        /* jobs, or percent of all jobs */
	bool percent;
};

enum many { MANY_NO, MANY_N /* -n */, MANY_NREPLACE /* -N */, MANY_X /* -X */, MANY_M /* -m */ , MANY_XARGS, MANY_LINES /* -L, -l */ };
enum mode { MODE_RUN, MODE_HELP, MODE_VERSION, MODE_GENERATE, MODE_SERVE, MODE_COMPARE, MODE_SHOW /* prints a number or a text and ends */ };
enum pool { POOL_AUTO, POOL_THREAD, POOL_PROCESS };
enum hint { HINT_NONE, HINT_CPU, HINT_IO };
enum resume { RESUME_NO, RESUME_DONE, RESUME_FAILED };
enum progress { PROGRESS_NONE, PROGRESS_BAR, PROGRESS_ETA, PROGRESS_PLAIN };

struct options {
	enum mode mode;
	const char *mode_arg;        /* --generate WHAT, --help=SECTION; with MODE_SERVE the work is in command */

	/* command and input */
	char **command;              /* words as given; count 0 = commands come from the input */
	size_t command_count;
	struct input *inputs;        /* empty = stdin */
	size_t input_count;
	char *delimiter;             /* -d, escapes decoded; NULL = newline */
	size_t delimiter_len;        /* may be 0: no delimiter, one record */
	bool null;                   /* -0 */
	bool skip_empty;             /* -r */
	const char *colsep;          /* Perl regular expression */
	bool trim;                   /* --colsep was given: no blanks round values */
	const char *header;          /* --header's argument; NULL = none */
	enum many many;
	unsigned max_args;           /* of -n, -N, -L; 0 is legal for -n and -N; with -X, -m, --xargs 0 = no limit */
	unsigned max_lines;          /* of -L, -l, also when -n or -N is given (--pipe: lines of a record); 0 = not given */
	uint64_t max_chars;          /* -s; 0 = the system's limit */
	bool skip_too_long;          /* -x */
	const char *replace;         /* -I, default "{}" */
	bool quote;                  /* -q */

	/* pipe mode */
	bool pipe, pipepart;
	int64_t block;               /* bytes; negative -n = size / (slots * n) (pipepart) */
	const char *recstart, *recend; /* escapes decoded; NULL = not given */
	size_t recstart_len, recend_len;
	bool regexp;                 /* --regexp */
	bool remove_rec_sep;         /* --rrs */
	bool cat;                    /* --cat: block as a temporary file named by {} */

	/* running */
	struct jobs jobs;
	unsigned slots;              /* resolved: >= 1 */
	enum hint hint;
	enum pool pool;
	struct halt halt;
	unsigned retries;            /* attempts in all; >= 1 */
	nsec timeout;                /* NSEC_NEVER = none */
	double timeout_percent;      /* of the median; 0 = none */
	nsec delay;                  /* between starts */
	const char *termseq;         /* as given; NULL = default */
	bool dry_run;
	const char *joblog;
	bool joblog_append;          /* +FILE */
	enum resume resume;
	const char *tmpdir;          /* --tmpdir, else $TMPDIR, else /tmp: resolved */

	/* output */
	enum order order;
	bool tag;
	const char *tagstring;       /* template; NULL = none */
	bool verbose;                /* -v: command on stdout before its output */
	bool trace;                  /* -t: command on stderr at its start */
	enum progress progress;
	bool compress;
	uint64_t buffer;             /* --buffer: bytes of output kept in memory */
	uint64_t spill;              /* --spill; UINT64_MAX = default */

	/* figures */
	bool stats;
	const char *stats_file;      /* NULL = text on stderr */
	unsigned *compare;           /* --compare list; empty = default list */
	size_t compare_count;
	unsigned runs;               /* rounds of --compare */

	void *owned;                 /* strings that parsing made: freed by options_release */
};

/* Defaults for everything. */
void options_init(struct options *o);
void options_release(struct options *o);

/*
 * Read argv[1..]; on success `o` is complete and checked as far as no file needs to be opened. Input files are only opened
 * later. 0, or -EINVAL with a message that names the option, the value and what was expected (the nearest name for an
 * unknown option).
 */
int options_parse(struct options *o, int argc, char **argv, struct err *err);

/* Turn what depends on this machine into numbers: slots, tmpdir, pool. `total`: number of jobs, UINT64_MAX = not known (for -j0). 0 or -errno. */
int options_resolve(struct options *o, uint64_t total, struct err *err);

/* The slots that `j` means on this machine; 0 with err set when it is below one or the file says nonsense. */
unsigned options_slots(const struct jobs *j, uint64_t total, struct err *err);

/* --help, and the generated parts of man page and completions, on stdout. what: "help" "man" "man-missing" "bash" "zsh" "fish". 0 or -errno. */
int options_print(const char *what, struct err *err);

/*
 * Help on `out`: NULL = all of it, "short" = the screenful of -h, else the section of that name with its long texts.
 * -EINVAL when there is no such section.
 */
int options_help(FILE *out, const char *section, struct err *err);

/* MODE_SHOW: the answer to a question about this machine on stdout. `what` is mode_arg. 0 or -errno. */
int options_show(const char *what, struct err *err);
