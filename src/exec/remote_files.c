/* SPDX-License-Identifier: MIT */
/* Also a file that is exchanged, or written twice within the clock of the file system, is mostly seen to be another one. */
#include "config.h"

#include "exec/remote_files.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"

struct stamp {
	struct timespec changed;
	off_t size;
	ino_t inode;
};

struct remote_files {
	const char *const *names;
	size_t count;
	struct stamp stamps[];
};

static bool look(const char *name, struct stamp *s) {
	struct stat st;
	struct stamp now;
	bool same;

	if (stat(name, &st))
		return false; /* somebody is exchanging it */
	now = (struct stamp){ st.st_mtim, st.st_size, st.st_ino };
	same = now.changed.tv_sec == s->changed.tv_sec && now.changed.tv_nsec == s->changed.tv_nsec &&
	       now.size == s->size && now.inode == s->inode;
	*s = now;
	return !same;
}

bool remote_files_changed(struct remote_files *f) {
	bool any = false;

	for (size_t i = 0; i < f->count; i++)
		any |= look(f->names[i], &f->stamps[i]);
	return any;
}

struct remote_files *remote_files_new(const char *const *names, size_t count) {
	struct remote_files *f = xcalloc(1, sizeof(*f) + count * sizeof(*f->stamps));

	f->names = names;
	f->count = count;
	(void)remote_files_changed(f);
	return f;
}

void remote_files_free(struct remote_files *f) {
	free(f);
}
