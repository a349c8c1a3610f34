/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "exec/render.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/io.h"

int render_task(const struct exec_spec *spec, struct task *t) {
	int rc = 0;

	if (spec->tag && !t->tag.len) {
		rc = template_render(spec->tag, t, t->result.slot, &t->tag);
		if (!rc)
			rc = buf_addc(&t->tag, '\t');
	}
	if (!rc && !t->command.len)
		rc = template_render(spec->command, t, t->result.slot, &t->command);
	return rc ? rc : buf_terminate(&t->command);
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
