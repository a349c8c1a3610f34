/* SPDX-License-Identifier: MIT */
/* Traces: what is written of a text, that a file may break off at any page, and that the events of a track are in order. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <sys/stat.h>

#include "stats/prng.h"
#include "stats/trace.h"
#include "unit.h"

#define PAGE 4096

/* A file of this test; the caller removes it. */
static void temporary(char path[64]) {
	int fd;

	snprintf(path, 64, "/tmp/pmap-trace-XXXXXX");
	fd = mkstemp(path);
	CHECK(fd >= 0);
	close(fd);
}

/* All of it, NUL-terminated. */
static char *slurp(const char *path, size_t *n) {
	struct stat st;
	char *p;
	FILE *f = fopen(path, "r");

	CHECK(f && !fstat(fileno(f), &st));
	p = malloc((size_t)st.st_size + 1);
	CHECK(p);
	*n = fread(p, 1, (size_t)st.st_size, f);
	p[*n] = '\0';
	fclose(f);
	return p;
}

static void shows(const char *text, size_t n, const char *want) {
	char got[256];

	CHECK(trace_record_show(got, sizeof(got), text, n) == strlen(want));
	CHECK_STR(got, want);
}

static void text_becomes_letters_that_any_reader_takes(void) {
	shows("", 0, "");
	shows("plain ~", 7, "plain ~");
	shows("\"\\/", 3, "\\\"\\\\/");
	shows("\n\r\t", 3, "\\n\\r\\t");
	shows("\b\f\x1b\x7f", 4, "\\\\x08\\\\x0c\\\\x1b\\\\x7f");
	shows("a\0b", 3, "a\\\\x00b");
}

