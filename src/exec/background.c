/* SPDX-License-Identifier: MIT */
/* It stays in the caller's session and process group, so that what ends a script ends what the script has in the background. */
#include "config.h"

#include "exec/background.h"

#include <errno.h>
#include <unistd.h>

#include "base/sys.h"

pid_t background_start(struct err *err) {
	int code = fault_hit(FAULT_SPAWN);
	pid_t pid;

	errno = code;
	pid = code ? -1 : fork();
	return pid < 0 ? err_sys(err, errno, "cannot go on in the background") : pid;
}
