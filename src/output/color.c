/* SPDX-License-Identifier: MIT */
/*
 * --color and --color-failed, in front of the terminal: each line in the colours of its task, with the tag inside them.
 * The end of the last line is only known when something else follows, so a line stays open until its newline, another
 * task's output or the task's end comes. In line-buffered output a line without its end keeps its looks, as in GNU
 * parallel.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "output/sinks.h"

#define FAILED_BACK 196
#define WHITE 231

/*
 * Backgrounds in the order in which tasks get them; below zero the text on it is black. GNU parallel gives its jobs these, so what
 * compares its output finds the same bytes.
 */
static const short backgrounds[] = {
	134, 21, 243, -149, 102, -231, 203, -78, 73, -208, 167, -6, 44, 22, 244, -150, 103, -249, 204, -79,
	74, -209, 168, -7, 45, -186, 135, -151, 104, -250, 205, -80, 75, -210, 169, -9, 52, -187, 136, 23,
	245, -251, 206, -81, 76, -211, 170, -10, 53, -188, 137, 24, 246, -152, 105, -82, 77, -212, 171, -11,
	54, -189, 138, 25, 247, -153, 106, -252, 207, -213, 172, -13, 55, -190, 139, 26, 248, -154, 107,
	-253, 208, -83, 78, -14, 56, -191, 140, 27, 249, -155, 108, -254, 209, -84, 79, -214, 173, -192, 141,
	28, 250, -156, 109, 1, 210, -85, 80, -215, 174, -15, 57, 29, -157, 110, 2, 211, -86, 81, -216, 175,
	-40, 58, -193, 142, -158, 111, 3, 212, -87, 88, -217, 176, -41, 59, -194, 143, 30, 4, 213, -113, 89,
	-218, 177, -42, 60, -195, 144, 31, -159, 112, -114, 90, -219, 178, -43, 61, -196, 145, 32, -171, 113,
	5, 214, -220, 180, -44, 62, -197, 146, 33, -172, 114, 6, 232, -115, 91, -45, 63, -198, 147, 34, -173,
	124, 7, 233, -116, 92, -221, 182, -199, 148, 35, -174, 125, 8, 234, -117, 93, -222, 183, -46, 64, 36,
	-175, 126, 9, 235, -118, 94, -223, 184, -47, 65, -200, 149, -176, 127, 12, 236, -119, 95, -224, 196,
	-48, 66, -201, 160, 37, 13, 237, -120, 96, -225, 197, -49, 67, -202, 161, 38, -177, 128, -121, 97,
	-226, 198, -50, 68, -203, 162, 39, -178, 129, 16, 238, -227, 199, -51, 69, -204, 163, 40, -179, 130,
	17, 239, -122, 98, -75, 70, -205, 164, 41, -180, 131, 18, 240, -123, 99, -228, 200, -206, 165, 42,
	-181, 132, 19, 241, -147, 100, -229, 201, -76, 71, 43, -182, 133, 20, 242, -148, 101, -230, 202, -77,
	72, -207, 166, -185,
};
#define BACKGROUNDS (sizeof(backgrounds) / sizeof(*backgrounds))

struct color {
	struct sink sink;
	struct color_spec spec;
	const char *reset;
	struct task *open;      /* its line has begun and not ended */
	bool painted;           /* in colours */
	enum stream stream;     /* on that stream */
	struct buf text;
};

static bool colored(const struct color *c, const struct task *t) {
	return c->spec.all || (c->spec.failed && !c->spec.by_line && task_failed(t));
}

static int add_colors(const struct color *c, const struct task *t, struct buf *b) {
	short back = backgrounds[task_place(t) % BACKGROUNDS];

	if (c->spec.failed && !c->spec.by_line && task_failed(t))
		back = FAILED_BACK;
	return buf_addf(b, "\033[48;5;%03d;38;5;%03dm\033[K", back < 0 ? -back : back, back < 0 ? 0 : WHITE);
}

static int pass(struct color *c, struct task *t, enum stream stream, struct err *err) {
	struct sink *to = c->spec.to;
	int rc = to->ops->write(to, t, stream, c->text.p, c->text.len, err);

	c->text.len = 0;
	return rc;
}

/* The line that is open ends here, without having had a newline. */
static int close_line(struct color *c, struct err *err) {
	struct task *t = c->open;

	if (!t)
		return 0;
	c->open = NULL;
	if ((c->painted && buf_adds(&c->text, c->reset)) || buf_addc(&c->text, '\n'))
		return err_sys(err, ENOMEM, "cannot write output");
	return pass(c, t, c->stream, err);
}

/* One line, with or without its end. 0 or -ENOMEM. */
static int add_line(struct color *c, struct task *t, enum stream stream, const char *p, size_t n, bool ends) {
	bool paint = colored(c, t) && (ends || !c->spec.by_line);
	int rc = 0;

	if (!c->open) {
		if (paint)
			rc = add_colors(c, t, &c->text);
		rc = rc ? rc : buf_add(&c->text, t->tag.p, t->tag.len);
	}
	rc = rc ? rc : buf_add(&c->text, p, n - ends);
	if (ends) {
		rc = rc || !paint ? rc : buf_adds(&c->text, c->reset);
		rc = rc ? rc : buf_addc(&c->text, '\n');
	}
	c->open = ends || c->spec.by_line ? NULL : t;
	c->painted = paint;
	c->stream = stream;
	return rc;
}

static int color_write(struct sink *s, struct task *t, enum stream stream, const void *data, size_t n, struct err *err) {
	struct color *c = (struct color *)s;
	const char *p = data;
	int rc = 0;

	if (c->open && (c->open != t || c->stream != stream) && close_line(c, err))
		return -err->code;
	while (n && !rc) {
		const char *nl = memchr(p, '\n', n);
		size_t line = nl ? (size_t)(nl + 1 - p) : n;

		rc = add_line(c, t, stream, p, line, nl != NULL);
		p += line;
		n -= line;
	}
	return rc ? err_sys(err, ENOMEM, "cannot write output") : pass(c, t, stream, err);
}

static int color_done(struct sink *s, struct task *t, struct err *err) {
	struct color *c = (struct color *)s;

	return c->open == t ? close_line(c, err) : 0;
}

static int color_flush(struct sink *s, struct err *err) {
	struct sink *to = ((struct color *)s)->spec.to;

	return to->ops->flush(to, err);
}

static int color_finish(struct sink *s, struct err *err) {
	struct sink *to = ((struct color *)s)->spec.to;

	return to->ops->finish(to, err);
}

static void color_free(struct sink *s) {
	struct color *c = (struct color *)s;

	c->spec.to->ops->free(c->spec.to);
	buf_release(&c->text);
	free(c);
}

static const struct sink_ops color_ops = { color_write, color_done, color_flush, color_finish, color_free };

void sink_color_new(struct sink **ret, const struct color_spec *spec) {
	struct color *c = xcalloc(1, sizeof(*c));
	const char *term = getenv("TERM");
	bool xterm = isatty(1) && term && !strncmp(term, "xterm", 5);

	*c = (struct color){ .sink = { &color_ops }, .spec = *spec, .reset = xterm ? "\033(B\033[m" : "\033[m" };
	*ret = &c->sink;
}
