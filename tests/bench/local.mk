# `make bench` builds these and runs all rows; `make bench ROWS="spawn order"` runs some. See tests/bench/run.
EXTRA_PROGRAMS = tests/bench/limit tests/bench/runtime
tests_bench_limit_SOURCES = tests/bench/limit.c tests/bench/limit.h tests/bench/limit_spawn.c tests/bench/limit_batch.c \
	tests/bench/limit_stream.c tests/bench/limit_bz2.c
tests_bench_limit_LDADD = -lbz2
tests_bench_runtime_SOURCES = tests/bench/runtime.c
EXTRA_DIST += tests/bench/run
CLEANFILES += $(EXTRA_PROGRAMS)

ROWS =
.PHONY: bench
bench: pmap$(EXEEXT) $(EXTRA_PROGRAMS)
	@PMAP='$(PMAP)' BENCH_PROGRAMS='$(abs_top_builddir)/tests/bench' bash $(srcdir)/tests/bench/run $(ROWS)
