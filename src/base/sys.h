/* SPDX-License-Identifier: MIT */
/*
 * The system calls that can fail on us, behind one name each. In a build with --enable-faults the n-th call of a kind
 * fails when PMAP_FAIL=KIND:N[+][:ERRNO] says so (N+ = from the n-th on); otherwise they are the plain calls.
 * KIND is one of malloc open read write pipe spawn thread event (eventfd, pidfd) mmap, or shortread, shortwrite: then the call
 * does not fail but moves one byte.
 */
#pragma once

#include <pthread.h>
#include <stddef.h>
#include <sys/types.h>

enum fault { FAULT_MALLOC, FAULT_OPEN, FAULT_READ, FAULT_WRITE, FAULT_PIPE, FAULT_SPAWN, FAULT_THREAD,
	     FAULT_EVENT, FAULT_MMAP, FAULT_SHORT_READ, FAULT_SHORT_WRITE, FAULT_KINDS };

#ifdef PMAP_FAULTS
/* Nonzero errno when this call of that kind is to fail. Thread-safe. */
int fault_hit(enum fault kind);
#else
static inline int fault_hit(enum fault kind) {
	(void)kind;
	return 0;
}
#endif

void *sys_malloc(size_t n);
void *sys_realloc(void *p, size_t n);
int sys_open(const char *path, int flags, mode_t mode); /* O_CLOEXEC is added; retries EINTR */
ssize_t sys_read(int fd, void *p, size_t n);            /* retries EINTR */
ssize_t sys_write(int fd, const void *p, size_t n);     /* retries EINTR */
ssize_t sys_pread(int fd, void *p, size_t n, off_t off);        /* as sys_read */
ssize_t sys_pwrite(int fd, const void *p, size_t n, off_t off); /* as sys_write */
int sys_temp(char *path);                               /* mkstemp, O_CLOEXEC; -1 with errno */
int sys_event(void);                                    /* eventfd, O_CLOEXEC, O_NONBLOCK; -1 with errno */
int sys_pidfd(pid_t pid);                               /* O_CLOEXEC; -1 with errno */
void *sys_map(size_t n);                                /* zeroed memory shared with children; NULL with errno */
int sys_pipe(int fd[2]);                                /* O_CLOEXEC; 0 or -errno */
int sys_sockets(int fd[2]);                             /* a connected pair of streams, O_CLOEXEC; 0 or -errno; fails as a pipe does */
int sys_thread(pthread_t *ret, size_t stack, void *(*run)(void *), void *arg); /* detached; 0 or -errno */
