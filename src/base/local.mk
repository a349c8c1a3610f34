libpmap_a_SOURCES += \
	src/base/err.c src/base/err.h \
	src/base/buf.c src/base/buf.h \
	src/base/clock.c src/base/clock.h \
	src/base/sys.c src/base/sys.h \
	src/base/fault.c \
	src/base/sync.c src/base/sync.h \
	src/base/io.c src/base/io.h \
	src/base/semaphore.c src/base/semaphore.h \
	src/base/pressure.c src/base/pressure.h src/base/machine.c src/base/machine.h src/base/cgroup.c src/base/cgroup.h \
	src/base/meters.c src/base/meters.h src/base/process.c src/base/process.h \
	src/base/newfile.c src/base/newfile.h src/base/utf8.c src/base/utf8.h \
	src/base/maths.c src/base/maths.h
