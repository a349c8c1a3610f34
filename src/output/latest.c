/* SPDX-License-Identifier: MIT */
/*
 * --latest-line. On a terminal each task has a row, which is drawn again when its latest line has changed; the cursor
 * rests below the last row, and a row that has left the screen stays as it is. Elsewhere nothing can be drawn again:
 * each task's last line is printed at its end.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/sys.h"
#include "output/sinks.h"

#define TAB 8

struct row {
	struct task *task;
	uint64_t number;  /* from the top of all rows there ever were */
	bool changed;
};

struct latest {
	struct sink sink;
	bool out_closed, terminal;
	struct row *rows; /* of tasks that are not done */
	size_t count, cap;
	uint64_t total;
	struct buf text;
};

static void screen(unsigned *columns, unsigned *lines) {
	struct winsize ws;
	bool known = ioctl(1, TIOCGWINSZ, &ws) == 0;

	*columns = known && ws.ws_col ? ws.ws_col : 80;
	*lines = known && ws.ws_row ? ws.ws_row : 24;
}

/* The row of t, a new one when it has none. NULL without memory. */
static struct row *row_of(struct latest *l, struct task *t) {
	for (size_t i = 0; i < l->count; i++)
		if (l->rows[i].task == t)
			return &l->rows[i];
	if (l->count == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 16;
		struct row *rows = sys_realloc(l->rows, cap * sizeof(*rows));

		if (!rows)
			return NULL;
		l->rows = rows;
		l->cap = cap;
	}
	l->rows[l->count] = (struct row){ .task = t, .number = l->total++ };
	return &l->rows[l->count++];
}

/* Remember the last line of what came; one that has no end yet counts. */
static int keep_line(struct task *t, enum stream stream, const char *p, size_t n) {
	struct buf *b = &t->seen[STREAM_OUT];
	size_t end = p[n - 1] == '\n' ? n - 1 : n;
	const char *nl = end ? memrchr(p, '\n', end) : NULL;
	size_t start = nl ? (size_t)(nl + 1 - p) : 0;

	(void)stream;
	b->len = 0;
	return buf_add(b, p + start, end - start);
}

static int latest_write(struct sink *s, struct task *t, enum stream stream, const void *p, size_t n, struct err *err) {
	struct latest *l = (struct latest *)s;
	struct row *row;

	if (l->out_closed && n)
		return err_sys(err, EBADF, "cannot write to standard output");
	if (!n)
		return 0;
	row = row_of(l, t);
	if (!row || keep_line(t, stream, p, n))
		return err_sys(err, ENOMEM, "cannot write output");
	row->changed = true;
	return 0;
}

/* Text that moves the cursor only to the right, and not beyond the screen. */
static int add_text(struct buf *b, const char *p, size_t n, unsigned *column, unsigned columns) {
	int rc = 0;

	for (size_t i = 0; i < n && !rc; i++) {
		unsigned char c = (unsigned char)p[i];

		if (c == '\t') {
			do
				rc = *column < columns ? buf_addc(b, ' ') : 0;
			while (!rc && ++*column % TAB);
			continue;
		}
		if (c < ' ' || c == 0x7f)
			continue;
		/* The further bytes of a character need no room. */
		*column += (c & 0xc0) != 0x80;
		if (*column < columns)
			rc = buf_addc(b, (char)c);
	}
	return rc;
}

static int add_row(struct latest *l, const struct task *t, unsigned columns) {
	unsigned column = 0;
	int rc = add_text(&l->text, t->tag.p, t->tag.len, &column, columns);

	return rc ? rc : add_text(&l->text, t->seen[STREAM_OUT].p, t->seen[STREAM_OUT].len, &column, columns);
}

static int send(struct latest *l, int rc, struct err *err) {
	if (rc)
		return err_sys(err, ENOMEM, "cannot write output");
	rc = l->text.len ? io_write(1, l->text.p, l->text.len, NULL) : 0;
	l->text.len = 0;
	return rc ? err_sys(err, -rc, "cannot write to standard output") : 0;
}

static int draw(struct latest *l, uint64_t *drawn, struct row *row, unsigned columns, unsigned lines) {
	uint64_t up;
	int rc = 0;

	/* Rows come in order, so a new one is the next below. */
	if (row->number >= *drawn) {
		rc = add_row(l, row->task, columns);
		*drawn = row->number + 1;
		return rc ? rc : buf_addc(&l->text, '\n');
	}
	up = *drawn - row->number;
	if (up >= lines)
		return 0;
	rc = buf_addf(&l->text, "\033[%lluA\r", (unsigned long long)up);
	rc = rc ? rc : add_row(l, row->task, columns);
	return rc ? rc : buf_addf(&l->text, "\033[K\033[%lluB\r", (unsigned long long)up);
}

static int latest_flush(struct sink *s, struct err *err) {
	struct latest *l = (struct latest *)s;
	uint64_t drawn = l->total;
	unsigned columns, lines;
	int rc = 0;

	if (!l->terminal)
		return 0;
	screen(&columns, &lines);
	/* Those that were never drawn are the last ones. */
	for (size_t i = l->count; i-- && l->rows[i].number + 1 == drawn && !l->rows[i].task->line_started;)
		drawn--;
	for (size_t i = 0; i < l->count && !rc; i++) {
		struct row *row = &l->rows[i];

		if (row->changed)
			rc = draw(l, &drawn, row, columns, lines);
		row->changed = false;
		row->task->line_started = true;
	}
	return send(l, rc, err);
}

static int latest_done(struct sink *s, struct task *t, struct err *err) {
	struct latest *l = (struct latest *)s;
	size_t i = 0;
	int rc = 0;

	while (i < l->count && l->rows[i].task != t)
		i++;
	if (i == l->count)
		return 0;
	if (!l->terminal) {
		rc = buf_add(&l->text, t->tag.p, t->tag.len);
		rc = rc ? rc : buf_add(&l->text, t->seen[STREAM_OUT].p, t->seen[STREAM_OUT].len);
		rc = rc ? rc : buf_addc(&l->text, '\n');
	}
	memmove(l->rows + i, l->rows + i + 1, (--l->count - i) * sizeof(*l->rows));
	return l->terminal ? 0 : send(l, rc, err);
}

static void latest_free(struct sink *s) {
	struct latest *l = (struct latest *)s;

	free(l->rows);
	buf_release(&l->text);
	free(l);
}

static const struct sink_ops latest_ops = { latest_write, latest_done, latest_flush, NULL, latest_free };

int sink_latest_new(struct sink **ret, bool out_closed, struct err *err) {
	struct latest *l = xcalloc(1, sizeof(*l));

	(void)err;
	*l = (struct latest){ .sink = { &latest_ops }, .out_closed = out_closed, .terminal = isatty(1) };
	*ret = &l->sink;
	return 0;
}
