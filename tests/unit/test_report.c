/* SPDX-License-Identifier: MIT */
/* What the page of --report is made of: text that cannot be anything else, places on an axis, bars of very many attempts. */
#include <math.h>

#include "stats/attempts.h"
#include "stats/axis.h"
#include "stats/buckets.h"
#include "stats/html.h"
#include "stats/notes.h"
#include "stats/strip.h"
#include "stats/svg.h"
#include "unit.h"

#define MS 1000000LL

static int near(double a, double b) {
	return fabs(a - b) <= 1e-9 * (1 + fabs(b));
}

static char *text_of(struct page *p) {
	CHECK(p->rc == 0 && buf_terminate(p->out) == 0);
	return p->out->p;
}

static const char *html(const char *s, size_t n, enum html_kind kind) {
	static struct buf b;
	struct page p = { .out = &b };

	b.len = 0;
	html_text(&p, s, n, kind);
	return text_of(&p);
}

static void markup_is_escaped(void) {
	CHECK_STR(html("</script><b a=\"1\">&amp;", 23, HTML_LINE), "&lt;/script&gt;&lt;b a=&quot;1&quot;&gt;&amp;amp;");
	CHECK_STR(html("plain", 5, HTML_LINE), "plain");
	CHECK_STR(html("", 0, HTML_LINE), "");
}

static void control_characters_are_shown(void) {
	CHECK_STR(html("a\tb\n\x1b[1m\r\x7f", 10, HTML_LINE), "a\\tb\\n\\x1b[1m\\x0d\\x7f");
	CHECK_STR(html("a\tb\n\x1b", 5, HTML_BLOCK), "a\tb\n\\x1b");
	CHECK_STR(html("a\0b", 3, HTML_BLOCK), "a\\x00b");
}

static void hidden_characters_are_shown(void) {
	CHECK_STR(html("x\u202ey", 5, HTML_LINE), "x\\u{202e}y");
	CHECK_STR(html("\u2066\ufeff\u00ad", 8, HTML_LINE), "\\u{2066}\\u{feff}\\u{00ad}");
	CHECK_STR(html("\xc2\x9b", 2, HTML_LINE), "\\u{009b}");
}

static void bytes_that_are_not_utf8_are_shown(void) {
	CHECK_STR(html("a\xff\xc3(\xe2\x82", 6, HTML_LINE), "a\\xff\\xc3(\\xe2\\x82");
	CHECK_STR(html("\xed\xa0\x80\xc0\xaf", 5, HTML_LINE), "\\xed\\xa0\\x80\\xc0\\xaf");
	CHECK_STR(html("é€😀", 9, HTML_LINE), "é€😀");
}

static void a_tail_has_room(void) {
	const char *s = "<<<<abcd";

	CHECK(html_tail(s, 8, HTML_BLOCK, 100) == 0);
	CHECK(html_tail(s, 8, HTML_BLOCK, 8) == 3);
	CHECK(html_tail(s, 8, HTML_BLOCK, 7) == 4);
	CHECK(html_tail(s, 8, HTML_BLOCK, 3) == 5);
	CHECK(html_tail(s, 8, HTML_BLOCK, 0) == 8);
	CHECK(html_tail("é", 2, HTML_BLOCK, 1) == 2); /* not a part of a character */
	for (size_t most = 0; most < 30; most++) {
		size_t at = html_tail("\x1b<&\xff\n", 5, HTML_LINE, most);

		CHECK(strlen(html(&"\x1b<&\xff\n"[at], 5 - at, HTML_LINE)) <= most);
	}
}

static void json_cannot_end_a_script(void) {
	struct buf b = { 0 };
	struct page p = { .out = &b };

	html_json(&p, "{\"a\":\"</script><!--\"}", 21);
	CHECK_STR(text_of(&p), "{\"a\":\"\\u003c/script>\\u003c!--\"}");
	buf_release(&b);
}

static const char *marks(double low, double high, bool log, size_t most) {
	static char all[256];
	struct axis a = { .low = low, .high = high, .from = 0, .to = 100, .log = log };
	struct axis_mark m[AXIS_MARKS];
	size_t n = axis_marks(&a, most, m);

	CHECK(n <= most);
	all[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		CHECK(m[i].value >= low - (high - low) * 1e-6 && m[i].value <= high + (high - low) * 1e-6);
		strcat(strcat(all, i ? " " : ""), m[i].label);
	}
	return all;
}

