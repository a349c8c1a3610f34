/* SPDX-License-Identifier: MIT */
/* Rows of the option table: building the command. Part of table.c, in the order in which help shows them. */
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
