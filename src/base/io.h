/* SPDX-License-Identifier: MIT */
/* Reading and writing descriptors that others may share: partial results, EINTR and a foreign O_NONBLOCK are handled. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/sync.h"

/*
 * Read up to n bytes. Waits for input or for `stop` (may be NULL) to close. Returns the count, 0 at a true end of file,
 * -ECANCELED when the gate closed first, otherwise -errno. EAGAIN is waited out, never taken as the end.
 */
ssize_t io_read(int fd, void *p, size_t n, const struct gate *stop);

/* Wait until fd can be read (1), the deadline passes (0), or `stop` closes (-ECANCELED). Otherwise -errno. */
int io_wait(int fd, const struct gate *stop, nsec deadline);

/* Write all n bytes; waits when fd is full. 0, -ECANCELED when `stop` closed (some bytes may be gone), or -errno. */
int io_write(int fd, const void *p, size_t n, const struct gate *stop);

/* Append a whole file, or all that comes out of a FIFO, to b. 0 or -errno. */
int io_read_file(const char *path, struct buf *b);

/* Read a small file (of /proc, for example) into buf, NUL-terminated. Returns its length or -errno. */
ssize_t io_slurp(const char *path, char *buf, size_t size);
