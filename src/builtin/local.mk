libpmap_a_SOURCES += \
	src/builtin/builtin.c src/builtin/builtin.h \
	src/builtin/bunzip2.c
