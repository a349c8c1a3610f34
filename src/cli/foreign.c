/* SPDX-License-Identifier: MIT */
/*
 * The options of GNU parallel 20221122 that pmap does not have. They are known so that they are refused by name
 * instead of being guessed at, and so that an abbreviation that is ambiguous there is ambiguous here.
 */
#include "cli/set.h"
#include "cli/table.h"

#define LATER(letters_, names_, arg_) \
	{ .letters = letters_, .names = names_, .arg = arg_, .set = set_foreign, .hidden = true }
#define GONE(letters_, names_, arg_, now) \
	{ .letters = letters_, .names = names_, .arg = arg_, .set = set_retired, .help = now, .hidden = true }

const struct opt opt_foreign[] = {
	/* input */
	LATER("E", NULL, ARG_VALUE), LATER("e", "eof", ARG_OPTIONAL), LATER(NULL, "csv", ARG_NONE),
	LATER(NULL, "trim", ARG_VALUE), LATER(NULL, "link|xapply", ARG_NONE),
	LATER(NULL, "link-input-source|xapply-input-source", ARG_VALUE),
	LATER(NULL, "shuf", ARG_NONE), LATER(NULL, "skip-first-line", ARG_NONE),
	LATER(NULL, "filter", ARG_VALUE),
	LATER(NULL, "hgrp|hostgrp|hostgroup|hostgroups", ARG_NONE),
	LATER(NULL, "total-jobs|total", ARG_VALUE),
	/* building the command */
	LATER(NULL, "extensionreplace|er", ARG_VALUE),
	LATER(NULL, "basenamereplace|bnr", ARG_VALUE), LATER(NULL, "dirnamereplace|dnr", ARG_VALUE),
	LATER(NULL, "basenameextensionreplace|bner", ARG_VALUE),
	LATER(NULL, "seqreplace", ARG_VALUE), LATER(NULL, "slotreplace", ARG_VALUE),
	LATER(NULL, "parens", ARG_VALUE), LATER(NULL, "rpl", ARG_VALUE),
	LATER(NULL, "plus", ARG_NONE), LATER(NULL, "shell-quote", ARG_NONE),
	LATER(NULL, "template|tmpl", ARG_VALUE), LATER(NULL, "work-dir|wd", ARG_VALUE),
	LATER(NULL, "tty", ARG_NONE), LATER("o", "open-tty", ARG_NONE),
	LATER(NULL, "env", ARG_VALUE), LATER(NULL, "record-env", ARG_NONE),
	LATER(NULL, "session", ARG_NONE), LATER(NULL, "process-slot-var", ARG_VALUE),
	/* running */
	LATER(NULL, "use-cores-instead-of-threads", ARG_NONE),
	LATER(NULL, "use-sockets-instead-of-threads", ARG_NONE),
	LATER(NULL, "use-cpus-instead-of-cores", ARG_NONE), LATER(NULL, "nice", ARG_VALUE),
	LATER(NULL, "load", ARG_VALUE), LATER(NULL, "noswap", ARG_NONE),
	LATER(NULL, "memfree", ARG_VALUE), LATER(NULL, "memsuspend", ARG_VALUE),
	LATER(NULL, "limit", ARG_VALUE), LATER(NULL, "retry-failed", ARG_NONE),
	LATER("p", "interactive", ARG_NONE), LATER("J", "profile", ARG_VALUE),
	LATER(NULL, "fg", ARG_NONE), LATER(NULL, "bg", ARG_NONE), LATER(NULL, "wait", ARG_NONE),
	LATER(NULL, "semaphore", ARG_NONE), LATER(NULL, "semaphore-name|id", ARG_VALUE),
	LATER(NULL, "semaphore-timeout|st", ARG_VALUE), LATER(NULL, "shebang|hashbang", ARG_NONE),
	LATER(NULL, "shebang-wrap", ARG_NONE),
	/* output */
	LATER(NULL, "latest-line|ll", ARG_NONE), LATER(NULL, "ctag", ARG_NONE),
	LATER(NULL, "ctag-string", ARG_VALUE), LATER(NULL, "color|colour", ARG_NONE),
	LATER(NULL, "color-failed|colour-failed|color-fail|colour-fail|cf", ARG_NONE),
	LATER(NULL, "results|result|res", ARG_VALUE),
	LATER(NULL, "output-as-files|files", ARG_NONE),
	LATER(NULL, "compress-program|use-compress-program", ARG_VALUE),
	LATER(NULL, "decompress-program|use-decompress-program", ARG_VALUE),
	LATER(NULL, "tmux", ARG_NONE), LATER(NULL, "tmux-pane", ARG_NONE),
	LATER("D", "debug", ARG_VALUE),
	/* blocks of input */
	LATER(NULL, "block-timeout|bt", ARG_VALUE), LATER(NULL, "round-robin|round", ARG_NONE),
	LATER(NULL, "fifo", ARG_NONE), LATER(NULL, "tee", ARG_NONE),
	LATER(NULL, "shard", ARG_VALUE), LATER(NULL, "bin", ARG_VALUE),
	LATER(NULL, "group-by", ARG_VALUE),
	/* other machines */
	LATER("S", "sshlogin", ARG_VALUE), LATER(NULL, "sshloginfile|slf", ARG_VALUE),
	LATER(NULL, "onall", ARG_NONE), LATER(NULL, "nonall", ARG_NONE),
	LATER(NULL, "transfer-file|transfer-files|tf", ARG_VALUE),
	LATER(NULL, "transfer", ARG_NONE), LATER(NULL, "return", ARG_VALUE),
	LATER(NULL, "cleanup", ARG_NONE), LATER(NULL, "trc", ARG_VALUE),
	LATER(NULL, "basefile|bf", ARG_VALUE), LATER(NULL, "filter-hosts|filter-host", ARG_NONE),
	LATER("M", "controlmaster", ARG_NONE), LATER(NULL, "ssh", ARG_VALUE),
	LATER(NULL, "ssh-delay", ARG_VALUE), LATER(NULL, "rsync-opts", ARG_VALUE),
	LATER(NULL, "sql-master", ARG_VALUE), LATER(NULL, "sql-worker", ARG_VALUE),
	LATER(NULL, "sql-and-worker", ARG_VALUE),
	/* information */
	LATER(NULL, "min-version", ARG_VALUE), LATER(NULL, "number-of-sockets", ARG_NONE),
	LATER(NULL, "show-limits", ARG_NONE), LATER(NULL, "shell-completion", ARG_VALUE),
	LATER(NULL, "embed", ARG_NONE), LATER(NULL, "bug", ARG_NONE),
	/* retired there too */
	GONE("g", NULL, ARG_NONE, "use --group"), GONE("B", NULL, ARG_VALUE, "use --basefile"),
	GONE("T", NULL, ARG_NONE, "use --tty"),
	GONE("U", NULL, ARG_VALUE, "use --extensionreplace"),
	GONE("W", NULL, ARG_VALUE, "use --workdir"), GONE("Y", NULL, ARG_NONE, "use --shebang"),
	GONE("H", NULL, ARG_VALUE, NULL), GONE(NULL, "sql", ARG_VALUE, "use --sql-master"),
	GONE(NULL, "ctrl-c", ARG_NONE, NULL), GONE(NULL, "no-ctrl-c", ARG_NONE, NULL),
	GONE(NULL, "tollef", ARG_NONE, NULL),
};

const size_t opt_foreign_count = sizeof(opt_foreign) / sizeof(opt_foreign[0]);
