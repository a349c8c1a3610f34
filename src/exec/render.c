/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "exec/render.h"

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
