/* SPDX-License-Identifier: MIT */
/* The frames between pmap and its workers: any chunks, truncated, oversized and foreign streams. */
#include "exec/frame.h"

#include <errno.h>
#include <stdint.h>

#include "unit.h"

static void add(struct buf *b, enum frame_type type, const char *text) {
	unsigned char head[FRAME_HEAD];

	frame_head(head, type, strlen(text));
	CHECK(!buf_add(b, head, sizeof(head)) && !buf_add(b, text, strlen(text)));
}

/* Read `b` in chunks of that size; the pieces as "H(text)X()": an open bracket for first, a closing one for last. */
static int read_all(const struct buf *b, size_t chunk, char *ret, size_t size, bool *between) {
	struct frame_reader r = {0};
	size_t used = 0;

	for (size_t at = 0; at < b->len; at += chunk) {
		const char *p = b->p + at;
		size_t n = b->len - at < chunk ? b->len - at : chunk;
		struct frame_piece f;
		int rc;

		while ((rc = frame_next(&r, &p, &n, &f)) == 1)
			used += (size_t)snprintf(ret + used, size - used, "%.*s%.*s%s", f.first ? 2 : 0, (char[]){ (char)f.type, '(', 0 }, (int)f.n, f.p,
						 f.last ? ")" : "");
		if (rc < 0)
			return rc;
		CHECK(n == 0);
	}
	*between = frame_between(&r);
	return 0;
}

static void frames_are_the_same_in_any_chunks(void) {
	struct buf b = {0};
	char text[256];
	bool between;

	add(&b, FRAME_HELLO, "hello");
	add(&b, FRAME_OUT, "some output");
	add(&b, FRAME_ERR, "");
	add(&b, FRAME_EXIT, "0");
	for (size_t chunk = 1; chunk <= b.len; chunk++) {
		CHECK(!read_all(&b, chunk, text, sizeof(text), &between));
		CHECK_STR(text, "H(hello)O(some output)E()X(0)");
		CHECK(between);
	}
	buf_release(&b);
}

static void a_stream_that_is_cut_is_noticed(void) {
	struct buf b = {0};
	char text[256];

	add(&b, FRAME_OUT, "abc");
	for (size_t n = 1; n < b.len; n++) {
		struct buf part = { .p = b.p, .len = n };
		bool between = true;

		CHECK(!read_all(&part, 3, text, sizeof(text), &between));
		CHECK(!between);
	}
	buf_release(&b);
}

static int only_head(const unsigned char head[FRAME_HEAD]) {
	struct frame_reader r = {0};
	const char *p = (const char *)head;
	size_t n = FRAME_HEAD;
	struct frame_piece f;

	return frame_next(&r, &p, &n, &f);
}

static void heads_that_nobody_writes_are_refused(void) {
	unsigned char head[FRAME_HEAD];

	frame_head(head, FRAME_OUT, FRAME_MAX);
	CHECK(only_head(head) == 0);
	frame_head(head, FRAME_OUT, (size_t)FRAME_MAX + 1);
	CHECK(only_head(head) == -EPROTO);
	frame_head(head, (enum frame_type)'Q', 1);
	CHECK(only_head(head) == -EPROTO);
	frame_head(head, (enum frame_type)0, 0);
	CHECK(only_head(head) == -EPROTO);
	for (int i = 5; i < 8; i++) {
		frame_head(head, FRAME_OUT, 1);
		head[i] = 1;
		CHECK(only_head(head) == -EPROTO);
	}
	CHECK(only_head((const unsigned char *)"Traceback (most recent") == -EPROTO);
}

