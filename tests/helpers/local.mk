# Small programs that the behaviour tests put into jobs, and what the .bats files share.
check_PROGRAMS += tests/helpers/meet tests/helpers/spawnee tests/helpers/ptyx tests/helpers/slowpipe
tests_helpers_meet_SOURCES = tests/helpers/meet.c
tests_helpers_spawnee_SOURCES = tests/helpers/spawnee.c
tests_helpers_ptyx_SOURCES = tests/helpers/ptyx.c
tests_helpers_ptyx_LDADD = -lutil
tests_helpers_slowpipe_SOURCES = tests/helpers/slowpipe.c
check_PROGRAMS += tests/helpers/sweep
tests_helpers_sweep_SOURCES = tests/helpers/sweep.c
check_PROGRAMS += tests/helpers/clockshift.so
tests_helpers_clockshift_so_SOURCES = tests/helpers/clockshift.c
tests_helpers_clockshift_so_CFLAGS = $(AM_CFLAGS) -fPIC
tests_helpers_clockshift_so_LDFLAGS = -shared
EXTRA_DIST += tests/helpers/common.bash tests/helpers/floors tests/helpers/bans tests/helpers/statics
