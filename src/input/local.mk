libpmap_a_SOURCES += \
	src/input/quote.c src/input/quote.h \
	src/input/words.c src/input/words.h \
 src/input/template.c src/input/template.h src/input/template_parse.c src/input/template_ops.h \
	src/input/template_tags.c src/input/template_tags.h src/input/template_find.c src/input/template_find.h src/input/template_words.c \
	src/input/template_size.c src/input/template_code.c src/input/plus.c src/input/plus.h src/input/evaluate.c src/input/evaluate.h \
	src/input/ahead.c src/input/ahead.h \
	src/input/regex.c src/input/regex.h \
	src/input/reader.c src/input/reader.h \
	src/input/records.c src/input/records.h \
	src/input/columns.c src/input/columns.h \
	src/input/values.c src/input/values.h src/input/origin.c src/input/origin.h src/input/names.c src/input/names.h \
	src/input/hostgroups.c src/input/hostgroups.h src/input/csv.c src/input/csv.h src/input/permutation.c src/input/permutation.h src/input/shuffle.c src/input/shuffle.h src/input/order.c src/input/order.h \
	src/input/group.c src/input/group.h \
	src/input/borders.c src/input/borders.h src/input/header.c \
	src/input/blocks.c src/input/blocks.h \
	src/input/keys.c src/input/keys.h \
	src/input/spread.c src/input/spread.h src/input/deal.c src/input/deal.h src/input/zip.c src/input/zip.h \
	src/input/once.c src/input/once.h \
	src/input/parts.c src/input/parts.h \
	src/input/files.c src/input/files.h \
	src/input/inputs.c src/input/inputs.h
