libpmap_a_SOURCES += \
	src/store/dburl.c src/store/dburl.h \
	src/store/sqlite.c src/store/sqlite.h \
	src/store/holder.c src/store/holder.h \
	src/store/jobtable.c src/store/jobtable.h \
	src/store/ledger.c src/store/ledger.h
