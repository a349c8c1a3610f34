/* SPDX-License-Identifier: MIT */
/*
 * Input of any bytes through the readers: two bytes of options, a separator up to a NUL, then the input. Blocks put together
 * must be the input again; records and columns must not go out of bounds.
 */
#include "config.h"

#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "input/blocks.h"
#include "input/inputs.h"

/* A descriptor that reads as these bytes. */
static int holding(const uint8_t *p, size_t n) {
	int fd = memfd_create("input", MFD_CLOEXEC);

	if (fd < 0 || write(fd, p, n) != (ssize_t)n || lseek(fd, 0, SEEK_SET))
		abort();
	return fd;
}

static void through_blocks(const struct options *o, int fd, const uint8_t *p, size_t n) {
	struct task *t = task_new();
	struct source *s;
	size_t at = 0;
	int rc;

	if (!t || blocks_new(&s, fd, o, NULL, NULL))
		abort();
	while ((rc = s->ops->next(s, t, NULL, NULL)) == 1) {
		if (t->body.len > n - at || memcmp(t->body.p, p + at, t->body.len) || !t->body.len)
			abort();
		at += t->body.len;
		task_reset(t, NULL);
	}
	if (rc == 0 && at != n)
		abort();
	s->ops->free(s);
	task_free(t, NULL);
}

static void through_values(const struct options *o, int fd) {
	struct task *t = task_new();
	struct inputs in;
	struct source *s;

	if (!t || dup2(fd, 0) < 0)
		abort();
	if (!inputs_open(&in, o, NULL)) {
		if (!inputs_source(&s, &in, 200, o->slots == 2, NULL)) {
			while (s->ops->next(s, t, NULL, NULL) == 1)
				task_reset(t, NULL);
			s->ops->free(s);
		}
		inputs_close(&in);
	}
	task_free(t, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct options o = { .replace = "{}", .slots = 1 };
	const uint8_t *p, *nul;
	char separator[64];
	size_t n;
	int fd;

	if (size < 3 || !(nul = memchr(data + 2, '\0', size - 2)) || (size_t)(nul - data) - 2 >= sizeof(separator))
		return 0;
	n = (size_t)(nul - data) - 2;
	memcpy(separator, data + 2, n + 1);
	p = nul + 1;
	o.block = 1 + (data[1] & 0x3f);
	o.max_args = data[1] >> 6;
	o.many = data[0] & 1 ? MANY_N : data[0] & 2 ? MANY_X : data[0] & 4 ? MANY_LINES : MANY_NO;
	o.max_lines = o.many == MANY_LINES ? o.max_args : 0;
	o.slots = data[0] & 8 ? 2 : 1;
	fd = holding(p, size - (size_t)(p - data));
	if (data[0] & 16) {
		o.recend = separator;
		o.recend_len = n;
		through_blocks(&o, fd, p, size - (size_t)(p - data));
	} else {
		if (data[0] & 32)
			o.colsep = separator;
		else
			o.delimiter = separator, o.delimiter_len = n;
		o.skip_empty = data[0] & 64;
		o.header = data[0] & 128 ? ":" : NULL;
		through_values(&o, fd);
	}
	close(fd);
	return 0;
}