static void marks_are_round(void) {
	CHECK_STR(marks(0, 10, false, 6), "0 2 4 6 8 10");
	CHECK_STR(marks(0, 9.9, false, 6), "0 2 4 6 8");
	CHECK_STR(marks(0, 4, false, 9), "0 0.5 1 1.5 2 2.5 3 3.5 4");
	CHECK_STR(marks(0, 0.0021, false, 5), "0 0.001 0.002");
	CHECK_STR(marks(0, 123456, false, 4), "0 50000 100000");
	CHECK_STR(marks(3, 7, false, 5), "3 4 5 6 7");
}

static void marks_of_a_logarithmic_axis_are_powers_of_ten(void) {
	CHECK_STR(marks(0.001, 1, true, 12), "0.001 0.002 0.005 0.01 0.02 0.05 0.1 0.2 0.5 1");
	CHECK_STR(marks(0.001, 1, true, 8), "0.001 0.003 0.01 0.03 0.1 0.3 1");
	CHECK_STR(marks(0.001, 1, true, 4), "0.001 0.01 0.1 1");
	CHECK_STR(marks(1e-6, 1e6, true, 7), "1e-06 0.0001 0.01 1 100 10000 1e+06");
	CHECK_STR(marks(0.91, 1.1, true, 5), "0.95 1 1.05 1.1"); /* too short for powers of ten */
}

static void there_are_never_too_many_marks(void) {
	for (double low = 1e-6; low < 1e6; low *= 7)
		for (double high = low * 1.01; high < 1e9; high *= 3.7)
			for (size_t most = 2; most <= AXIS_MARKS; most++) {
				(void)marks(low, high, true, most);
				(void)marks(low, high, false, most);
				(void)marks(0, high, false, most);
			}
}

static void odd_axes_are_survived(void) {
	struct axis_mark m[AXIS_MARKS];
	struct axis a = { .low = 1, .high = 1, .from = 3, .to = 8 };

	CHECK(axis_marks(&a, 5, m) == 0);
	CHECK(axis_at(&a, 0) == 3 && axis_at(&a, 2) == 8 && axis_at(&a, (double)NAN) == 3);
	a.high = (double)INFINITY;
	CHECK(axis_marks(&a, 5, m) == 0);
	CHECK(axis_round_up(0) > 0 && axis_round_up((double)NAN) > 0 && axis_round_up(-3) > 0);
}

static void values_have_their_places(void) {
	struct axis a = { .low = 0, .high = 10, .from = 100, .to = 0 }, l = { .low = 1, .high = 100, .from = 0, .to = 50, .log = true };

	CHECK(near(axis_at(&a, 0), 100) && near(axis_at(&a, 2.5), 75) && near(axis_at(&a, 10), 0));
	CHECK(near(axis_at(&a, -1), 100) && near(axis_at(&a, 11), 0));
	CHECK(near(axis_at(&l, 10), 25) && near(axis_at(&l, 0), 0));
	CHECK(near(axis_round_up(3), 5) && near(axis_round_up(5), 5) && near(axis_round_up(0.011), 0.02) && near(axis_round_up(51), 100));
}

static const char *seconds(double s) {
	static char label[16];

	axis_seconds(label, sizeof(label), s);
	return label;
}

static void seconds_have_units(void) {
	CHECK_STR(seconds(0.02), "20 ms");
	CHECK_STR(seconds(1), "1 s");
	CHECK_STR(seconds(1e-5), "10 µs");
	CHECK_STR(seconds(100), "100 s");
	CHECK_STR(axis_unit(0.5).name, "ms");
	CHECK_STR(axis_unit(90).name, "s");
	CHECK_STR(axis_unit(3600).name, "min");
	CHECK_STR(axis_unit(86400).name, "h");
	CHECK_STR(axis_unit(864000).name, "days");
}

static void neighbours_join_up_to_a_length(void) {
	struct strip s = { 0 };

	CHECK(strip_join(&s, 4, 10, 10.2, 1) && s.count == 1 && s.first == 4);
	CHECK(strip_join(&s, 5, 11.1, 11.3, 1) && s.count == 2 && s.last == 5 && near(s.to, 11.3));
	CHECK(!strip_join(&s, 6, 12.4, 12.5, 1)); /* a gap of more than a unit */
	CHECK(s.count == 2);
	CHECK(!strip_join(&s, 6, 11.4, 30, 1)); /* one that is long is one by itself */
	CHECK(strip_join(&s, 6, 11.4, 18, 1) && s.count == 3);
	CHECK(!strip_join(&s, 7, 18, 18.1, 1)); /* long enough */
	s = (struct strip){ 0 };
	CHECK(strip_join(&s, 0, 1, 50, 0) && !strip_join(&s, 1, 50, 50, 0)); /* unit 0 joins nothing */
}

