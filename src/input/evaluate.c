/* SPDX-License-Identifier: MIT */
/*
 * The frames that travel to perl and back. Both ways everything is a list of strings, each behind its length in four bytes
 * (most significant first), because perl takes such a list apart with one unpack.
 *
 *	request  length 'C' expression
 *	         length 'E' { header value... calls }...    header: seq slot total argc and number of values; calls: pairs of numbers
 *	answer   '+' number | { result... skipped }...      a result begins with q (to be quoted) or u; skipped is empty or s
 *	         '-' message
 */
#include "input/evaluate.h"

#include <errno.h>
#include <string.h>

enum { FRAME = 5, HEADER = 7 }; /* bytes before the list; numbers of a job's header */

static void put32(char *p, uint32_t n) {
	for (int i = 3; i >= 0; i--, n >>= 8)
		p[i] = (char)(n & 255);
}

static uint32_t get32(const char *p) {
	uint32_t n = 0;

	for (int i = 0; i < 4; i++)
		n = n << 8 | (unsigned char)p[i];
	return n;
}

static int add_string(struct buf *b, const char *p, size_t len) {
	if (len > UINT32_MAX - 16 || buf_reserve(b, len + 4))
		return -ENOMEM;
	put32(b->p + b->len, (uint32_t)len);
	if (len)
		memcpy(b->p + b->len + 4, p, len);
	b->len += len + 4;
	return 0;
}

static int begin_frame(struct buf *b, char type) {
	static const char none[FRAME];

	b->len = 0;
	if (buf_add(b, none, FRAME))
		return -ENOMEM;
	b->p[FRAME - 1] = type;
	return 0;
}

static int end_frame(struct buf *b) {
	if (b->len - 4 > UINT32_MAX)
		return -ENOMEM;
	put32(b->p, (uint32_t)(b->len - 4));
	return 0;
}

int evaluator_compile(struct evaluator *e, const char *expr, size_t len, const char *what, struct err *err) {
	struct buf request = {0}, answer = {0};
	struct err why = {0};
	int rc = begin_frame(&request, 'C');

	if (!rc)
		rc = buf_add(&request, expr, len);
	if (!rc)
		rc = end_frame(&request);
	if (rc)
		(void)err_sys(&why, ENOMEM, "cannot compile the expression of %s", what);
	else
		rc = e->ops->exchange(e, &request, &answer, &why);
	if (!rc)
		rc = answer.len == 5 ? (int)get32(answer.p + 1) : -EPROTO;
	if (rc == -EINVAL)
		(void)err_set(err, EINVAL, "%s: '%.*s' is no Perl expression: %s", what, (int)(len < 200 ? len : 200), expr, why.msg);
	else if (rc < 0)
		*err = why;
	buf_release(&request);
	buf_release(&answer);
	return rc;
}

void evaluator_error(struct evaluator *e, struct err *ret) {
	e->ops->error(e, ret);
}

/* Complete the job at hand: its number of values is known now, and its calls go behind them. */
static int seal_job(struct evals *b) {
	int rc;

	if (!b->job)
		return 0;
	rc = add_string(&b->request, b->calls.p, b->calls.len);
	b->calls.len = 0;
	b->job = 0;
	return rc;
}

static char *job_field(struct evals *b, size_t i) {
	return b->request.p + b->job + 4 + 4 * i;
}

int evals_value(struct evals *b, const char *p, size_t len) {
	char *values = job_field(b, HEADER - 1);

	put32(values, get32(values) + 1);
	return add_string(&b->request, p, len);
}

int evals_job(struct evals *b, uint64_t seq, unsigned slot, uint64_t total, char *const *argv, const size_t *lens, size_t argc) {
	char header[4 * HEADER] = {0};
	int rc = b->request.len ? seal_job(b) : begin_frame(&b->request, 'E');

	put32(header, (uint32_t)(seq >> 32));
	put32(header + 4, (uint32_t)seq);
	put32(header + 8, slot);
	put32(header + 12, (uint32_t)(total >> 32));
	put32(header + 16, (uint32_t)total);
	put32(header + 20, (uint32_t)argc);
	if (rc)
		return rc;
	b->job = b->request.len;
	rc = add_string(&b->request, header, sizeof(header));
	for (size_t i = 0; argv && i < argc && !rc; i++)
		rc = evals_value(b, argv[i], lens[i]);
	return rc;
}

int evals_call(struct evals *b, int id, size_t value) {
	if (buf_reserve(&b->calls, 8))
		return -ENOMEM;
	put32(b->calls.p + b->calls.len, (uint32_t)id);
	put32(b->calls.p + b->calls.len + 4, (uint32_t)value);
	b->calls.len += 8;
	b->count++;
	return 0;
}

int evals_call_text(struct evals *b, int id, const char *p, size_t len) {
	size_t index = get32(job_field(b, HEADER - 1));

	return evals_value(b, p, len) ? -ENOMEM : evals_call(b, id, index);
}

int evals_run(struct evals *b, struct evaluator *e) {
	struct err err = {0};
	int rc = 0;

	b->next = 1;
	if (!b->request.len)
		return 0;
	rc = seal_job(b);
	if (!rc)
		rc = end_frame(&b->request);
	if (!rc)
		rc = e->ops->exchange(e, &b->request, &b->answer, &err);
	return rc;
}

static bool next_string(struct evals *b, const char **p, size_t *len) {
	size_t n;

	if (b->next + 4 > b->answer.len)
		return false;
	n = get32(b->answer.p + b->next);
	if (n > b->answer.len - b->next - 4)
		return false;
	*p = b->answer.p + b->next + 4;
	*len = n;
	b->next += 4 + n;
	return true;
}

bool evals_next(struct evals *b, struct eval *ret) {
	const char *p;
	size_t len;

	if (!next_string(b, &p, &len) || !len)
		return false;
	*ret = (struct eval){ p + 1, len - 1, *p == 'u' };
	return true;
}

bool evals_end_job(struct evals *b) {
	const char *p;
	size_t len;

	return next_string(b, &p, &len) && len;
}

void evals_reset(struct evals *b) {
	b->request.len = b->answer.len = b->calls.len = b->job = b->next = b->count = 0;
}

void evals_release(struct evals *b) {
	buf_release(&b->request);
	buf_release(&b->answer);
	buf_release(&b->calls);
	*b = (struct evals){0};
}
