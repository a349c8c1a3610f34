/* SPDX-License-Identifier: MIT */
/* Rows of the option table: how many at once. Part of table.c, in the order in which help shows them. */
	{ .letters = "jP", .names = "jobs|max-procs", .arg = ARG_VALUE, .section = SECTION_POOL,
	  .placeholder = "N", .set = set_jobs,
	  .help = "run N tasks at once: N, N%, +N, -N, 0, FILE",
	  .complete = COMPLETE_WORDS_OR_FILE, .words = "1 2 4 8 16 50% 100% 200% +1 -1 0",
	  .text = "Run N tasks at once. `N%` is a share of the usable CPUs, rounded up; `+N` and "
		  "`-N` are added to and taken from their number; 0 runs as many as there are "
		  "arguments, or as the limits of the system allow. A file name means: read the value "
		  "from that file, and again while running. Usable CPUs are those of the affinity "
		  "mask, within the CPU quota of a container. The default is 100%, or what --hint "
		  "says. Less than one slot is an error." },
	{ .names = "hint", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "KIND",
	  .set = set_choice_hint, .own = true,
	  .help = "what tasks mostly do: cpu (compute) or io (wait)",
	  .complete = COMPLETE_WORDS, .words = "cpu io",
	  .text = "Say what tasks mostly do. `cpu`: they compute; one slot for each usable CPU, "
		  "and built-in functions run in worker processes. `io`: they wait for disks or the "
		  "network; 32 slots for each usable CPU, at most 512, and built-in functions run on "
		  "threads. --jobs and --pool take precedence." },
	{ .names = "pool", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "KIND",
	  .set = set_choice_pool, .own = true,
	  .help = "run built-in functions in a thread or a process",
	  .complete = COMPLETE_WORDS, .words = "thread process",
	  .text = "Where built-in functions run: `thread`, in this process, or `process`, in a "
		  "worker process for each slot. A process can be ended at its --timeout and may crash "
		  "alone; a thread needs no copying. In C threads are as fast for computing. Ordinary "
		  "commands are always processes." },
	{ .names = "delay", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "TIME",
	  .set = set_delay,
	  .help = "wait TIME between two starts",
	  .text = "Wait TIME between two starts, also at the beginning." },
