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
#include "base/machine.h"

enum input_kind { INPUT_WORDS, INPUT_FILE };
struct input {               /* one input source, in product order: -a files first, then as written */
	enum input_kind kind;
	bool linked;         /* :::+ and ::::+ */
	const char *path;    /* INPUT_FILE; "-" = stdin */
	char **words;        /* INPUT_WORDS */
	size_t count;
};

enum jobs_kind { JOBS_DEFAULT, JOBS_COUNT, JOBS_PERCENT, JOBS_PLUS, JOBS_MINUS, JOBS_ALL /* -j0 */, JOBS_FILE, JOBS_AUTO };
struct jobs {
	enum jobs_kind kind;
	enum machine_unit unit; /* what a CPU is */
	unsigned cpus;       /* that -S says there are; 0 = look */
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
enum { TRIM_LEFT = 1, TRIM_RIGHT = 2 };
enum mode { MODE_RUN, MODE_HELP, MODE_VERSION, MODE_GENERATE, MODE_SERVE, MODE_COMPARE, MODE_PROBE, MODE_AMDAHL,
	    MODE_RECORD_ENV, MODE_LIST_ENV, MODE_SHOW /* prints a number or a text and ends */ };
enum pool { POOL_AUTO /* as is measured */, POOL_THREAD, POOL_PROCESS };
enum hint { HINT_NONE, HINT_CPU, HINT_IO, HINT_AUTO };
enum framing { FRAMING_LINE, FRAMING_NUL, FRAMING_JSON };
enum resume { RESUME_NO, RESUME_DONE, RESUME_FAILED };
enum progress { PROGRESS_NONE, PROGRESS_BAR, PROGRESS_ETA, PROGRESS_PLAIN };

/* Other texts for the replacement strings. */
struct template_strings {
	bool plus;                 /* --plus */
	const char *parens;        /* NULL = "{==}" */
	const char *extension, *base, *dir, *base_extension, *seq, *slot; /* for {.} {/} {//} {/.} {#} {%}; NULL = these */
	const char **custom;      /* --rpl: "tag expression" */
	size_t custom_count;
};

struct host_list {
	const char *list;    /* hosts, or the name of a file of them */
	bool file;
};
enum { SQL_MASTER = 1, SQL_WORKER = 2 }; /* puts jobs into a table, takes them from it */
/* A host of -S, as written but for its group and number of CPUs. */
struct host_login {
	const char *login;   /* `:` = this machine */
	const char *groups;  /* names with + between; its own is one */
	unsigned cpus;       /* 0 = ask it */
};
enum travel_way { TRAVEL_OUT, TRAVEL_BACK, TRAVEL_BASE };
/* A file that goes to a task's host (or to each host, once) or comes back. */
struct travel {
	enum travel_way way;
	const char *name;    /* a template, but of base files */
};
enum tmux { TMUX_NO, TMUX_WINDOW, TMUX_PANE };

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
	bool csv;                    /* colsep is then a text, not an expression */
	unsigned trim;               /* TRIM_: blanks taken off values */
	const char *header;          /* --header's argument; NULL = none */
	bool skip_first_line;        /* of the first source */
	bool link;                   /* all sources are read in step, short ones begin again */
	bool shuf;
	bool longest;                /* --order longest */
	const char *longest_log;     /* ... by the times in this job log; NULL = by cost */
	const char *cost;            /* --cost: a template, or "size"; NULL = none */
	bool hostgroups;             /* what is behind the @ of a value names groups of hosts */
	const char *eof;             /* -E: a record that ends its source; NULL = none */
	size_t eof_len;
	uint64_t total_jobs;         /* --total-jobs; 0 = not given */
	enum many many;
	unsigned max_args;           /* of -n, -N, -L; 0 is legal for -n and -N; with -X, -m, --xargs 0 = no limit */
	unsigned max_lines;          /* of -L, -l, also when -n or -N is given (--pipe: lines of a record); 0 = not given */
	bool repeat_context;         /* -X, -N, -L: the word round a replacement string is repeated for each value */
	uint64_t max_chars;          /* -s; 0 = the system's limit */
	bool skip_too_long;          /* -x */
	const char *replace;         /* -I, default "{}" */
	struct template_strings strings; /* --plus, --rpl and the like */
	const char **filters;        /* --filter: templates of Perl expressions */
	size_t filter_count;
	bool quote;                  /* -q */

