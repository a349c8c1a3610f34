libpmap_a_SOURCES += \
	src/stats/tally.c src/stats/ledger.h src/stats/history.c src/stats/history.h src/stats/schedule.c src/stats/schedule.h \
	src/stats/stats.c src/stats/stats.h \
	src/stats/models.c src/stats/models.h \
	src/stats/fit.c src/stats/fit.h \
	src/stats/amdahl.c src/stats/amdahl.h src/stats/probe_table.c src/stats/probe_table.h src/stats/share.c src/stats/share.h src/stats/adaptive.c src/stats/adaptive.h \
	src/stats/figures.c src/stats/figures.h \
	src/stats/show.c src/stats/show.h \
	src/stats/page.c src/stats/page.h \
	src/stats/prng.c src/stats/prng.h \
	src/stats/load.c src/stats/load.h \
	src/stats/summary.c src/stats/summary.h \
	src/stats/tree.c src/stats/tree.h \
	src/stats/export.c src/stats/export.h \
	src/stats/chart.c src/stats/chart.h \
	src/stats/compare_table.c src/stats/compare_table.h
