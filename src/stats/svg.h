/* SPDX-License-Identifier: MIT */
/*
 * Shapes of a drawing (SVG 1.1 with CSS): of a file of its own or inside a page. Coordinates are pixels of the drawing, y grows downwards; one
 * that is not finite is drawn as 0. `class` says what a shape means; svg_style what the classes look like, in light and in dark.
 * Nothing is fetched and nothing runs.
 */
#pragma once

#include "stats/axis.h"
#include "stats/page.h"

/*
 * What the classes look like, in light and in dark (prefers-color-scheme), as text for a <style> element. Lines: grid, axis, ideal (dotted), fit,
 * cap (dashed: a bound; its words are capname), error (an interval). Shapes: bar, other (a lighter bar), off (a grey one), area and band (pale), point, mine (the point that matters),
 * failed (hatched). Text: name, strong.
 */
void svg_style(struct page *p);
/* The same colours as CSS variables, for the rest of a page: paper card ink soft line grid busy busy-light area bad bad-light accent good. */
void svg_variables(struct page *p);

/* Begin a drawing inside a page: `name` is what it shows, for who cannot see it. */
void svg_begin(struct page *p, double width, double height, const char *class, const char *name);
/* ... as a file of its own, with the style and a background. */
void svg_begin_file(struct page *p, double width, double height, const char *name);
void svg_end(struct page *p);

/* The pattern behind class failed. Once in a document, before its use; a file of its own has it. */
void svg_hatch(struct page *p);

/* Shapes. class NULL = none. `title` is shown on hover, as text (NULL = none). */
void svg_line(struct page *p, const char *class, double x1, double y1, double x2, double y2);
void svg_rect(struct page *p, const char *class, double x, double y, double width, double height, const char *title);
void svg_circle(struct page *p, const char *class, double x, double y, double radius, const char *title);
void svg_text(struct page *p, const char *class, const char *anchor, double x, double y, const char *text);

/* A line through points, or an outline: begin, any number of points, end. close = back to the first point. */
void svg_path(struct page *p, const char *class);
void svg_to(struct page *p, double x, double y);
void svg_path_end(struct page *p, bool close, const char *title);

/* An axis below (at y, its lines up to y - height) or left (at x, its lines as far as x + width), with marks, their labels, and its own name. */
void svg_axis_x(struct page *p, const struct axis *a, double y, double height, const struct axis_mark *marks, size_t count, const char *name);
void svg_axis_y(struct page *p, const struct axis *a, double x, double width, const struct axis_mark *marks, size_t count, const char *name);
