libpmap_a_SOURCES += \
	src/exec/proc.c src/exec/proc.h \
	src/exec/guardian.c src/exec/guardian.h \
	src/exec/shell.c src/exec/shell.h \
	src/exec/direct.c src/exec/direct.h \
	src/exec/env.c src/exec/env.h \
	src/exec/render.c src/exec/render.h \
	src/exec/pump.c src/exec/pump.h \
	src/exec/termseq.c src/exec/termseq.h \
	src/exec/child.c src/exec/executors.h \
	src/exec/dry.c \
	src/exec/thread.c
