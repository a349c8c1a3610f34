/* SPDX-License-Identifier: MIT */
/* A counting semaphore of processes on this machine, by name. Who dies, even by SIGKILL, has given back what it held. */
#pragma once

#include "base/clock.h"
#include "base/err.h"

struct semaphore;

/*
 * `name` is any text. Nothing is made in the file system before a place is asked for. 0, or -errno with err set: no directory is
 * known for it (neither PARALLEL_HOME nor HOME is set).
 */
int semaphore_new(struct semaphore **ret, const char *name, struct err *err);

/*
 * Take a place when fewer than n are taken. Blocks behind those who asked earlier; woken by the kernel when it may go on.
 * 0, -ETIMEDOUT (err untouched) when `deadline` passed first, or -errno with err set.
 */
int semaphore_take(struct semaphore *s, unsigned n, nsec deadline, struct err *err);
/* Take a place at once, however many are taken. */
int semaphore_steal(struct semaphore *s, struct err *err);

/* Block until nobody holds a place or waits for one. As semaphore_take. */
int semaphore_wait(struct semaphore *s, nsec deadline, struct err *err);

/*
 * The descriptor that holds the place (-1 = none). Processes that inherit it hold it too: the place is free when the last of them
 * has closed it, or one has given it back.
 */
int semaphore_fd(const struct semaphore *s);

/* Give the place back, remove what is left of the semaphore if it was the last. NULL is fine. */
void semaphore_free(struct semaphore *s);
/* As above in a process whose copy went to another one: the place stays taken. */
void semaphore_forget(struct semaphore *s);
