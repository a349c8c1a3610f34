/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void *sys_malloc(size_t n) {
	if (fault_hit(FAULT_MALLOC))
		return NULL;
	return malloc(n);
}

void *sys_realloc(void *p, size_t n) {
	if (fault_hit(FAULT_MALLOC))
		return NULL;
	return realloc(p, n);
}

int sys_open(const char *path, int flags, mode_t mode) {
	int fd, code = fault_hit(FAULT_OPEN);

	if (code) {
		errno = code;
		return -1;
	}
	do
		fd = open(path, flags | O_CLOEXEC, mode);
	while (fd < 0 && errno == EINTR);
	return fd;
}

ssize_t sys_read(int fd, void *p, size_t n) {
	ssize_t got;
	int code = fault_hit(FAULT_READ);

	if (code) {
		errno = code;
		return -1;
	}
	do
		got = read(fd, p, n);
	while (got < 0 && errno == EINTR);
	return got;
}

ssize_t sys_write(int fd, const void *p, size_t n) {
	ssize_t put;
	int code = fault_hit(FAULT_WRITE);

	if (code) {
		errno = code;
		return -1;
	}
	do
		put = write(fd, p, n);
	while (put < 0 && errno == EINTR);
	return put;
}

int sys_pipe(int fd[2]) {
	int code = fault_hit(FAULT_PIPE);

	if (code)
		return -code;
#ifdef HAVE_PIPE2
	return pipe2(fd, O_CLOEXEC) ? -errno : 0;
#else
	/* A child started between the two calls inherits the ends: it delays an end of file, nothing more. */
	if (pipe(fd))
		return -errno;
	fcntl(fd[0], F_SETFD, FD_CLOEXEC);
	fcntl(fd[1], F_SETFD, FD_CLOEXEC);
	return 0;
#endif
}

int sys_thread(pthread_t *ret, size_t stack, void *(*run)(void *), void *arg) {
	pthread_attr_t attr;
	int rc = fault_hit(FAULT_THREAD);

	if (rc)
		return -rc;
	rc = pthread_attr_init(&attr);
	if (rc)
		return -rc;
	/* A size the system refuses leaves the default, which always works. */
	(void)pthread_attr_setstacksize(&attr, stack);
	(void)pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	rc = pthread_create(ret, &attr, run, arg);
	pthread_attr_destroy(&attr);
	return -rc;
}
