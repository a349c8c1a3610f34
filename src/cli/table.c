/* SPDX-License-Identifier: MIT */
/*
 * Adding an option: a row here, a field in struct options, a test, and `make regen`. Rows stand in the order in which help
 * and man page show them; texts are plain words (see table.h for the little markup there is).
 */
#include "cli/table.h"

#include "cli/set.h"

#define AT(field) .at = offsetof(struct options, field)

const struct section_info opt_sections[SECTIONS] = {
	[SECTION_INPUT] = { "input", "Input" },
	[SECTION_COMMAND] = { "command", "Building the command" },
	[SECTION_POOL] = { "pool", "How many at once" },
	[SECTION_OUTPUT] = { "output", "Output" },
	[SECTION_PIPE] = { "pipe", "Blocks of input (--pipe)" },
	[SECTION_FAILURE] = { "failure", "Failures, limits and going on" },
	[SECTION_FIGURES] = { "figures", "Figures" },
	[SECTION_OTHER] = { "other", "Other" },
};

const struct opt opt_table[] = {
	/* Input */
	{ .letters = "a", .names = "arg-file", .arg = ARG_VALUE, .section = SECTION_INPUT,
	  .placeholder = "FILE", .set = set_input_file,
	  .help = "read arguments from FILE, one a line; - is stdin",
	  .complete = COMPLETE_FILE,
	  .text = "Read arguments from FILE, one a line; `-` is standard input. Given again, each "
		  "FILE is one more source and every combination is run. Sources given with -a come "
		  "before those of `:::` and `::::`." },
	{ .letters = "0", .names = "null", .section = SECTION_INPUT, .set = set_null,
	  .help = "arguments end in a NUL byte, as from find -print0",
	  .text = "Arguments end in a NUL byte instead of a newline, as `find -print0` writes them." },
	{ .letters = "d", .names = "delimiter", .arg = ARG_VALUE, .section = SECTION_INPUT,
	  .placeholder = "TEXT", .set = set_delimiter,
	  .help = "arguments end in TEXT instead of a newline",
	  .text = "Arguments end in TEXT instead of a newline. TEXT may be longer than one byte; "
		  "`\\n`, `\\t`, `\\r`, `\\0`, `\\NNN` (octal) and `\\xHH` stand for bytes. An empty "
		  "TEXT makes the whole input one argument." },
	{ .letters = "C", .names = "colsep", .arg = ARG_VALUE, .section = SECTION_INPUT,
	  .placeholder = "REGEX", .set = set_string, AT(colsep),
	  .help = "split each argument into columns {1} {2} ... at REGEX",
	  .text = "Split each argument into columns at every match of the Perl regular expression "
		  "REGEX; the columns are `{1}`, `{2}` and so on. Missing columns are empty. Blanks "
		  "round the values are removed." },
	{ .names = "header", .arg = ARG_VALUE, .section = SECTION_INPUT, .placeholder = "REGEX",
	  .set = set_string, AT(header),
	  .help = "names from the first line: {name}; use : for one line",
	  .text = "With REGEX `:` the first argument of each source names its columns: `{name}` "
		  "then works like `{1}`. Columns are split at TABs when --colsep is not given. With "
		  "--pipe the part of the input that REGEX matches at its start (`:` is one line, a "
		  "number that many lines) is repeated in front of each block." },
	{ .letters = "r", .names = "no-run-if-empty", .section = SECTION_INPUT, .set = set_flag,
	  AT(skip_empty),
	  .help = "drop arguments that are empty or blank",
	  .text = "Drop arguments that are empty or consist of blanks. Without it an empty line "
		  "runs the command with an empty argument." },
	{ .names = "arg-sep", .arg = ARG_VALUE, .section = SECTION_INPUT, .placeholder = "TEXT",
	  .set = set_arg_sep,
	  .help = "use TEXT instead of :::",
	  .text = "Use TEXT instead of `:::` on the command line, and TEXT with a `+` instead of "
		  "`:::+`." },
	{ .names = "arg-file-sep", .arg = ARG_VALUE, .section = SECTION_INPUT,
	  .placeholder = "TEXT", .set = set_file_sep,
	  .help = "use TEXT instead of ::::",
	  .text = "Use TEXT instead of `::::` on the command line, and TEXT with a `+` instead of "
		  "`::::+`." },

	/* Building the command */
	{ .letters = "n", .names = "max-args", .arg = ARG_VALUE, .section = SECTION_COMMAND,
	  .placeholder = "N", .set = set_count, .value = 'n',
	  .help = "at most N arguments for each task",
	  .text = "Give each task at most N arguments. With 0 the command is run once for each "
		  "argument and nothing is inserted." },
	{ .letters = "N", .names = "max-replace-args", .arg = ARG_VALUE,
	  .section = SECTION_COMMAND, .placeholder = "N", .set = set_count, .value = 'N',
	  .help = "the same, named {1} to {N}; with --pipe: N records",
	  .text = "Give each task N arguments, which are `{1}` to `{N}`; a word with `{}` is "
		  "repeated for each of them. With --pipe: N records for each task." },
	{ .letters = "L", .arg = ARG_VALUE, .section = SECTION_COMMAND, .placeholder = "N",
	  .set = set_lines,
	  .help = "N lines for each task; with --pipe: for each record",
	  .text = "Give each task N lines of input; a line that ends in a blank goes on in the "
		  "next one. With --pipe: N lines are one record." },
	{ .letters = "l", .names = "max-lines", .arg = ARG_OPTIONAL_NUMBER,
	  .section = SECTION_COMMAND, .placeholder = "N", .set = set_lines,
	  .help = "the same; N may be left out and is 1 then",
	  .text = "The same as -L, but N may be left out and is 1 then." },
	{ .letters = "X", .section = SECTION_COMMAND, .set = set_fill, .value = MANY_X,
	  .help = "as many arguments as fit, repeating the word round {}",
	  .text = "Give each task as many arguments as fit on a command line; a word with "
		  "replacement strings is repeated for each argument. The last arguments are spread "
		  "over the free slots. -n and -N limit the number." },
	{ .letters = "m", .section = SECTION_COMMAND, .set = set_fill, .value = MANY_M,
	  .help = "as many arguments as fit, all in place of {}",
	  .text = "Give each task as many arguments as fit on a command line; `{}` is replaced by "
		  "all of them. The last arguments are spread over the free slots." },
	{ .names = "xargs", .section = SECTION_COMMAND, .set = set_fill, .value = MANY_XARGS,
	  .help = "as many arguments as fit, not spread over the slots",
	  .text = "As -m, but the last arguments stay together instead of being spread over the "
		  "slots, as xargs does." },
	{ .letters = "s", .names = "max-chars", .arg = ARG_VALUE, .section = SECTION_COMMAND,
	  .placeholder = "N", .set = set_chars,
	  .help = "a command line is at most N bytes long",
	  .text = "A command line is at most N bytes long, counting one for its end. 0 is the "
		  "limit of the system." },
	{ .letters = "x", .names = "exit", .section = SECTION_COMMAND, .set = set_flag,
	  AT(skip_too_long),
	  .help = "an argument that does not fit is an error (always so)",
	  .text = "End with an error when an argument does not fit on a command line. This is "
		  "always so; the option is accepted for the sake of xargs." },
	{ .letters = "I", .arg = ARG_VALUE, .section = SECTION_COMMAND, .placeholder = "TEXT",
	  .set = set_replace,
	  .help = "use TEXT instead of {}",
	  .text = "Use TEXT as the replacement string instead of `{}`." },
	{ .letters = "i", .names = "replace", .arg = ARG_OPTIONAL, .section = SECTION_COMMAND,
	  .placeholder = "TEXT", .set = set_replace,
	  .help = "the same; prefer -I, which always takes a value",
	  .text = "The same as -I; without a value `{}`. As in GNU parallel the next word is taken "
		  "as the value unless it begins with a dash: attach the value or use -I." },
	{ .letters = "q", .names = "quote", .section = SECTION_COMMAND, .set = set_flag, AT(quote),
	  .help = "quote the words of the command for the shell",
	  .text = "Quote the words of the command, so that the shell sees them as they were given. "
		  "Without it they are joined by blanks and read by the shell again." },

	/* How many at once */
	{ .letters = "jP", .names = "jobs|max-procs", .arg = ARG_VALUE, .section = SECTION_POOL,
	  .placeholder = "N", .set = set_jobs,
	  .help = "run N tasks at once: N, N%, +N, -N, 0, FILE",
	  .complete = COMPLETE_WORDS_OR_FILE, .words = "1 2 4 8 16 50% 100% 200% +1 -1 0",
	  .text = "Run N tasks at once. `N%` is a share of the usable CPUs, rounded up; `+N` and "
		  "`-N` are added to and taken from their number; 0 runs as many as there are "
		  "arguments, or as the limits of the system allow. A file name means: read the value "
		  "from that file, and again while running. Usable CPUs are those of the affinity "
		  "mask, within the CPU quota of a container. The default is 100%, or what --hint "
		  "says. Less than one slot is an error." },
	{ .names = "hint", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "KIND",
	  .set = set_choice_hint, .own = true,
	  .help = "what tasks mostly do: cpu (compute) or io (wait)",
	  .complete = COMPLETE_WORDS, .words = "cpu io",
	  .text = "Say what tasks mostly do. `cpu`: they compute; one slot for each usable CPU, "
		  "and built-in functions run in worker processes. `io`: they wait for disks or the "
		  "network; 32 slots for each usable CPU, at most 512, and built-in functions run on "
		  "threads. --jobs and --pool take precedence." },
	{ .names = "pool", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "KIND",
	  .set = set_choice_pool, .own = true,
	  .help = "run built-in functions in a thread or a process",
	  .complete = COMPLETE_WORDS, .words = "thread process",
	  .text = "Where built-in functions run: `thread`, in this process, or `process`, in a "
		  "worker process for each slot. A process can be ended at its --timeout and may crash "
		  "alone; a thread needs no copying. In C threads are as fast for computing. Ordinary "
		  "commands are always processes." },
	{ .names = "delay", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "TIME",
	  .set = set_delay,
	  .help = "wait TIME between two starts",
	  .text = "Wait TIME between two starts, also at the beginning." },

	/* Output */
	{ .letters = "k", .names = "keep-order", .section = SECTION_OUTPUT, .set = set_order,
	  .value = 'k',
	  .help = "output in the order of the input",
	  .text = "Output comes in the order of the input. The first unfinished task writes while "
		  "it runs; the output of later ones is kept." },
	{ .names = "no-keep-order|no-k", .section = SECTION_OUTPUT, .set = set_order, .value = 'K',
	  .help = "undo an earlier --keep-order",
	  .text = "Undo an earlier --keep-order." },
	{ .names = "group", .section = SECTION_OUTPUT, .set = set_order, .value = 'g',
	  .help = "output of a task in one piece, when it ends (default)",
	  .text = "The output of each task comes in one piece, in order of completion. This is the "
		  "default." },
	{ .names = "line-buffer|lb|line-buffered", .section = SECTION_OUTPUT, .set = set_order,
	  .value = 'l',
	  .help = "whole lines, as they come",
	  .text = "Output comes line by line as tasks write it; lines of different tasks are mixed "
		  "but never broken. With -k the first unfinished task writes its lines and the others "
		  "wait." },
	{ .letters = "u", .names = "ungroup", .section = SECTION_OUTPUT, .set = set_order,
	  .value = 'u',
	  .help = "tasks write directly to the output, unordered",
	  .text = "Tasks write directly to the output of pmap. Nothing is kept, and output of "
		  "different tasks may be mixed within a line." },
	{ .names = "tag", .section = SECTION_OUTPUT, .set = set_flag, AT(tag),
	  .help = "begin each line of output with the arguments",
	  .text = "Begin each line of output with the arguments of its task and a TAB." },
	{ .names = "tag-string", .arg = ARG_VALUE, .section = SECTION_OUTPUT,
	  .placeholder = "TEXT", .set = set_tagstring,
	  .help = "the same with TEXT, in which {} and others work",
	  .text = "Begin each line of output with TEXT and a TAB. Replacement strings and the "
		  "escapes of --delimiter work in TEXT." },
	{ .names = "dry-run|dr", .section = SECTION_OUTPUT, .set = set_flag, AT(dry_run),
	  .help = "print the commands, run nothing",
	  .text = "Print the commands that would be run, quoted as the shell would see them, and "
		  "run nothing." },
	{ .letters = "v", .section = SECTION_OUTPUT, .set = set_flag, AT(verbose),
	  .help = "print each command before its output",
	  .text = "Print each command on standard output just before the output of its task." },
	{ .letters = "t", .names = "verbose", .section = SECTION_OUTPUT, .set = set_flag,
	  AT(trace),
	  .help = "print each command on stderr when it starts",
	  .text = "Print each command on standard error when it starts." },
	{ .names = "silent", .section = SECTION_OUTPUT, .set = set_no_flag, AT(verbose),
	  .help = "undo an earlier -v",
	  .text = "Undo an earlier -v." },
	{ .names = "bar", .section = SECTION_OUTPUT, .set = set_progress, .value = PROGRESS_BAR,
	  .help = "show a progress bar on stderr",
	  .text = "Show a progress bar on standard error. All input is read first, to know the "
		  "number of tasks." },
	{ .names = "eta", .section = SECTION_OUTPUT, .set = set_progress, .value = PROGRESS_ETA,
	  .help = "show the estimated time that is left",
	  .text = "Show on standard error how far the run is and an estimate of the time left. All "
		  "input is read first." },
	{ .names = "progress", .section = SECTION_OUTPUT, .set = set_progress,
	  .value = PROGRESS_PLAIN,
	  .help = "show how many tasks run and are done",
	  .text = "Show on standard error how many tasks are running and done." },
	{ .names = "buffer", .arg = ARG_VALUE, .section = SECTION_OUTPUT, .placeholder = "SIZE",
	  .set = set_bytes, AT(buffer), .own = true,
	  .help = "keep at most SIZE of waiting output in memory (64M)",
	  .text = "Keep at most SIZE of output that waits for its turn in memory; more goes to one "
		  "temporary file. The default is 64M." },
	{ .names = "spill", .arg = ARG_VALUE, .section = SECTION_OUTPUT, .placeholder = "SIZE",
	  .set = set_bytes, AT(spill), .own = true,
	  .help = "at most SIZE of waiting output in a temporary file",
	  .text = "The temporary file for waiting output holds at most SIZE; then the tasks behind "
		  "the first unfinished one are made to wait. The default is half of what is free in "
		  "the directory." },
	{ .names = "compress", .section = SECTION_OUTPUT, .set = set_flag, AT(compress),
	  .help = "compress that temporary file",
	  .text = "Compress the temporary file for waiting output with zstd." },
	{ .names = "tmpdir|tempdir", .arg = ARG_VALUE, .section = SECTION_OUTPUT,
	  .placeholder = "DIR", .set = set_string, AT(tmpdir),
	  .help = "directory for temporary files ($TMPDIR, else /tmp)",
	  .complete = COMPLETE_DIR,
	  .text = "Directory for temporary files. The default is the value of TMPDIR in the "
		  "environment, else `/tmp`." },

	/* Blocks of input */
	{ .names = "pipe|spreadstdin", .section = SECTION_PIPE, .set = set_flag, AT(pipe),
	  .help = "cut stdin into blocks; each is the stdin of a task",
	  .text = "Cut standard input into blocks of whole records; each block is the standard "
		  "input of one task." },
	{ .names = "pipe-part", .section = SECTION_PIPE, .set = set_flag, AT(pipepart),
	  .help = "the same for files of -a or ::::, faster",
	  .text = "As --pipe for the files given by -a or `::::`, which must be regular files: "
		  "each task gets its part of the file without the data passing through one reader." },
	{ .names = "block|block-size", .arg = ARG_VALUE, .section = SECTION_PIPE,
	  .placeholder = "SIZE", .set = set_block,
	  .help = "size of a block (1M)",
	  .text = "Size of a block; the default is 1M. `-N` with --pipepart makes N blocks for "
		  "each slot." },
	{ .names = "recend", .arg = ARG_VALUE, .section = SECTION_PIPE, .placeholder = "TEXT",
	  .set = set_recend,
	  .help = "a record ends in TEXT (newline)",
	  .text = "A record ends in TEXT. The default is a newline unless --recstart is given. "
		  "With both, a record ends where they meet. The escapes of --delimiter are "
		  "understood. An empty TEXT lets blocks end anywhere." },
	{ .names = "recstart", .arg = ARG_VALUE, .section = SECTION_PIPE, .placeholder = "TEXT",
	  .set = set_recstart,
	  .help = "a record begins with TEXT",
	  .text = "A record begins with TEXT." },
	{ .names = "regexp|regex", .section = SECTION_PIPE, .set = set_flag, AT(regexp),
	  .help = "--recstart and --recend are regular expressions",
	  .text = "The texts of --recstart and --recend are Perl regular expressions." },
	{ .names = "remove-rec-sep|rrs", .section = SECTION_PIPE, .set = set_flag,
	  AT(remove_rec_sep),
	  .help = "leave the record separators out",
	  .text = "Leave the texts that --recstart and --recend match out of the data." },
	{ .names = "cat", .section = SECTION_PIPE, .set = set_flag, AT(cat),
	  .help = "give the block as a temporary file named {}",
	  .text = "Give each block as a temporary file whose name is `{}`. Implies --pipe unless "
		  "--pipepart is given." },

	/* Failures, limits and going on */
	{ .names = "halt|halt-on-error", .arg = ARG_VALUE, .section = SECTION_FAILURE,
	  .placeholder = "WHEN", .set = set_halt,
	  .help = "when to stop early: never, now,fail=1, soon,fail=3%",
	  .complete = COMPLETE_WORDS,
	  .words = "never now,fail=1 soon,fail=1 now,success=1 soon,success=1 now,done=1 "
		  "soon,fail=10%",
	  .text = "When to stop before all is done. WHEN is `never` (default) or two words and a "
		  "count, such as `now,fail=1`: `now` ends the running tasks, `soon` lets them finish; "
		  "`fail`, `success` or `done` says what is counted; the count is a number of tasks, "
		  "or with % a share of all tasks. The numbers 0, 1, 2, -1 and -2 and `N%` of older "
		  "GNU parallel are understood." },
	{ .names = "retries", .arg = ARG_VALUE, .section = SECTION_FAILURE, .placeholder = "N",
	  .set = set_retries,
	  .help = "try a failing task N times in all",
	  .text = "Try a task that fails up to N times in all; 0 means until it succeeds. Only the last attempt's "
		  "output is shown and only its result counts." },
	{ .names = "timeout", .arg = ARG_VALUE, .section = SECTION_FAILURE, .placeholder = "TIME",
	  .set = set_timeout,
	  .help = "end a task after TIME, or after N% of the median",
	  .text = "End a task that runs longer than TIME, which is in seconds or such as `1m30s`, "
		  "`2h`, `1d`; it has failed then. `N%` is a share of the median run time of the tasks "
		  "that succeeded so far." },
	{ .names = "termseq", .arg = ARG_VALUE, .section = SECTION_FAILURE, .placeholder = "LIST",
	  .set = set_string, AT(termseq),
	  .help = "how to end a task (TERM,200,TERM,100,TERM,50,KILL,25)",
	  .text = "How to end a task: signals and pauses in milliseconds in turn. The default is "
		  "`TERM,200,TERM,100,TERM,50,KILL,25`." },
	{ .names = "joblog|jl", .arg = ARG_VALUE, .section = SECTION_FAILURE,
	  .placeholder = "FILE", .set = set_joblog,
	  .help = "log finished tasks in FILE; +FILE appends",
	  .complete = COMPLETE_FILE,
	  .text = "Log each finished task as a line of FILE: number, host, start, run time, bytes "
		  "sent and received, exit status, signal and command, separated by TABs. `+FILE` "
		  "appends." },
	{ .names = "resume", .section = SECTION_FAILURE, .set = set_resume, .value = RESUME_DONE,
	  .help = "skip what the --joblog says is done",
	  .text = "Skip the tasks that are in the --joblog, whatever their status was. The command "
		  "and the input must be the same." },
	{ .names = "resume-failed", .section = SECTION_FAILURE, .set = set_resume,
	  .value = RESUME_FAILED,
	  .help = "the same, but run failed ones again",
	  .text = "As --resume, but tasks whose last entry in the --joblog says that they failed "
		  "are run again." },

	/* Figures */
	{ .names = "stats", .arg = ARG_ATTACHED, .section = SECTION_FIGURES, .placeholder = "FILE",
	  .set = set_stats, .own = true,
	  .help = "say at the end what the parallelism was worth",
	  .complete = COMPLETE_FILE,
	  .text = "Say at the end of the run what the parallelism was worth and what limited it, "
		  "on standard error, or in FILE, as YAML when its name ends in `.yaml` or `.yml`." },
	{ .names = "compare", .arg = ARG_ATTACHED, .section = SECTION_FIGURES,
	  .placeholder = "LIST", .set = set_compare, .value = MODE_COMPARE, .own = true,
	  .help = "run with 1 slot and with more, compare times",
	  .text = "Run everything several times, with each number of slots of LIST (such as "
		  "`1,2,4`; by default 1 and what --jobs says) in turn, and report the measured "
		  "speed-up with its uncertainty. Only for commands that may be run again." },
	{ .names = "runs", .arg = ARG_VALUE, .section = SECTION_FIGURES, .placeholder = "N",
	  .set = set_runs, .own = true,
	  .help = "rounds of --compare (5)",
	  .text = "Number of rounds of --compare. The default is 5; with less than 3 no interval "
		  "can be given." },

	/* Other */
	{ .letters = "h", .names = "help", .arg = ARG_ATTACHED, .section = SECTION_OTHER,
	  .placeholder = "SECTION", .set = set_help, .value = MODE_HELP,
	  .help = "this help; -h is short; a section has more on it",
	  .complete = COMPLETE_WORDS,
	  .words = "examples strings input command pool output pipe failure figures other",
	  .text = "Show help and end. -h shows a screenful. With SECTION, one of `examples`, "
		  "`strings`, `input`, `command`, `pool`, `output`, `pipe`, `failure`, `figures` and "
		  "`other`, only that part with its explanations." },
	{ .letters = "V", .names = "version", .section = SECTION_OTHER, .set = set_mode,
	  .value = MODE_VERSION,
	  .help = "show the version",
	  .text = "Show the version and end." },
	{ .names = "plain", .section = SECTION_OTHER, .set = set_plain,
	  .help = "ignore $PARALLEL",
	  .text = "Ignore the options in the environment variable PARALLEL." },
	{ .names = "number-of-threads", .section = SECTION_OTHER, .set = set_show,
	  .value = MODE_SHOW,
	  .help = "print the number of usable CPUs",
	  .text = "Print the number of CPUs that this process may use, hyper-threads counted, and "
		  "end." },
	{ .names = "number-of-cores", .section = SECTION_OTHER, .set = set_show,
	  .value = MODE_SHOW,
	  .help = "print the number of processor cores",
	  .text = "Print the number of processor cores of the machine and end." },
	{ .names = "number-of-cpus", .section = SECTION_OTHER, .set = set_show, .value = MODE_SHOW,
	  .help = "the same",
	  .text = "The same as --number-of-cores." },
	{ .names = "max-line-length-allowed", .section = SECTION_OTHER, .set = set_show,
	  .value = MODE_SHOW,
	  .help = "print the longest command line",
	  .text = "Print the length in bytes of the longest command line that can be run, and end." },
	{ .names = "generate", .arg = ARG_VALUE, .section = SECTION_OTHER, .placeholder = "WHAT",
	  .set = set_mode, .value = MODE_GENERATE, .own = true,
	  .help = "print completion code: bash, zsh or fish",
	  .complete = COMPLETE_WORDS, .words = "bash zsh fish man help",
	  .text = "Print what is made from the table of options: completion code for `bash`, `zsh` "
		  "or `fish`, the option list of the `man` page, or the `help`." },
	{ .names = "will-cite|no-notice|nn", .section = SECTION_OTHER, .set = set_nothing,
	  .help = "accepted, no effect; as is --gnu",
	  .text = "Accepted for GNU parallel's sake; there is no notice to silence." },
	{ .names = "gnu", .section = SECTION_OTHER, .set = set_nothing, .hidden = true },
	{ .names = "citation", .section = SECTION_OTHER, .set = set_show, .value = MODE_SHOW,
	  .hidden = true },
};

const size_t opt_count = sizeof(opt_table) / sizeof(opt_table[0]);
