/* SPDX-License-Identifier: MIT */
/* Rows of the option table: figures. Part of table.c, in the order in which help shows them. */
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
