# Installed by rules of our own, because --program-transform-name has to change the name of each file and the name inside it,
# and the shells find a completion by the name of its file.
EXTRA_DIST += completions/pmap.bash completions/_pmap completions/pmap.fish

completion_name = name=`echo pmap | sed '$(transform)'`
completion_rename = sed -e "s/^complete -F _pmap pmap$$/complete -F _pmap $$name/" \
	-e "s/^\#compdef pmap$$/\#compdef $$name/" -e "s/^complete -c pmap /complete -c $$name /"

install-data-local:
if BASH_COMPLETION
	$(MKDIR_P) "$(DESTDIR)$(bashcompdir)"
	$(completion_name); $(completion_rename) $(top_srcdir)/completions/pmap.bash >"$(DESTDIR)$(bashcompdir)/$$name"
	$(completion_name); chmod 644 "$(DESTDIR)$(bashcompdir)/$$name"
endif
if ZSH_COMPLETION
	$(MKDIR_P) "$(DESTDIR)$(zshcompdir)"
	$(completion_name); $(completion_rename) $(top_srcdir)/completions/_pmap >"$(DESTDIR)$(zshcompdir)/_$$name"
	$(completion_name); chmod 644 "$(DESTDIR)$(zshcompdir)/_$$name"
endif
if FISH_COMPLETION
	$(MKDIR_P) "$(DESTDIR)$(fishcompdir)"
	$(completion_name); $(completion_rename) $(top_srcdir)/completions/pmap.fish >"$(DESTDIR)$(fishcompdir)/$$name.fish"
	$(completion_name); chmod 644 "$(DESTDIR)$(fishcompdir)/$$name.fish"
endif

uninstall-local:
if BASH_COMPLETION
	$(completion_name); rm -f "$(DESTDIR)$(bashcompdir)/$$name"
endif
if ZSH_COMPLETION
	$(completion_name); rm -f "$(DESTDIR)$(zshcompdir)/_$$name"
endif
if FISH_COMPLETION
	$(completion_name); rm -f "$(DESTDIR)$(fishcompdir)/$$name.fish"
endif
