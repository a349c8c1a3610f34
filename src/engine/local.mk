libpmap_a_SOURCES += \
	src/engine/feed.c src/engine/feed.h src/engine/idle.c src/engine/idle.h src/engine/ask.c src/engine/ask.h \
	src/engine/admit.c src/engine/admit.h src/engine/rules.c src/engine/rule_command.c \
	src/engine/collect.c src/engine/collect.h src/engine/internal.h \
	src/engine/write.c src/engine/window.c src/engine/window.h \
	src/engine/policy.c src/engine/policy.h \
	src/engine/adapt.c src/engine/adapt.h src/engine/tune.c src/engine/tune.h \
	src/engine/median.c src/engine/median.h \
	src/engine/pool.c src/engine/pool.h src/engine/pool_room.c src/engine/slot.h \
	src/engine/watch.c src/engine/watch.h \
	src/engine/forecast.c src/engine/forecast.h src/engine/hosts.c src/engine/hosts.h src/engine/tables.c src/engine/tables.h src/engine/launchers.c src/engine/launchers.h src/engine/execs.c src/engine/execs.h \
	src/engine/parts.c src/engine/parts.h src/engine/observers.c src/engine/observers.h \
	src/engine/outputs.c src/engine/outputs.h \
	src/engine/run.c src/engine/run.h