	/* pipe mode */
	bool pipe, pipepart;
	int64_t block;               /* bytes; negative -n = size / (slots * n) (pipepart) */
	const char *recstart, *recend; /* escapes decoded; NULL = not given */
	size_t recstart_len, recend_len;
	bool regexp;                 /* --regexp */
	bool remove_rec_sep;         /* --rrs */
	bool cat;                    /* --cat: block as a temporary file named by {} */
	bool fifo;                   /* --fifo: through a named pipe */
	bool round_robin, tee;       /* jobs that all run at the same time; at most one of these and the next two */
	const char *shard, *bin;     /* [COLUMN] [EXPRESSION] */
	const char *group_by;        /* likewise: records are lines of one key */
	nsec block_timeout;          /* --block-timeout; 0 = none */

	/* running */
	struct jobs jobs;
	unsigned slots;              /* resolved: >= 1 */
	unsigned slots_most;         /* resolved: their number may change while tasks run, up to this; 0 = it is fixed */
	enum hint hint;
	unsigned max_jobs;           /* --max-jobs: bounds slots_most; 0 = not given */
	enum pool pool;
	bool pool_given;             /* typed, not concluded from a hint */
	uint64_t mem_limit;          /* bytes of data of a task's process; 0 = none */
	unsigned cpu_limit;          /* seconds of CPU of one; 0 = none */
	unsigned worker_tasks;       /* a worker does no more than these; 0 = no limit */
	bool persist;                /* the command is a worker that stays */
	enum framing framing;        /* ... and how it talks */
	struct halt halt;
	unsigned retries;            /* attempts in all; >= 1 */
	nsec timeout;                /* NSEC_NEVER = none */
	double timeout_percent;      /* of the median; 0 = none */
	nsec delay;                  /* between starts */
	bool delay_auto;             /* it grows with failures and shrinks with successes */
	enum machine_unit unit;      /* what -j counts as a CPU */
	struct jobs load;            /* --load: fewer running processes than this; JOBS_DEFAULT = not given */
	uint64_t memfree;            /* bytes that must be free before a start; 0 = not given */
	uint64_t memsuspend;         /* below twice as much tasks are stopped; 0 = not given */
	bool noswap;
	const char *limit;           /* --limit: command or io N, load N, mem N; NULL = none */
	bool nice_given;
	int nice;
	const char *workdir;         /* template; NULL = none */
	bool workdir_private;        /* --workdir ... */
	bool open_tty;               /* the terminal is the tasks' stdin, and they run in our process group */
	bool tty;                    /* the same, and -j1 -u unless something else is said */
	bool interactive;            /* ask before each start */
	const char *slot_var;        /* --process-slot-var; NULL = none */
	bool show_limits;
	unsigned minversion;         /* with MODE_SHOW min-version */
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
	const char *compress_program; /* for result files; NULL = what there is */
	const char *decompress_program; /* accepted; nothing is ever read back through it */
	bool silent;                 /* --silent: no -v, whatever the order */
	bool color, color_failed;
	bool latest_line;
	const char *results;         /* --results; NULL or empty = none */
	bool files;                  /* --files: the output stays in files, their names are printed */
	unsigned shellquote;         /* --shellquote, so many times: print the quoted input, run nothing */
	bool retry_failed;           /* the commands are those of the job log that failed */
	uint64_t buffer;             /* --buffer: bytes of output kept in memory */
	uint64_t spill;              /* --spill; UINT64_MAX = default */
	uint64_t output_limit;       /* --output-limit: most bytes of one task; 0 = none */

