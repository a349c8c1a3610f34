/* SPDX-License-Identifier: MIT */
/* Rows of the option table: profiles, the environment, scripts. Part of table.c, in the order in which help shows them. */
	{ .letters = "J", .names = "profile", .arg = ARG_VALUE, .section = SECTION_OTHER,
	  .placeholder = "NAME", .set = set_profile,
	  .help = "read options from ~/.parallel/NAME or ./NAME",
	  .complete = COMPLETE_FILE,
	  .text = "Read options from the file NAME of the configuration directory, or from NAME itself when it begins with `/` or `./`, "
		  "instead of from the files `config`. May be given again; later ones count. A file that is not there is passed over." },
	{ .names = "plain", .section = SECTION_OTHER, .set = set_plain,
	  .help = "ignore option files, profiles and $PARALLEL",
	  .text = "Ignore the option files, profiles and the options in the environment variable PARALLEL." },
	{ .names = "env", .arg = ARG_VALUE, .section = SECTION_OTHER, .placeholder = "VAR",
	  .set = set_env,
	  .help = "copy the variable VAR to jobs on other hosts",
	  .text = "Copy the exported variable VAR, or several with commas between, to jobs on other hosts; jobs on this one have all of "
		  "them anyway. `_` stands for all but those that --record-env recorded. With env_parallel (see SHELL FUNCTIONS) VAR may "
		  "be a function, an alias, an array or a variable that is not exported." },
	{ .names = "record-env", .section = SECTION_OTHER, .set = set_mode,
	  .value = MODE_RECORD_ENV,
	  .help = "note what --env _ is not to copy, and end",
	  .text = "Write the names of all exported variables to `~/.parallel/ignored_vars` and end. They are what --env `_` does not copy." },
	{ .names = "session", .section = SECTION_OTHER, .set = set_nothing,
	  .help = "for env_parallel: copy only what comes later",
	  .text = "Only of use as `env_parallel --session`: what is defined in the shell now is not copied to jobs, what is defined later is, "
		  "until `env_parallel --end-session`." },
	{ .names = "template|tmpl", .arg = ARG_VALUE, .section = SECTION_OTHER,
	  .placeholder = "FILE=NAME", .set = set_template,
	  .help = "write FILE, with values filled in, to NAME",
	  .complete = COMPLETE_FILE,
	  .text = "Before a task starts, write a copy of FILE to NAME. Replacement strings are replaced in both, without quoting. May be "
		  "given again for other files. With --cleanup NAME is removed when the task is done." },
	{ .names = "shebang|hashbang", .section = SECTION_OTHER, .set = set_shebang,
	  .help = "for the first line of a script that is its own input",
	  .text = "For the first line of a script, `#!/usr/bin/pmap --shebang` OPTIONS COMMAND: the other lines of the script are the input. "
		  "It must be the first option." },
	{ .names = "shebang-wrap", .section = SECTION_OTHER, .set = set_shebang,
	  .help = "for a script that is run once for each argument",
	  .text = "For the first line of a script, `#!/usr/bin/pmap --shebang-wrap` OPTIONS INTERPRETER: the script is run by "
		  "INTERPRETER once for each of its arguments, or for each line of standard input when it has none. It must be the first "
		  "option." },
	{ .names = "shell-completion", .arg = ARG_VALUE, .section = SECTION_OTHER,
	  .placeholder = "SHELL", .set = set_shell_completion, .value = MODE_GENERATE,
	  .help = "print completion code for eval: bash, zsh, fish, auto",
	  .complete = COMPLETE_WORDS, .words = "auto bash zsh fish",
	  .text = "Print code for SHELL, `bash`, `zsh`, `fish` or `auto` for the one that calls, which makes it complete options: "
		  "`eval \"$(pmap --shell-completion auto)\"`." },
	{ .names = "embed", .section = SECTION_OTHER, .set = set_embed, .hidden = true },
	{ .names = "bug", .section = SECTION_OTHER, .set = set_nothing, .hidden = true },
	{ .names = "quote-for", .arg = ARG_VALUE, .section = SECTION_OTHER,
	  .placeholder = "KIND", .set = set_quote_for, .own = true, .hidden = true },
	{ .names = "list-env", .section = SECTION_OTHER, .set = set_mode, .value = MODE_LIST_ENV, .own = true, .hidden = true },