static void hello_tells_versions(void) {
	unsigned char bytes[FRAME_HELLO_BYTES + 1];
	struct frame_hello h;

	frame_hello_put(bytes, &(struct frame_hello){ 3, 7 });
	CHECK(!frame_hello_get(&h, bytes, FRAME_HELLO_BYTES));
	CHECK(h.version == 3 && h.abi == 7);
	CHECK(frame_hello_get(&h, bytes, FRAME_HELLO_BYTES - 1) == -EPROTO);
	CHECK(frame_hello_get(&h, bytes, FRAME_HELLO_BYTES + 1) == -EPROTO);
	bytes[0] ^= 1;
	CHECK(frame_hello_get(&h, bytes, FRAME_HELLO_BYTES) == -EPROTO);
}

static void tasks_come_back(void) {
	const struct frame_task t = { .seq = UINT64_MAX - 1, .body = 1ull << 40, .output_limit = 77, .has_body = true, .measure = true };
	unsigned char bytes[FRAME_TASK_BYTES];
	struct frame_task got;

	frame_task_put(bytes, &t);
	CHECK(!frame_task_get(&got, bytes, sizeof(bytes)));
	CHECK(got.seq == t.seq && got.body == t.body && got.output_limit == 77 && got.has_body && got.measure);
	CHECK(frame_task_get(&got, bytes, sizeof(bytes) - 1) == -EPROTO);
	bytes[25] = 1;
	CHECK(frame_task_get(&got, bytes, sizeof(bytes)) == -EPROTO); /* a flag that is not known */
	frame_task_put(bytes, &(struct frame_task){ .body = 1 });
	CHECK(frame_task_get(&got, bytes, sizeof(bytes)) == -EPROTO); /* a body that is not there */
	frame_task_put(bytes, &(struct frame_task){ .body = UINT64_MAX, .has_body = true });
	CHECK(frame_task_get(&got, bytes, sizeof(bytes)) == -EPROTO);
}

static void ends_come_back(void) {
	const struct frame_exit e = { .status = 255, .user = 5, .system = 6, .maxrss = 1ll << 40, .minflt = 1, .majflt = 2, .nvcsw = 3,
				      .nivcsw = 4, .on_cpu = -1, .queued = 9 };
	unsigned char bytes[FRAME_EXIT_BYTES];
	struct frame_exit got;

	frame_exit_put(bytes, &e);
	CHECK(!frame_exit_get(&got, bytes, sizeof(bytes)));
	CHECK(got.status == 255 && got.user == 5 && got.system == 6 && got.maxrss == 1ll << 40 && got.nivcsw == 4 && got.on_cpu == -1 && got.queued == 9);
	CHECK(frame_exit_get(&got, bytes, 0) == -EPROTO);
	frame_exit_put(bytes, &(struct frame_exit){ .status = 256 });
	CHECK(frame_exit_get(&got, bytes, sizeof(bytes)) == -EPROTO);
	frame_exit_put(bytes, &(struct frame_exit){ .status = -1 });
	CHECK(!frame_exit_get(&got, bytes, sizeof(bytes)) && got.status == -1);
}

static void random_bytes_do_no_harm(void) {
	uint64_t x = 88172645463325252u;
	char text[1 << 16];

	for (int round = 0; round < 2000; round++) {
		char bytes[64];
		struct buf b = { .p = bytes, .len = sizeof(bytes) };
		bool between;

		for (size_t i = 0; i < sizeof(bytes); i++) {
			x ^= x << 13, x ^= x >> 7, x ^= x << 17;
			bytes[i] = i % 8 < 4 ? (char)(i % 8 ? 0 : x % 12) : i % 8 == 4 ? "HTBOEX"[x % 6] : (char)(x % 50 ? 0 : 1);
		}
		(void)read_all(&b, 1 + (size_t)round % 9, text, sizeof(text), &between);
	}
}

UNIT_MAIN(TEST(frames_are_the_same_in_any_chunks), TEST(a_stream_that_is_cut_is_noticed), TEST(heads_that_nobody_writes_are_refused),
	  TEST(hello_tells_versions), TEST(tasks_come_back), TEST(ends_come_back), TEST(random_bytes_do_no_harm))
