/* SPDX-License-Identifier: MIT */
/* What --persist asks, and what it takes for an answer. */
#include "exec/dialog.h"

#include <errno.h>

#include "unit.h"

static struct task *task_of(const char *const *values, const size_t *lens, size_t n) {
	struct task *t = task_new();

	CHECK(t);
	for (size_t i = 0; i < n; i++)
		CHECK(!task_add(t, values[i], lens ? lens[i] : strlen(values[i])));
	CHECK(!task_seal(t));
	t->seq = 6;
	t->result.attempt = 2;
	return t;
}

static void check_ask(enum framing how, const char *want, size_t len, const char *const *values, size_t n) {
	struct task *t = task_of(values, NULL, n);
	struct buf out = {0};
	struct err err = {0};

	CHECK(!dialog_ask(how, t, &out, &err));
	CHECK(out.len == len && !memcmp(out.p, want, len));
	buf_release(&out);
	task_free(t, NULL);
}

static void a_record_is_a_line_its_values_have_tabs_between(void) {
	check_ask(FRAMING_LINE, "a b\n", 4, (const char *const[]){ "a b" }, 1);
	check_ask(FRAMING_LINE, "a\tb\t\n", 5, (const char *const[]){ "a", "b", "" }, 3);
	check_ask(FRAMING_LINE, "\n", 1, NULL, 0);
	check_ask(FRAMING_NUL, "a\nb\0", 4, (const char *const[]){ "a\nb" }, 1);
	CHECK(dialog_end(FRAMING_NUL) == '\0' && dialog_end(FRAMING_LINE) == '\n' && dialog_end(FRAMING_JSON) == '\n');
}

static void json_has_the_number_the_attempt_and_the_values(void) {
	const char *want = "{\"id\":7,\"attempt\":2,\"args\":[\"a\\nb\",\"\\\"\"]}\n";

	check_ask(FRAMING_JSON, want, strlen(want), (const char *const[]){ "a\nb", "\"" }, 2);
}

static void what_a_framing_cannot_carry_is_refused_in_words(void) {
	struct task *t = task_of((const char *const[]){ "a\nb" }, NULL, 1);
	struct buf out = {0};
	struct err err = {0};

	CHECK(dialog_ask(FRAMING_LINE, t, &out, &err) == -EINVAL);
	CHECK(strstr(err.msg, "--frame nul or json"));
	task_free(t, NULL);
	t = task_of((const char *const[]){ "\xff" }, NULL, 1);
	err.code = 0;
	CHECK(dialog_ask(FRAMING_JSON, t, &out, &err) == -EINVAL);
	CHECK(strstr(err.msg, "UTF-8"));
	task_free(t, NULL);
	buf_release(&out);
}

static void check_bad(const char *answer, const char *words) {
	struct task *t = task_of((const char *const[]){ "a" }, NULL, 1);
	struct dialog_answer a;
	struct err err = {0};

	CHECK(dialog_read(&a, answer, strlen(answer), t, &err) == -EINVAL);
	if (!strstr(err.msg, words))
		CHECK_STR(err.msg, words);
	CHECK(!a.held);
	task_free(t, NULL);
}

static void answers_are_matched_by_their_id(void) {
	struct task *t = task_of((const char *const[]){ "a" }, NULL, 1);
	const char *good = "{\"id\": 7, \"out\": \"x\\u0000y\", \"err\": null, \"status\": 3, \"more\": [1]}";
	struct dialog_answer a;
	struct err err = {0};

	CHECK(!dialog_read(&a, good, strlen(good), t, &err));
	CHECK(a.status == 3 && a.out_len == 3 && !memcmp(a.out, "x\0y", 3) && a.err_len == 0);
	dialog_release(&a);
	CHECK(!dialog_read(&a, "{\"id\":7}", 8, t, &err));
	CHECK(a.status == 0 && a.out_len == 0);
	dialog_release(&a);
	task_free(t, NULL);
	check_bad("{\"id\":8}", "id 8 instead of 7");
	check_bad("{\"id\":-7}", "id -7 instead of 7");
}

static void what_is_no_answer_is_refused_in_words(void) {
	check_bad("", "no JSON");
	check_bad("hello", "no JSON");
	check_bad("[7]", "no JSON object");
	check_bad("{\"id\":7", "no JSON");
	check_bad("{\"id\":7} {}", "no JSON");
	check_bad("{\"id\":7,\"id\":7}", "no JSON");
	check_bad("{}", "no \"id\"");
	check_bad("{\"id\":\"7\"}", "no \"id\"");
	check_bad("{\"id\":7,\"status\":256}", "\"status\"");
	check_bad("{\"id\":7,\"status\":\"0\"}", "\"status\"");
	check_bad("{\"id\":7,\"out\":5}", "no text");
}

UNIT_MAIN(TEST(a_record_is_a_line_its_values_have_tabs_between), TEST(json_has_the_number_the_attempt_and_the_values),
	  TEST(what_a_framing_cannot_carry_is_refused_in_words), TEST(answers_are_matched_by_their_id), TEST(what_is_no_answer_is_refused_in_words))
