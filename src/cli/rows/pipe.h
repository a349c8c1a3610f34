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
