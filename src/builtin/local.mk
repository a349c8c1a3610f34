# What authors of functions include.
include_HEADERS = src/builtin/pmap.h
libpmap_a_SOURCES += \
	src/builtin/builtin.c src/builtin/builtin.h \
	src/builtin/plugin.c src/builtin/plugin.h src/builtin/pmap.h \
	src/builtin/args.c src/builtin/args.h \
	src/builtin/files.c src/builtin/files.h \
	src/builtin/codec.c src/builtin/codec.h src/builtin/memory.c src/builtin/memory.h \
	src/builtin/codec_bzip2.c src/builtin/codec_gzip.c src/builtin/codec_xz.c src/builtin/codec_zstd.c \
	src/builtin/cat.c src/builtin/wc.c src/builtin/hash.c src/builtin/stat.c src/builtin/sleep.c \
	src/builtin/crew.c src/builtin/crew.h src/builtin/gang.c src/builtin/gang.h \
	src/builtin/bz2_find.c src/builtin/bz2_find.h src/builtin/bz2_blocks.c src/builtin/frames.c \
	src/builtin/fetch.c src/builtin/curl.c src/builtin/curl.h
