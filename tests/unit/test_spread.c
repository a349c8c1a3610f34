/* SPDX-License-Identifier: MIT */
/* Queues between one giver and many jobs, and the keys of lines. */
#include "input/spread.h"

#include <errno.h>
#include <poll.h>

#include "base/sys.h"
#include "input/keys.h"
#include "unit.h"

static void give(struct spread *s, int k, const char *text) {
	struct buf b = {0};

	CHECK(!buf_adds(&b, text));
	CHECK(!(k < 0 ? spread_give_any(s, &b) : spread_give(s, (unsigned)k, &b)));
	CHECK(!b.len);
	buf_release(&b);
}

static int take(struct flow *f, char *text, size_t size) {
	const char *p;
	size_t n;
	int rc = f->ops->next(f, &p, &n);

	if (rc == 1) {
		CHECK(n < size);
		memcpy(text, p, n);
		text[n] = '\0';
	}
	return rc;
}

static bool readable(int fd) {
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) == 1;
}

static void each_gets_its_own(void) {
	struct spread *s;
	struct flow *f[2];
	char text[64];
	int rc = 0;

	CHECK(!spread_new(&s, 2, false));
	give(s, 1, "one");
	CHECK(readable(spread_news(s)) && spread_any_for(s, 1) && !spread_any_for(s, 0));
	f[0] = spread_flow(s, 0, &rc);
	f[1] = spread_flow(s, 1, &rc);
	CHECK(f[0] && f[1] && !rc);
	give(s, 1, " two");
	CHECK(take(f[1], text, sizeof(text)) == 1);
	CHECK_STR(text, "one two");
	CHECK(take(f[0], text, sizeof(text)) == -EAGAIN && !readable(f[0]->fd));
	give(s, 0, "x");
	CHECK(readable(f[0]->fd) && take(f[0], text, sizeof(text)) == 1);
	CHECK(take(f[0], text, sizeof(text)) == -EAGAIN);
	spread_end(s);
	CHECK(readable(f[0]->fd) && take(f[0], text, sizeof(text)) == 0 && take(f[1], text, sizeof(text)) == 0);
	flow_close(&f[0]);
	flow_close(&f[1]);
	CHECK(gate_closed(spread_quit(s)));
	spread_free(s);
}

static void small_ones_go_round(void) {
	struct spread *s;
	char text[64];
	int rc = 0;

	CHECK(!spread_new(&s, 3, false));
	for (int i = 0; i < 7; i++) {
		char c[2] = { (char)('a' + i), 0 };

		give(s, -1, c);
	}
	spread_end(s);
	for (unsigned k = 0; k < 3; k++) {
		static const char *const want[] = { "adg", "be", "cf" };
		struct flow *f = spread_flow(s, k, &rc);

		CHECK(take(f, text, sizeof(text)) == 1);
		CHECK_STR(text, want[k]);
		CHECK(take(f, text, sizeof(text)) == 0);
		flow_close(&f);
	}
	spread_free(s);
}

static void who_left_holds_up_nobody(void) {
	struct spread *s;
	struct flow *f[2];
	struct buf b = {0};
	int rc = 0;

	CHECK(!spread_new(&s, 2, false));
	f[0] = spread_flow(s, 0, &rc);
	f[1] = spread_flow(s, 1, &rc);
	flow_close(&f[0]);
	for (int i = 0; i < 100; i++) {
		CHECK(!buf_reserve(&b, 100000));
		b.len = 100000;
		CHECK(!spread_give(s, 0, &b));
	}
	flow_close(&f[1]);
	CHECK(!buf_reserve(&b, 10));
	b.len = 10;
	CHECK(spread_give_any(s, &b) == -ECANCELED && spread_give_all(s, &b) == -ECANCELED);
	buf_release(&b);
	spread_free(s);
}

static void the_end_waits_for_the_last_to_come(void) {
	struct spread *s;
	struct flow *f[2];
	struct buf b = {0};
	char text[64];
	int rc = 0;

	CHECK(!spread_new(&s, 2, true));
	CHECK(!buf_adds(&b, "all") && !spread_give_all(s, &b));
	spread_end(s);
	f[0] = spread_flow(s, 0, &rc);
	CHECK(take(f[0], text, sizeof(text)) == 1 && take(f[0], text, sizeof(text)) == -EAGAIN);
	f[1] = spread_flow(s, 1, &rc);
	CHECK(readable(f[0]->fd) && take(f[0], text, sizeof(text)) == 0);
	CHECK(take(f[1], text, sizeof(text)) == 1 && take(f[1], text, sizeof(text)) == 0);
	CHECK_STR(text, "all");
	flow_close(&f[0]);
	flow_close(&f[1]);
	buf_release(&b);
	spread_free(s);
}

static unsigned bin(const char *text, unsigned n) {
	return keys_bin((struct value){ text, strlen(text) }, n);
}

static void bins_are_numbers(void) {
	CHECK(bin("1", 3) == 0 && bin("2", 3) == 1 && bin("3", 3) == 2 && bin("4", 3) == 0);
	CHECK(bin("0", 3) == 2 && bin("", 3) == 2 && bin("x", 3) == 2 && bin("-1", 3) == 1 && bin("-2", 3) == 0);
	CHECK(bin(" 4", 3) == 0 && bin("1e1", 3) == 0 && bin("3x", 3) == 2 && bin(".5", 3) == 2 && bin("0x10", 3) == 2);
	CHECK(bin("1e300", 3) == 2 && bin("7", 1) == 0);
	CHECK(keys_shard((struct value){ "a", 1 }, 5) == keys_shard((struct value){ "a", 1 }, 5));
}

static void columns_by_number_and_name(void) {
	struct keys *k;
	struct err err = {0};

	CHECK(!keys_new(&k, "--bin", "2", ",", NULL, NULL) && !keys_by_name(k));
	CHECK(!keys_add(k, "a,b\n", 4, NULL) && !keys_add(k, "a\n", 2, NULL) && !keys_add(k, "c,b", 3, NULL) && !keys_find(k, NULL));
	CHECK(keys_get(k, 0).len == 1 && keys_get(k, 1).len == 0 && keys_same(k, 0, 2) && !keys_same(k, 0, 1));
	keys_free(k);
	CHECK(!keys_new(&k, "--bin", "name", ",", NULL, NULL) && keys_by_name(k));
	CHECK(keys_names(k, "x,y", 3, &err) == -EINVAL && strstr(err.msg, "name"));
	CHECK(!keys_names(k, "x,name", 6, &err) && !keys_by_name(k));
	keys_free(k);
	CHECK(keys_new(&k, "--bin", "0", NULL, NULL, &err) == -EINVAL && keys_new(&k, "--bin", " ", NULL, NULL, &err) == -EINVAL);
	err = (struct err){0};
	CHECK(keys_new(&k, "--bin", "s/a/b/", NULL, NULL, &err) == -EINVAL && strstr(err.msg, "perl"));
}

UNIT_MAIN(TEST(each_gets_its_own), TEST(small_ones_go_round), TEST(who_left_holds_up_nobody), TEST(the_end_waits_for_the_last_to_come),
	  TEST(bins_are_numbers), TEST(columns_by_number_and_name))
