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

#define READ_SIZE 65536

/* The whole file as a string. */
static int slurp(const char *path, struct buf *b, struct err *err) {
	int fd = sys_open(path, O_RDONLY, 0), rc = 0;
	ssize_t n = 1;

	if (fd < 0)
		return err_sys(err, errno, "cannot open '%s' for --template", path);
	while (!rc && n > 0) {
		rc = buf_reserve(b, READ_SIZE);
		n = rc ? 0 : io_read(fd, b->p + b->len, READ_SIZE, NULL);
		if (n > 0)
			b->len += (size_t)n;
		else if (n < 0)
			rc = (int)n;
	}
	close(fd);
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
