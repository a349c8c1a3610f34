/* SPDX-License-Identifier: MIT */
/*
 * A semaphore is a directory; each place that is taken is a FIFO in it (s1, s2, ...), and so is each process that waits for one (w1,
 * w2, ..., by order of arrival). Nobody ever writes into them. The holder has the FIFO open for reading and writing, with an
 * exclusive flock on it. That gives two things that end with the holder, however it ends:
 *   - a lock, which tells whether the FIFO's owner is alive;
 *   - a write end: whoever opens the FIFO for reading polls POLLHUP when the last holder is gone. Linux drops the lock before the
 *     write end, so who was woken finds the lock free.
 * The first in the queue waits for the holders of the places, everybody else for the one before it. Who looks takes a flock on the
 * directory, only for as long as looking takes. A FIFO without a holder is removed by whoever meets it; the last one to leave removes
 * the directory, and who has locked a directory that is gone starts again.
 *
 * The state lives in PARALLEL_HOME (or ~/.parallel), semaphores/pmap-NAME: the place, but not the format, of GNU parallel. FIFOs and
 * their locks belong to one machine, also in a shared home directory.
 */
#include "config.h"

#include "base/semaphore.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/sys.h"

enum { PLACE = 's', WAITER = 'w', ENTRY_SIZE = 32 };

struct semaphore {
	char path[PATH_MAX];
	int dir;                 /* -1 = not open; locked while we look */
	int place, ticket;       /* what we hold; -1 = nothing */
	unsigned long place_no, ticket_no;
	struct pollfd *ends;     /* of those we wait for */
	size_t end_count, end_room;
};

/* What stands in the directory. */
struct view {
	unsigned long *no[2];    /* places, waiters */
	size_t count[2], room[2];
};

static void view_release(struct view *v) {
	free(v->no[0]);
	free(v->no[1]);
}

static int by_number(const void *a, const void *b) {
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return x < y ? -1 : x > y;
}

static int view_add(struct view *v, int kind, unsigned long no) {
	int i = kind == WAITER;

	if (v->count[i] == v->room[i]) {
		size_t room = v->room[i] ? v->room[i] * 2 : 16;
		unsigned long *more = sys_realloc(v->no[i], room * sizeof(*more));

		if (!more)
			return -ENOMEM;
		v->no[i] = more;
		v->room[i] = room;
	}
	v->no[i][v->count[i]++] = no;
	return 0;
}

