/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "output/resume.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/sys.h"
#include "output/logline.h"

/* Open addressing; a slot holds seq + 1, 0 = empty. The value bit says whether the last record was a success. */
struct resume_set {
	uint64_t *key;
	bool *failed;
	size_t *command;    /* where it is in text */
	size_t size, used;
	uint64_t last;
	struct buf text;
	bool failed_too;
};

static size_t place(const struct resume_set *s, uint64_t key) {
	size_t i = (size_t)(key * 0x9e3779b97f4a7c15u) & (s->size - 1);

	while (s->key[i] && s->key[i] != key)
		i = (i + 1) & (s->size - 1);
	return i;
}

static int grow(struct resume_set *s) {
	struct resume_set bigger = { .size = s->size ? s->size * 2 : 1024, .used = s->used, .failed_too = s->failed_too,
				     .last = s->last, .text = s->text };

	bigger.key = sys_malloc(bigger.size * sizeof(*bigger.key));
	bigger.failed = sys_malloc(bigger.size * sizeof(*bigger.failed));
	bigger.command = sys_malloc(bigger.size * sizeof(*bigger.command));
	if (!bigger.key || !bigger.failed || !bigger.command) {
		free(bigger.command);
		free(bigger.key);
		free(bigger.failed);
		return -ENOMEM;
	}
	memset(bigger.key, 0, bigger.size * sizeof(*bigger.key));
	for (size_t i = 0; i < s->size; i++)
		if (s->key[i]) {
			size_t at = place(&bigger, s->key[i]);

			bigger.key[at] = s->key[i];
			bigger.failed[at] = s->failed[i];
			bigger.command[at] = s->command[i];
		}
	free(s->command);
	free(s->key);
	free(s->failed);
	*s = bigger;
	return 0;
}

static int add(struct resume_set *s, uint64_t key, bool failed, size_t command) {
	size_t at;

	if (s->used * 2 >= s->size && grow(s))
		return -ENOMEM;
	at = place(s, key);
	s->used += !s->key[at];
	s->key[at] = key;
	s->failed[at] = failed;
	s->command[at] = command;
	s->last = key > s->last ? key : s->last;
	return 0;
}

static int parse(struct resume_set *s, const struct buf *b, const char *path, struct err *err) {
	const char *p = b->p, *end = b->p + b->len;
	unsigned long line = 1, first = 0, bad = 0;

	if (b->len && !logline_is_log(p, end))
		return logline_not_a_log(path, err);
	for (; p < end; line++) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		struct logline l;

		if (!nl)
			break; /* a torn last record: resume_claim says so */
		if (logline_is_header(p, nl)) {
			; /* logs that were put together have several */
		} else if (!logline_read(p, nl, &l)) {
			first = bad++ ? first : line;
		} else if (add(s, l.seq, l.failed, (size_t)(l.command - b->p))) {
			return err_sys(err, ENOMEM, "cannot read the job log '%s'", path);
		}
		p = nl + 1;
	}
	if (bad == 1)
		err_say("warning: line %lu of the job log '%s' is not a record; it is ignored", first, path);
	else if (bad)
		err_say("warning: %lu lines of the job log '%s' are not records, the first is line %lu; they are ignored", bad, path, first);
	return 0;
}

int resume_read(struct resume_set **ret, const char *path, bool failed_too, struct err *err) {
	struct resume_set *s = xcalloc(1, sizeof(*s));
	struct buf b = {0};
	int rc = logline_slurp(path, true, &b, err);

	s->failed_too = failed_too;
	if (!rc)
		rc = parse(s, &b, path, err);
	s->text = b;
	if (rc) {
		resume_free(s);
		return rc;
	}
	*ret = s;
	return 0;
}

bool resume_has(const struct resume_set *s, uint64_t seq) {
	size_t at;

	if (!s->size)
		return false;
	at = place(s, seq + 1);
	return s->key[at] && !(s->failed_too && s->failed[at]);
}

uint64_t resume_last(const struct resume_set *s) {
	return s->last;
}

bool resume_command(const struct resume_set *s, uint64_t seq, const char **command, size_t *n) {
	const char *p, *end;
	size_t at;

	if (!s->size)
		return false;
	at = place(s, seq + 1);
	if (!s->key[at] || !s->failed[at])
		return false;
	p = s->text.p + s->command[at];
	end = memchr(p, '\n', s->text.len - s->command[at]);
	*command = p;
	*n = (size_t)(end - p);
	return true;
}

uint64_t resume_count(const struct resume_set *s) {
	return s->used;
}

void resume_free(struct resume_set *s) {
	if (!s)
		return;
	free(s->key);
	free(s->failed);
	free(s->command);
	buf_release(&s->text);
	free(s);
}

/* Cut what stands behind the last newline. */
static int mend(int fd, const char *path, off_t size, struct err *err) {
	char tail[65536];
	off_t end;

	for (end = size; end > 0;) {
		size_t n = end < (off_t)sizeof(tail) ? (size_t)end : sizeof(tail);
		ssize_t got = pread(fd, tail, n, end - (off_t)n);
		const char *nl;

		if (got != (ssize_t)n)
			return err_sys(err, got < 0 ? errno : EIO, "cannot read the job log '%s'", path);
		nl = memrchr(tail, '\n', n);
		if (nl) {
			end = end - (off_t)n + (nl + 1 - tail);
			break;
		}
		end -= (off_t)n;
	}
	if (end == size)
		return 0;
	err_say("warning: the last record of the job log '%s' is incomplete; it is cut off and its task runs again", path);
	return ftruncate(fd, end) ? err_sys(err, errno, "cannot mend the job log '%s'", path) : 0;
}

int resume_claim(int fd, const char *path, bool keep, bool alone, struct err *err) {
	char first[65536];
	struct stat st;
	ssize_t got;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return 0;
	if (flock(fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK) {
		if (alone)
			err_say("warning: another run is writing the job log '%s'", path);
		keep = false; /* its last record may be on its way */
	}
	if (!keep || fstat(fd, &st) || !st.st_size)
		return 0;
	got = pread(fd, first, sizeof(first), 0);
	if (got < 0)
		return err_sys(err, errno, "cannot read the job log '%s'", path);
	if (!logline_is_log(first, first + got))
		return logline_not_a_log(path, err);
	return mend(fd, path, st.st_size, err);
}