static void only_utf8_stays_as_it_is(void) {
	shows("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 9, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
	shows("\xff\x80", 2, "\\\\xff\\\\x80");
	shows("\xc0\xaf", 2, "\\\\xc0\\\\xaf");                     /* too long a form */
	shows("\xe0\x9f\xbf", 3, "\\\\xe0\\\\x9f\\\\xbf");
	shows("\xed\xa0\x80", 3, "\\\\xed\\\\xa0\\\\x80");          /* half of a pair */
	shows("\xf4\x90\x80\x80", 4, "\\\\xf4\\\\x90\\\\x80\\\\x80"); /* behind the last character */
	shows("\xe2\x82", 2, "\\\\xe2\\\\x82");                     /* cut off */
	shows("\xe2\x82" "a", 3, "\\\\xe2\\\\x82a");
}

static void a_long_text_is_cut_between_characters(void) {
	char got[12];

	CHECK(trace_record_show(got, sizeof(got), "12345678", 8) == 8);
	CHECK_STR(got, "12345678");
	CHECK(trace_record_show(got, sizeof(got), "123456789", 9) == 11);
	CHECK_STR(got, "12345678\xe2\x80\xa6");
	trace_record_show(got, sizeof(got), "1234567\xc3\xa9", 9);
	CHECK_STR(got, "1234567\xe2\x80\xa6");
	trace_record_show(got, sizeof(got), "1234567\n", 8);
	CHECK_STR(got, "1234567\xe2\x80\xa6");
}

static void fixed(int64_t value, unsigned places, const char *want) {
	struct trace_record r = { .len = 0 };
	char got[64];

	trace_record_fixed(&r, NULL, value, places);
	snprintf(got, sizeof(got), "%.*s", (int)r.len, r.text);
	CHECK_STR(got, want);
}

static void numbers_keep_every_digit(void) {
	fixed(0, 0, "0");
	fixed(0, 3, "0.000");
	fixed(7, 3, "0.007");
	fixed(1234567, 3, "1234.567");
	fixed(-45, 1, "-4.5");
	fixed(-1, 0, "-1");
	fixed(INT64_MAX, 3, "9223372036854775.807");
	fixed(INT64_MIN, 0, "-9223372036854775808");
}

static void what_does_not_fit_is_no_record(void) {
	struct trace_record r;
	char text[3000];

	memset(text, 1, sizeof(text)); /* five letters each */
	trace_record_open(&r, 'i', 1, 0);
	trace_record_text(&r, "a", text, sizeof(text), 2000);
	CHECK(!r.over);
	trace_record_text(&r, "b", text, sizeof(text), 2000);
	CHECK(r.over && r.len <= sizeof(r.text));
	trace_record_close(&r);
	CHECK(r.over && r.len <= sizeof(r.text));
}

static unsigned woken;

static void wake(void *arg) {
	(void)arg;
	woken++;
}

static void a_file_may_break_off_at_any_page(void) {
	struct trace_file_spec spec = { .wake = wake };
	struct prng rnd = { .state = 7 };
	struct trace_file *f;
	struct trace_record r;
	struct err err = {0};
	char path[64], text[4000], *all;
	size_t n;

	temporary(path);
	spec.path = path;
	memset(text, 'x', sizeof(text));
	CHECK(trace_file_open(&f, &spec, &err) == 0);
	for (unsigned i = 0; i < 2000; i++) {
		trace_record_open(&r, 'i', 1, i);
		trace_record_text(&r, "name", text, prng_below(&rnd, 3900), 3900);
		trace_record_close(&r);
		CHECK(!r.over);
		trace_file_add(f, &r);
		trace_file_settle(f, clock_mono());
	}
	CHECK(trace_file_finish(f) == 0);
	trace_file_free(f);
	all = slurp(path, &n);
	unlink(path);
	CHECK(n > 100 * PAGE && all[0] == '[' && !strcmp(all + n - 3, "\n]\n"));
	for (size_t at = PAGE; at < n; at += PAGE) {
		size_t end = at;

		while (all[end - 1] == ' ')
			end--;
		CHECK(all[end - 1] == '}' && all[at] != '"' && all[at] != 'x');
	}
	free(all);
}

static void the_watcher_is_woken_once_for_a_while(void) {
	struct trace_file_spec spec = { .wake = wake };
	struct trace_file *f;
	struct trace_record r;
	struct err err = {0};
	char path[64];
	nsec next;

	temporary(path);
	spec.path = path;
	CHECK(trace_file_open(&f, &spec, &err) == 0);
	trace_record_open(&r, 'i', 1, 0);
	trace_record_close(&r);
	CHECK(trace_file_tick(f) == NSEC_NEVER);
	for (int i = 0; i < 5; i++)
		trace_file_add(f, &r);
	CHECK(woken == 1);
	next = trace_file_tick(f);
	CHECK(next != NSEC_NEVER && next <= clock_mono() + NSEC_PER_SEC);
	trace_file_add(f, &r);
	CHECK(woken == 1);
	trace_file_settle(f, clock_mono() + 2 * NSEC_PER_SEC); /* late: it is written */
	CHECK(trace_file_tick(f) == NSEC_NEVER);
	trace_file_add(f, &r);
	CHECK(woken == 2);
	CHECK(trace_file_finish(f) == 0);
	trace_file_free(f);
	unlink(path);
}

static struct trace_queues no_queues(void *arg) {
	(void)arg;
	return (struct trace_queues){ 0 };
}

/* The times on track `tid`, in the order of the file; returns how many. */
static size_t times(const char *all, unsigned tid, double *ret, size_t most) {
	char track[32];
	size_t n = 0;

	snprintf(track, sizeof(track), "\"tid\":%u,\"ts\":", tid);
	for (const char *p = strstr(all, track); p && n < most; p = strstr(p + 1, track)) {
		const char *line = p;

		while (line > all && line[-1] != '\n')
			line--;
		if (!strstr(line, "\"ph\":\"M\"") || strstr(line, "\"ph\":\"M\"") > p)
			ret[n++] = strtod(p + strlen(track), NULL);
	}
	return n;
}

static void times_on_a_track_never_stand_still(void) {
	struct trace_spec spec = { .begin = 1000, .slots = 1, .cpus = 1, .root = "/nonexistent", .queues = no_queues, .wake = wake };
	struct task *t = task_new();
	struct observer *o;
	struct err err = {0};
	char path[64], *all;
	double at[64];
	size_t n, count;

	temporary(path);
	spec.path = path;
	CHECK(t && trace_new(&o, &spec, &err) == 0);
	CHECK(buf_add(&t->command, "true", 5) == 0);
	t->command.len = 4;
	t->result.slot = 1;
	t->result.attempt = 1;
	/* As a clock that stands still, and times from before, would have it. */
	for (int i = 0; i < 3; i++) {
		o->ops->started(o, t);
		o->ops->waited(o, WAITED_ROOM, 1, 5000, 5000 + NSEC_PER_SEC);
		t->result.outcome = OUTCOME_EXIT;
		t->result.code = 1;
		t->result.start = t->result.end = 2000;
		o->ops->attempt(o, t, i < 2);
		o->ops->waited(o, WAITED_OUTPUT, 1, 1, NSEC_PER_SEC);
		t->result.attempt++;
	}
	o->ops->waited(o, WAITED_INPUT, 1, 1, 2); /* too short to be drawn */
	CHECK(o->ops->finish(o) == 0);
	o->ops->free(o);
	task_free(t, NULL);
	all = slurp(path, &n);
	unlink(path);
	count = times(all, 1, at, sizeof(at) / sizeof(*at));
	/* Each round: B, two of a wait, E, the failure, two of a wait; and two arrows. */
	CHECK(count == 3 * 7 + 4);
	for (size_t i = 1; i < count; i++)
		CHECK(at[i] > at[i - 1]);
	free(all);
}

static void a_task_that_made_room_is_tried_again(void) {
	struct trace_spec spec = { .begin = 1, .slots = 1, .cpus = 1, .root = "/nonexistent", .queues = no_queues, .wake = wake };
	struct task *t = task_new();
	struct observer *o;
	struct err err = {0};
	char path[64], *all;
	size_t n;

	temporary(path);
	spec.path = path;
	CHECK(t && trace_new(&o, &spec, &err) == 0);
	t->result = (struct result){ .slot = 3, .attempt = 1, .outcome = OUTCOME_EVICTED, .code = 15, .queued = -1 };
	o->ops->started(o, t);
	o->ops->attempt(o, t, true);
	o->ops->started(o, t);
	t->result.outcome = OUTCOME_EXIT;
	t->result.code = 0;
	o->ops->attempt(o, t, false);
	o->ops->slots(o, clock_mono(), 2);
	o->ops->slots(o, clock_mono(), 2);
	o->ops->occasion(o, OCCASION_STOPPED, 20);
	CHECK(o->ops->finish(o) == 0);
	o->ops->free(o);
	task_free(t, NULL);
	all = slurp(path, &n);
	unlink(path);
	CHECK(strstr(all, "\"outcome\":\"made room\",\"signal\":15"));
	CHECK(strstr(all, "\"cat\":\"retry\",\"name\":\"task 1\",\"args\":{\"seq\":1,\"attempt\":1"));
	CHECK(strstr(all, "\"name\":\"tried again\",\"id\":1}") && strstr(all, "\"name\":\"tried again\",\"id\":1,\"bp\":\"e\"}"));
	CHECK(strstr(all, "\"name\":\"number of slots\",\"args\":{\"from\":1,\"to\":2}") && strstr(all, "\"name\":\"stopped\""));
	free(all);
}

static void what_cannot_be_a_trace_is_refused(void) {
	struct trace_file_spec spec = { .wake = wake };
	struct trace_file *f = NULL;
	struct err err = {0};
	char path[64];

	spec.path = "/";
	CHECK(trace_file_open(&f, &spec, &err) == -EISDIR);
	err.code = 0;
	spec.path = "/nonexistent/x";
	CHECK(trace_file_open(&f, &spec, &err) == -ENOENT);
	temporary(path);
	unlink(path);
	CHECK(mkfifo(path, 0600) == 0);
	err.code = 0;
	spec.path = path;
	CHECK(trace_file_open(&f, &spec, &err) == -EINVAL && strstr(err.msg, "pipe"));
	CHECK(!f);
	unlink(path);
}

UNIT_MAIN(TEST(text_becomes_letters_that_any_reader_takes), TEST(only_utf8_stays_as_it_is), TEST(a_long_text_is_cut_between_characters),
	  TEST(numbers_keep_every_digit), TEST(what_does_not_fit_is_no_record), TEST(a_file_may_break_off_at_any_page),
	  TEST(the_watcher_is_woken_once_for_a_while), TEST(times_on_a_track_never_stand_still), TEST(a_task_that_made_room_is_tried_again),
	  TEST(what_cannot_be_a_trace_is_refused))
