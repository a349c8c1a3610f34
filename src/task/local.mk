libpmap_a_SOURCES += \
	src/task/task.c src/task/task.h \
	src/task/spool.c src/task/spool.h \
	src/task/source.h src/task/flow.h src/task/observer.h src/task/exec.h src/task/sink.h
