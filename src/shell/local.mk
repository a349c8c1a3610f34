# The shell functions go where every package may put them; under the names that scripts source, which are those of GNU parallel, they are
# installed with --enable-parallel-links only, as the other programs of that package are.
shell_sources = src/shell/pmap.bash src/shell/pmap.zsh src/shell/pmap.fish src/shell/pmap.sh
EXTRA_DIST += $(shell_sources) src/shell/parsort src/shell/howto

shelldir = $(pkgdatadir)/shell
shell_program = name=`echo pmap | sed '$(transform)'`; program="$(bindir)/$$name"
shell_rewrite = sed -e "s|{PMAP:-pmap}|{PMAP:-$$program}|" -e "s|command pmap |command $$program |"
shell_names = bash:bash zsh:zsh fish:fish sh:sh sh:dash sh:ash sh:ksh sh:mksh

.PHONY: install-shell uninstall-shell
install-shell:
	$(MKDIR_P) "$(DESTDIR)$(shelldir)" "$(DESTDIR)$(bindir)"
	@$(shell_program); for f in $(shell_sources); do \
		to="$(DESTDIR)$(shelldir)/$$name.$${f##*.}"; \
		$(shell_rewrite) "$(top_srcdir)/$$f" >"$$to" && chmod 644 "$$to" || exit 1; \
	done
if PARALLEL_LINKS
	@$(shell_program); for pair in $(shell_names); do \
		to="$(DESTDIR)$(bindir)/env_parallel.$${pair#*:}"; \
		$(shell_rewrite) "$(top_srcdir)/src/shell/pmap.$${pair%:*}" >"$$to" && chmod 755 "$$to" || exit 1; \
	done; \
	for f in env_parallel parset; do \
		$(INSTALL_SCRIPT) "$(top_srcdir)/src/shell/howto" "$(DESTDIR)$(bindir)/$$f" || exit 1; \
	done; \
	$(shell_rewrite) "$(top_srcdir)/src/shell/parsort" >"$(DESTDIR)$(bindir)/parsort" && chmod 755 "$(DESTDIR)$(bindir)/parsort"
endif
uninstall-shell:
	@$(shell_program); for f in $(shell_sources); do rm -f "$(DESTDIR)$(shelldir)/$$name.$${f##*.}"; done
if PARALLEL_LINKS
	@for pair in $(shell_names); do rm -f "$(DESTDIR)$(bindir)/env_parallel.$${pair#*:}"; done; \
	rm -f "$(DESTDIR)$(bindir)/env_parallel" "$(DESTDIR)$(bindir)/parset" "$(DESTDIR)$(bindir)/parsort"
endif