static int view_read(const struct semaphore *s, struct view *v) {
	int fd = openat(s->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;

	if (!d) {
		rc = -errno;
		if (fd >= 0)
			close(fd);
		return rc;
	}
	while (!rc && (e = readdir(d))) {
		char *end;
		unsigned long no = strtoul(e->d_name + 1, &end, 10);

		if ((e->d_name[0] == PLACE || e->d_name[0] == WAITER) && no && !*end)
			rc = view_add(v, e->d_name[0], no);
	}
	closedir(d);
	for (int i = 0; i < 2; i++)
		if (v->count[i])
			qsort(v->no[i], v->count[i], sizeof(*v->no[i]), by_number);
	return rc;
}

static void entry_name(char name[ENTRY_SIZE], int kind, unsigned long no) {
	snprintf(name, ENTRY_SIZE, "%c%lu", kind, no);
}

/* Make an entry and hold it. The descriptor or -errno. */
static int hold(struct semaphore *s, int kind, unsigned long no) {
	char name[ENTRY_SIZE];
	int fd, code;

	entry_name(name, kind, no);
	if (mkfifoat(s->dir, name, 0600) && errno != EEXIST)
		return -errno;
	fd = openat(s->dir, name, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	code = errno;
	close(fd);
	return -code;
}

static int add_end(struct semaphore *s, int fd) {
	if (s->end_count == s->end_room) {
		size_t room = s->end_room ? s->end_room * 2 : 8;
		struct pollfd *more = sys_realloc(s->ends, room * sizeof(*more));

		if (!more) {
			close(fd);
			return -ENOMEM;
		}
		s->ends = more;
		s->end_room = room;
	}
	s->ends[s->end_count++] = (struct pollfd){ .fd = fd };
	return 0;
}

static void close_ends(struct semaphore *s) {
	while (s->end_count)
		close(s->ends[--s->end_count].fd);
}

/*
 * 1 when somebody holds the entry, and then its end is one of those we wait for; 0 when nobody does, and it is gone;
 * -errno. The end is opened before the lock is tried: one opened after the holder's death would never hang up.
 */
static int look(struct semaphore *s, int kind, unsigned long no) {
	char name[ENTRY_SIZE];
	int end, fd;

	entry_name(name, kind, no);
	end = openat(s->dir, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (end < 0)
		return errno == ENOENT ? 0 : -errno;
	fd = openat(s->dir, name, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		int code = errno;

		close(end);
		return code == ENOENT ? 0 : -code;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		unlinkat(s->dir, name, 0);
		close(fd);
		close(end);
		return 0;
	}
	close(fd);
	return add_end(s, end) ? -ENOMEM : 1;
}

static void let_go(struct semaphore *s, int kind, int *fd, unsigned long no) {
	char name[ENTRY_SIZE];

	if (*fd < 0)
		return;
	entry_name(name, kind, no);
	unlinkat(s->dir, name, 0);
	close(*fd);
	*fd = -1;
}

/* The directory and those above it that are ours. */
static int make_dirs(char *path) {
	char *at = path;

	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return 0;
	if (errno != ENOENT)
		return -errno;
	while ((at = strchr(at + 1, '/'))) {
		*at = '\0';
		if (mkdir(path, 0700) && errno != EEXIST && access(path, X_OK)) {
			int code = errno;

			*at = '/';
			return -code;
		}
		*at = '/';
	}
	return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : -errno;
}

static void unlock(struct semaphore *s) {
	if (s->dir >= 0)
		close(s->dir);
	s->dir = -1;
}

/* The directory, locked. `make` it if need be. 0 or -errno; -ENOENT when there is none and none was to be made. */
static int lock(struct semaphore *s, bool make) {
	for (;;) {
		struct stat ours, there;
		int rc = make ? make_dirs(s->path) : 0;

		if (rc)
			return rc;
		s->dir = sys_open(s->path, O_RDONLY | O_DIRECTORY, 0);
		if (s->dir < 0 && errno == ENOENT && make)
			continue; /* the last one of a moment ago has just removed it */
		if (s->dir < 0)
			return -errno;
		while ((rc = flock(s->dir, LOCK_EX)) && errno == EINTR)
			;
		if (rc || fstat(s->dir, &ours)) {
			rc = -errno;
			unlock(s);
			return rc;
		}
		if (stat(s->path, &there) == 0 && there.st_dev == ours.st_dev && there.st_ino == ours.st_ino)
			return 0;
		unlock(s);
	}
}

/* Behind whom do we wait? The ends of the one before us in the queue, or of all holders; *taken counts these. 0 or -errno. */
static int find_ends(struct semaphore *s, const struct view *v, size_t *taken) {
	int rc;

	*taken = 0;
	for (size_t i = v->count[1]; i--;) {
		if (s->ticket >= 0 && v->no[1][i] >= s->ticket_no)
			continue;
		rc = look(s, WAITER, v->no[1][i]);
		if (rc < 0)
			return rc;
		if (rc)
			return 0;
	}
	for (size_t i = 0; i < v->count[0]; i++) {
		rc = look(s, PLACE, v->no[0][i]);
		if (rc < 0)
			return rc;
		*taken += rc > 0;
	}
	return 0;
}

/* Take the lowest place that nobody holds. */
static int take_place(struct semaphore *s) {
	for (s->place_no = 1;; s->place_no++) {
		s->place = hold(s, PLACE, s->place_no);
		if (s->place != -EWOULDBLOCK)
			break;
	}
	if (s->place >= 0)
		return 0;
	return s->place; /* any negative number is none */
}

/* With the directory locked: a place (1), or ends to wait for (0), or -errno. */
static int try_take(struct semaphore *s, unsigned n) {
	struct view v = {0};
	size_t taken;
	int rc = view_read(s, &v);

	if (!rc)
		rc = find_ends(s, &v, &taken);
	if (!rc && (!s->end_count || (taken && taken < n))) {
		rc = take_place(s);
		if (!rc) {
			let_go(s, WAITER, &s->ticket, s->ticket_no);
			rc = 1;
		}
	} else if (!rc && s->ticket < 0) {
		s->ticket_no = v.count[1] ? v.no[1][v.count[1] - 1] + 1 : 1;
		s->ticket = hold(s, WAITER, s->ticket_no);
		rc = s->ticket < 0 ? s->ticket : 0;
	}
	view_release(&v);
	return rc;
}

/* Until one of the ends hangs up. 0, -ETIMEDOUT or -errno. */
static int await(struct semaphore *s, nsec deadline) {
	int n;

	while ((n = poll(s->ends, (nfds_t)s->end_count, clock_poll_ms(deadline))) < 0 && errno == EINTR)
		;
	n = n > 0 ? 0 : n ? -errno : -ETIMEDOUT;
	close_ends(s);
	return n;
}

static int failed(const struct semaphore *s, int rc, struct err *err) {
	return err_sys(err, -rc, "cannot use the semaphore '%s'; PARALLEL_HOME names another directory for it", s->path);
}

/* Leave the queue; nothing of ours stays. */
static void withdraw(struct semaphore *s) {
	if (s->ticket >= 0 && s->dir < 0 && lock(s, false))
		return;
	let_go(s, WAITER, &s->ticket, s->ticket_no);
	unlock(s);
}

int semaphore_take(struct semaphore *s, unsigned n, nsec deadline, struct err *err) {
	int rc;

	for (;;) {
		rc = lock(s, true);
		if (!rc)
			rc = try_take(s, n);
		if (rc)
			break;
		unlock(s);
		rc = await(s, deadline);
		if (rc)
			break;
	}
	close_ends(s);
	withdraw(s);
	if (rc < 0 && rc != -ETIMEDOUT)
		return failed(s, rc, err);
	return rc < 0 ? rc : 0;
}

int semaphore_steal(struct semaphore *s, struct err *err) {
	int rc = lock(s, true);

	if (!rc)
		rc = take_place(s);
	unlock(s);
	return rc ? failed(s, rc, err) : 0;
}

/* Everybody who is there; dead entries go. */
static int look_at_all(struct semaphore *s) {
	struct view v = {0};
	int rc = view_read(s, &v);

	for (int i = 0; i < 2; i++)
		for (size_t j = 0; rc >= 0 && j < v.count[i]; j++)
			rc = look(s, i ? WAITER : PLACE, v.no[i][j]);
	view_release(&v);
	return rc < 0 ? rc : 0;
}

int semaphore_wait(struct semaphore *s, nsec deadline, struct err *err) {
	int rc;

	for (;;) {
		rc = lock(s, false);
		if (rc == -ENOENT)
			return 0;
		if (!rc)
			rc = look_at_all(s);
		if (!rc && !s->end_count)
			(void)rmdir(s->path);
		unlock(s);
		if (rc || !s->end_count)
			break;
		/* Any of them will do: the next look finds those that are left. */
		rc = await(s, deadline);
		if (rc)
			break;
	}
	close_ends(s);
	return rc && rc != -ETIMEDOUT ? failed(s, rc, err) : rc;
}

int semaphore_fd(const struct semaphore *s) {
	return s ? s->place : -1;
}

void semaphore_forget(struct semaphore *s) {
	if (!s)
		return;
	if (s->place >= 0)
		close(s->place);
	free(s->ends);
	free(s);
}

void semaphore_free(struct semaphore *s) {
	if (s && s->place >= 0 && lock(s, false) == 0) {
		let_go(s, PLACE, &s->place, s->place_no);
		(void)look_at_all(s); /* it only tidies up */
		close_ends(s);
		(void)rmdir(s->path); /* fails while there is somebody */
		unlock(s);
	}
	semaphore_forget(s);
}

/* Letters, digits and ._- stay, the rest is %XX; what is too long for a file name is cut and told apart by a hash (FNV-1a). */
static void file_name(char *out, size_t size, const char *name) {
	enum { MOST = 180 };
	uint64_t hash = 0xcbf29ce484222325u;
	size_t n = 0;

	for (const unsigned char *p = (const unsigned char *)name; *p; p++) {
		bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || strchr("._-", *p);

		hash = (hash ^ *p) * 0x100000001b3u;
		if (n + 3 < MOST)
			n += (size_t)snprintf(out + n, size - n, plain ? "%c" : "%%%02X", *p);
		else if (n < MOST)
			n = MOST;
	}
	if (n >= MOST)
		snprintf(out + strlen(out), size - strlen(out), "%%%016llx", (unsigned long long)hash);
	else
		out[n] = '\0';
}

int semaphore_new(struct semaphore **ret, const char *name, struct err *err) {
	const char *top = getenv("PARALLEL_HOME"), *home = getenv("HOME");
	bool given = top && *top;
	struct semaphore *s;
	char file[256];

	if (!given && (!home || !*home))
		return err_set(err, ENOENT, "a semaphore needs a directory for its state: set PARALLEL_HOME or HOME");
	s = xcalloc(1, sizeof(*s));
	s->dir = s->place = s->ticket = -1;
	file_name(file, sizeof(file), name);
	if (snprintf(s->path, sizeof(s->path), "%s%s/semaphores/pmap-%s", given ? top : home, given ? "" : "/.parallel", file) >=
	    (int)sizeof(s->path)) {
		free(s);
		return err_set(err, ENAMETOOLONG, "the directory for semaphores has too long a name");
	}
	*ret = s;
	return 0;
}
