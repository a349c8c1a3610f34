/* SPDX-License-Identifier: MIT */
#include "input/names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/sys.h"

int names_add(struct names *n, const char *p, size_t len) {
	char **v = sys_realloc(n->v, (n->count + 1) * sizeof(*v));
	char *name;

	if (!v)
		return -ENOMEM;
	n->v = v;
	name = sys_malloc(len + 1);
	if (!name)
		return -ENOMEM;
	if (len)
		memcpy(name, p, len);
	name[len] = '\0';
	v[n->count++] = name;
	return 0;
}

static bool spelled(const struct options *o, const char *text) {
	if (o->tagstring && strstr(o->tagstring, text))
		return true;
	for (size_t i = 0; i < o->command_count; i++)
		if (strstr(o->command[i], text))
			return true;
	return false;
}

int names_add_field(struct names *n, const struct options *o, const char *p, size_t len) {
	struct buf quoted = {0};
	int rc = buf_adds(&quoted, "{\"");

	for (size_t i = 0; i < len && !rc; i++)
		rc = (p[i] == '"' && buf_addc(&quoted, '"')) || buf_addc(&quoted, p[i]) ? -ENOMEM : 0;
	if (!rc && (buf_addc(&quoted, '"') || buf_terminate(&quoted)))
		rc = -ENOMEM;
	if (!rc && spelled(o, quoted.p))
		rc = names_add(n, quoted.p + 1, quoted.len - 1);
	else if (!rc)
		rc = names_add(n, p, len);
	buf_release(&quoted);
	return rc;
}

void names_release(struct names *n) {
	for (size_t i = 0; i < n->count; i++)
		free(n->v[i]);
	free(n->v);
	*n = (struct names){0};
}
