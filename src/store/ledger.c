/* SPDX-License-Identifier: MIT */
/*
 * The master's half is done before the worker's: values that are there, up to a batch of them, are put into the table
 * before a job is taken, so other workers find some, too; and values that come slowly do not keep back the jobs before them. Nothing
 * here knows of slots: a run that only fills the table is a source without tasks.
 */
#include "config.h"

#include "store/ledger.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "store/jobtable.h"

#define BATCH 10000 /* most jobs put into the table in one transaction: so long do others wait */
#define PAUSE_MIN 5000000
#define PAUSE_MAX 500000000 /* how long after its end a job of somebody else is noticed */

struct command {
	struct command *next;
	char *text;
	struct template *template;
};

struct ledger {
	struct dburl url;
	struct ledger_spec spec;
	struct template_spec command_spec;
	struct buf command;           /* the master's, as it stands in the table */
	struct jobtable *in, *out;    /* of the source, of the sink */
	_Atomic uint64_t taken, kept;
};

struct ledger_source {
	struct source source;
	struct ledger *j;
	struct source *values;        /* NULL = there are none, or no more */
	struct task *row;             /* holds values on their way into the table */
	bool made;                    /* the table is ours */
	bool revived;
	struct buf text;
	struct command *commands;     /* those of the table so far, the last one first */
};

struct ledger_sink {
	struct sink sink;
	struct ledger *j;
};

/* --- values into the table -------------------------------------------------------------------------------------------------------- */

/* Put one job there, in a transaction. */
static int put(struct ledger_source *s, struct err *err) {
	struct ledger *j = s->j;
	int rc = s->made || j->url.append ? 0 : jobtable_make(j->in, s->row->argc, err);

	s->made = true;
	return rc ? rc : jobtable_add(j->in, j->command.p, s->row, err);
}

static void end_values(struct ledger_source *s) {
	if (s->values)
		s->values->ops->free(s->values);
	s->values = NULL;
}

static int next_values(struct ledger_source *s, const struct gate *stop, struct err *err) {
	task_reset(s->row, NULL);
	return s->values->ops->next(s->values, s->row, stop, err);
}

/* Will the next values come without being waited for? */
static bool prompt(const struct ledger_source *s) {
	return s->values && s->values->ops->ready && s->values->ops->ready(s->values);
}

/* The first values may have to be waited for, before others are kept out; the rest go along as long as they are there. */
static int fill(struct ledger_source *s, const struct gate *stop, struct err *err) {
	struct jobtable *t = s->j->in;
	int more = next_values(s, stop, err), rc, end;

	if (more < 0)
		return more;
	rc = jobtable_begin(t, err);
	if (rc)
		return rc;
	if (!more && !s->made && !s->j->url.append)
		rc = jobtable_make(t, 0, err); /* no job at all: an empty table */
	for (int n = 1; more > 0 && !rc; n++) {
		rc = put(s, err);
		if (rc || n == BATCH || !prompt(s))
			break;
		more = next_values(s, stop, err);
	}
	end = jobtable_end(t, !rc, err);
	if (!more)
		end_values(s);
	if (rc || end)
		return rc ? rc : end;
	return more < 0 ? more : 0;
}

/* --- jobs out of the table -------------------------------------------------------------------------------------------------------- */

static void free_command(struct command *c) {
	if (!c)
		return;
	template_free(c->template);
	free(c->text);
	free(c);
}

/* The template of a command. There are as many as there are different ones in the table; mostly one. */
static const struct template *template_of(struct ledger_source *s, const char *text, struct err *err) {
	struct command *c = s->commands;

	while (c && strcmp(c->text, text))
		c = c->next;
	if (c)
		return c->template;
	c = sys_malloc(sizeof(*c));
	if (c)
		*c = (struct command){ .text = strdup(text) };
	if (!c || !c->text || template_decode(&c->template, text, &s->j->command_spec, err)) {
		free_command(c);
		err_sys(err, ENOMEM, "cannot hold another task");
		return NULL;
	}
	c->next = s->commands;
	s->commands = c;
	return c->template;
}

static int take(struct ledger_source *s, struct task *t, struct err *err) {
	int rc = s->revived ? 0 : jobtable_revive(s->j->in, err);

	s->revived = true;
	rc = rc < 0 ? rc : jobtable_take(s->j->in, t, &s->text, err);
	if (rc <= 0)
		return rc;
	atomic_fetch_add(&s->j->taken, 1);
	t->template = template_of(s, s->text.p, err);
	return t->template ? 1 : -err->code;
}

/*
 * Nobody tells when a job of another process ends, so we look, ever less often. 1 = look again, 0 = nobody has one
 * any more.
 */
static int await_others(struct ledger_source *s, nsec *pause, const struct gate *stop, struct err *err) {
	int rc = jobtable_revive(s->j->in, err);

	if (rc < 0 || (rc && s->j->spec.worker))
		return rc;
	rc = s->j->spec.wait ? jobtable_pending(s->j->in, err) : 0;
	if (rc <= 0)
		return rc;
	if (gate_wait(stop, clock_mono() + *pause))
		return -ECANCELED;
	*pause = *pause * 2 < PAUSE_MAX ? *pause * 2 : PAUSE_MAX;
	return 1;
}

static int source_next(struct source *source, struct task *t, const struct gate *stop, struct err *err) {
	struct ledger_source *s = (struct ledger_source *)source;
	nsec pause = PAUSE_MIN;

	for (;;) {
		int rc = prompt(s) ? fill(s, stop, err) : 0;

		if (!rc && gate_closed(stop))
			return -ECANCELED;
		if (!rc && s->j->spec.worker)
			rc = take(s, t, err);
		if (rc)
			return rc;
		if (s->values) {
			rc = fill(s, stop, err);
		} else {
			rc = await_others(s, &pause, stop, err);
			if (rc <= 0)
				return rc;
			rc = 0;
		}
		if (rc)
			return rc;
	}
}

