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
	  .set = set_lines, .value = 'L',
	  .help = "N lines for each task; with --pipe: for each record",
	  .text = "Give each task N lines of input; a line that ends in a blank goes on in the "
		  "next one. A word with `{}` is repeated for each of them. With --pipe: N lines are one record." },
	{ .letters = "l", .names = "max-lines", .arg = ARG_OPTIONAL_NUMBER,
	  .section = SECTION_COMMAND, .placeholder = "N", .set = set_lines,
	  .help = "the same; N may be left out and is 1 then",
	  .text = "The same as -L, but N may be left out and is 1 then, and words are not "
		  "repeated." },
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
	{ .names = "plus", .section = SECTION_COMMAND, .set = set_flag, AT(strings.plus),
	  .help = "more replacement strings: {..} {+/} {##} {%text} ...",
	  .text = "Switch on more replacement strings. Parts of a path: `{..}` and `{...}` (two and three "
		  "extensions less), `{/..}`, `{/...}`; `{+/}`, `{+.}`, `{+..}` and `{+...}` are what `{/}`, `{.}`, "
		  "`{..}` and `{...}` leave out. Numbers: `{##}` is the number of tasks, `{0#}` and `{0%}` are "
		  "`{#}` and `{%}` with leading zeros. Changes, with Perl regular expressions RE: `{:-text}` (text when "
		  "the value is empty), `{:3}`, `{:3:2}` (from, length), `{#RE}`, `{##RE}` (without what RE matches at the "
		  "start, as little or as much as it can), `{%RE}`, `{%%RE}` (at the end), `{/RE/text}`, `{//RE/text}` "
		  "(replace once, everywhere), `{^RE}`, `{^^RE}`, `{,RE}`, `{,,RE}` (upper and lower case). "
		  "`{uniq}` and `{choose_k}` leave out tasks with equal values and with values that do not rise; "
		  "`{slot}`, `{sshlogin}`, `{host}`, `{hgrp}` and `{agrp}` are the shell variables of the task. "
		  "A number behind the brace picks one value, as in `{2..}`." },
	{ .names = "rpl", .arg = ARG_VALUE, .section = SECTION_COMMAND, .placeholder = "TEXT",
	  .set = set_rpl,
	  .help = "define a replacement string: '{x} perl expression'",
	  .text = "Define a replacement string. TEXT is the string, a blank, and the Perl expression that it stands "
		  "for (see `{= =}`). A string with regular expressions in parentheses takes parameters, which are `$$1`, "
		  "`$$2` and so on in the expression: `--rpl '{%(.*?)} s/$$1$//'`." },
	{ .names = "parens", .arg = ARG_VALUE, .section = SECTION_COMMAND, .placeholder = "TEXT",
	  .set = set_parens,
	  .help = "parentheses round Perl expressions instead of {==}",
	  .text = "Use the first half of TEXT instead of `{=` and the second half instead of `=}`." },
	{ .names = "extensionreplace|er", .arg = ARG_VALUE, .section = SECTION_COMMAND,
	  .placeholder = "TEXT", .set = set_other_string, AT(strings.extension),
	  .help = "use TEXT instead of {.}",
	  .text = "Use TEXT as the replacement string instead of `{.}`." },
	{ .names = "basenamereplace|bnr", .arg = ARG_VALUE, .section = SECTION_COMMAND,
	  .placeholder = "TEXT", .set = set_other_string, AT(strings.base),
	  .help = "use TEXT instead of {/}",
	  .text = "Use TEXT as the replacement string instead of `{/}`." },
	{ .names = "dirnamereplace|dnr", .arg = ARG_VALUE, .section = SECTION_COMMAND,
	  .placeholder = "TEXT", .set = set_other_string, AT(strings.dir),
	  .help = "use TEXT instead of {//}",
	  .text = "Use TEXT as the replacement string instead of `{//}`." },
	{ .names = "basenameextensionreplace|bner", .arg = ARG_VALUE, .section = SECTION_COMMAND,
	  .placeholder = "TEXT", .set = set_other_string, AT(strings.base_extension),
	  .help = "use TEXT instead of {/.}",
	  .text = "Use TEXT as the replacement string instead of `{/.}`." },
	{ .names = "seqreplace", .arg = ARG_VALUE, .section = SECTION_COMMAND,
	  .placeholder = "TEXT", .set = set_other_string, AT(strings.seq),
	  .help = "use TEXT instead of {#}",
	  .text = "Use TEXT as the replacement string instead of `{#}`." },
	{ .names = "slotreplace", .arg = ARG_VALUE, .section = SECTION_COMMAND,
	  .placeholder = "TEXT", .set = set_other_string, AT(strings.slot),
	  .help = "use TEXT instead of {%}",
	  .text = "Use TEXT as the replacement string instead of `{%}`." },
	{ .letters = "q", .names = "quote", .section = SECTION_COMMAND, .set = set_flag, AT(quote),
	  .help = "quote the words of the command for the shell",
	  .text = "Quote the words of the command, so that the shell sees them as they were given. "
		  "Without it they are joined by blanks and read by the shell again." },
	{ .names = "work-dir|wd", .arg = ARG_VALUE, .section = SECTION_COMMAND,
	  .placeholder = "DIR", .set = set_workdir,
	  .help = "run tasks in DIR, made if missing; ... is a private one",
	  .complete = COMPLETE_DIR,
	  .text = "Run each task in DIR, which is made when it is missing. Replacement strings "
		  "work in DIR, unquoted. `...` is a directory of its own for each task, under "
		  "`~/.parallel/tmp`, which is removed with all that is in it when the task is over." },
	{ .names = "tty", .section = SECTION_COMMAND, .set = set_flag, AT(tty),
	  .help = "give the terminal to the task; implies -j1 -u",
	  .text = "Give the terminal to the tasks: it is their standard input, and they run in the "
		  "process group of pmap, so that what is typed reaches both. Implies --jobs 1 and --ungroup unless "
		  "something else is said. A task that is ended (--timeout, --halt) is ended without "
		  "its children." },
	{ .letters = "o", .names = "open-tty", .section = SECTION_COMMAND, .set = set_flag,
	  AT(open_tty),
	  .help = "the same, without -j1 -u",
	  .text = "As --tty, but --jobs and --ungroup stay as they are." },
	{ .names = "process-slot-var", .arg = ARG_VALUE, .section = SECTION_COMMAND,
	  .placeholder = "NAME", .set = set_slot_var,
	  .help = "variable NAME holds the number of the slot, from 0",
	  .text = "Set the environment variable NAME to the number of the task's slot, counted "
		  "from 0." },
	{ .letters = "p", .names = "interactive", .section = SECTION_COMMAND, .set = set_flag,
	  AT(interactive),
	  .help = "ask on the terminal before each task",
	  .text = "Show each command on standard error and ask on the terminal whether to run it: "
		  "an answer that begins with y or Y does. A task that is not run counts as failed and "
		  "is in the --joblog with exit status -2." },
	{ .names = "shell-quote", .section = SECTION_COMMAND, .set = set_shellquote,
	  .help = "print the input quoted for the shell, run nothing",
	  .text = "Print what would be run, quoted for the shell, and run nothing: without a command this "
		  "quotes the input. Given again, the result is quoted once more." },
