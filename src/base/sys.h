/* SPDX-License-Identifier: MIT */
/*
 * The system calls that can fail on us, behind one name each. In a build with --enable-faults the n-th call of a kind
 * fails when PMAP_FAIL=KIND:N[+][:ERRNO] says so (N+ = from the n-th on); otherwise they are the plain calls.
 * KIND is one of malloc open read write pipe spawn thread.
 */
#pragma once

#include <pthread.h>
#include <stddef.h>
#include <sys/types.h>

enum fault { FAULT_MALLOC, FAULT_OPEN, FAULT_READ, FAULT_WRITE, FAULT_PIPE, FAULT_SPAWN, FAULT_THREAD, FAULT_KINDS };

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
int sys_pipe(int fd[2]);                                /* O_CLOEXEC; 0 or -errno */
int sys_thread(pthread_t *ret, size_t stack, void *(*run)(void *), void *arg); /* detached; 0 or -errno */