/* However many attempts there are, there is a bound to the strips of a row. */
static void strips_are_bounded(void) {
	double unit = strip_unit(100000, 8);
	struct strip s = { 0 };
	size_t strips = 1;

	CHECK(strip_unit(5000, 8) == 0 && unit >= 1 && strip_unit(100000, 200) > unit);
	for (size_t i = 0; i < 100000; i++) {
		double at = (double)i / 100;

		if (strip_join(&s, i, at, at + 0.009, unit))
			continue;
		strips++;
		s = (struct strip){ 0 };
		CHECK(strip_join(&s, i, at, at + 0.009, unit));
	}
	CHECK(strips >= 100 && strips <= 200);
}

static struct attempt attempt(nsec start, nsec end, unsigned slot, int code) {
	return (struct attempt){ .start = start, .end = end, .slot = slot, .code = (int16_t)code, .outcome = OUTCOME_EXIT };
}

static void the_number_that_runs_is_an_average(void) {
	struct attempt list[] = { attempt(0, 100, 1, 0), attempt(0, 25, 2, 0), attempt(75, 200, 2, 0), attempt(90, 90, 3, 0) };
	struct history h = { .list = list, .count = 4 };
	double running[4];

	strip_running(&h, 0, 200, running, 4);
	CHECK(near(running[0], 1.5) && near(running[1], 1.5) && near(running[2], 1) && near(running[3], 1));
	strip_running(&h, 50, 150, running, 2); /* what is outside is cut off */
	CHECK(near(running[0], 1.5) && near(running[1], 1));
	strip_running(&h, 5, 5, running, 2);
	CHECK(running[0] == 0 && running[1] == 0);
	h.count = 0;
	strip_running(&h, 0, 100, running, 4);
	CHECK(running[0] == 0 && running[3] == 0);
}

static void every_attempt_is_in_a_bar(void) {
	struct attempt list[100];
	struct history h = { .list = list, .count = 100 };
	struct buckets b;
	uint64_t all = 0, failed = 0;

	for (int i = 0; i < 100; i++)
		list[i] = attempt(7 * MS, 7 * MS + (i + 1) * (i + 1) * MS, 1, i % 10 == 0);
	CHECK(buckets_of(&b, &h) == 0 && b.count > 5 && b.count <= BUCKETS_MOST);
	for (size_t i = 0; i < b.count; i++) {
		all += b.all[i];
		failed += b.failed[i];
		CHECK(b.all[i] <= b.most && b.failed[i] <= b.all[i]);
	}
	CHECK(all == 100 && failed == 10);
	CHECK(b.low <= 0.001 && b.high >= 10);
	CHECK(near(b.p50, 2.5) && near(b.p90, 8.1) && near(b.shortest, 0.001) && near(b.longest, 10));
}

static void bars_of_odd_durations_are_defined(void) {
	struct attempt list[] = { attempt(5, 5, 1, 0), attempt(0, 86400LL * 400 * 1000000000, 1, 0) };
	struct history h = { .list = list, .count = 1 };
	struct buckets b;

	CHECK(buckets_of(&b, &h) == 0 && b.count >= 8 && b.most == 1);
	CHECK(b.low < b.high && near(b.p50, BUCKETS_SHORTEST) && near(b.p90, b.p50));
	h.count = 2;
	CHECK(buckets_of(&b, &h) == 0 && b.count <= BUCKETS_MOST && b.all[0] + b.all[b.count - 1] == 2);
	h.count = 0;
	CHECK(buckets_of(&b, &h) == 0 && b.count == 0);
}

static void shapes_are_numbers(void) {
	struct buf b = { 0 };
	struct page p = { .out = &b };

	svg_rect(&p, "bar", 1.04, 2.96, (double)NAN, (double)INFINITY, "a<b");
	CHECK_STR(text_of(&p), "<rect class=\"bar\" x=\"1\" y=\"3\" width=\"0\" height=\"0\"><title>a&lt;b</title></rect>");
	buf_release(&b);
}

