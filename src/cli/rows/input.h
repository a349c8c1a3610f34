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
