/* SPDX-License-Identifier: MIT */
/* libbz2 on bare threads: each file is read whole, unpacked whole, written to stdout in one write. */
#include <bzlib.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limit.h"

static int one(void *arg, size_t i) {
	char **files = arg;
	unsigned size = 8 << 20, packed_size;
	char *packed, *text = need_memory(size);
	struct stat st;
	int fd = open(files[i], O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st))
		fail(files[i]);
	packed_size = (unsigned)st.st_size;
	packed = need_memory(packed_size);
	if (read(fd, packed, packed_size) != (ssize_t)packed_size ||
	    BZ2_bzBuffToBuffDecompress(text, &size, packed, packed_size, 0, 0) != BZ_OK || write(1, text, size) != (ssize_t)size)
		fail(files[i]);
	close(fd);
	free(packed);
	free(text);
	return 0;
}

void limit_bz2(unsigned jobs, int argc, char **argv) {
	struct pool p = { .jobs = jobs, .one = one, .arg = argv, .count = (size_t)argc };

	pool_run(&p);
}
