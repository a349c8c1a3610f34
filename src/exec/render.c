/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "exec/render.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/io.h"
#include "input/evaluate.h"

/* All that stands in the way of a task's start and can be said of it: its tag, its command, and what --filter says. */
struct rendering {
	const struct exec_spec *spec;
	struct evals evals, filters;
	struct buf text;
};

static const struct template *command(const struct exec_spec *spec, const struct task *t) {
	return t->template ? t->template : spec->command;
}

static bool asks_with(const struct exec_spec *spec, const struct template *command) {
	return spec->filter_count || template_asks(command) || (spec->tag && template_asks(spec->tag)) ||
	       (spec->file && template_asks(spec->file));
}

static bool asks(const struct exec_spec *spec, const struct task *t) {
	return asks_with(spec, command(spec, t));
}

unsigned render_flags(const struct exec_spec *spec) {
	return spec->own_templates || asks_with(spec, spec->command) ? EXEC_ARRIVE : 0;
}

static int ask(struct rendering *r, const struct task *t) {
	const struct exec_spec *spec = r->spec;
	unsigned slot = t->result.slot;
	int rc = spec->tag ? template_ask(spec->tag, t, slot, &r->evals) : 0;

	if (!rc && spec->file)
		rc = template_ask(spec->file, t, slot, &r->evals);
	if (!rc)
		rc = template_ask(command(spec, t), t, slot, &r->evals);
	for (size_t i = 0; i < spec->filter_count && !rc; i++)
		rc = template_ask(spec->filters[i], t, slot, &r->evals);
	return rc;
}

static int ask_filters(struct rendering *r, struct task *t) {
	const struct exec_spec *spec = r->spec;
	int rc = evals_job(&r->filters, task_number(t), t->result.slot, UINT64_MAX, t->argv, t->lens, t->argc);

	for (size_t i = 0; i < spec->filter_count && !rc; i++) {
		r->text.len = 0;
		rc = template_answer(spec->filters[i], t, t->result.slot, &r->evals, &r->text, &t->skip);
		if (!rc)
			rc = evals_call_text(&r->filters, spec->filter, r->text.p ? r->text.p : "", r->text.len);
	}
	return rc;
}

static int answer(struct rendering *r, struct task *t) {
	const struct exec_spec *spec = r->spec;
	int rc = 0;

	t->tag.len = t->file.len = t->command.len = 0;
	t->skip = false;
	if (spec->tag) {
		rc = template_answer(spec->tag, t, t->result.slot, &r->evals, &t->tag, NULL);
		if (!rc)
			rc = buf_addc(&t->tag, '\t');
	}
	if (!rc && spec->file)
		rc = template_answer(spec->file, t, t->result.slot, &r->evals, &t->file, NULL);
	if (!rc)
		rc = template_answer(command(spec, t), t, t->result.slot, &r->evals, &t->command, &t->skip);
	if (!rc && spec->filter_count)
		rc = ask_filters(r, t);
	return rc ? rc : buf_terminate(&t->command);
}

static int answer_filters(struct rendering *r, struct task *t) {
	for (size_t i = 0; i < r->spec->filter_count; i++) {
		struct eval e;

		if (!evals_next(&r->filters, &e))
			return -EPROTO;
		t->skip |= e.len != 1 || *e.p != '1';
	}
	(void)evals_end_job(&r->filters);
	return 0;
}

static bool unrendered(const struct task *t) {
	return !t->command.len && t->result.outcome == OUTCOME_NONE;
}

/* Two round trips at most: one for the expressions, one for the filters, whose texts are made of what the first one said. */
static int render_chain(struct rendering *r, struct task *first, const struct task *end) {
	int rc = 0;

	for (struct task *t = first; t != end && !rc; t = t->next)
		rc = unrendered(t) ? ask(r, t) : 0;
	if (!rc)
		rc = evals_run(&r->evals, r->spec->evaluator);
	for (struct task *t = first; t != end && !rc; t = t->next)
		if (unrendered(t)) {
			rc = answer(r, t);
			t->filtered = r->spec->filter_count > 0;
		}
	if (!rc && r->spec->filter_count)
		rc = evals_run(&r->filters, r->spec->evaluator);
	for (struct task *t = first; t != end && !rc; t = t->next) {
		rc = t->filtered ? answer_filters(r, t) : 0;
		t->filtered = false;
	}
	return rc;
}

static int render_expressions(const struct exec_spec *spec, struct task *t, const struct task *end, struct err *err) {
	struct rendering r = { .spec = spec };
	int rc;

	if (!unrendered(t))
		return 0;
	rc = render_chain(&r, t, end);
	evals_release(&r.evals);
	evals_release(&r.filters);
	buf_release(&r.text);
	if (rc == -ECANCELED) {
		t->result.outcome = OUTCOME_KILLED;
		t->result.code = SIGTERM;
		return buf_terminate(&t->command);
	}
	if (rc && rc != -ENOMEM) {
		evaluator_error(spec->evaluator, err);
		return err->code ? -err->code : err_set(err, EPROTO, "perl gave an answer that makes no sense");
	}
	return rc;
}

void render_arrived(const struct exec_spec *spec, struct task *chain) {
	struct err err = {0};

	while (chain && !(unrendered(chain) && asks(spec, chain)))
		chain = chain->next;
	if (chain)
		(void)render_expressions(spec, chain, NULL, &err);
}

int render_task(const struct exec_spec *spec, struct task *t, struct err *err) {
	struct evals none = {0};
	int rc = 0;

	if (asks(spec, t))
		return render_expressions(spec, t, t->next, err);
	if (spec->tag && !t->tag.len) {
		rc = template_render(spec->tag, t, t->result.slot, &t->tag);
		if (!rc)
			rc = buf_addc(&t->tag, '\t');
	}
	if (!rc && spec->file && !t->file.len)
		rc = template_render(spec->file, t, t->result.slot, &t->file);
	if (!rc && !t->command.len)
		rc = template_answer(command(spec, t), t, t->result.slot, &none, &t->command, &t->skip);
	return rc ? rc : buf_terminate(&t->command);
}

bool render_skipped(struct task *t) {
	if (!t->skip)
		return false;
	t->result.start = t->result.end = clock_mono();
	t->result.wall_start = clock_wall();
	t->result.outcome = OUTCOME_REFUSED;
	t->result.code = -2;
	return true;
}

/* Newlines and tabs may stay as they are; anything else that drives a terminal is shown, not sent. */
void render_trace(const struct task *t) {
	struct buf line = {0};
	size_t room = 4 * t->command.len + 8;
	const char *p = t->command.p;

	if (!p || buf_reserve(&line, room))
		return;
	while (*p) {
		size_t n = strcspn(p, "\n\t");
		char *piece = strndup(p, n);

		if (!piece)
			break;
		line.len += err_show(line.p + line.len, room - line.len, piece);
		free(piece);
		p += n;
		if (*p)
			line.p[line.len++] = *p++;
	}
	line.p[line.len++] = '\n';
	(void)io_write(2, line.p, line.len, NULL);
	buf_release(&line);
}

int render_verbose(struct task *t, struct outlet *o) {
	int rc;

	t->result.received += t->command.len + 1; /* it is in the log as output, too */
	rc = o->ops->put(o, t, STREAM_OUT, t->command.p, t->command.len);
	if (rc >= 0)
		rc = o->ops->put(o, t, STREAM_OUT, "\n", 1);
	return rc < 0 ? rc : 0;
}
