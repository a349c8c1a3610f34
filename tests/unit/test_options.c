/* SPDX-License-Identifier: MIT */
/* What the command line means. */
#include "cli/options.h"
#include "cli/table.h"

#include <errno.h>
#include <limits.h>

#include "unit.h"

static struct options o;
static struct err err;

/* Parse the words of `line`, which are separated by blanks; '~' is a blank within a word and '^' an empty word. */
static int parse(const char *line) {
	static char text[512], *argv[64];
	int argc = 0;

	err = (struct err){ 0 };
	options_release(&o);
	options_init(&o);
	snprintf(text, sizeof(text), "pmap %s", line);
	for (char *p = strtok(text, " "); p; p = strtok(NULL, " ")) {
		argv[argc++] = strcmp(p, "^") ? p : p + 1;
		for (; *p; p++)
			if (*p == '~')
				*p = ' ';
	}
	argv[argc] = NULL;
	return options_parse(&o, argc, argv, &err);
}

static void good(const char *line) {
	int rc = parse(line);

	printf("# %s: %s\n", line, rc ? err.msg : "accepted");
	CHECK(rc == 0 && err.code == 0);
}

static void bad(const char *line, const char *message) {
	int rc = parse(line);

	printf("# %s\n", line);
	CHECK(rc == -EINVAL);
	CHECK_STR(err.msg, message);
}

static void defaults(void) {
	good("");
	CHECK(o.mode == MODE_RUN && o.command_count == 0 && o.input_count == 0);
	CHECK_STR(o.replace, "{}");
	CHECK(o.block == 1 << 20 && o.retries == 1 && o.timeout == NSEC_NEVER && o.halt.when == HALT_NEVER);
	CHECK(o.order == ORDER_GROUP && o.many == MANY_NO && o.jobs.kind == JOBS_DEFAULT && o.runs == 0 && o.warmups == 1);
	CHECK(o.buffer == 64 << 20 && o.spill == UINT64_MAX);
}

static void long_options(void) {
	good("--jobs 3 --keep-order echo");
	CHECK(o.jobs.kind == JOBS_COUNT && o.jobs.value == 3 && o.order == ORDER_KEEP && o.command_count == 1);
	good("--jobs=3 --max-procs=4");
	CHECK(o.jobs.value == 4);
	good("--keeporder --dryrun --maxargs 2 --KEEP_order");
	CHECK(o.order == ORDER_KEEP && o.dry_run && o.max_args == 2);
	good("--dr --jl log --lb");
	CHECK(o.dry_run && !strcmp(o.joblog, "log") && o.order == ORDER_KEEP);
	good("--recend=");
	CHECK(o.recend && o.recend_len == 0);
	good("--n 2 --k");
	CHECK(o.many == MANY_N && o.max_args == 2 && o.order == ORDER_KEEP);
	good("--colsep=a=b");
	CHECK_STR(o.colsep, "a=b");
}

static void abbreviations(void) {
	good("--keep --verb --max-a 2 --tagst x");
	CHECK(o.order == ORDER_KEEP && o.trace && o.max_args == 2 && !strcmp(o.tagstring, "x"));
	good("--prog --regexp");
	CHECK(o.progress == PROGRESS_PLAIN && o.regexp);
	bad("--re x", "option '--re' is ambiguous: --replace, --results, --recend, --recstart, --regexp, --remove-rec-sep, ...");
	bad("--max 1", "option '--max' is ambiguous: --max-args, --max-replace-args, --max-lines, --max-chars, --jobs, --max-line-length-allowed, ...");
	bad("--resu x", "option '--resu' is ambiguous: --results, --resume, --resume-failed");
}

static void gnu_abbreviations_survive_new_options(void) {
	good("--sp cat"); /* --spreadstdin, although there is --spill */
	CHECK(o.pipe);
	good("--spi 1k");
	CHECK(o.spill == 1000);
}

