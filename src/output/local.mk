libpmap_a_SOURCES += \
	src/output/terminal.c src/output/sinks.h \
	src/output/joblog.c \
	src/output/resume.c src/output/resume.h src/output/logline.c src/output/logline.h src/output/times.c src/output/times.h src/output/again.c \
	src/output/quoted.c src/output/quoted.h \
	src/output/measure.c \
	src/output/color.c \
	src/output/latest.c \
	src/output/results.c src/output/results.h \
	src/output/sheet.c \
	src/output/progress.c src/output/progress.h
