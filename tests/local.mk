# Tests print TAP: each @test of a .bats file and each TEST() of a unit binary is one line of `make check`.
# The tests of a room append here: check_PROGRAMS and TESTS for units, TESTS and EXTRA_DIST for behaviour.
TEST_EXTENSIONS = .bats
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
AM_LOG_DRIVER_FLAGS = --ignore-exit
BATS_LOG_DRIVER = $(LOG_DRIVER)
AM_BATS_LOG_DRIVER_FLAGS = --ignore-exit
BATS_LOG_COMPILER = bats
AM_BATS_LOG_FLAGS = --formatter tap
# PMAP is the program under test: `make check PMAP=/usr/bin/parmap` tests an installed one.
PMAP = $(abs_top_builddir)/pmap
AM_TESTS_ENVIRONMENT = \
	PMAP='$(PMAP)'; export PMAP; \
	HELPERS='$(abs_top_builddir)/tests/helpers'; export HELPERS; \
	SRCDIR='$(abs_top_srcdir)'; export SRCDIR; \
	BUILDDIR='$(abs_top_builddir)'; export BUILDDIR; \
	unset MAKEFLAGS MFLAGS MAKELEVEL;

include tests/helpers/local.mk

TESTS += tests/helpers.bats tests/floors.bats tests/bans.bats tests/jobs.bats
EXTRA_DIST += tests/helpers.bats tests/floors.bats tests/bans.bats tests/jobs.bats
EXTRA_DIST += tests/unit/unit.h

check_PROGRAMS += tests/unit/test_tally tests/unit/test_models tests/unit/test_stats tests/unit/test_compare_table
tests_unit_test_tally_SOURCES = tests/unit/test_tally.c tests/unit/unit.h
tests_unit_test_tally_LDADD = libpmap.a
tests_unit_test_models_SOURCES = tests/unit/test_models.c tests/unit/unit.h
tests_unit_test_models_LDADD = libpmap.a -lm
tests_unit_test_stats_SOURCES = tests/unit/test_stats.c tests/unit/unit.h
tests_unit_test_stats_LDADD = libpmap.a -lm
tests_unit_test_compare_table_SOURCES = tests/unit/test_compare_table.c tests/unit/unit.h
tests_unit_test_compare_table_LDADD = libpmap.a -lm
check_PROGRAMS += tests/unit/test_eta tests/unit/test_calibrate
tests_unit_test_eta_SOURCES = tests/unit/test_eta.c tests/unit/unit.h
tests_unit_test_eta_LDADD = libpmap.a -lm
tests_unit_test_calibrate_SOURCES = tests/unit/test_calibrate.c tests/unit/unit.h
tests_unit_test_calibrate_LDADD = libpmap.a -lm
TESTS += tests/unit/test_eta tests/unit/test_calibrate
TESTS += tests/run_order.bats tests/calibrate.bats
EXTRA_DIST += tests/run_order.bats tests/calibrate.bats
TESTS += tests/unit/test_tally tests/unit/test_models tests/unit/test_stats tests/unit/test_compare_table
TESTS += tests/stats.bats
EXTRA_DIST += tests/stats.bats
check_PROGRAMS += tests/unit/test_fits
tests_unit_test_fits_SOURCES = tests/unit/test_fits.c tests/unit/unit.h
tests_unit_test_fits_LDADD = libpmap.a -lm
TESTS += tests/unit/test_fits tests/compare.bats
EXTRA_DIST += tests/compare.bats

check_PROGRAMS += tests/unit/test_options tests/unit/test_options_values
tests_unit_test_options_SOURCES = tests/unit/test_options.c tests/unit/unit.h
tests_unit_test_options_LDADD = libpmap.a
tests_unit_test_options_values_SOURCES = tests/unit/test_options_values.c tests/unit/unit.h
tests_unit_test_options_values_LDADD = libpmap.a
TESTS += tests/unit/test_options tests/unit/test_options_values
TESTS += tests/cli.bats tests/docs.bats
EXTRA_DIST += tests/cli.bats tests/docs.bats
check_PROGRAMS += tests/unit/test_engine
tests_unit_test_engine_SOURCES = tests/unit/test_engine.c tests/unit/unit.h
tests_unit_test_engine_LDADD = libpmap.a
TESTS += tests/unit/test_engine

