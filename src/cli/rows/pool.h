/* SPDX-License-Identifier: MIT */
/* Rows of the option table: how many at once. Part of table.c, in the order in which help shows them. */
	{ .letters = "jP", .names = "jobs|max-procs", .arg = ARG_VALUE, .section = SECTION_POOL,
	  .placeholder = "N", .set = set_jobs,
	  .help = "run N tasks at once: N, N%, +N, -N, 0, auto, FILE",
	  .complete = COMPLETE_WORDS_OR_FILE, .words = "1 2 4 8 16 50% 100% 200% +1 -1 0 auto",
	  .text = "Run N tasks at once. `N%` is a share of the usable CPUs, rounded up; `+N` and "
		  "`-N` are added to and taken from their number; 0 runs as many as there are "
		  "arguments, or as the limits of the system allow. A file name means: read the value "
		  "from that file, and again while running. `auto`: measure the tasks as `--hint auto` "
		  "does and, in a run that lasts, go on looking for the number of slots with which "
		  "most tasks are finished in a second. Usable CPUs are those of the affinity mask, "
		  "within the CPU quota of a container. The default is 100%, or what --hint says. Less "
		  "than one slot is an error." },
	{ .names = "hint", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "KIND",
	  .set = set_choice_hint, .own = true,
	  .help = "what tasks mostly do: cpu (compute), io (wait), auto",
	  .complete = COMPLETE_WORDS, .words = "cpu io auto",
	  .text = "Say what tasks mostly do. `cpu`: they compute; one slot for each usable CPU, "
		  "and built-in functions run in worker processes. `io`: they wait for disks or the "
		  "network; the number of slots doubles up to ten times a second, as long as the tasks "
		  "do not wait for CPUs or memory, to 32 for each usable CPU and at most 512, and "
		  "built-in functions run on threads. `auto`: measure what the tasks do; see SLOTS THAT "
		  "ADAPT. --jobs and --pool take precedence." },
	{ .names = "max-jobs", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "N",
	  .set = set_max_jobs, .own = true,
	  .help = "never more than N slots with --hint or --jobs auto",
	  .text = "The most slots that --hint io, --hint auto and --jobs auto may come to." },
	{ .names = "pool", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "KIND",
	  .set = set_choice_pool, .own = true,
	  .help = "run built-in functions in a thread or a process",
	  .complete = COMPLETE_WORDS, .words = "thread process",
	  .text = "Where functions run: `thread`, in this process, or `process`, in a "
		  "worker process for each slot. A process can be ended at its --timeout and may crash "
		  "alone; a thread needs no copying. In C threads are as fast for computing. The default "
		  "is `process`; with --hint io and auto it is `thread`. Ordinary commands are always processes." },
	{ .names = "use-cores-instead-of-threads", .section = SECTION_POOL, .set = set_unit,
	  .value = MACHINE_CORES,
	  .help = "percentages and +N of --jobs count cores",
	  .text = "Count processor cores instead of hyper-threads where --jobs or --load is given "
		  "relative to the number of CPUs." },
	{ .names = "use-sockets-instead-of-threads|use-cpus-instead-of-cores",
	  .section = SECTION_POOL, .set = set_unit, .value = MACHINE_SOCKETS,
	  .help = "percentages and +N of --jobs count chips",
	  .text = "Count processor chips instead of hyper-threads where --jobs or --load is given "
		  "relative to the number of CPUs." },
	{ .names = "delay", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "TIME",
	  .set = set_delay,
	  .help = "wait TIME between two starts; TIMEauto adapts",
	  .text = "Wait TIME between two starts, also between those of the attempts of --retries. "
		  "With `auto` behind it (`0.5auto`) the time grows by 30% when a task fails and "
		  "shrinks by 10% when one succeeds." },
	{ .names = "load", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "N",
	  .set = set_load,
	  .help = "start only while less than N processes run: N, N%, FILE",
	  .complete = COMPLETE_WORDS_OR_FILE, .words = "1 2 4 8 50% 100% 200% +1 -1",
	  .text = "Start a task only while less than N processes of the machine run, wait for a "
		  "CPU or wait for a disk. N may have a fraction; `N%`, `+N`, `-N` and FILE mean what "
		  "they mean for --jobs; 0 is nothing at all. The number is the kernel's (`/proc/stat`), "
		  "read at most twenty times a second while a slot waits." },
	{ .names = "memfree", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "SIZE",
	  .set = set_bytes, AT(memfree),
	  .help = "start only while SIZE of memory is free",
	  .text = "Start a task only while SIZE of memory is free (what the system could give "
		  "without swapping, within the limit of a container). When less than half of SIZE is "
		  "left the youngest task is ended as --termseq says and run again later; that does "
		  "not count for --retries, and the last running task is left alone. Memory is looked at before "
		  "each start and every second." },
	{ .names = "memsuspend", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "SIZE",
	  .set = set_bytes, AT(memsuspend),
	  .help = "stop tasks while less than twice SIZE is free",
	  .text = "While less than twice SIZE of memory is free nothing is started and the youngest "
		  "tasks are stopped, one every second; below SIZE all but the oldest one. They go on when there is more again. "
		  "One task always runs." },
	{ .names = "noswap", .section = SECTION_POOL, .set = set_flag, AT(noswap),
	  .help = "start nothing while the machine swaps in and out",
	  .text = "Start nothing while the machine swaps pages both in and out. The counters of "
		  "the kernel are compared over a second." },
	{ .names = "limit", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "COMMAND",
	  .set = set_limit,
	  .help = "ask COMMAND before each start; or: io N, load N, mem N",
	  .text = "Run COMMAND by the shell before each start. Status 0: start; 2: end the youngest "
		  "task and run it again later; any other status: do not start now; ask again every "
		  "tenth of a second. Three words stand for rules of our own: `io N` (the busiest disk is "
		  "busy less than N% of the time), `load N` (as --load) and `mem N` (as --memfree)." },
	{ .names = "nice", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "N",
	  .set = set_nice,
	  .help = "run tasks at niceness N",
	  .text = "Run tasks at niceness N, -20 to 19. Where that is not permitted they keep ours." },
	{ .names = "mem-limit", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "SIZE",
	  .set = set_bytes, AT(mem_limit), .own = true,
	  .help = "a task gets no more than SIZE of memory",
	  .text = "The most memory that each process of a task, or a worker, may have for its data. What asks for more "
		  "is told that there is none; most programs then end with a message. Built-in functions run in worker "
		  "processes then." },
	{ .names = "cpu-limit", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "TIME",
	  .set = set_cpu_limit, .own = true,
	  .help = "a task is ended when it has computed for TIME",
	  .text = "The most time that each process of a task may compute; waiting does not count. It is rounded up to "
		  "seconds. At its end the process gets the signal XCPU. A worker gets as much for each task; built-in "
		  "functions run in worker processes then." },
	{ .names = "max-tasks-per-worker", .arg = ARG_VALUE, .section = SECTION_POOL,
	  .placeholder = "N", .set = set_worker_tasks, .own = true,
	  .help = "a worker process does N tasks, then a new one is started",
	  .text = "A worker process of --pool process or --persist does N tasks, then a new one takes its place: against "
		  "memory that programs do not give back." },
	{ .names = "persist", .section = SECTION_POOL, .set = set_flag, AT(persist), .own = true,
	  .help = "the command stays and answers one record after the other",
	  .text = "The command is started once for each slot and stays. It reads one record from its standard input, "
		  "writes its answer to its standard output, and reads the next one. The answer is the task's output. "
		  "The command can have no replacement strings of the input; several values of a record come with TABs "
		  "between them. See PERSISTENT WORKERS." },
	{ .names = "frame", .arg = ARG_VALUE, .section = SECTION_POOL, .placeholder = "KIND",
	  .set = set_frame, .own = true,
	  .help = "how records and answers of --persist end: line, nul or json",
	  .complete = COMPLETE_WORDS, .words = "line nul json",
	  .text = "With --persist: `line`, a record and its answer are one line each; `nul`, they end with a NUL byte, so "
		  "that they may have lines in them; `json`, they are one JSON object a line, and an answer says whose "
		  "it is, its status and its messages." },