static void source_free(struct source *source) {
	struct ledger_source *s = (struct ledger_source *)source;

	end_values(s);
	task_free(s->row, NULL);
	while (s->commands) {
		struct command *c = s->commands;

		s->commands = c->next;
		free_command(c);
	}
	buf_release(&s->text);
	free(s);
}

static const struct source_ops source_ops = { .next = source_next, .free = source_free };

struct source *ledger_source(struct ledger *j, struct source *values) {
	struct ledger_source *s = xcalloc(1, sizeof(*s));

	*s = (struct ledger_source){ .source = { &source_ops, UINT64_MAX }, .j = j, .values = values, .row = xcalloc(1, sizeof(*s->row)) };
	task_reset(s->row, NULL);
	return &s->source;
}

/* --- results into the table ------------------------------------------------------------------------------------------------------- */

static int sink_write(struct sink *k, struct task *t, enum stream stream, const void *p, size_t n, struct err *err) {
	struct ledger *j = ((struct ledger_sink *)k)->j;

	if (j->spec.gathered || !task_see(t, stream, p, n, j->spec.tagged))
		return 0;
	return err_sys(err, ENOMEM, "cannot hold the output of task %llu", (unsigned long long)task_number(t));
}

/* The file of stderr beside that of stdout, as --results names them. 0 or -ENOMEM. */
static int beside(struct buf *name, const char *out, size_t n) {
	static const char tree[] = "/stdout";
	size_t tail = sizeof(tree) - 1;
	bool is_tree = n > tail && !memcmp(out + n - tail, tree, tail);

	name->len = 0;
	return buf_add(name, out, is_tree ? n - tail : n) || buf_adds(name, is_tree ? "/stderr" : ".err");
}

static int sink_done(struct sink *k, struct task *t, struct err *err) {
	struct ledger *j = ((struct ledger_sink *)k)->j;
	struct jobtable_output out[2] = { { t->seen[0].p, t->seen[0].len }, { t->seen[1].p, t->seen[1].len } };
	struct buf name = {0};
	bool kept;
	int rc = 0;

	if (t->result.outcome == OUTCOME_KILLED || t->result.outcome == OUTCOME_SKIPPED || t->result.outcome == OUTCOME_NONE)
		return 0;
	if (j->spec.output != OUTPUT_ITSELF && out[0].len && out[0].p[out[0].len - 1] == '\n')
		out[0].len--;
	if (j->spec.output == OUTPUT_TWO_FILES && out[0].len) {
		rc = beside(&name, out[0].p, out[0].len) ? err_sys(err, ENOMEM, "cannot name a result file") : 0;
		out[1] = (struct jobtable_output){ name.p, name.len };
	}
	rc = rc ? rc : jobtable_finish(j->out, t, out, &kept, err);
	buf_release(&name);
	if (rc)
		return rc;
	atomic_fetch_add(&j->kept, 1);
	if (!kept)
		err_say("warning: the result of job %llu is not kept: table '%s' was made anew or changed in the meantime",
			(unsigned long long)task_number(t), j->url.table.p);
	return 0;
}

static void sink_free(struct sink *k) {
	free(k);
}

static const struct sink_ops sink_ops = { .write = sink_write, .done = sink_done, .free = sink_free };

struct sink *ledger_sink(struct ledger *j) {
	struct ledger_sink *k = xcalloc(1, sizeof(*k));

	*k = (struct ledger_sink){ { &sink_ops }, j };
	return &k->sink;
}

/* --- both ------------------------------------------------------------------------------------------------------------------------- */

/* The table that is there is ours to use; a new one takes the place of a table of jobs only. */
static int check(struct ledger *j, struct err *err) {
	bool there = false;
	int rc = jobtable_writable(j->in, err);

	rc = rc ? rc : jobtable_exists(j->in, &there, err);
	if (rc || there || (j->spec.master && !j->url.append))
		return rc;
	return err_set(err, ENOENT, "there is no table '%s' in the database '%s'; --sqlmaster makes one (without a + in front of its address)",
		       j->url.table.p,
		       j->url.file.p);
}

int ledger_open(struct ledger **ret, const struct ledger_spec *spec, struct err *err) {
	struct ledger *j = xcalloc(1, sizeof(*j));
	uint64_t total;
	int rc;

	j->spec = *spec;
	j->command_spec = *spec->command;
	rc = dburl_parse(&j->url, spec->url, err);
	if (!rc && spec->master)
		rc = template_encode(&j->command, spec->command, err);
	if (!rc && spec->master && buf_terminate(&j->command))
		rc = err_sys(err, ENOMEM, "cannot compile the command");
	rc = rc ? rc : jobtable_open(&j->in, &j->url, spec->master && !j->url.append, err);
	rc = rc ? rc : check(j, err);
	if (!rc && spec->worker)
		rc = jobtable_open(&j->out, &j->url, false, err);
	if (!rc && !spec->master) {
		rc = jobtable_count(j->in, &total, err);
		spec->facts->total = total;
	}
	if (rc) {
		ledger_close(j);
		return rc;
	}
	*ret = j;
	return 0;
}

void ledger_close(struct ledger *j) {
	if (!j)
		return;
	jobtable_close(j->out, false);
	jobtable_close(j->in, atomic_load(&j->taken) > atomic_load(&j->kept));
	buf_release(&j->command);
	dburl_release(&j->url);
	free(j);
}
