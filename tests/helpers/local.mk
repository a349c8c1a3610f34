# Small programs that the behaviour tests put into jobs, and what the .bats files share.
check_PROGRAMS += tests/helpers/meet tests/helpers/spawnee tests/helpers/ptyx tests/helpers/slowpipe
tests_helpers_meet_SOURCES = tests/helpers/meet.c
tests_helpers_spawnee_SOURCES = tests/helpers/spawnee.c
tests_helpers_ptyx_SOURCES = tests/helpers/ptyx.c
tests_helpers_ptyx_LDADD = -lutil
tests_helpers_slowpipe_SOURCES = tests/helpers/slowpipe.c
check_PROGRAMS += tests/helpers/burn
tests_helpers_burn_SOURCES = tests/helpers/burn.c
check_PROGRAMS += tests/helpers/sweep
tests_helpers_sweep_SOURCES = tests/helpers/sweep.c
check_PROGRAMS += tests/helpers/clockshift.so
tests_helpers_clockshift_so_SOURCES = tests/helpers/clockshift.c
tests_helpers_clockshift_so_CFLAGS = $(AM_CFLAGS) -fPIC
tests_helpers_clockshift_so_LDFLAGS = -shared
# Libraries of functions: tests/helpers/plugin.c as it should be and as it should not, and the example of the manual.
check_PROGRAMS += tests/helpers/plugin.so tests/helpers/plugin_newer.so tests/helpers/plugin_single.so tests/helpers/plugin_future.so
tests_helpers_plugin_so_SOURCES = tests/helpers/plugin.c
tests_helpers_plugin_so_CFLAGS = $(AM_CFLAGS) -fPIC
tests_helpers_plugin_so_LDFLAGS = -shared
tests_helpers_plugin_newer_so_SOURCES = tests/helpers/plugin.c
tests_helpers_plugin_newer_so_CFLAGS = $(AM_CFLAGS) -fPIC -DABI=77
tests_helpers_plugin_newer_so_LDFLAGS = -shared
tests_helpers_plugin_single_so_SOURCES = tests/helpers/plugin.c
tests_helpers_plugin_single_so_CFLAGS = $(AM_CFLAGS) -fPIC -DFLAGS=0
tests_helpers_plugin_single_so_LDFLAGS = -shared
tests_helpers_plugin_future_so_SOURCES = tests/helpers/plugin.c
tests_helpers_plugin_future_so_CFLAGS = $(AM_CFLAGS) -fPIC -DFLAGS=0x80000001
tests_helpers_plugin_future_so_LDFLAGS = -shared
check_PROGRAMS += tests/helpers/plugin_waits.so
tests_helpers_plugin_waits_so_SOURCES = tests/helpers/plugin.c
tests_helpers_plugin_waits_so_CFLAGS = $(AM_CFLAGS) -fPIC -DFLAGS=3
tests_helpers_plugin_waits_so_LDFLAGS = -shared
check_PROGRAMS += tests/helpers/crps.so
tests_helpers_crps_so_SOURCES = man/examples/crps.c
tests_helpers_crps_so_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/src/builtin
tests_helpers_crps_so_CFLAGS = $(AM_CFLAGS) -fPIC
tests_helpers_crps_so_LDFLAGS = -shared
EXTRA_DIST += tests/helpers/common.bash tests/helpers/faults.bash tests/helpers/crowd.bash tests/helpers/floors tests/helpers/bans tests/helpers/statics