check_PROGRAMS += tests/unit/test_quote tests/unit/test_words tests/unit/test_template tests/unit/test_reader
check_PROGRAMS += tests/unit/test_inputs tests/unit/test_blocks
tests_unit_test_quote_SOURCES = tests/unit/test_quote.c tests/unit/unit.h
tests_unit_test_quote_LDADD = libpmap.a
tests_unit_test_words_SOURCES = tests/unit/test_words.c tests/unit/unit.h
tests_unit_test_words_LDADD = libpmap.a
tests_unit_test_template_SOURCES = tests/unit/test_template.c tests/unit/unit.h
tests_unit_test_template_LDADD = libpmap.a
tests_unit_test_reader_SOURCES = tests/unit/test_reader.c tests/unit/unit.h
tests_unit_test_reader_LDADD = libpmap.a
tests_unit_test_inputs_SOURCES = tests/unit/test_inputs.c tests/unit/unit.h
tests_unit_test_inputs_LDADD = libpmap.a
tests_unit_test_blocks_SOURCES = tests/unit/test_blocks.c tests/unit/unit.h
tests_unit_test_blocks_LDADD = libpmap.a
TESTS += tests/unit/test_quote tests/unit/test_words tests/unit/test_template tests/unit/test_reader
TESTS += tests/unit/test_inputs tests/unit/test_blocks
TESTS += tests/template.bats tests/input.bats tests/pipe.bats
EXTRA_DIST += tests/template.bats tests/input.bats tests/pipe.bats
check_PROGRAMS += tests/unit/test_policy
tests_unit_test_policy_SOURCES = tests/unit/test_policy.c tests/unit/unit.h
tests_unit_test_policy_LDADD = libpmap.a -lm
TESTS += tests/unit/test_policy
TESTS += tests/faults.bats
EXTRA_DIST += tests/faults.bats
TESTS += tests/valgrind.bats
EXTRA_DIST += tests/valgrind.bats
TESTS += tests/signal.bats tests/guardian.bats tests/child.bats
EXTRA_DIST += tests/signal.bats tests/guardian.bats tests/child.bats
TESTS += tests/output.bats tests/spill.bats tests/limits.bats tests/faults_input.bats tests/hostile.bats tests/joblog.bats tests/resume.bats
EXTRA_DIST += tests/output.bats tests/spill.bats tests/limits.bats tests/faults_input.bats tests/hostile.bats tests/joblog.bats tests/resume.bats
TESTS += tests/hint.bats
EXTRA_DIST += tests/hint.bats

TESTS += tests/compat.bats tests/order.bats tests/halt.bats tests/retry.bats tests/timeout.bats tests/tag.bats tests/exec.bats tests/env.bats
EXTRA_DIST += tests/compat.bats tests/order.bats tests/halt.bats tests/retry.bats tests/timeout.bats tests/tag.bats tests/exec.bats tests/env.bats
EXTRA_DIST += tests/compat/run tests/compat/core.cases tests/compat/core.answers tests/helpers/compat.bash tests/compat/fuzz

TESTS += tests/semaphore.bats tests/tmux.bats tests/hosts.bats tests/names.bats tests/compat_hosts.bats
EXTRA_DIST += tests/semaphore.bats tests/tmux.bats tests/hosts.bats tests/names.bats tests/compat_hosts.bats tests/compat/hosts.cases tests/compat/hosts.answers

check_PROGRAMS += tests/unit/test_meters tests/unit/test_admit
tests_unit_test_admit_SOURCES = tests/unit/test_admit.c tests/unit/unit.h
tests_unit_test_admit_LDADD = libpmap.a -lm
tests_unit_test_meters_SOURCES = tests/unit/test_meters.c tests/unit/unit.h
tests_unit_test_meters_LDADD = libpmap.a
TESTS += tests/unit/test_meters tests/unit/test_admit
TESTS += tests/running.bats tests/compat_running.bats
EXTRA_DIST += tests/running.bats tests/compat_running.bats tests/compat/running.cases tests/compat/running.answers

TESTS += tests/compat_output.bats tests/results.bats
EXTRA_DIST += tests/compat_output.bats tests/results.bats tests/compat/output.cases tests/compat/output.answers

TESTS += tests/pipe_jobs.bats tests/compat_pipe.bats
EXTRA_DIST += tests/pipe_jobs.bats tests/compat_pipe.bats tests/compat/pipe.cases tests/compat/pipe.answers

TESTS += tests/compat_template.bats tests/perl.bats tests/quoting.bats
EXTRA_DIST += tests/compat_template.bats tests/perl.bats tests/quoting.bats tests/compat/template.cases tests/compat/template.answers