static void bundles(void) {
	good("-kj2 echo");
	CHECK(o.order == ORDER_KEEP && o.jobs.value == 2 && o.command_count == 1);
	good("-0kvt");
	CHECK(o.null && o.order == ORDER_KEEP && o.verbose && o.trace);
	good("-kj 2 -n1");
	CHECK(o.jobs.value == 2 && o.max_args == 1);
	good("-d,");
	CHECK(o.delimiter_len == 1 && o.delimiter[0] == ',');
	good("-I, -X");
	CHECK(!strcmp(o.replace, ",") && o.many == MANY_X);
	bad("-kQ", "unknown option '-Q'; --help lists all options");
	bad("-j", "option '-j' needs a value (N)");
}

static void optional_values(void) {
	good("-iX echo");
	CHECK(!strcmp(o.replace, "X") && o.command_count == 1);
	good("-i X echo"); /* as GNU parallel: the next word is taken */
	CHECK(!strcmp(o.replace, "X") && o.command_count == 1);
	good("-i -k echo");
	CHECK(!strcmp(o.replace, "{}") && o.order == ORDER_KEEP);
	good("--replace=Y echo");
	CHECK_STR(o.replace, "Y");
	good("-l echo");
	CHECK(o.many == MANY_LINES && o.max_args == 1 && o.command_count == 1);
	good("-l 3 echo");
	CHECK(o.max_args == 3 && o.command_count == 1);
	good("-l2k echo");
	CHECK(o.max_args == 2 && o.order == ORDER_KEEP);
	good("-lk echo");
	CHECK(o.max_args == 1 && o.order == ORDER_KEEP);
	good("--stats echo");
	CHECK(o.stats && !o.stats_file && o.command_count == 1);
	good("--stats=x.yaml echo");
	CHECK(o.stats && !strcmp(o.stats_file, "x.yaml"));
}

static void options_end_at_the_command(void) {
	good("-k echo -j 4 --joobs");
	CHECK(o.jobs.kind == JOBS_DEFAULT && o.command_count == 4);
	good("-k -- -j 4");
	CHECK(o.command_count == 2 && !strcmp(o.command[0], "-j"));
	good("- x");
	CHECK(o.command_count == 2);
	good("-- echo ::: --");
	CHECK(o.command_count == 1 && o.inputs[0].count == 1 && !strcmp(o.inputs[0].words[0], "--"));
}

static void inputs(void) {
	good("echo ::: a b ::: 1 :::: f -");
	CHECK(o.command_count == 1 && o.input_count == 4);
	CHECK(o.inputs[0].kind == INPUT_WORDS && o.inputs[0].count == 2 && !strcmp(o.inputs[0].words[1], "b"));
	CHECK(o.inputs[1].count == 1 && !strcmp(o.inputs[1].words[0], "1"));
	CHECK(o.inputs[2].kind == INPUT_FILE && !strcmp(o.inputs[2].path, "f") && !strcmp(o.inputs[3].path, "-"));
	good("-a f echo ::: a -a g");
	CHECK(o.input_count == 2 && o.inputs[0].kind == INPUT_FILE && o.inputs[1].count == 3);
	good("echo ::: a b :::+ 1 2 ::::+ f g");
	CHECK(o.input_count == 4 && !o.inputs[0].linked && o.inputs[1].linked && o.inputs[2].linked && o.inputs[3].linked);
	good("echo :::+ a");
	CHECK(o.input_count == 1 && o.inputs[0].kind == INPUT_WORDS); /* that the first one is tied has no meaning */
	good("-a f echo :::+ a :::+ b"); /* behind -a the + counts from the first source of all */
	CHECK(o.input_count == 3 && o.inputs[1].linked && !o.inputs[2].linked);
	good("echo ::::+ f g");
	CHECK(o.input_count == 2 && o.inputs[1].linked);
	good("echo ::: a b :::");
	CHECK(o.input_count == 2 && o.inputs[1].kind == INPUT_WORDS && o.inputs[1].count == 0);
	good("::: true false");
	CHECK(o.command_count == 0 && o.input_count == 1);
	good("--arg-sep ,, --argfilesep ;; echo ,, a ,,+ b ;; f ::: x");
	CHECK(o.command_count == 1 && o.input_count == 5 && o.inputs[1].linked && o.inputs[2].kind == INPUT_FILE);
	good("echo ::::: a ::: b");
	CHECK(o.command_count == 3);
}

