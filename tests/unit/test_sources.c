/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>

#include "base/buf.h"
#include "cli/options.h"
#include "input/csv.h"
#include "input/permutation.h"

/* The fields with | between, or the word error. */
static const char *fields(const char *sep, const char *record, unsigned trim) {
	static struct buf b;
	struct value_list list = {0};
	struct csv_room room = {0};
	struct err err = {0};
	int rc = csv_split(sep, strlen(sep), record, strlen(record), trim, &list, &room, &err);

	b.len = 0;
	CHECK(rc == 0 || rc == -EINVAL);
	CHECK((rc != 0) == (err.code != 0));
	for (size_t i = 0; i < list.count && !rc; i++)
		CHECK(!(i && buf_addc(&b, '|')) && !buf_add(&b, list.v[i].p, list.v[i].len));
	CHECK(!buf_adds(&b, rc ? "error" : "") && !buf_terminate(&b));
	value_list_release(&list);
	csv_room_release(&room);
	return b.p;
}

static void csv_has_fields(void) {
	CHECK_STR(fields(",", "a,b", 0), "a|b");
	CHECK_STR(fields(",", "", 0), "");
	CHECK_STR(fields(",", ",", 0), "|");
	CHECK_STR(fields(",", "a,,", 0), "a||");
	CHECK_STR(fields(",", " a , b ", 0), " a | b ");
	CHECK_STR(fields(",", " a , b ", TRIM_LEFT | TRIM_RIGHT), "a|b");
	CHECK_STR(fields("::", "a::b:c", 0), "a|b:c");
	CHECK_STR(fields("\t", "a,b\tc", 0), "a,b|c");
}

static void csv_has_quotes(void) {
	CHECK_STR(fields(",", "\"a,b\",c", 0), "a,b|c");
	CHECK_STR(fields(",", "\"\"", 0), "");
	CHECK_STR(fields(",", "\"\",\"\"", 0), "|");
	CHECK_STR(fields(",", "\"a \"\"b\"\"\",\"\"\"\"", 0), "a \"b\"|\"");
	CHECK_STR(fields(",", "\"a\nb\",c", 0), "a\nb|c");
	CHECK_STR(fields("::", "\"a::b\"::c", 0), "a::b|c");
	CHECK(csv_odd("a\"b", 3) && !csv_odd("\"a\"\"\"", 5) && csv_odd("\"", 1) && !csv_odd("", 0));
}

static void csv_may_end_in_a_cr(void) {
	CHECK_STR(fields(",", "a,b\r", 0), "a|b");
	CHECK_STR(fields(",", "a,\"b\"\r", 0), "a|b");
	CHECK_STR(fields(",", "\r", 0), "");
	CHECK_STR(fields(",", "a\rb", 0), "a\rb");
}

static void what_is_no_csv_is_an_error(void) {
	CHECK_STR(fields(",", "a\"b", 0), "error");
	CHECK_STR(fields(",", "a\"b\",c", 0), "error");
	CHECK_STR(fields(",", "\"a\"b,c", 0), "error");
	CHECK_STR(fields(",", "\"a", 0), "error");
	CHECK_STR(fields(",", " \"a\"", 0), "error");
	CHECK_STR(fields("::", "\"a\":b", 0), "error");
}

static void a_permutation_has_every_number_once(void) {
	static const uint64_t sizes[] = { 0, 1, 2, 3, 1000, 65536, 65537, 70000, 300000, 1 << 20 };

	for (size_t k = 0; k < sizeof(sizes) / sizeof(*sizes); k++) {
		struct permutation p;
		unsigned char *seen = xcalloc(sizes[k] + 1, 1);
		uint64_t moved = 0;

		CHECK(!permutation_init(&p, sizes[k], 42 + k));
		for (uint64_t i = 0; i < sizes[k]; i++) {
			uint64_t at = permutation_at(&p, i);

			CHECK(at < sizes[k] && !seen[at]);
			seen[at] = 1;
			moved += at != i;
		}
		CHECK(sizes[k] < 1000 || moved > sizes[k] / 10 * 9);
		permutation_release(&p);
		free(seen);
	}
}

static void a_permutation_of_more_than_memory_holds(void) {
	struct permutation p;

	CHECK(!permutation_init(&p, UINT64_MAX - 1, 1));
	for (uint64_t i = 0; i < 1000; i++)
		CHECK(permutation_at(&p, i) < UINT64_MAX - 1);
	permutation_release(&p);
}

static void a_permutation_follows_from_its_seed(void) {
	struct permutation a, b, c;
	unsigned same = 0;

	CHECK(!permutation_init(&a, 1000, 7) && !permutation_init(&b, 1000, 7) && !permutation_init(&c, 1000, 8));
	for (uint64_t i = 0; i < 1000; i++) {
		CHECK(permutation_at(&a, i) == permutation_at(&b, i));
		same += permutation_at(&a, i) == permutation_at(&c, i);
	}
	CHECK(same < 50);
	permutation_release(&a);
	permutation_release(&b);
	permutation_release(&c);
}

/* All six orders of three, each about as often as the others. */
static void short_permutations_are_drawn_evenly(void) {
	unsigned count[27] = {0};

	for (uint64_t seed = 0; seed < 6000; seed++) {
		struct permutation p;

		CHECK(!permutation_init(&p, 3, seed));
		count[permutation_at(&p, 0) * 9 + permutation_at(&p, 1) * 3 + permutation_at(&p, 2)]++;
		permutation_release(&p);
	}
	for (size_t i = 0; i < 27; i++)
		CHECK(!count[i] || (count[i] > 850 && count[i] < 1150));
}

UNIT_MAIN(TEST(csv_has_fields), TEST(csv_has_quotes), TEST(csv_may_end_in_a_cr), TEST(what_is_no_csv_is_an_error),
	TEST(a_permutation_has_every_number_once), TEST(a_permutation_of_more_than_memory_holds),
	TEST(a_permutation_follows_from_its_seed), TEST(short_permutations_are_drawn_evenly))
