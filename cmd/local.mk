pmap_SOURCES += cmd/main.c
pmap_SOURCES += cmd/compare.c cmd/compare.h cmd/rewind.c cmd/rewind.h
pmap_SOURCES += cmd/docs.c cmd/docs.h
