/* SPDX-License-Identifier: MIT */
/*
 * Colours are only named here. They were chosen so that neighbours differ in lightness as well as in hue, for eyes and printers that do not see
 * all hues; what failed is hatched besides.
 */
#include "stats/svg.h"

#include <math.h>
#include <stdio.h>

#include "stats/html.h"

struct number {
	char s[16];
};

/* A tenth of a pixel is enough. */
static struct number number(double v) {
	struct number n;
	int len;

	if (!(fabs(v) < 1e6))
		v = 0;
	len = snprintf(n.s, sizeof(n.s), "%.1f", v);
	if (len > 2 && n.s[len - 1] == '0')
		n.s[len - 2] = '\0';
	return n;
}

static void open_shape(struct page *p, const char *name, const char *class) {
	page_add(p, "<%s", name);
	if (class)
		page_add(p, " class=\"%s\"", class);
}

static void close_shape(struct page *p, const char *name, const char *title) {
	if (!title) {
		html_raw(p, "/>");
		return;
	}
	html_raw(p, "><title>");
	html_string(p, title);
	page_add(p, "</title></%s>", name);
}

void svg_line(struct page *p, const char *class, double x1, double y1, double x2, double y2) {
	open_shape(p, "line", class);
	page_add(p, " x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>", number(x1).s, number(y1).s, number(x2).s, number(y2).s);
}