static void many_sources_grow(void) {
	good("-a 1 -a 2 -a 3 -a 4 -a 5 -a 6 -a 7 -a 8 -a 9 -a 10 x");
	CHECK(o.input_count == 10 && !strcmp(o.inputs[0].path, "1") && !strcmp(o.inputs[9].path, "10"));
}

static void delimiters(void) {
	good("-d \\n");
	CHECK(o.delimiter_len == 1 && o.delimiter[0] == '\n');
	good("-d ^ x");
	CHECK(o.delimiter && o.delimiter_len == 0 && o.command_count == 1);
	good("-d \\0");
	CHECK(o.delimiter_len == 1 && o.delimiter[0] == '\0');
	good("-0 -d ,");
	CHECK(o.delimiter && o.delimiter_len == 1);
	good("-d , -0");
	CHECK(o.delimiter && o.delimiter_len == 1);
	good("--recstart \\x41 --recend a\\0b --tagstring a\\tb");
	CHECK(o.recstart[0] == 'A' && o.recend_len == 3 && !memcmp(o.recend, "a\0b", 3) && !strcmp(o.tagstring, "a\tb"));
}

static void several_arguments(void) {
	good("-n 2 -N 3");
	CHECK(o.many == MANY_NREPLACE && o.max_args == 3);
	good("-N 3 -n 2");
	CHECK(o.many == MANY_NREPLACE && o.max_args == 3);
	good("-n0");
	CHECK(o.many == MANY_N && o.max_args == 0);
	good("-X -n 3");
	CHECK(o.many == MANY_X && o.max_args == 3);
	good("-m -X --xargs");
	CHECK(o.many == MANY_X && o.max_args == 0);
	good("--xargs -m");
	CHECK(o.many == MANY_M);
	good("-L 3 -n 2");
	CHECK(o.many == MANY_N && o.max_args == 2 && o.max_lines == 3);
	good("-N2 -L3 --pipe cat");
	CHECK(o.many == MANY_NREPLACE && o.max_args == 2 && o.max_lines == 3 && o.pipe);
	good("-s 1k -x -r");
	CHECK(o.max_chars == 1000 && o.skip_too_long && o.skip_empty);
}

static void order(void) {
	static const struct {
		const char *line;
		enum order want;
	} cases[] = {
		{ "-k", ORDER_KEEP }, { "--group", ORDER_GROUP }, { "-u", ORDER_NONE }, { "-u -k", ORDER_NONE }, { "--lb", ORDER_LINE },
		{ "-k --linebuffer", ORDER_LINE_KEEP }, { "-k --nokeeporder", ORDER_GROUP }, { "--no-k -k", ORDER_GROUP },
		{ "-k --group", ORDER_KEEP }, { "-u --dry-run", ORDER_KEEP },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		good(cases[i].line);
		CHECK(o.order == cases[i].want);
	}
	bad("-u --group", "--ungroup and --group exclude each other");
	bad("--lb -u", "--ungroup and --line-buffer exclude each other");
	bad("--lb --group", "--group and --line-buffer exclude each other");
}

static void running(void) {
	good("--timeout 1m30s --delay 0.1 --retries 3 --halt now,fail=1 --termseq INT,100,KILL");
	CHECK(o.timeout == 90 * NSEC_PER_SEC && o.delay == NSEC_PER_SEC / 10 && o.retries == 3);
	CHECK(o.halt.when == HALT_NOW && o.halt.count == 1 && !strcmp(o.termseq, "INT,100,KILL"));
	good("--timeout 200%");
	CHECK(o.timeout == NSEC_NEVER && o.timeout_percent == 200);
	good("--timeout 0 --retries 0");
	CHECK(o.timeout == NSEC_NEVER && o.retries == UINT_MAX);
	good("--joblog +log --resume-failed --resume");
	CHECK(o.joblog_append && !strcmp(o.joblog, "log") && o.resume == RESUME_FAILED);
	good("--hint io --pool process");
	CHECK(o.hint == HINT_IO && o.pool == POOL_PROCESS);
	good("--compare=1,2,8 --runs 3 cmd");
	CHECK(o.mode == MODE_COMPARE && o.compare_count == 3 && o.compare[2] == 8 && o.runs == 3);
	good("--compare cmd");
	CHECK(o.mode == MODE_COMPARE && o.compare_count == 0 && o.command_count == 1);
	good("--buffer 1M --spill 1g --compress --tmpdir /x");
	CHECK(o.buffer == 1 << 20 && o.spill == 1000000000 && o.compress && !strcmp(o.tmpdir, "/x"));
}

