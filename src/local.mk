# One library for the program, the unit tests and the fuzzers. A folder is a room; see ARCHITECTURE.md for the floors.
include src/base/local.mk
include src/task/local.mk
include src/cli/local.mk
include src/input/local.mk
include src/builtin/local.mk
include src/output/local.mk
include src/store/local.mk
include src/stats/local.mk
include src/exec/local.mk
include src/engine/local.mk
include src/shell/local.mk
