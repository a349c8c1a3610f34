/* SPDX-License-Identifier: MIT */
/* Any file is read as a job log or refused with a reason; jobs that failed are a part of what is left to do. Input: the file. */
#include <sys/mman.h>
#include <unistd.h>

#include <stdio.h>

#include "fuzz.h"
#include "output/resume.h"

static struct resume_set *read_log(const char *path, bool failed_too) {
	struct resume_set *set = NULL;
	struct err err = { 0 };

	if (resume_read(&set, path, failed_too, &err) == 0)
		return set;
	if (!err.code)
		abort(); /* a refusal without a reason */
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	int fd = memfd_create("joblog", MFD_CLOEXEC);
	struct resume_set *done, *ok;
	char path[64];

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	done = read_log(path, false);
	ok = read_log(path, true);
	if (!done != !ok || (ok && resume_count(ok) > resume_count(done)))
		abort();
	for (uint64_t seq = 0; ok && seq < 64; seq++)
		if (resume_has(ok, seq) && !resume_has(done, seq))
			abort();
	resume_free(done);
	resume_free(ok);
	close(fd);
	return 0;
}