void svg_rect(struct page *p, const char *class, double x, double y, double width, double height, const char *title) {
	open_shape(p, "rect", class);
	page_add(p, " x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"", number(x).s, number(y).s, number(width).s, number(height).s);
	close_shape(p, "rect", title);
}

void svg_circle(struct page *p, const char *class, double x, double y, double radius, const char *title) {
	open_shape(p, "circle", class);
	page_add(p, " cx=\"%s\" cy=\"%s\" r=\"%s\"", number(x).s, number(y).s, number(radius).s);
	close_shape(p, "circle", title);
}

void svg_text(struct page *p, const char *class, const char *anchor, double x, double y, const char *text) {
	open_shape(p, "text", class);
	page_add(p, " x=\"%s\" y=\"%s\" text-anchor=\"%s\">", number(x).s, number(y).s, anchor);
	html_string(p, text);
	html_raw(p, "</text>\n");
}

void svg_path(struct page *p, const char *class) {
	open_shape(p, "path", class);
	html_raw(p, " d=\"M");
}

/* Behind M come points of lines as well. */
void svg_to(struct page *p, double x, double y) {
	page_add(p, "%s,%s ", number(x).s, number(y).s);
}

void svg_path_end(struct page *p, bool close, const char *title) {
	html_raw(p, close ? "z\"" : "\"");
	close_shape(p, "path", title);
}

void svg_axis_x(struct page *p, const struct axis *a, double y, double height, const struct axis_mark *marks, size_t count, const char *name) {
	for (size_t i = 0; i < count; i++) {
		double x = axis_at(a, marks[i].value);

		svg_line(p, "grid", x, y - height, x, y);
		svg_text(p, NULL, "middle", x, y + 16, marks[i].label);
	}
	svg_line(p, "axis", a->from, y, a->to, y);
	if (name)
		svg_text(p, "name", "middle", (a->from + a->to) / 2, y + 34, name);
}

void svg_axis_y(struct page *p, const struct axis *a, double x, double width, const struct axis_mark *marks, size_t count, const char *name) {
	for (size_t i = 0; i < count; i++) {
		double y = axis_at(a, marks[i].value);

		svg_line(p, "grid", x, y, x + width, y);
		svg_text(p, NULL, "end", x - 6, y + 4, marks[i].label);
	}
	if (name)
		svg_text(p, "name", "start", x, (a->from < a->to ? a->from : a->to) - 10, name);
}

struct palette {
	const char *paper, *card, *ink, *soft, *line, *grid, *busy, *busy_light, *area, *bad, *bad_light, *accent, *good;
};

static const struct palette light = { "#f5f7fa", "#ffffff", "#1c2430", "#566171", "#d5dbe4", "#e6eaf0", "#3a7bc8", "#9cc3ee", "#d3e4f7",
				      "#c8372d", "#f8d3cf", "#c2600a", "#23804f" };
static const struct palette dark = { "#12161c", "#1a2028", "#e6eaf0", "#a3aebc", "#333d4a", "#2a323d", "#5b9bea", "#2f5f9c", "#23425f",
				     "#ff7b6e", "#5e211d", "#f5a04c", "#55c08a" };

static void add_variables(struct page *p, const struct palette *c) {
	page_add(p, ":root{--paper:%s;--card:%s;--ink:%s;--soft:%s;--line:%s;--grid:%s;", c->paper, c->card, c->ink, c->soft, c->line, c->grid);
	page_add(p, "--busy:%s;--busy-light:%s;--area:%s;--bad:%s;--bad-light:%s;--accent:%s;--good:%s}\n", c->busy, c->busy_light, c->area,
		 c->bad, c->bad_light, c->accent, c->good);
}

/* Not by variables: not every program that shows SVG knows them. */
static void add_colours(struct page *p, const struct palette *c) {
	page_add(p, "svg text{fill:%s}svg .name,svg .strong{fill:%s}svg .paper{fill:%s}\n", c->soft, c->ink, c->card);
	page_add(p, "svg .grid{stroke:%s}svg .axis,svg .ideal{stroke:%s}svg .fit{stroke:%s}\n", c->grid, c->soft, c->busy);
	page_add(p, "svg .cap,svg .error{stroke:%s}svg .capname{fill:%s}svg .band,svg .area{fill:%s}\n", c->accent, c->accent, c->area);
	page_add(p, "svg .other{fill:%s}svg .off{fill:%s}\n", c->busy_light, c->soft);
	page_add(p, "svg .bar{fill:%s}svg .point{fill:%s;stroke:%s}svg .mine{fill:%s;stroke:%s}\n", c->busy, c->busy, c->card, c->accent, c->card);
	page_add(p, "svg .failed{stroke:%s}svg .hatchground{fill:%s}svg .hatchline{stroke:%s}\n", c->bad, c->bad_light, c->bad);
}

void svg_variables(struct page *p) {
	add_variables(p, &light);
	html_raw(p, "@media(prefers-color-scheme:dark){");
	add_variables(p, &dark);
	html_raw(p, "}\n");
}

void svg_style(struct page *p) {
	html_raw(p, "svg text{font:12px system-ui,-apple-system,\"Segoe UI\",Roboto,\"DejaVu Sans\",sans-serif}svg .strong{font-weight:600}\n"
		    "svg .ideal{stroke-dasharray:2 4;fill:none}svg .fit{stroke-width:2;fill:none}svg .cap{stroke-dasharray:7 4;fill:none}\n"
		    "svg .error{stroke-width:2;fill:none}svg .point,svg .mine{stroke-width:1.5}svg .failed{fill:url(#failed)}svg .hatchline{stroke-width:2}\n");
	add_colours(p, &light);
	html_raw(p, "@media(prefers-color-scheme:dark){\n");
	add_colours(p, &dark);
	html_raw(p, "}\n");
}

void svg_hatch(struct page *p) {
	html_raw(p, "<defs><pattern id=\"failed\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
		    "<rect class=\"hatchground\" width=\"5\" height=\"5\"/><line class=\"hatchline\" x1=\"1\" y1=\"0\" x2=\"1\" y2=\"5\"/></pattern></defs>\n");
}

void svg_begin(struct page *p, double width, double height, const char *class, const char *name) {
	open_shape(p, "svg", class);
	page_add(p, " viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"", number(width).s, number(height).s);
	html_string(p, name);
	html_raw(p, "\">\n");
}

void svg_begin_file(struct page *p, double width, double height, const char *name) {
	page_add(p, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\">\n<title>", number(width).s,
		 number(height).s, number(width).s, number(height).s);
	html_string(p, name);
	html_raw(p, "</title>\n<style>\n");
	svg_style(p);
	html_raw(p, "</style>\n");
	svg_hatch(p);
	page_add(p, "<rect class=\"paper\" width=\"%s\" height=\"%s\"/>\n", number(width).s, number(height).s);
}

void svg_end(struct page *p) {
	html_raw(p, "</svg>\n");
}
