/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#ifdef HAVE_SYS_EVENTFD_H
#include <sys/eventfd.h>
#endif
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
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

/* The errno of a call that is to fail; *n becomes 1 when it is only to be short. */
static int fault_io(enum fault kind, enum fault cut, size_t *n) {
	if (*n && fault_hit(cut))
		*n = 1;
	return fault_hit(kind);
}

ssize_t sys_read(int fd, void *p, size_t n) {
	ssize_t got;
	int code = fault_io(FAULT_READ, FAULT_SHORT_READ, &n);

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
	int code = fault_io(FAULT_WRITE, FAULT_SHORT_WRITE, &n);

	if (code) {
		errno = code;
		return -1;
	}
	do
		put = write(fd, p, n);
	while (put < 0 && errno == EINTR);
	return put;
}

ssize_t sys_pread(int fd, void *p, size_t n, off_t off) {
	ssize_t got;
	int code = fault_io(FAULT_READ, FAULT_SHORT_READ, &n);

	if (code) {
		errno = code;
		return -1;
	}
	do
		got = pread(fd, p, n, off);
	while (got < 0 && errno == EINTR);
	return got;
}

ssize_t sys_pwrite(int fd, const void *p, size_t n, off_t off) {
	ssize_t put;
	int code = fault_io(FAULT_WRITE, FAULT_SHORT_WRITE, &n);

	if (code) {
		errno = code;
		return -1;
	}
	do
		put = pwrite(fd, p, n, off);
	while (put < 0 && errno == EINTR);
	return put;
}

int sys_temp(char *path) {
	int code = fault_hit(FAULT_OPEN);

	if (code) {
		errno = code;
		return -1;
	}
	return mkostemp(path, O_CLOEXEC);
}

#ifdef HAVE_SYS_EVENTFD_H
int sys_event(void) {
	int code = fault_hit(FAULT_EVENT);

	if (code) {
		errno = code;
		return -1;
	}
	return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}
#endif

int sys_pidfd(pid_t pid) {
	int code = fault_hit(FAULT_EVENT);

	if (code) {
		errno = code;
		return -1;
	}
#ifdef SYS_pidfd_open
	return (int)syscall(SYS_pidfd_open, pid, 0); /* close-on-exec by definition */
#else
	(void)pid;
	errno = ENOSYS;
	return -1;
#endif
}

void *sys_map(size_t n) {
	int code = fault_hit(FAULT_MMAP);
	void *p;

	if (code) {
		errno = code;
		return NULL;
	}
	p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return p == MAP_FAILED ? NULL : p;
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

int sys_sockets(int fd[2]) {
	int code = fault_hit(FAULT_PIPE);

	if (code)
		return -code;
#ifdef SOCK_CLOEXEC
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) ? -errno : 0;
#else
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd))
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
