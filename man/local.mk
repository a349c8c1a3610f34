# The page is made from prose and the option table, and committed, so that building needs nothing: `make regen`.
dist_man_MANS = man/pmap.1
EXTRA_DIST += man/pmap.1.in
# The examples that the page speaks of.
examplesdir = $(docdir)/examples
dist_examples_DATA = man/examples/crps.c man/examples/worker.py

.PHONY: regen
# Into a temporary name first: a failure leaves the old file.
regen: pmap$(EXEEXT)
	./pmap$(EXEEXT) --plain --generate man >man-options.tmp
	sed -e '/^@OPTIONS@$$/{' -e 'r man-options.tmp' -e 'd' -e '}' \
		$(top_srcdir)/man/pmap.1.in >man-page.tmp
	./pmap$(EXEEXT) --plain --generate bash >bash.tmp
	./pmap$(EXEEXT) --plain --generate zsh >zsh.tmp
	./pmap$(EXEEXT) --plain --generate fish >fish.tmp
	mv man-page.tmp $(top_srcdir)/man/pmap.1
	mv bash.tmp $(top_srcdir)/completions/pmap.bash
	mv zsh.tmp $(top_srcdir)/completions/_pmap
	mv fish.tmp $(top_srcdir)/completions/pmap.fish
	rm -f man-options.tmp
