/* SPDX-License-Identifier: MIT */
/* One tally belongs to one slot while the run lasts, so nothing here is locked. */
#include "stats/stats.h"

static void note_longest(nsec *longest, uint64_t *seq, nsec d, uint64_t at) {
	if (d > *longest) {
		*longest = d;
		*seq = at;
	}
}

static void note_ends(struct tally *t, nsec start, nsec end) {
	if (start && (!t->first_start || start < t->first_start))
		t->first_start = start;
	if (end > t->last_end)
		t->last_end = end;
}

static void add_attempt(struct tally *t, const struct task *task) {
	const struct result *r = &task->result;
	nsec wall = r->end - r->start, alone = wall;

	t->attempts++;
	t->wall += wall;
	if (r->started > r->start && r->started <= r->end)
		t->starting += r->started - r->start;
	t->user += clock_of(r->ru.ru_utime);
	t->system += clock_of(r->ru.ru_stime);
	t->cpu = t->user + t->system;
	t->voluntary += (uint64_t)r->ru.ru_nvcsw;
	t->involuntary += (uint64_t)r->ru.ru_nivcsw;
	share_add(&t->share, r);
	if (r->queued >= 0) {
		/* the counter of a whole process may run a little past our own clock */
		nsec queued = r->queued < wall ? r->queued : wall;

		t->queue_known++;
		t->queued += queued;
		alone -= queued;
		if (r->on_cpu > 0)
			t->on_cpu += r->on_cpu;
	}
	note_longest(&t->longest, &t->longest_seq, wall, task_place(task));
	note_longest(&t->longest_alone, &t->longest_alone_seq, alone, task_place(task));
	note_ends(t, r->start, r->end);
	t->out_bytes += r->received;
	if (r->ru.ru_maxrss > t->max_rss)
		t->max_rss = r->ru.ru_maxrss;
}

static void add_outcome(struct tally *t, const struct result *r) {
	switch (r->outcome) {
	case OUTCOME_EXIT:
		if (r->code) {
			t->failed++;
		} else {
			t->ok++;
			t->flaky += r->attempt > 1;
		}
		break;
	case OUTCOME_SIGNAL:
	case OUTCOME_NOSTART:
	case OUTCOME_REFUSED:
		t->failed++;
		break;
	case OUTCOME_TIMEOUT:
		t->timed_out++;
		break;
	case OUTCOME_KILLED:
		t->cancelled++;
		break;
	case OUTCOME_SKIPPED:
		t->skipped++;
		break;
	case OUTCOME_NONE:
	case OUTCOME_EVICTED:
		break;
	}
}

void tally_add(struct tally *t, const struct task *task, int final) {
	if (result_ran(&task->result))
		add_attempt(t, task);
	if (final)
		add_outcome(t, &task->result);
}

void tally_outcome(struct tally *t, const struct task *task) {
	add_outcome(t, &task->result);
	if (task_failed(task))
		t->failed_how = task_status(task);
}

void tally_merge(struct tally *to, const struct tally *from) {
	to->ok += from->ok;
	to->failed += from->failed;
	to->timed_out += from->timed_out;
	to->cached += from->cached;
	to->skipped += from->skipped;
	to->cancelled += from->cancelled;
	to->flaky += from->flaky;
	to->failed_how = from->failed_how ? from->failed_how : to->failed_how;
	to->attempts += from->attempts;
	to->wall += from->wall;
	to->cpu += from->cpu;
	to->user += from->user;
	to->system += from->system;
	to->voluntary += from->voluntary;
	to->involuntary += from->involuntary;
	share_merge(&to->share, &from->share);
	to->starting += from->starting;
	to->repeated += from->repeated;
	to->handing += from->handing;
	to->queued += from->queued;
	to->on_cpu += from->on_cpu;
	to->queue_known += from->queue_known;
	note_longest(&to->longest, &to->longest_seq, from->longest, from->longest_seq);
	note_longest(&to->longest_alone, &to->longest_alone_seq, from->longest_alone, from->longest_alone_seq);
	note_ends(to, from->first_start, from->last_end);
	to->out_bytes += from->out_bytes;
	if (from->max_rss > to->max_rss)
		to->max_rss = from->max_rss;
}
