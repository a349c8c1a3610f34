libpmap_a_SOURCES += \
	src/output/terminal.c src/output/sinks.h \
	src/output/joblog.c \
	src/output/resume.c src/output/resume.h \
	src/output/measure.c \
	src/output/progress.c src/output/progress.h