TESTS += tests/compat_sources.bats tests/sources.bats
EXTRA_DIST += tests/compat_sources.bats tests/sources.bats tests/compat/sources.cases tests/compat/sources.answers
check_PROGRAMS += tests/unit/test_sources
tests_unit_test_sources_SOURCES = tests/unit/test_sources.c tests/unit/unit.h
tests_unit_test_sources_LDADD = libpmap.a
TESTS += tests/unit/test_sources
check_PROGRAMS += tests/unit/test_spread
tests_unit_test_spread_SOURCES = tests/unit/test_spread.c tests/unit/unit.h
tests_unit_test_spread_LDADD = libpmap.a
TESTS += tests/unit/test_spread
TESTS += tests/profile.bats tests/shell.bats tests/compat_environment.bats
EXTRA_DIST += tests/profile.bats tests/shell.bats tests/compat_environment.bats
EXTRA_DIST += tests/compat/environment.cases tests/compat/environment.answers tests/compat/abbreviations
TESTS += tests/compat_tutorial.bats
EXTRA_DIST += tests/compat_tutorial.bats tests/compat/tutorial
check_PROGRAMS += tests/unit/test_share tests/unit/test_adapt
tests_unit_test_share_SOURCES = tests/unit/test_share.c tests/unit/unit.h
tests_unit_test_share_LDADD = libpmap.a
tests_unit_test_adapt_SOURCES = tests/unit/test_adapt.c tests/unit/unit.h
tests_unit_test_adapt_LDADD = libpmap.a
TESTS += tests/unit/test_share tests/unit/test_adapt
TESTS += tests/adapt.bats tests/probe.bats
EXTRA_DIST += tests/adapt.bats tests/probe.bats
TESTS += tests/codecs.bats tests/functions.bats tests/fetch.bats tests/faults_functions.bats
EXTRA_DIST += tests/codecs.bats tests/functions.bats tests/fetch.bats tests/faults_functions.bats
check_PROGRAMS += tests/unit/test_args tests/unit/test_bz2_find tests/unit/test_gang
tests_unit_test_args_SOURCES = tests/unit/test_args.c tests/unit/unit.h
tests_unit_test_args_LDADD = libpmap.a
tests_unit_test_bz2_find_SOURCES = tests/unit/test_bz2_find.c tests/unit/unit.h
tests_unit_test_bz2_find_LDADD = libpmap.a
tests_unit_test_gang_SOURCES = tests/unit/test_gang.c tests/unit/unit.h
tests_unit_test_gang_LDADD = libpmap.a
TESTS += tests/unit/test_args tests/unit/test_bz2_find tests/unit/test_gang
check_PROGRAMS += tests/unit/test_frame tests/unit/test_dialog
tests_unit_test_frame_SOURCES = tests/unit/test_frame.c tests/unit/unit.h
tests_unit_test_frame_LDADD = libpmap.a
tests_unit_test_dialog_SOURCES = tests/unit/test_dialog.c tests/unit/unit.h
tests_unit_test_dialog_LDADD = libpmap.a
TESTS += tests/unit/test_frame tests/unit/test_dialog
TESTS += tests/worker.bats tests/plugin.bats tests/persist.bats tests/faults_worker.bats
EXTRA_DIST += tests/worker.bats tests/plugin.bats tests/persist.bats tests/faults_worker.bats
TESTS += tests/sql.bats tests/compat_sql.bats
EXTRA_DIST += tests/sql.bats tests/compat_sql.bats tests/compat/sql.cases tests/compat/sql.answers
TESTS += tests/remote.bats tests/remote_all.bats tests/remote_end.bats tests/remote_follow.bats tests/transfer.bats tests/compat_remote.bats tests/compat_transfer.bats
EXTRA_DIST += tests/remote.bats tests/remote_all.bats tests/remote_end.bats tests/remote_follow.bats tests/transfer.bats tests/helpers/sshd.bash
EXTRA_DIST += tests/compat_remote.bats tests/compat/remote.cases tests/compat/remote.answers
EXTRA_DIST += tests/compat_transfer.bats tests/compat/transfer.cases tests/compat/transfer.answers
check_PROGRAMS += tests/unit/test_report
tests_unit_test_report_SOURCES = tests/unit/test_report.c tests/unit/unit.h
tests_unit_test_report_LDADD = libpmap.a -lm
TESTS += tests/unit/test_report
TESTS += tests/report.bats
EXTRA_DIST += tests/report.bats

check_PROGRAMS += tests/unit/test_figures
tests_unit_test_figures_SOURCES = tests/unit/test_figures.c tests/unit/synthetic.h tests/unit/unit.h
tests_unit_test_figures_LDADD = libpmap.a -lm
TESTS += tests/unit/test_figures
TESTS += tests/stats_full.bats
EXTRA_DIST += tests/stats_full.bats

check_PROGRAMS += tests/unit/test_trace
tests_unit_test_trace_SOURCES = tests/unit/test_trace.c tests/unit/unit.h
tests_unit_test_trace_LDADD = libpmap.a
TESTS += tests/unit/test_trace tests/trace.bats
EXTRA_DIST += tests/trace.bats tests/helpers/tracecheck
