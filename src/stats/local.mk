libpmap_a_SOURCES += \
	src/stats/tally.c src/stats/ledger.h src/stats/history.c src/stats/history.h src/stats/schedule.c src/stats/schedule.h src/stats/eta.c src/stats/eta.h src/stats/calibrate.c src/stats/calibrate.h \
	src/stats/stats.c src/stats/stats.h \
	src/stats/models.c src/stats/models.h \
	src/stats/fit.c src/stats/fit.h src/stats/means.c src/stats/means.h src/stats/usl.c src/stats/usl.h \
	src/stats/amdahl.c src/stats/amdahl.h src/stats/probe_table.c src/stats/probe_table.h src/stats/share.c src/stats/share.h src/stats/adaptive.c src/stats/adaptive.h \
	src/stats/figures.c src/stats/figures.h src/stats/account.c src/stats/account.h src/stats/surroundings.c src/stats/surroundings.h \
	src/stats/show.c src/stats/show.h \
	src/stats/page.c src/stats/page.h \
	src/stats/prng.c src/stats/prng.h \
	src/stats/load.c src/stats/load.h \
	src/stats/summary.c src/stats/summary.h src/stats/summary_parts.h src/stats/summary_tables.c src/stats/summary_full.c \
	src/stats/warnings.c src/stats/warnings.h src/stats/bars.c src/stats/bars.h src/stats/perslot.c src/stats/perslot.h src/stats/markdown.c src/stats/markdown.h \
	src/stats/trace.c src/stats/trace.h src/stats/trace_counters.c src/stats/trace_counters.h \
	src/stats/trace_file.c src/stats/trace_file.h src/stats/trace_record.c src/stats/trace_record.h \
	src/stats/sharing.c src/stats/sharing.h src/stats/whatif.c src/stats/whatif.h \
	src/stats/tree.c src/stats/tree.h src/stats/tree_form.h src/stats/tree_yaml.c src/stats/tree_json.c src/stats/tree_csv.c \
	src/stats/export.c src/stats/export.h \
	src/stats/chart.c src/stats/chart.h src/stats/html.c src/stats/html.h src/stats/axis.c src/stats/axis.h src/stats/svg.c src/stats/svg.h \
	src/stats/notes.c src/stats/notes.h src/stats/attempts.c src/stats/attempts.h src/stats/strip.c src/stats/strip.h src/stats/buckets.c src/stats/buckets.h \
	src/stats/report.c src/stats/report.h src/stats/report_page.c src/stats/report_page.h src/stats/report_style.c src/stats/report_head.c \
	src/stats/report_gantt.c src/stats/report_durations.c src/stats/report_curve.c src/stats/report_tasks.c src/stats/report_facts.c \
	src/stats/compare.c src/stats/compare.h src/stats/compare_findings.c src/stats/compare_findings.h src/stats/compare_table.c src/stats/compare_table.h \
	src/stats/compare_export.c src/stats/compare_export.h src/stats/compare_tree.c src/stats/compare_svg.c
