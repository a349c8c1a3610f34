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
	{ .names = "trace", .arg = ARG_VALUE, .section = SECTION_FIGURES, .placeholder = "FILE",
	  .set = set_trace, .own = true, .complete = COMPLETE_FILE,
	  .help = "record the run for chrome://tracing, Perfetto, speedscope",
	  .text = "Record the run in FILE as trace events, which ui.perfetto.dev, chrome://tracing and "
		  "speedscope show: a track for each slot with its tasks, their retries and what the slot "
		  "waited for, and curves of what the machine had to do. Packed when the name ends in `.gz`. "
		  "FILE begins anew and can be used even when pmap was killed." },
	{ .names = "compare", .arg = ARG_ATTACHED, .section = SECTION_FIGURES,
	  .placeholder = "LIST", .set = set_compare, .value = MODE_COMPARE, .own = true,
	  .help = "run with 1 slot and with more, compare times",
	  .text = "Run everything several times, with each number of slots of LIST (such as "
		  "`1,2,4`) in turn, and report the measured speed-up with its uncertainty; 1 is always among them. By default 1, 2, 4, ... "
		  "up to the number of CPUs, and twice that; with --jobs N up to N. Only for commands that may be run again. "
		  "The output is compared and thrown away." },
	{ .names = "warmup", .arg = ARG_VALUE, .section = SECTION_FIGURES, .placeholder = "N",
	  .set = set_warmup, .own = true,
	  .help = "runs before those that --compare measures (1)",
	  .text = "With --compare: run everything N times, with the most slots, before the measured rounds, so that caches are "
		  "warm. The default is 1; 0 measures cold caches in the first round." },
	{ .names = "max-runs", .arg = ARG_VALUE, .section = SECTION_FIGURES, .placeholder = "N",
	  .set = set_max_runs, .own = true,
	  .help = "most rounds of --compare without --runs (10)",
	  .text = "With --compare and without --runs: make no more than N rounds, even if a speed-up is not known well "
		  "enough. The default is 10." },
	{ .names = "max-time", .arg = ARG_VALUE, .section = SECTION_FIGURES, .placeholder = "TIME",
	  .set = set_max_time, .own = true,
	  .help = "begin no round of --compare that would end later",
	  .text = "With --compare and without --runs: begin no further round when it would probably end later than TIME after the "
		  "start. There is at least one round." },
	{ .names = "min", .section = SECTION_FIGURES, .set = set_minima, .own = true,
	  .help = "--compare the shortest times, not the means",
	  .text = "With --compare: the shortest run with each number of slots is the figure, and not the mean. On a machine with "
		  "other load it is the steadier one, but it has no interval." },
	{ .names = "baseline", .arg = ARG_VALUE, .section = SECTION_FIGURES, .placeholder = "CMD",
	  .set = set_baseline, .own = true,
	  .help = "time CMD, a serial command of yours, with --compare",
	  .text = "With --compare: also time the shell command CMD, which does the same work without pmap, such as a loop; once in "
		  "each round. It gets the same standard input. Its output is thrown away and not compared. When it fails, so does the comparison." },
	{ .names = "export", .arg = ARG_VALUE, .section = SECTION_FIGURES, .placeholder = "FILE",
	  .set = set_export, .own = true, .complete = COMPLETE_FILE,
	  .help = "also write what --compare found to FILE",
	  .text = "With --compare: write all figures, with the time of every run, to FILE as well: as its name ends, in the form "
		  "`.json`, `.yaml`, `.csv`, `.md` (a table for Markdown) or `.svg` (a drawing). May be given several times." },
	{ .names = "probe", .section = SECTION_FIGURES, .set = set_mode, .value = MODE_PROBE, .own = true,
	  .help = "run one command a few times, say what it does with its time",
	  .text = "Run the command as it stands, without input, --runs times one after the other, "
		  "and print its times, what it waited for, its peak memory, and the --hint and --jobs "
		  "that suit it; with `--stats=FILE.yaml` in a file. Its output is thrown away. The exit "
		  "status is 1 when a run failed, else 0." },
	{ .names = "runs", .arg = ARG_VALUE, .section = SECTION_FIGURES, .placeholder = "N",
	  .set = set_runs, .own = true,
	  .help = "rounds of --compare, runs of --probe (5)",
	  .text = "Number of rounds of --compare, and of runs of --probe. The default of --probe is 5. --compare makes 5 rounds by "
		  "default, and more until the 95 % interval of every speed-up is less than 5 % wide, but not more than --max-runs; with "
		  "one round there are no intervals, and with two none of a fitted law." },
	{ .names = "calibrate", .arg = ARG_VALUE, .section = SECTION_FIGURES, .placeholder = "K",
	  .set = set_calibrate, .own = true,
	  .help = "run the first K tasks alone, to see what company costs",
	  .text = "Run the first K tasks one by one, with nothing beside them, and only then as many as "
		  "--jobs says. Their results count like those of the others. --stats, which this option "
		  "switches on, then says how much more CPU time a task takes in company: tasks that share "
		  "a cache, a core or its clock slow each other down, and a speed-up that is estimated from "
		  "their times alone is too high by that much." },
	{ .names = "amdahl", .arg = ARG_VALUE, .section = SECTION_FIGURES, .placeholder = "SPEC",
	  .set = set_mode, .value = MODE_AMDAHL, .own = true,
	  .help = "calculate: P,N,... to speed-ups; S=SPEEDUP,N to P",
	  .text = "Run nothing; calculate. `P,N,N,...` prints the speed-up that Amdahl's law gives for "
		  "a parallel part P of the work (`.95` or `95%`) with each number of slots, and its "
		  "limit; without numbers for 1 to 64. `S=SPEEDUP,N` goes the other way: the serial "
		  "fraction (Karp and Flatt) that explains this speed-up with N slots." },
