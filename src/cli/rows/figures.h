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
	{ .names = "probe", .section = SECTION_FIGURES, .set = set_mode, .value = MODE_PROBE, .own = true,
	  .help = "run one command a few times, say what it does with its time",
	  .text = "Run the command as it stands, without input, --runs times one after the other, "
		  "and print its times, what it waited for, its peak memory, and the --hint and --jobs "
		  "that suit it; with `--stats=FILE.yaml` in a file. Its output is thrown away. The exit "
		  "status is 1 when a run failed, else 0." },
	{ .names = "runs", .arg = ARG_VALUE, .section = SECTION_FIGURES, .placeholder = "N",
	  .set = set_runs, .own = true,
	  .help = "rounds of --compare, runs of --probe (5)",
	  .text = "Number of rounds of --compare, and of runs of --probe. The default is 5; with "
		  "less than 3 rounds no interval can be given." },
	{ .names = "amdahl", .arg = ARG_VALUE, .section = SECTION_FIGURES, .placeholder = "SPEC",
	  .set = set_mode, .value = MODE_AMDAHL, .own = true,
	  .help = "calculate: P,N,... to speed-ups; S=SPEEDUP,N to P",
	  .text = "Run nothing; calculate. `P,N,N,...` prints the speed-up that Amdahl's law gives for "
		  "a parallel part P of the work (`.95` or `95%`) with each number of slots, and its "
		  "limit; without numbers for 1 to 64. `S=SPEEDUP,N` goes the other way: the serial "
		  "fraction (Karp and Flatt) that explains this speed-up with N slots." },
