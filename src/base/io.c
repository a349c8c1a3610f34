/* SPDX-License-Identifier: MIT */
/*
 * Descriptors 0 to 2 belong to the caller as well: O_NONBLOCK may be set on them by anybody at any time and is never
 * touched here. So every EAGAIN is a reason to poll, and a read is preceded by a poll only when there is a gate to watch.
 */
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/sys.h"

#define PIECE 65536

/* Wait for `events` on fd or for the gate. 0, -ECANCELED or -errno. */
static int wait_for(int fd, short events, const struct gate *gate) {
	struct pollfd p[2] = { { .fd = fd, .events = events }, { .fd = gate ? gate->fd : -1, .events = POLLIN } };

	for (;;) {
		int n = poll(p, 2, -1);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			return p[1].revents ? -ECANCELED : 0;
	}
}

ssize_t io_read(int fd, void *p, size_t n, const struct gate *stop) {
	for (;;) {
		ssize_t got;

		if (stop) {
			int rc = wait_for(fd, POLLIN, stop);

			if (rc)
				return rc;
		}
		got = sys_read(fd, p, n);
		if (got >= 0)
			return got;
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			return -errno;
		if (!stop) {
			int rc = wait_for(fd, POLLIN, NULL);

			if (rc)
				return rc;
		}
	}
}

int io_wait(int fd, const struct gate *stop, nsec deadline) {
	struct pollfd f[2] = { { .fd = fd, .events = POLLIN }, { .fd = stop ? stop->fd : -1, .events = POLLIN } };

	for (;;) {
		int n = poll(f, 2, clock_poll_ms(deadline));

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			return f[1].revents ? -ECANCELED : 1;
		if (n == 0 && clock_poll_ms(deadline) == 0)
			return 0;
	}
}

int io_write(int fd, const void *p, size_t n, const struct gate *stop) {
	const char *s = p;

	while (n) {
		ssize_t put = sys_write(fd, s, n);

		if (put >= 0) {
			s += put;
			n -= (size_t)put;
			continue;
		}
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			return -errno;
		int rc = wait_for(fd, POLLOUT, stop);
		if (rc)
			return rc;
	}
	return 0;
}

ssize_t io_slurp(const char *path, char *buf, size_t size) {
	size_t len = 0;
	int fd = sys_open(path, O_RDONLY, 0);

	if (fd < 0)
		return -errno;
	while (len < size - 1) {
		ssize_t got = sys_read(fd, buf + len, size - 1 - len);

		if (got < 0) {
			int code = errno;

			close(fd);
			return -code;
		}
		if (!got)
			break;
		len += (size_t)got;
	}
	close(fd);
	buf[len] = '\0';
	return (ssize_t)len;
}

int io_read_file(const char *path, struct buf *b) {
	int fd = sys_open(path, O_RDONLY, 0), rc = 0;
	ssize_t n = 1;

	if (fd < 0)
		return -errno;
	while (!rc && n > 0) {
		rc = buf_reserve(b, PIECE);
		n = rc ? 0 : io_read(fd, b->p + b->len, PIECE, NULL);
		if (n > 0)
			b->len += (size_t)n;
		else if (n < 0)
			rc = (int)n;
	}
	close(fd);
	return rc;
}
