/* SPDX-License-Identifier: MIT */
/* Rows of the option table: figures. Part of table.c, in the order in which help shows them. */
	{ .names = "stats", .arg = ARG_ATTACHED, .section = SECTION_FIGURES, .placeholder = "FILE",
	  .set = set_stats, .own = true,
	  .help = "say at the end what the parallelism was worth",
	  .complete = COMPLETE_FILE,
	  .text = "Say at the end of the run, on standard error, what the parallelism was worth, where the "
		  "time of the slots went, what limited it, and what other numbers of slots would have done. "
		  "With `--stats=full` also what each slot did and which tasks were the slowest and the largest; "
		  "with `--stats=-` on standard output. A FILE gets the same for programs when its name ends in "
		  "`.json`, `.yaml`, `.yml` or `.csv` (a line `key,value` for each figure), and as tables for a "
		  "text when it ends in `.md`." },
	{ .names = "report", .arg = ARG_VALUE, .section = SECTION_FIGURES, .placeholder = "FILE",
	  .set = set_string, AT(report_file), .own = true,
	  .help = "write a page about the run to FILE.html",
	  .complete = COMPLETE_FILE,
	  .text = "At the end of the run write a page for a browser to FILE, whose name ends in `.html` or "
		  "`.htm`: where the time went, what each slot did and when, how long tasks took, what other "
		  "numbers of slots would do, the slowest tasks, and those that failed with the end of their "
		  "standard error. The page needs no network and runs no script." },
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
