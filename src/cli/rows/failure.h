/* SPDX-License-Identifier: MIT */
/* Rows of the option table: failures, limits and going on. Part of table.c, in the order in which help shows them. */
	{ .names = "halt|halt-on-error", .arg = ARG_VALUE, .section = SECTION_FAILURE,
	  .placeholder = "WHEN", .set = set_halt,
	  .help = "when to stop early: never, now,fail=1, soon,fail=3%",
	  .complete = COMPLETE_WORDS,
	  .words = "never now,fail=1 soon,fail=1 now,success=1 soon,success=1 now,done=1 "
		  "soon,fail=10%",
	  .text = "When to stop before all is done. WHEN is `never` (default) or two words and a "
		  "count, such as `now,fail=1`: `now` ends the running tasks, `soon` lets them finish; "
		  "`fail`, `success` or `done` says what is counted; the count is a number of tasks, "
		  "or with % a share of all tasks. The numbers 0, 1, 2, -1 and -2 and `N%` of older "
		  "GNU parallel are understood." },
	{ .names = "retries", .arg = ARG_VALUE, .section = SECTION_FAILURE, .placeholder = "N",
	  .set = set_retries,
	  .help = "try a failing task N times in all",
	  .text = "Try a task that fails up to N times in all; 0 means until it succeeds. Only the last attempt's "
		  "output is shown and only its result counts." },
	{ .names = "timeout", .arg = ARG_VALUE, .section = SECTION_FAILURE, .placeholder = "TIME",
	  .set = set_timeout,
	  .help = "end a task after TIME, or after N% of the median",
	  .text = "End a task that runs longer than TIME, which is in seconds or such as `1m30s`, "
		  "`2h`, `1d`; it has failed then. `N%` is a share of the median run time of the tasks "
		  "that succeeded so far." },
	{ .names = "termseq|term-seq", .arg = ARG_VALUE, .section = SECTION_FAILURE, .placeholder = "LIST",
	  .set = set_string, AT(termseq),
	  .help = "how to end a task (TERM,200,TERM,100,TERM,50,KILL,25)",
	  .text = "How to end a task: signals and pauses in milliseconds in turn. The default is "
		  "`TERM,200,TERM,100,TERM,50,KILL,25`." },
	{ .names = "joblog|jl", .arg = ARG_VALUE, .section = SECTION_FAILURE,
	  .placeholder = "FILE", .set = set_joblog,
	  .help = "log finished tasks in FILE; +FILE appends",
	  .complete = COMPLETE_FILE,
	  .text = "Log each finished task as a line of FILE: number, host, start, run time, bytes "
		  "sent and received, exit status, signal and command, separated by TABs. `+FILE` "
		  "appends." },
	{ .names = "resume", .section = SECTION_FAILURE, .set = set_resume, .value = RESUME_DONE,
	  .help = "skip what the --joblog says is done",
	  .text = "Skip the tasks that are in the --joblog, whatever their status was. The command "
		  "and the input must be the same." },
	{ .names = "resume-failed", .section = SECTION_FAILURE, .set = set_resume,
	  .value = RESUME_FAILED,
	  .help = "the same, but run failed ones again",
	  .text = "As --resume, but tasks whose last entry in the --joblog says that they failed "
		  "are run again." },
	{ .names = "retry-failed", .section = SECTION_FAILURE, .set = set_flag, AT(retry_failed),
	  .help = "run the failed commands of the --joblog again",
	  .text = "Run the commands again whose last entry in the --joblog says that they failed, as the log "
		  "has them; the command line and the input are not looked at. While there is no log "
		  "everything runs as usual." },
