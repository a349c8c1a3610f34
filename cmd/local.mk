pmap_SOURCES += cmd/main.c
pmap_SOURCES += cmd/compare.c cmd/compare.h cmd/compare_others.c cmd/compare_others.h cmd/rewind.c cmd/rewind.h
pmap_SOURCES += cmd/probe.c cmd/probe.h
pmap_SOURCES += cmd/docs.c cmd/docs.h
pmap_SOURCES += cmd/procps.c cmd/procps.h cmd/parcat.c cmd/parcat.h
pmap_SOURCES += cmd/sem.c cmd/sem.h

# Links that make pmap answer to other names: configure --enable-parallel-links.
.PHONY: install-links uninstall-links
install-links:
	$(MKDIR_P) "$(DESTDIR)$(bindir)"
	@for l in $(LINKS); do \
		f="$(DESTDIR)$(bindir)/$$l"; \
		if test -e "$$f" && ! test -L "$$f"; then echo "$$f is another program: it is left alone" >&2; exit 1; fi; \
		rm -f "$$f" && $(LN_S) "`echo pmap | sed '$(transform)'`$(EXEEXT)" "$$f" || exit 1; \
	done
uninstall-links:
	@for l in $(LINKS); do \
		f="$(DESTDIR)$(bindir)/$$l"; \
		if test -L "$$f"; then rm -f "$$f"; fi; \
	done
install-exec-hook: install-links install-shell
uninstall-hook: uninstall-links uninstall-shell