	/* where tasks run */
	enum tmux tmux;
	struct host_list *hosts;     /* -S and --sshloginfile; none = here */
	size_t host_count;
	struct host_login *logins;   /* ... read, when there are others than this machine among them: resolved */
	size_t login_count;
	const char **host_files;     /* the files they come from; none when they cannot be read again: resolved */
	size_t host_file_count;
	bool onall, nonall;
	double hosts_at_once;        /* --onall, --nonall: by -j; 0 = all: resolved */
	bool transfer, cleanup;      /* these have no effect as long as all hosts are this machine */
	const char *transferfile, *returns, *basefile, *ssh, *rsync_opts;
	struct travel *travels;      /* the files of transfer, transferfile, returns and basefile */
	size_t travel_count;
	bool filter_hosts, controlmaster;
	nsec ssh_delay;              /* between two connections */
	bool once;                   /* the command is run once, without input */

	/* semaphores */
	bool semaphore;
	bool semaphore_foreground, semaphore_wait;
	bool semaphore_give_up;      /* at the end of semaphore_timeout; else the command runs all the same */
	const char *semaphore_name;  /* NULL = that of the terminal */
	nsec semaphore_timeout;      /* 0 = none */

	/* tables of jobs */
	unsigned sql;                /* SQL_; 0 = none */
	const char *sql_url;         /* as given, with its + */
	bool sql_wait;               /* until nobody has a job any more */

	/* figures */
	bool stats;
	const char *stats_file;      /* NULL = text on stderr */
	const char *report_file;     /* --report; NULL = none */
	const char *trace_file;      /* --trace: events of the run; NULL = no */
	unsigned *compare;           /* --compare list; empty = default list */
	size_t compare_count;
	unsigned runs;               /* of --probe (never 0); rounds of --compare, 0 = as many as it takes */
	unsigned runs_most;          /* ... but no more than these; 0 = 10 */
	nsec runs_time;              /* ... and no further round that would end after this; NSEC_NEVER = as long as it takes */
	unsigned calibrate;          /* so many tasks run alone first; 0 = none */
	unsigned warmups;            /* runs before the rounds */
	bool minima;                 /* of several runs the shortest counts */
	const char *baseline;        /* a command that is compared with; NULL = none */
	const char **exports;        /* files that the comparison is written to as well */
	size_t export_count;
	const char *compare_only;    /* the first option given that only --compare knows; NULL = none */

	/* environment and files */
	const char **env;            /* --env: names */
	size_t env_count;
	const char **template_files; /* --template: FILE and NAME in turn */
	size_t template_count;       /* of both together */
	const char *quote_for;       /* output as words of a shell: words, pairs, keyed, fish; NULL = as it is */

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

/*
 * Turn what depends on this machine into numbers: slots, tmpdir, pool. `total`: number of jobs, UINT64_MAX = not known
 * (for -j0). 0 or -errno.
 */
int options_resolve(struct options *o, uint64_t total, struct err *err);

/* The slots that `j` means on this machine; 0 with err set when it is below one or the file says nonsense. */
unsigned options_slots(const struct jobs *j, uint64_t total, struct err *err);

/* What --load means on this machine, now: fewer running processes than this. Never 0. */
double options_load(const struct jobs *load);

/* --help, and the generated parts of man page and completions, on stdout. what: "help" "man" "bash" "zsh" "fish". 0 or -errno. */
int options_print(const char *what, struct err *err);

/*
 * Help on `out`: NULL = all of it, "short" = the screenful of -h, else the section of that name with its long texts.
 * -EINVAL when there is no such section.
 */
int options_help(FILE *out, const char *section, struct err *err);

/*
 * MODE_SHOW: the answer to a question about this machine on stdout. mode_arg says which. 0 or -errno; without words in
 * err when the answer is no.
 */
int options_show(const struct options *o, struct err *err);
/* --show-limits: the length of a command line, on stdout. 0 or -errno. */
int options_show_limits(struct err *err);
