/* SPDX-License-Identifier: MIT */
/* Rows of the option table: output. Part of table.c, in the order in which help shows them. */
	{ .letters = "k", .names = "keep-order", .section = SECTION_OUTPUT, .set = set_order,
	  .value = 'k',
	  .help = "output in the order of the input",
	  .text = "Output comes in the order of the input. The first unfinished task writes while "
		  "it runs; the output of later ones is kept." },
	{ .names = "no-keep-order|no-k", .section = SECTION_OUTPUT, .set = set_order, .value = 'K',
	  .help = "undo --keep-order",
	  .text = "Undo --keep-order, wherever it stands." },
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
	{ .names = "color|colour", .section = SECTION_OUTPUT, .set = set_flag, AT(color),
	  .help = "each task's lines in colours of its own",
	  .text = "Write the lines of each task in colours of its own. A last line without its end "
		  "gets one." },
	{ .names = "color-failed|colour-failed|color-fail|colour-fail|cf", .section = SECTION_OUTPUT,
	  .set = set_flag, AT(color_failed),
	  .help = "the lines of failed tasks on red",
	  .text = "Write the lines of tasks that failed on red. Does nothing with --line-buffer, where "
		  "lines are out before their task ends." },
	{ .names = "ctag", .section = SECTION_OUTPUT, .set = set_ctag,
	  .help = "--tag in colour",
	  .text = "--tag and --color." },
	{ .names = "ctag-string", .arg = ARG_VALUE, .section = SECTION_OUTPUT,
	  .placeholder = "TEXT", .set = set_ctag,
	  .help = "--tagstring in colour",
	  .text = "--tagstring and --color." },
	{ .names = "latest-line|ll", .section = SECTION_OUTPUT, .set = set_flag, AT(latest_line),
	  .help = "of each task only its latest line, on a row of its own",
	  .text = "Show of each task only the line it printed last, on a row of its own that is drawn "
		  "again as lines come. Where standard output is no terminal, each task's last line is "
		  "printed when it ends." },
	{ .names = "results|result|res", .arg = ARG_VALUE, .section = SECTION_OUTPUT,
	  .placeholder = "NAME", .set = set_string, AT(results),
	  .help = "put output into files: a tree, a template, or FILE.csv .tsv .json",
	  .complete = COMPLETE_FILE,
	  .text = "Put the output of tasks into files instead of printing it. A NAME that ends in `.csv`, "
		  "`.tsv` or `.json` is one file with a record for each task: the columns of --joblog, the "
		  "values, and the output; `-.csv` and the like go to standard output. With replacement "
		  "strings NAME is the file for a task's standard output; beside it stand NAME`.err` for "
		  "standard error and NAME`.seq` with the task's number. When it ends in `/` it is a directory "
		  "for the files `stdout`, `stderr` and `seq`. Any other NAME is a tree: the directory of a task is "
		  "NAME/1/VALUE/2/VALUE, with the names of --header for the numbers. In a value `/` becomes "
		  "`\\_` and a backslash two; a value `..` becomes `\\..`; what is longer than 255 bytes is cut." },
	{ .names = "files|output-as-files", .section = SECTION_OUTPUT, .set = set_flag, AT(files),
	  .help = "leave output in files and print their names",
	  .text = "Leave the standard output of each task in a file in --tmpdir and print the name of the "
		  "file. With --results the names of those files are printed." },
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
	{ .names = "silent", .section = SECTION_OUTPUT, .set = set_flag, AT(silent),
	  .help = "undo -v",
	  .text = "Undo -v, wherever it stands." },
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
	{ .names = "output-limit", .arg = ARG_VALUE, .section = SECTION_OUTPUT, .placeholder = "SIZE",
	  .set = set_bytes, AT(output_limit), .own = true,
	  .help = "end a task that writes more than SIZE",
	  .text = "A task may write at most SIZE on standard output, a function also into its file. One that "
		  "writes more is ended and has failed: a few kB of a compressed file can unpack to "
		  "gigabytes." },
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
	  .text = "Compress the temporary file for waiting output with zstd, and the files of --results and "
		  "--files with the first of the programs zstd, gzip, bzip2 and xz that is there." },
	{ .names = "compress-program|use-compress-program", .arg = ARG_VALUE, .section = SECTION_OUTPUT,
	  .placeholder = "COMMAND", .set = set_compress_program, AT(compress_program),
	  .help = "--compress, result files with COMMAND",
	  .text = "As --compress, and the files of --results and --files are written through COMMAND. The temporary "
		  "file needs no program." },
	{ .names = "decompress-program|use-decompress-program", .arg = ARG_VALUE,
	  .section = SECTION_OUTPUT, .placeholder = "COMMAND", .set = set_compress_program, AT(decompress_program),
	  .help = "as --compress",
	  .text = "As --compress: nothing is read back through COMMAND." },
	{ .names = "tmpdir|tempdir", .arg = ARG_VALUE, .section = SECTION_OUTPUT,
	  .placeholder = "DIR", .set = set_string, AT(tmpdir),
	  .help = "directory for temporary files ($TMPDIR, else /tmp)",
	  .complete = COMPLETE_DIR,
	  .text = "Directory for temporary files. The default is the value of TMPDIR in the "
		  "environment, else `/tmp`." },
