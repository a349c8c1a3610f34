/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "builtin/crew.h"
#include "builtin/gang.h"
#include "unit.h"

/* Squares of the numbers up to `count`, in order. */
struct squares {
	struct gang_job job;
	uint64_t next, count, delivered, fail_cut, fail_put;
	bool in_order;
};

static int cut(struct gang_job *job, struct piece *p) {
	struct squares *s = (struct squares *)job;

	if (s->next == s->fail_cut)
		return err_set(&job->call->err, EIO, "cut");
	p->at = s->next++;
	return p->at < s->count;
}

static int work(struct gang_job *job, struct piece *p, struct memory *memory) {
	uint64_t square = p->at * p->at;

	(void)job, (void)memory;
	return buf_add(&p->out, &square, sizeof(square));
}

static int put(struct gang_job *job, struct piece *p) {
	struct squares *s = (struct squares *)job;
	uint64_t square;

	memcpy(&square, p->out.p, sizeof(square));
	s->in_order = s->in_order && p->out.len == sizeof(square) && square == s->delivered * s->delivered;
	s->delivered++;
	return s->delivered == s->fail_put ? err_set(&job->call->err, EIO, "put") : 0;
}

static void pieces_are_delivered_in_order(void) {
	for (unsigned slots = 1; slots < 40; slots = slots * 2 + 1) {
		struct crew crew;
		struct builtin_call call = { .crew = &crew };
		struct squares s = { .job = { cut, work, put, &call }, .count = 5000, .fail_cut = UINT64_MAX, .in_order = true };

		crew_init(&crew, slots);
		crew_enter(&crew);
		CHECK(gang_run(&s.job) == 0);
		CHECK(s.in_order && s.delivered == 5000);
		CHECK(crew_places(&crew) == slots - 1);
	}
}

static void a_failure_ends_it_and_lets_everybody_go(void) {
	for (uint64_t at = 1; at < 200; at += 23)
		for (int where = 0; where < 2; where++) {
			struct crew crew;
			struct builtin_call call = { .crew = &crew };
			struct squares s = { .job = { cut, work, put, &call }, .count = 5000, .fail_cut = where ? at : UINT64_MAX,
					     .fail_put = where ? 0 : at, .in_order = true };

			crew_init(&crew, 8);
			crew_enter(&crew);
			CHECK(gang_run(&s.job) == -EIO);
			CHECK(s.in_order && s.delivered <= at);
			CHECK(crew_places(&crew) == 7);
		}
}

static void helpers_leave_their_places_to_tasks(void) {
	struct crew crew;

	crew_init(&crew, 2);
	crew_enter(&crew);
	CHECK(crew_join(&crew));
	CHECK(crew_stay(&crew));
	CHECK(!crew_join(&crew));
	crew_enter(&crew);
	CHECK(!crew_stay(&crew));
	crew_leave(&crew);
	CHECK(crew_stay(&crew));
	CHECK(crew_places(&crew) == 0);
}

UNIT_MAIN(TEST(pieces_are_delivered_in_order), TEST(a_failure_ends_it_and_lets_everybody_go), TEST(helpers_leave_their_places_to_tasks))