static void pipes(void) {
	good("--pipe --block 2k*3 cat");
	CHECK(o.pipe && !o.pipepart && o.block == 6000);
	good("--pipepart -a f --block -2 cat");
	CHECK(o.pipepart && !o.pipe && o.block == -2);
	good("--cat wc");
	CHECK(o.cat && o.pipe);
	good("--cat --pipepart -a f wc");
	CHECK(o.cat && o.pipepart && !o.pipe);
	bad("--pipe", "--pipe needs a command to pipe into, for example: cat");
	bad("--pipe ::: a", "--pipe needs a command to pipe into, for example: cat");
	bad("--cat", "--cat needs a command to pipe into, for example: cat");
	bad("--pipepart cat", "--pipepart needs a file: -a FILE or :::: FILE");
	bad("--block -1 --pipe cat", "option '--block': a negative size needs --pipepart");
}

static void mistakes(void) {
	bad("--joobs 3", "unknown option '--joobs'; did you mean '--jobs'?");
	bad("--jbos 3", "unknown option '--jbos'; did you mean '--jobs'?");
	bad("--zzzzzz", "unknown option '--zzzzzz'; --help lists all options");
	bad("--keeporder=3", "option '--keep-order' takes no value");
	bad("--jobs", "option '--jobs' needs a value (N)");
	bad("--jobs 2x", "option '--jobs': '2x' is not N, N%, +N, -N, 0, auto or a readable file");
	bad("-j2x", "option '-j': '2x' is not N, N%, +N, -N, 0, auto or a readable file");
	bad("--timeout 1x", "option '--timeout': '1x' is not a duration (10, 1.5, 1m30s, 2h) or a percentage of the median run time (200%)");
	bad("--halt foo", "option '--halt': 'foo' is not never, or WHEN,WHY=N[%] with WHEN now or soon and WHY fail, success or done "
			  "(now,fail=1; soon,fail=10%)");
	bad("--hint gpu", "option '--hint': 'gpu' is not cpu, io or auto");
	bad("--resume", "--resume needs --joblog FILE or --results NAME");
	bad("--resume-failed", "--resume-failed needs --joblog FILE or --results NAME");
	bad("--compare=0", "option '--compare': '0' is not a list of slot counts (1,2,4)");
	CHECK(parse("--help=foo") == -EINVAL);
	CHECK(!strncmp(err.msg, "option '--help': 'foo' is not an option or a section: examples strings input ", 76));
	for (size_t i = 0; i < SECTIONS; i++)
		CHECK(strstr(err.msg, opt_sections[i].name));
}

static void starts_and_limits(void) {
	good("--delay 1.5auto --load 150% --memfree 1G --memsuspend 2k --noswap --nice -3 --use-cores-instead-of-threads");
	CHECK(o.delay == 3 * NSEC_PER_SEC / 2 && o.delay_auto && o.load.kind == JOBS_PERCENT && o.load.value == 150);
	CHECK(o.memfree == 1 << 30 && o.memsuspend == 2000 && o.noswap && o.nice_given && o.nice == -3 && o.unit == MACHINE_CORES);
	good("--delay auto --delay 2 --load 1.5 --nice 99 --use-cpus-instead-of-cores");
	CHECK(o.delay == 2 * NSEC_PER_SEC && !o.delay_auto && o.load.kind == JOBS_COUNT && o.load.value == 1.5 && o.nice == 19);
	CHECK(o.unit == MACHINE_SOCKETS);
	good("--wd ... --tty -p -t --process-slot-var n --limit io~50");
	CHECK(o.workdir_private && !o.workdir && o.tty && o.open_tty && o.order == ORDER_NONE && o.interactive && !o.trace);
	CHECK(!strcmp(o.slot_var, "n") && !strcmp(o.limit, "io 50"));
	good("--wd ... --workdir x/... --tty --group -o --limit ^ --wd=d");
	CHECK(!o.workdir_private && !strcmp(o.workdir, "d") && o.order == ORDER_GROUP && !o.limit);
	good("--minversion 20170422");
	CHECK(o.mode == MODE_SHOW && o.minversion == 20170422);
	bad("--limit io", "option '--limit': 'io' is not a rule: io PERCENT, load N or mem SIZE");
	bad("--limit mem~x", "option '--limit': 'mem x' is not a rule: io PERCENT, load N or mem SIZE");
	bad("--nice 1.5", "option '--nice': '1.5' is not a niceness, -20 to 19");
	bad("--load -x", "option '--load': '-x' is not N, N%, +N, -N or a readable file");
	bad("--delay 1sauto2", "option '--delay': '1sauto2' is not a duration (0.1, 10, 1m30s), with 'auto' behind it if it may change");
}

