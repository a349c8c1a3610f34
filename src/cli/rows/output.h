/* SPDX-License-Identifier: MIT */
/* Rows of the option table: output. Part of table.c, in the order in which help shows them. */
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
