/* SPDX-License-Identifier: MIT */
/* Rows of the option table: other machines, terminals. Part of table.c, in the order in which help shows them. */
	{ .names = "tmux", .section = SECTION_HOSTS, .set = set_tmux, .value = TMUX_WINDOW,
	  .help = "run each task in a window of tmux",
	  .text = "Run each task in a window of a tmux server of this run; its output is there and nowhere else. How to "
		  "attach to it is said on stderr. A window stays for 10 seconds after its task, at most until the run ends. "
		  "PARALLEL_TMUX names another tmux program." },
	{ .names = "tmux-pane", .section = SECTION_HOSTS, .set = set_tmux, .value = TMUX_PANE,
	  .help = "the same, in panes of one window",
	  .text = "As --tmux, but in panes of one window; what finds no room there gets a window." },
	{ .letters = "S", .names = "sshlogin", .arg = ARG_VALUE, .section = SECTION_HOSTS, .placeholder = "HOSTS",
	  .set = set_hosts, .value = false,
	  .help = "hosts to run tasks on; : is this machine",
	  .text = "Where to run tasks: hosts with commas between them, each [@GROUP/][N/][SSHCOMMAND ][USER@]HOST[:PORT]. `:` is this machine. "
		  "Tasks get to other hosts by ssh, which must not have to ask for a password. --jobs holds for each host; `N/` says how "
		  "many CPUs it has, otherwise it is asked. A task begins in the home directory there unless --workdir names another "
		  "one, and is run by the login shell. A host that cannot be reached is left out from then on: its tasks run on the "
		  "others. `@GROUP` alone leaves only the hosts of that group. `..` reads the hosts from ~/.parallel/sshloginfile, `-` from "
		  "stdin." },
	{ .names = "sshloginfile|slf", .arg = ARG_VALUE, .section = SECTION_HOSTS, .placeholder = "FILE",
	  .set = set_hosts, .value = true, .complete = COMPLETE_FILE,
	  .help = "the same from a file",
	  .text = "Read the hosts from FILE, one a line; a `#` at the beginning of a word starts a comment. A name without a slash is also looked for "
		  "in ~/.parallel. It is read again when it has changed and a task has ended, so hosts and their numbers of CPUs can come and go." },
	{ .names = "onall", .section = SECTION_HOSTS, .set = set_flag, AT(onall),
	  .help = "run all tasks on each host, one by one",
	  .text = "Run all tasks on each host, one after the other there; --jobs is the number of hosts at a time. --tag shows the host. The exit status is the number of "
		  "hosts on which a task failed." },
	{ .names = "nonall", .section = SECTION_HOSTS, .set = set_flag, AT(nonall),
	  .help = "run the command, without arguments, on each host",
	  .text = "As --onall, but without arguments: the command runs once on each host." },
	{ .names = "filter-hosts|filter-host", .section = SECTION_HOSTS, .set = set_flag, AT(filter_hosts),
	  .help = "leave out hosts that do not answer",
	  .text = "Ask all hosts first, and leave out those that do not answer. This machine always does." },
	{ .names = "transfer-file|transfer-files|tf", .arg = ARG_VALUE, .section = SECTION_HOSTS, .placeholder = "FILE",
	  .set = set_travel, .value = TRAVEL_OUT,
	  .help = "copy FILE to the task's host first",
	  .text = "Copy FILE, in which replacement strings are replaced, to the host of a task first: below the directory where the task "
		  "runs, an absolute path to the same path there. Of A/./B only B is the path there. May be given again. Without effect "
		  "when all tasks run on this machine, as are the options that follow." },
	{ .names = "transfer", .section = SECTION_HOSTS, .set = set_transfer,
	  .help = "the same as --transferfile {}",
	  .text = "The same as `--transferfile {}`." },
	{ .names = "return", .arg = ARG_VALUE, .section = SECTION_HOSTS, .placeholder = "FILE", .set = set_travel, .value = TRAVEL_BACK,
	  .help = "copy FILE back after the task",
	  .text = "Copy FILE back after the task. Of A/./B, B is the path there, and A the directory here. May be given again." },
	{ .names = "cleanup", .section = SECTION_HOSTS, .set = set_flag, AT(cleanup),
	  .help = "remove what was copied from the hosts",
	  .text = "Remove what was copied from the host, and directories that are empty then." },
	{ .names = "trc", .arg = ARG_VALUE, .section = SECTION_HOSTS, .placeholder = "FILE", .set = set_trc,
	  .help = "--transfer --return FILE --cleanup",
	  .text = "The same as `--transfer --return FILE --cleanup`." },
	{ .names = "basefile|bf", .arg = ARG_VALUE, .section = SECTION_HOSTS, .placeholder = "FILE", .set = set_travel, .value = TRAVEL_BASE,
	  .help = "copy FILE to each host, once",
	  .text = "Copy FILE to each host before the first task, as --transferfile does. May be given again." },
	{ .letters = "M", .names = "controlmaster", .section = SECTION_HOSTS, .set = set_flag, AT(controlmaster),
	  .help = "one connection for all tasks of a host",
	  .text = "Use one connection, opened at the beginning, for all tasks of a host (ControlMaster of ssh). Tasks of --pipe have their own." },
	{ .names = "ssh", .arg = ARG_VALUE, .section = SECTION_HOSTS, .placeholder = "COMMAND", .set = set_string, AT(ssh),
	  .help = "the command that reaches a host",
	  .text = "The command that reaches another host, instead of `ssh`. It is run with HOST, `--` and a command line as further arguments. "
		  "PARALLEL_SSH is its default." },
	{ .names = "ssh-delay", .arg = ARG_VALUE, .section = SECTION_HOSTS, .placeholder = "TIME", .set = set_ssh_delay,
	  .help = "wait between connections",
	  .text = "Wait TIME between the starts of two tasks on other hosts." },
	{ .names = "rsync-opts", .arg = ARG_VALUE, .section = SECTION_HOSTS, .placeholder = "OPTIONS", .set = set_string, AT(rsync_opts),
	  .help = "copy files with rsync and these options",
	  .text = "Copy files with rsync, and OPTIONS, instead of with tar. In the place of these options GNU parallel has -rlDzR. "
		  "PARALLEL_RSYNC_OPTS is the default; -rlDzR there changes nothing." },
	/* Tables of jobs. */
	{ .names = "sql-master", .arg = ARG_VALUE, .section = SECTION_HOSTS, .placeholder = "ADDRESS",
	  .set = set_sql, .value = SQL_MASTER,
	  .help = "put the tasks into a table of a database",
	  .text = "Put the tasks into a table of a database instead of running them; --sql-worker, in as many processes as you "
		  "like, runs them. ADDRESS is `sqlite3:///FILE/TABLE`, where a slash in FILE is written `%2F`, or `:NAME` for a line "
		  "`:NAME ADDRESS` in ~/.sql/aliases. The table is made anew; with `+` in front of ADDRESS the tasks go behind "
		  "those that are there. With --wait the end of all tasks is waited for. See TABLES OF TASKS." },
	{ .names = "sql-worker", .arg = ARG_VALUE, .section = SECTION_HOSTS, .placeholder = "ADDRESS",
	  .set = set_sql, .value = SQL_WORKER,
	  .help = "run the tasks of such a table",
	  .text = "Take tasks from the table at ADDRESS, one for each free slot, run them, and write into the table what became of "
		  "them. The commands are those of the table; no input is read." },
	{ .names = "sql-and-worker", .arg = ARG_VALUE, .section = SECTION_HOSTS, .placeholder = "ADDRESS",
	  .set = set_sql, .value = SQL_MASTER | SQL_WORKER,
	  .help = "both in one",
	  .text = "The same as --sql-master and --sql-worker with the same ADDRESS. The run ends when no task of the table waits or runs "
		  "any more, also those that other workers have taken." },