static void options_that_are_not_there(void) {
	good("--sqlmaster +a/b --sqlworker a/b");
	CHECK(o.sql == (SQL_MASTER | SQL_WORKER) && !strcmp(o.sql_url, "+a/b") && o.sql_wait);
	good("--sql-worker a/b --wait --colsep x");
	CHECK(o.sql == SQL_WORKER && o.sql_wait && !o.semaphore && !o.colsep && o.input_count == 1);
	bad("--sqlmaster a --sqlworker b", "option '--sql-worker': there can only be one table of jobs");
	bad("--sqlworker", "option '--sql-worker' needs a value (ADDRESS)");
	bad("--sql x", "option '--sql' is gone; use --sql-master");
	bad("-kD x", "option '-D' is gone; it shows how GNU parallel works inside");
	bad("-g", "option '-g' is gone; use --group");
	bad("-U x", "option '-U' is gone; use --extensionreplace");
	bad("--tollef", "option '--tollef' is gone");
	good("--will-cite --no-notice --nn --gnu --nonotice echo");
	CHECK(o.command_count == 1 && o.mode == MODE_RUN);
}

static void modes(void) {
	good("--help");
	CHECK(o.mode == MODE_HELP && !o.mode_arg);
	good("-h");
	CHECK(o.mode == MODE_HELP && !strcmp(o.mode_arg, "short"));
	good("--help=pool --pipe");
	CHECK(o.mode == MODE_HELP && !strcmp(o.mode_arg, "pool"));
	good("--version --help");
	CHECK(o.mode == MODE_VERSION);
	good("--number-of-cores");
	CHECK(o.mode == MODE_SHOW && !strcmp(o.mode_arg, "number-of-cores"));
	good("--citation");
	CHECK(o.mode == MODE_SHOW);
	good("--generate man");
	CHECK(o.mode == MODE_GENERATE && !strcmp(o.mode_arg, "man"));
}

static void a_worker_takes_its_words_as_they_are(void) {
	setenv("PARALLEL", "--joobs -k", 1);
	good("--serve @x -k ::: --help");
	CHECK(o.mode == MODE_SERVE && o.command_count == 4 && !strcmp(o.command[2], ":::") && o.input_count == 0);
	unsetenv("PARALLEL");
	bad("-k --serve @x", "unknown option '--serve'; --help lists all options");
}

static void environment(void) {
	setenv("PARALLEL", "-j3 --tagstring 'a b' --colsep \\  nice", 1);
	good("-k echo ::: x");
	CHECK(o.jobs.value == 3 && !strcmp(o.tagstring, "a b") && !strcmp(o.colsep, " ") && o.order == ORDER_KEEP);
	CHECK(o.command_count == 2 && !strcmp(o.command[0], "nice") && !strcmp(o.command[1], "echo"));
	CHECK(o.input_count == 1);
	good("-j4 echo");
	CHECK(o.jobs.value == 4);
	good("-k --plain echo");
	CHECK(o.jobs.kind == JOBS_DEFAULT && o.command_count == 1);
	setenv("PARALLEL", "--joobs", 1);
	bad("echo", "in $PARALLEL: unknown option '--joobs'; did you mean '--jobs'?");
	setenv("PARALLEL", "--tagstring 'a", 1);
	bad("echo", "in $PARALLEL: a quote is not closed");
}

