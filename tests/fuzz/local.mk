# Fuzzers. Without --enable-fuzz each replays its seeds in `make check`; with it (and clang) each is a libFuzzer program:
# tests/fuzz/fuzz_words -max_total_time=60 seeds-found SRC/tests/fuzz/seeds/words
FUZZERS = tests/fuzz/fuzz_words tests/fuzz/fuzz_template tests/fuzz/fuzz_options tests/fuzz/fuzz_joblog tests/fuzz/fuzz_borders \
	tests/fuzz/fuzz_records tests/fuzz/fuzz_values tests/fuzz/fuzz_bunzip2
tests_fuzz_fuzz_words_SOURCES = tests/fuzz/words.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_template_SOURCES = tests/fuzz/template.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_options_SOURCES = tests/fuzz/options.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_joblog_SOURCES = tests/fuzz/joblog.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_borders_SOURCES = tests/fuzz/borders.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_records_SOURCES = tests/fuzz/records.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_values_SOURCES = tests/fuzz/values.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_bunzip2_SOURCES = tests/fuzz/bunzip2.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_words_LDADD = libpmap.a
tests_fuzz_fuzz_template_LDADD = libpmap.a
tests_fuzz_fuzz_options_LDADD = libpmap.a
tests_fuzz_fuzz_joblog_LDADD = libpmap.a
tests_fuzz_fuzz_borders_LDADD = libpmap.a
tests_fuzz_fuzz_records_LDADD = libpmap.a
tests_fuzz_fuzz_values_LDADD = libpmap.a
tests_fuzz_fuzz_bunzip2_LDADD = libpmap.a

if FUZZ
noinst_PROGRAMS += $(FUZZERS)
tests_fuzz_fuzz_words_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_template_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_options_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_joblog_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_borders_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_records_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_values_LDFLAGS = -fsanitize=fuzzer
tests_fuzz_fuzz_bunzip2_LDFLAGS = -fsanitize=fuzzer
else
check_PROGRAMS += $(FUZZERS)
TESTS += $(FUZZERS)
tests_fuzz_fuzz_words_SOURCES += tests/fuzz/replay.c
tests_fuzz_fuzz_template_SOURCES += tests/fuzz/replay.c
tests_fuzz_fuzz_options_SOURCES += tests/fuzz/replay.c
tests_fuzz_fuzz_joblog_SOURCES += tests/fuzz/replay.c
tests_fuzz_fuzz_borders_SOURCES += tests/fuzz/replay.c
tests_fuzz_fuzz_records_SOURCES += tests/fuzz/replay.c
tests_fuzz_fuzz_values_SOURCES += tests/fuzz/replay.c
tests_fuzz_fuzz_bunzip2_SOURCES += tests/fuzz/replay.c
endif

EXTRA_DIST += tests/fuzz/replay.c tests/fuzz/seeds
