/* SPDX-License-Identifier: MIT */
/* Rows of the option table: input. Part of table.c, in the order in which help shows them. */
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
		  "`\\n`, `\\t`, `\\r`, `\\0`, `\\NNN` (octal) and `\\xHH` stand for bytes. With an "
		  "empty TEXT arguments are paragraphs: empty lines are between them." },
	{ .letters = "C", .names = "colsep|col-sep", .arg = ARG_VALUE, .section = SECTION_INPUT,
	  .placeholder = "REGEX", .set = set_string, AT(colsep),
	  .help = "split each argument into columns {1} {2} ... at REGEX",
	  .text = "Split each argument into columns at every match of the Perl regular expression "
		  "REGEX; the columns are `{1}`, `{2}` and so on. Missing columns are empty. Blanks "
		  "round the values are removed." },
	{ .names = "csv", .section = SECTION_INPUT, .set = set_flag, AT(csv),
	  .help = "arguments are CSV: columns with quotes and newlines in them",
	  .text = "Arguments are records of CSV, split into columns at commas or at the text of "
		  "--colsep. A field in double quotes may hold separators, newlines and doubled "
		  "quotes. Blanks are kept." },
	{ .names = "trim", .arg = ARG_VALUE, .section = SECTION_INPUT, .placeholder = "HOW",
	  .set = set_trim, .complete = COMPLETE_WORDS, .words = "n l r lr rl",
	  .help = "take blanks off values: n(one), l(eft), r(ight), lr",
	  .text = "Take blanks off the values: `l` on the left, `r` on the right, `lr` or `rl` on "
		  "both sides, `n` nowhere. --colsep implies `lr`, --csv does not." },
	{ .names = "header", .arg = ARG_VALUE, .section = SECTION_INPUT, .placeholder = "REGEX",
	  .set = set_string, AT(header),
	  .help = "names from the first line: {name}; use : for one line",
	  .text = "With REGEX `:` the first argument of each source names its columns: `{name}` "
		  "then works like `{1}`. With `0` each source is named after its file. Columns are split at TABs when --colsep is not given. With "
		  "--pipe the part of the input that REGEX matches at its start (`:` is one line, a "
		  "number that many lines) is repeated in front of each block." },
	{ .letters = "r", .names = "no-run-if-empty", .section = SECTION_INPUT, .set = set_flag,
	  AT(skip_empty),
	  .help = "drop arguments that are empty or blank",
	  .text = "Drop arguments that are empty or consist of blanks. Without it an empty line "
		  "runs the command with an empty argument." },
	{ .names = "filter", .arg = ARG_VALUE, .section = SECTION_INPUT, .placeholder = "EXPRESSION",
	  .set = set_filter,
	  .help = "run only tasks for which the Perl EXPRESSION holds",
	  .text = "Run only the tasks for which EXPRESSION is true: replacement strings in it are replaced, and the "
		  "result is a Perl expression, as in `--filter '{1} < {2}'`. The other tasks count as failed, with -2 as "
		  "their exit value in the job log. Given again, all of them must be true." },
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
	{ .letters = "E", .arg = ARG_VALUE, .section = SECTION_INPUT, .placeholder = "TEXT",
	  .set = set_eof,
	  .help = "an argument that is TEXT ends the input",
	  .text = "An argument that is TEXT ends its source: neither it nor what follows is read. "
		  "An empty TEXT ends nothing." },
	{ .letters = "e", .names = "eof", .arg = ARG_OPTIONAL, .section = SECTION_INPUT,
	  .placeholder = "TEXT", .set = set_eof,
	  .help = "the same; prefer -E, which always takes a value",
	  .text = "The same as -E; without a value nothing ends the input. As in GNU parallel the "
		  "next word is taken as the value unless it begins with a dash." },
	{ .names = "link|xapply", .section = SECTION_INPUT, .set = set_flag, AT(link),
	  .help = "read all sources in step; short ones begin again",
	  .text = "Read all sources in step instead of running every combination: the first "
		  "arguments of all, then the second ones, and so on. A source that ends begins again "
		  "until the longest has ended." },
	{ .names = "link-input-source|xapply-input-source", .arg = ARG_VALUE, .section = SECTION_INPUT,
	  .placeholder = "N", .set = set_nothing, .help = "no effect", .hidden = true },
	{ .names = "shuf", .section = SECTION_INPUT, .set = set_flag, AT(shuf),
	  .help = "run the tasks in an order by chance",
	  .text = "Run the tasks in an order by chance: all input is read first, and `{#}` counts "
		  "the new order. With --joblog the order depends only on the name of the log, the "
		  "command and the number of tasks, so that --resume goes on with the same one." },
	{ .names = "order", .arg = ARG_VALUE, .section = SECTION_INPUT, .placeholder = "longest:JOBLOG",
	  .set = set_longest, .own = true,
	  .help = "run the tasks that take longest first, by an old job log",
	  .text = "Run the tasks that take longest first, so that none of them is left alone at the end. How "
		  "long they take is looked up in JOBLOG, the --joblog of an earlier run, by their command "
		  "lines; the last record of a command counts. A task that is not in it is taken for one of "
		  "average length (the median of those that are): first would be too early for most of them, "
		  "last too late for some. All input is read first. `{#}`, --joblog and, with --keep-order, the "
		  "output go by the order of the input; --dry-run shows the order in which tasks will start. "
		  "`longest` alone goes by --cost." },
	{ .names = "cost", .arg = ARG_VALUE, .section = SECTION_INPUT, .placeholder = "size|TEXT",
	  .set = set_cost, .own = true,
	  .help = "what a task takes, for --order longest and --eta",
	  .text = "What a task takes, in any unit: `size` is the size of the files that its arguments name; "
		  "any other TEXT is filled in like the command and must come out as a number (`{2}`), or "
		  "empty where it is not known. For `--order longest`, and for the times that --eta and "
		  "--bar show." },
	{ .names = "skip-first-line", .section = SECTION_INPUT, .set = set_flag, AT(skip_first_line),
	  .help = "drop the first line of the first source",
	  .text = "Drop the first line of the first source (with --pipe: of standard input)." },
	{ .names = "total-jobs|total", .arg = ARG_VALUE, .section = SECTION_INPUT,
	  .placeholder = "N", .set = set_total,
	  .help = "the number of tasks, for estimates: read nothing ahead",
	  .text = "There will be N tasks. --bar, --eta and percentages in --halt then need not read "
		  "all the input first. It is only a claim: the input still says what is run." },
	{ .names = "hostgroups|hgrp|hostgroup|hostgrp", .section = SECTION_INPUT, .set = set_flag,
	  AT(hostgroups),
	  .help = "VALUE@GROUP runs on a host of that group only",
	  .text = "What follows the first `@` of an argument names the groups of hosts that may run "
		  "it, with `+` between; it is no part of the value." },
