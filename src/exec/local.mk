libpmap_a_SOURCES += \
	src/exec/proc.c src/exec/proc.h \
	src/exec/launch.h src/exec/launch_tmux.c \
	src/exec/background.c src/exec/background.h \
	src/exec/guardian.c src/exec/guardian.h \
	src/exec/shell.c src/exec/shell.h \
	src/exec/direct.c src/exec/direct.h \
	src/exec/payload.c src/exec/payload.h src/exec/files.c \
	src/exec/env.c src/exec/env.h \
	src/exec/render.c src/exec/render.h \
	src/exec/perl.c src/exec/perl.h src/exec/perl_text.c src/exec/perl_text.h \
	src/exec/sampler.c src/exec/sampler.h src/exec/pump.c src/exec/pump.h src/exec/block.c src/exec/block.h \
	src/exec/termseq.c src/exec/termseq.h src/exec/ending.c src/exec/ending.h src/exec/workdir.c src/exec/workdir.h \
	src/exec/child.c src/exec/executors.h src/exec/plan.c src/exec/plan.h \
	src/exec/compressor.c src/exec/compressor.h src/exec/outfiles.c src/exec/outfiles.h \
	src/exec/helper.c src/exec/helper.h src/exec/remote.c src/exec/remote.h src/exec/remote_all.c \
	src/exec/remote_ask.c src/exec/remote_ask.h src/exec/remote_files.c src/exec/remote_files.h \
	src/exec/remote_host.c src/exec/remote_host.h src/exec/remote_hosts.c src/exec/remote_hosts.h src/exec/remote_line.c src/exec/remote_line.h \
	src/exec/remote_env.c src/exec/remote_env.h src/exec/transfer.c src/exec/transfer.h src/exec/transfer_rsync.c src/exec/transfer_rsync.h \
	src/exec/dry.c \
	src/exec/shortage.c src/exec/shortage.h src/exec/coproc.c src/exec/coproc.h src/exec/frame.c src/exec/frame.h \
	src/exec/function.c src/exec/function.h src/exec/crash.c src/exec/crash.h \
	src/exec/persist.c src/exec/dialog.c src/exec/dialog.h src/exec/starved.c src/exec/starved.h \
	src/exec/worker.c src/exec/loss.c src/exec/loss.h src/exec/serve.c src/exec/self.c src/exec/self.h \
	src/exec/thread.c src/exec/choose.c
