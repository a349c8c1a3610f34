/* SPDX-License-Identifier: MIT */
#include "input/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/sys.h"

/* The whole file as a string. */
static int slurp(const char *path, struct buf *b, struct err *err) {
	int rc = io_read_file(path, b);

	if (!rc)
		rc = buf_terminate(b);
	if (rc)
		return err_sys(err, -rc, "cannot read '%s' for --template", path);
	return memchr(b->p, '\0', b->len) ? err_set(err, EINVAL, "'%s' for --template holds a NUL byte", path) : 0;
}

static int compile(struct template **ret, const struct template_spec *base, char *text, struct err *err) {
	struct template_spec spec = *base;

	spec.use = TEMPLATE_TEXT;
	spec.words = &text;
	spec.count = 1;
	spec.quote = spec.repeat_context = false;
	return template_compile(ret, &spec, err);
}

int files_compile(struct file_template **ret, const struct options *o, const struct template_spec *base, struct err *err) {
	size_t count = o->template_count / 2;
	struct file_template *list = xcalloc(count, sizeof(*list));
	int rc = 0;

	for (size_t i = 0; i < count && !rc; i++) {
		struct buf text = { 0 };

		rc = slurp(o->template_files[2 * i], &text, err);
		if (!rc)
			rc = compile(&list[i].text, base, text.p, err);
		if (!rc)
			rc = compile(&list[i].name, base, (char *)o->template_files[2 * i + 1], err);
		buf_release(&text);
	}
	if (rc) {
		files_release(list, count);
		return rc;
	}
	*ret = list;
	return 0;
}

void files_release(struct file_template *list, size_t count) {
	for (size_t i = 0; list && i < count; i++) {
		template_free(list[i].text);
		template_free(list[i].name);
	}
	free(list);
}
