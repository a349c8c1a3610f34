/* SPDX-License-Identifier: MIT */
/* --record-env and --env _: the names of variables that are not to be copied to jobs. */
#pragma once

#include "base/err.h"

/* Write the names of all exported variables to ignored_vars in the user's directory, which is made when it is missing. 0 or -errno. */
int record_write(struct err *err);
/* 0 when there is such a list, -EINVAL with the remedy when there is none. */
int record_check(struct err *err);