static void outcomes_have_words(void) {
	CHECK_STR(attempt_outcome(OUTCOME_EXIT, 0).s, "ok");
	CHECK_STR(attempt_outcome(OUTCOME_EXIT, 3).s, "exit 3");
	CHECK_STR(attempt_outcome(OUTCOME_SIGNAL, 9).s, "signal 9");
	CHECK_STR(attempt_outcome(OUTCOME_TIMEOUT, 15).s, "timed out");
	CHECK_STR(attempt_outcome(OUTCOME_KILLED, 15).s, "cancelled");
}

/* An attempt of that length whose command is its number. */
static void tell(struct notes_keeper *k, struct task *t, uint64_t seq, nsec wall, int code) {
	t->seq = seq;
	t->command.len = 0;
	CHECK(buf_addf(&t->command, "run %llu", (unsigned long long)seq + 1) == 0);
	t->result = (struct result){ .outcome = OUTCOME_EXIT, .code = code, .start = 1000, .end = 1000 + wall };
	observers_attempt(notes_observer(k), t, false);
}

static void the_slowest_are_kept(void) {
	struct notes_keeper *k = notes_new(NULL);
	struct task *t = task_new();
	struct notes n;

	CHECK(k && t);
	for (uint64_t i = 0; i < 1000; i++)
		tell(k, t, i, (nsec)(i * 7919 % 1000), 0);
	n = notes_take(k);
	CHECK(n.slowest_count == NOTES_SLOWEST && n.failed_count == 0);
	for (size_t i = 0; i < n.slowest_count; i++)
		CHECK(n.slowest[i].result.end - n.slowest[i].result.start == 999 - (nsec)i);
	CHECK(!strncmp(n.slowest[0].command, "run ", 4) && strtoull(n.slowest[0].command + 4, NULL, 10) == n.slowest[0].number);
	notes_release(&n);
	notes_observer(k)->ops->free(notes_observer(k));
	task_free(t, NULL);
}

static void of_stderr_the_end_is_kept(void) {
	struct notes_keeper *k = notes_new(NULL);
	struct sink *s = notes_sink(k);
	struct task *t = task_new();
	struct notes n;
	char chunk[700];
	uint64_t all = 0;

	CHECK(k && t);
	for (int i = 0; i < 40; i++) {
		memset(chunk, 'a' + i % 26, sizeof(chunk));
		CHECK(s->ops->write(s, t, STREAM_ERR, chunk, sizeof(chunk), NULL) == 0);
		CHECK(s->ops->write(s, t, STREAM_OUT, "out", 3, NULL) == 0);
		all += sizeof(chunk);
		CHECK(t->tail.len <= 2 * NOTES_TAIL);
	}
	t->result = (struct result){ .outcome = OUTCOME_EXIT, .code = 1, .start = 1, .end = 2 };
	CHECK(buf_add(&t->command, "x", 1) == 0);
	for (int i = 0; i < NOTES_FAILED + 3; i++)
		CHECK(s->ops->done(s, t, NULL) == 0);
	n = notes_take(k);
	CHECK(n.failed_count == NOTES_FAILED && n.failed_more == 3);
	CHECK(n.failed[0].tail_len == NOTES_TAIL && n.failed[0].tail_all == all);
	CHECK(n.failed[0].tail[NOTES_TAIL - 1] == 'a' + 39 % 26 && n.failed[0].tail[0] == 'a' + 37 % 26);
	notes_release(&n);
	notes_observer(k)->ops->free(notes_observer(k));
	task_free(t, NULL);
}

UNIT_MAIN(TEST(markup_is_escaped), TEST(control_characters_are_shown), TEST(hidden_characters_are_shown), TEST(bytes_that_are_not_utf8_are_shown),
	  TEST(a_tail_has_room), TEST(json_cannot_end_a_script), TEST(marks_are_round), TEST(marks_of_a_logarithmic_axis_are_powers_of_ten),
	  TEST(there_are_never_too_many_marks), TEST(odd_axes_are_survived), TEST(values_have_their_places), TEST(seconds_have_units),
	  TEST(neighbours_join_up_to_a_length), TEST(strips_are_bounded), TEST(the_number_that_runs_is_an_average), TEST(every_attempt_is_in_a_bar),
	  TEST(bars_of_odd_durations_are_defined), TEST(shapes_are_numbers), TEST(outcomes_have_words), TEST(the_slowest_are_kept),
	  TEST(of_stderr_the_end_is_kept))
