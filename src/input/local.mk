libpmap_a_SOURCES += \
	src/input/quote.c src/input/quote.h \
	src/input/words.c src/input/words.h \
	src/input/template.c src/input/template.h src/input/template_parse.c src/input/template_ops.h \
	src/input/regex.c src/input/regex.h \
	src/input/reader.c src/input/reader.h \
	src/input/records.c src/input/records.h \
	src/input/columns.c src/input/columns.h \
	src/input/values.c src/input/values.h \
	src/input/group.c src/input/group.h \
	src/input/borders.c src/input/borders.h src/input/header.c \
	src/input/blocks.c src/input/blocks.h \
	src/input/parts.c src/input/parts.h \
	src/input/inputs.c src/input/inputs.h
