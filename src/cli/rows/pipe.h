/* SPDX-License-Identifier: MIT */
/* Rows of the option table: blocks of input. Part of table.c, in the order in which help shows them. */
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
	{ .names = "fifo", .section = SECTION_PIPE, .set = set_flag, AT(fifo),
	  .help = "give the block through a named pipe {}",
	  .text = "As --cat, but `{}` is a named pipe, so that no disk is needed. The command must read it "
		  "from its beginning, once; it need not read all of it." },
	{ .names = "block-timeout|bt", .arg = ARG_VALUE, .section = SECTION_PIPE, .placeholder = "TIME",
	  .set = set_block_timeout,
	  .help = "do not wait longer than TIME for a full block",
	  .text = "When a block is not full after TIME (seconds, or `1m30s`), the whole records that are there "
		  "become one." },
	{ .names = "group-by", .arg = ARG_VALUE, .section = SECTION_PIPE, .placeholder = "KEY",
	  .set = set_key, AT(group_by),
	  .help = "a record is lines with the same KEY; a column",
	  .text = "A record is as many lines as follow each other and have the same KEY, so that a block never "
		  "ends between them; with `-N1` each block is one record. KEY is a column of --colsep, by its "
		  "number or by its name in the first line, or a Perl expression that changes `$_`, the line, "
		  "or a column with an expression behind it: `2 s/-.*//`. Implies --pipe unless --pipepart is "
		  "given." },
	{ .names = "round-robin|round", .section = SECTION_PIPE, .set = set_flag, AT(round_robin),
	  .help = "feed the blocks to jobs that go on running",
	  .text = "With --pipe: do not start a job for each block, but one for each slot, and give every block "
		  "to a job that is ready for it. With --pipepart each slot gets one part. A job cannot be "
		  "tried again (--retries)." },
	{ .names = "tee", .section = SECTION_PIPE, .set = set_flag, AT(tee),
	  .help = "give all of the input to each job",
	  .text = "With --pipe or --pipepart: every job gets all of the input; the jobs come from `:::`. They "
		  "all run at the same time: there must be as many slots, and that is the default." },
	{ .names = "shard", .arg = ARG_VALUE, .section = SECTION_PIPE, .placeholder = "KEY",
	  .set = set_key, AT(shard),
	  .help = "send each line to a job chosen by its KEY",
	  .text = "With --pipe: start a job for each slot and give each line to one of them, so that all lines "
		  "of the same KEY (see --group-by) go to the same job." },
	{ .names = "bin", .arg = ARG_VALUE, .section = SECTION_PIPE, .placeholder = "KEY",
	  .set = set_key, AT(bin),
	  .help = "send each line to the job whose number is its KEY",
	  .text = "As --shard, but KEY (see --group-by) is a number: that of the job, modulo the number of "
		  "slots." },
