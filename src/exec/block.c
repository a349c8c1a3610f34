/* SPDX-License-Identifier: MIT */
/*
 * When a task ends that never opened its named pipe, the thread that opens the other end is freed by opening the pipe for reading
 * ourselves; that end is left to the thread, which closes both. So nobody waits for it.
 */
#include "config.h"

#include "exec/block.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"

#define STACK (64u << 10)
#define NAME "PARALLEL_TMP="
#define TRIES 100

struct fifo {
	struct mutex mu;
	int news;
	int handle;        /* finds the pipe when its name is gone; -1 = none */
	char *path;

	/* Guarded by mu. */
	int fd;            /* -1 = not open yet, -errno */
	bool through;      /* the thread has its answer */
	bool left;         /* nobody asks any more: the thread frees all this */
	int reader;        /* ours, to free the thread; its own then */
};

const char *block_path(const struct buf *entry) {
	return entry->p + strlen(NAME);
}

/* A new file, open for writing, or a pipe (*fd is -1 then). */
static int make_name(char *path, bool fifo, int *fd) {
	char *x = path + strlen(path) - 6;

	for (int i = 0;; i++) {
		memcpy(x, "XXXXXX", 6);
		*fd = sys_temp(path);
		if (*fd < 0)
			return -errno;
		if (!fifo)
			return 0;
		close(*fd);
		*fd = -1;
		unlink(path);
		if (!mkfifo(path, 0600))
			return 0;
		if (errno != EEXIST || i == TRIES)
			return -errno;
	}
}

static int write_part(int fd, const struct task *t) {
	int rc = 0;

	for (uint64_t left = t->part_len; !rc && left;) {
		char block[16384];
		ssize_t got = sys_pread(t->part_fd, block, left < sizeof(block) ? (size_t)left : sizeof(block),
					t->part_off + (off_t)(t->part_len - left));

		if (got <= 0)
			rc = got ? -errno : -ENODATA;
		else
			rc = io_write(fd, block, (size_t)got, NULL);
		left -= got > 0 ? (uint64_t)got : 0;
	}
	return rc;
}

int block_make(const char *dir, bool fifo, const struct task *t, struct buf *entry) {
	int fd, rc;

	entry->len = 0;
	if (buf_adds(entry, NAME) || buf_adds(entry, dir) || buf_adds(entry, "/pmapXXXXXX") || buf_terminate(entry)) {
		entry->len = 0;
		return -ENOMEM;
	}
	rc = make_name(entry->p + strlen(NAME), fifo, &fd);
	if (rc || fifo)
		goto end;
	rc = t->head ? io_write(fd, t->head->p, t->head->len, NULL) : 0;
	if (!rc)
		rc = io_write(fd, t->body.p, t->body.len, NULL);
	if (!rc)
		rc = write_part(fd, t);
	if (close(fd) && !rc)
		rc = -errno;
	if (rc)
		unlink(block_path(entry));
end:
	if (rc)
		entry->len = 0;
	return rc;
}

int block_append(const struct buf *entry, struct task *t, const struct gates *gates) {
	int fd = sys_open(block_path(entry), O_WRONLY | O_APPEND, 0), rc = 0;
	struct stat st;
	const char *p;
	size_t n;

	if (fd < 0)
		return -errno;
	while (!rc && t->flow) {
		int more = t->flow->ops->next(t->flow, &p, &n);
		struct pollfd f[2] = { { .fd = t->flow->fd, .events = POLLIN }, { .fd = gates->stop.fd, .events = POLLIN } };

		if (more == 1) {
			rc = io_write(fd, p, n, NULL);
			continue;
		}
		if (more == -EAGAIN)
			poll(f, 2, -1);
		if (!more || f[1].revents)
			flow_close(&t->flow);
	}
	flow_close(&t->flow);
	if (!rc && !fstat(fd, &st))
		t->result.sent = (uint64_t)st.st_size;
	if (close(fd) && !rc)
		rc = -errno;
	return rc;
}

void block_remove(struct buf *entry) {
	if (entry->len)
		unlink(block_path(entry));
	entry->len = 0;
}

static void free_fifo(struct fifo *f) {
	if (f->fd >= 0)
		close(f->fd);
	if (f->reader >= 0)
		close(f->reader);
	if (f->handle >= 0)
		close(f->handle);
	if (f->news >= 0)
		close(f->news);
	mutex_release(&f->mu);
	free(f->path);
	free(f);
}

static void *open_main(void *arg) {
	struct fifo *f = arg;
	const uint64_t one = 1;
	int fd = sys_open(f->path, O_WRONLY, 0), code = errno;
	bool left;

	if (fd >= 0)
		fcntl(fd, F_SETFL, O_NONBLOCK);
	mutex_lock(&f->mu);
	f->fd = fd >= 0 ? fd : -code;
	f->through = true;
	left = f->left;
	if (!left)
		(void)!sys_write(f->news, &one, sizeof(one));
	mutex_unlock(&f->mu);
	if (left)
		free_fifo(f);
	return NULL;
}

struct fifo *fifo_open(const char *path, int *rc) {
	struct fifo *f = sys_malloc(sizeof(*f));
	pthread_t id;

	*rc = -ENOMEM;
	if (!f)
		return NULL;
	*f = (struct fifo){ .news = -1, .handle = -1, .fd = -1, .reader = -1 };
	mutex_init(&f->mu);
	f->path = strdup(path);
	if (!f->path)
		goto fail;
	f->news = sys_event();
	*rc = f->news < 0 ? -errno : 0;
	if (*rc)
		goto fail;
#ifdef O_PATH
	f->handle = sys_open(path, O_PATH, 0);
#endif
	*rc = sys_thread(&id, STACK, open_main, f);
	if (!*rc)
		return f;
	*rc = *rc < 0 ? *rc : -*rc;
fail:
	free_fifo(f);
	return NULL;
}

int fifo_news(const struct fifo *f) {
	return f->news;
}

int fifo_take(struct fifo *f) {
	int fd;

	mutex_lock(&f->mu);
	fd = f->fd;
	f->fd = -1;
	mutex_unlock(&f->mu);
	return fd;
}

void fifo_close(struct fifo *f) {
	char name[64];
	bool through;

	if (!f)
		return;
	mutex_lock(&f->mu);
	through = f->through;
	f->left = true;
	if (!through) {
		if (f->handle >= 0)
			snprintf(name, sizeof(name), "/proc/self/fd/%d", f->handle);
		f->reader = sys_open(f->handle >= 0 ? name : f->path, O_RDONLY | O_NONBLOCK, 0);
	}
	mutex_unlock(&f->mu);
	if (through)
		free_fifo(f);
}