static void slots(void) {
	struct jobs j = { .kind = JOBS_PERCENT };

	setenv("PMAP_CPUS", "1", 1);
	j.value = 100;
	CHECK(options_slots(&j, UINT64_MAX, &err) == 1);
	j.value = 1;
	CHECK(options_slots(&j, UINT64_MAX, &err) == 1);
	j.value = 250;
	CHECK(options_slots(&j, UINT64_MAX, &err) == 3);
	j = (struct jobs){ .kind = JOBS_PLUS, .value = 2 };
	CHECK(options_slots(&j, UINT64_MAX, &err) == 3);
	j = (struct jobs){ .kind = JOBS_ALL };
	CHECK(options_slots(&j, 5, &err) == 5);
	CHECK(options_slots(&j, 0, &err) == 1);
	CHECK(options_slots(&j, UINT64_MAX, &err) >= 1);
	j = (struct jobs){ .kind = JOBS_MINUS, .value = 1 };
	CHECK(options_slots(&j, UINT64_MAX, &err) == 0);
	CHECK_STR(err.msg, "--jobs -1 leaves no slot to run anything in: 1 usable CPU");
}

static void slots_from_a_file(void) {
	char path[] = "/tmp/test_optionsXXXXXX";
	FILE *f = fdopen(mkstemp(path), "w");
	struct jobs j = { .kind = JOBS_FILE, .file = path };

	CHECK(f != NULL);
	fputs(" 7 \nmore\n", f);
	fclose(f);
	unsigned n = options_slots(&j, UINT64_MAX, &err);
	f = fopen(path, "w");
	fputs("foo\n", f);
	fclose(f);
	unsigned none = options_slots(&j, UINT64_MAX, &err);
	unlink(path);
	CHECK(n == 7);
	CHECK(none == 0 && err.code == EINVAL);
	err = (struct err){ 0 };
	CHECK(options_slots(&j, UINT64_MAX, &err) == 0 && err.code == ENOENT);
}

static void resolving(void) {
	setenv("PMAP_CPUS", "1", 1);
	setenv("TMPDIR", "/var/tmp", 1);
	good("--hint io");
	CHECK(!options_resolve(&o, UINT64_MAX, &err) && o.slots == 1 && o.slots_most == 32 && o.pool == POOL_THREAD && !strcmp(o.tmpdir, "/var/tmp"));
	good("--hint cpu -j2 --tmpdir /x");
	CHECK(!options_resolve(&o, UINT64_MAX, &err) && o.slots == 2 && o.pool == POOL_PROCESS && !strcmp(o.tmpdir, "/x"));
	good("--hint io -j3 --pool process");
	CHECK(!options_resolve(&o, UINT64_MAX, &err) && o.slots == 3 && o.pool == POOL_PROCESS);
	good("--hint auto");
	CHECK(!options_resolve(&o, UINT64_MAX, &err) && o.slots == 1 && o.slots_most == 32 && o.pool == POOL_AUTO);
	good("-j auto");
	CHECK(!options_resolve(&o, UINT64_MAX, &err) && o.hint == HINT_AUTO && o.slots == 1 && o.slots_most == 32);
	good("--hint auto -j3");
	CHECK(!options_resolve(&o, UINT64_MAX, &err) && o.slots == 3 && !o.slots_most);
	good("--hint io --pipe --round-robin cat"); /* its jobs are there from the beginning */
	CHECK(!options_resolve(&o, UINT64_MAX, &err) && o.slots == 32 && !o.slots_most);
	good("--hint auto --pipe --tee -j2 cat");
	CHECK(!options_resolve(&o, UINT64_MAX, &err) && !o.slots_most);
	unsetenv("TMPDIR");
	good("-j 0%");
	CHECK(options_resolve(&o, UINT64_MAX, &err) == -EINVAL);
}

UNIT_MAIN(TEST(defaults), TEST(long_options), TEST(abbreviations), TEST(gnu_abbreviations_survive_new_options), TEST(bundles),
	  TEST(optional_values), TEST(options_end_at_the_command), TEST(inputs), TEST(many_sources_grow), TEST(delimiters),
	  TEST(several_arguments), TEST(order), TEST(running), TEST(pipes), TEST(mistakes), TEST(options_that_are_not_there), TEST(starts_and_limits), TEST(modes), TEST(a_worker_takes_its_words_as_they_are),
	  TEST(environment), TEST(slots), TEST(slots_from_a_file), TEST(resolving))
