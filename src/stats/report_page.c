/* SPDX-License-Identifier: MIT */
/*
 * The page is made in memory and then written, complete or not at all. It asks for nothing: the policy in its head forbids every browser to
 * fetch or run anything, whatever should ever get past the escaping.
 */
#include "stats/report_page.h"

#include "stats/html.h"
#include "stats/svg.h"

void report_section(struct page *p, const char *title, const char *how) {
	html_raw(p, "<section><h2>");
	html_string(p, title);
	if (how) {
		html_raw(p, " <small>");
		html_string(p, how);
		html_raw(p, "</small>");
	}
	html_raw(p, "</h2>\n");
}

void report_section_end(struct page *p) {
	html_raw(p, "</section>\n");
}

/* The pattern has to be in a drawing that is there, but need not be seen. */
static void add_hatch(struct page *p) {
	html_raw(p, "<svg class=\"hidden\" aria-hidden=\"true\">");
	svg_hatch(p);
	html_raw(p, "</svg>\n");
}

void report_page(struct page *p, const struct run_report *r) {
	struct figures f = figures_of(r);

	html_raw(p, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
		    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>pmap report</title>\n<style>\n");
	svg_variables(p);
	svg_style(p);
	report_style(p);
	html_raw(p, "</style>\n</head>\n<body>\n");
	add_hatch(p);
	report_head(p, r, &f);
	report_ledger(p, r, &f);
	report_gantt(p, r);
	html_raw(p, "<div class=\"two\">\n");
	report_durations(p, r);
	report_curve(p, r, &f);
	html_raw(p, "</div>\n");
	report_failed(p, r);
	report_slowest(p, r);
	html_raw(p, "<div class=\"two\">\n");
	report_figures(p, r, &f);
	report_environment(p, r);
	html_raw(p, "</div>\n");
	report_data(p, r);
	html_raw(p, "</body>\n</html>\n");
}
