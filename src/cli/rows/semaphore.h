/* SPDX-License-Identifier: MIT */
/* Rows of the option table: semaphores. Part of table.c, in the order in which help shows them. */
	{ .names = "semaphore", .section = SECTION_SEMAPHORE, .set = set_flag, AT(semaphore),
	  .help = "run the command when there is a place; as the name sem",
	  .text = "Run the command once, without arguments, when fewer than --jobs commands (by default 1) run "
		  "under the same --id. It runs in the background, and control returns as soon as it has its "
		  "place. Called by the name `sem` this is always so." },
	{ .names = "semaphore-name|id", .arg = ARG_VALUE, .section = SECTION_SEMAPHORE, .placeholder = "NAME",
	  .set = set_semaphore_string, AT(semaphore_name),
	  .help = "the name of the semaphore",
	  .text = "The name of the semaphore. By default all that runs on one terminal shares one, and all that runs "
		  "without a terminal another. Implies --semaphore." },
	{ .names = "fg", .section = SECTION_SEMAPHORE, .set = set_semaphore_flag, AT(semaphore_foreground), .value = true,
	  .help = "wait for the command, end with its status",
	  .text = "Run the command of --semaphore in the foreground: end when it ends, with its exit status. Implies "
		  "--semaphore." },
	{ .names = "bg", .section = SECTION_SEMAPHORE, .set = set_semaphore_flag, AT(semaphore_foreground), .value = false,
	  .help = "run it in the background (default)",
	  .text = "Run the command of --semaphore in the background, which is the default. Implies --semaphore." },
	{ .names = "wait", .section = SECTION_SEMAPHORE, .set = set_semaphore_flag, AT(semaphore_wait), .value = true,
	  .help = "wait until all commands of the semaphore are done",
	  .text = "Run nothing; wait until nobody has a place in the semaphore or waits for one. Implies --semaphore." },
	{ .names = "semaphore-timeout|st", .arg = ARG_VALUE, .section = SECTION_SEMAPHORE, .placeholder = "TIME",
	  .set = set_semaphore_timeout,
	  .help = "wait no longer than TIME; -TIME: then give up",
	  .text = "When there is no place within TIME, run the command all the same. `-TIME`: end with status 1 instead. "
		  "0 is no limit. Implies --semaphore." },
