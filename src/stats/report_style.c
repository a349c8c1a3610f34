/* SPDX-License-Identifier: MIT */
/* Only what the reader's own system has: no fonts, no pictures. The colours of the drawings are those of svg.c. */
#include "stats/report_page.h"

#include "stats/html.h"

void report_style(struct page *p) {
	html_raw(p, ":root{color-scheme:light dark}*{box-sizing:border-box}\n"
		    "body{margin:0 auto;padding:24px 20px 48px;max-width:1160px;background:var(--paper);color:var(--ink);"
		    "font:14px/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,\"DejaVu Sans\",sans-serif}\n"
		    "h1{font-size:24px;line-height:1.25;margin:0 0 6px;font-weight:650}h2{font-size:16px;margin:0 0 12px;font-weight:650}\n"
		    "h2 small,td small,dt small{font-weight:400;font-size:12px;color:var(--soft)}h2 small{margin-left:6px}\n"
		    "code,pre{font:12.5px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,\"DejaVu Sans Mono\",monospace;white-space:pre-wrap;overflow-wrap:anywhere}\n"
		    "header{margin:0 2px 18px}header p{margin:0;color:var(--soft)}header code{color:var(--ink)}\n"
		    "section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 18px;margin:0 0 16px;min-width:0}\n"
		    ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(160px,1fr));gap:12px;margin:0 0 16px}\n"
		    ".tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 14px}\n"
		    ".tile b{display:block;font-size:22px;line-height:1.3;font-weight:650;font-variant-numeric:tabular-nums}.tile b.small{font-size:16px;line-height:1.8}\n"
		    ".tile span{color:var(--soft);font-size:12px;display:block}.tile.bad{border-color:var(--bad)}.tile.bad b{color:var(--bad)}\n"
		    ".advice{border-left:4px solid var(--accent);padding:10px 18px}.advice p,.advice ul{margin:2px 0;padding:0;list-style:none}\n"
		    ".two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:16px;align-items:start}.two section{margin:0}.two{margin:0 0 16px}\n");
	html_raw(p, "svg{display:block;width:100%;height:auto}svg.hidden{position:absolute;width:0;height:0}.scroll{overflow-x:auto}svg.wide{min-width:860px}\n"
		    "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:5px 12px 5px 0;vertical-align:top}\n"
		    "th{font-weight:400;font-size:12px;color:var(--soft);border-bottom:1px solid var(--line);white-space:nowrap}tr+tr td{border-top:1px solid var(--grid)}\n"
		    "td.n,th.n{text-align:right;white-space:nowrap}td:last-child,th:last-child{padding-right:0}td.end{white-space:nowrap}td.fill{width:99%}.facts td:first-child{white-space:nowrap}.ledger+.wrap table{width:auto}.ledger+.wrap td,.ledger+.wrap th{padding-right:44px}\n"
		    ".ledger{display:flex;height:30px;border-radius:6px;overflow:hidden;background:var(--grid);margin:0 0 12px}.ledger i{display:block;min-width:1px}\n"
		    ".legend{margin:0 0 8px;color:var(--soft);font-size:12px}.legend i,td i{display:inline-block;width:12px;height:12px;border-radius:3px;margin:0 6px 0 14px;vertical-align:-1px}\n"
		    ".legend i:first-child,td i{margin-left:0}.legend .k-other{margin-left:-4px}\n"
		    ".k-bar{background:var(--busy)}.k-other{background:var(--busy-light)}.k-off{background:var(--soft)}.k-area{background:var(--area)}\n"
		    ".k-failed{border:1px solid var(--bad);background:repeating-linear-gradient(45deg,var(--bad) 0 2px,var(--bad-light) 2px 5px)}\n"
		    ".legend i.k-cap,.legend i.k-ideal{width:20px;height:0;border-radius:0;border-top:2px dashed var(--accent);vertical-align:4px}.legend i.k-ideal{border-top:2px dotted var(--soft)}\n"
		    ".k-mine{background:var(--accent)}.legend i.k-mine,.legend i.k-point{border-radius:50%}.k-point{background:var(--busy)}\n"
		    ".note,.none{color:var(--soft);font-size:12px;margin:10px 0 0}.none{font-size:14px;margin:0}\n");
	/* The ledger, by account_key; and single tasks. */
	html_raw(p, "[class^=l-]{background:var(--soft)}.l-useful{background:#3a7bc8}.l-queue{background:#c2600a}.l-starting{background:#7d8b2f}"
		    ".l-repeated{background:repeating-linear-gradient(45deg,#c8372d 0 3px,#e98d85 3px 6px)}.l-starved{background:#8a6fc0}.l-throttled{background:#b08a2e}"
		    ".l-output{background:#2a9d9d}.l-token{background:#a65a8f}.l-dispatch{background:#4f8a4a}.l-tail{background:#9aa5b4}.l-startup{background:#66707e}.l-finish{background:#c3cad4}\n"
		    ".task{border-top:1px solid var(--grid);margin:0;padding:8px 0}.task p{margin:6px 0 0}.task b{font-variant-numeric:tabular-nums}.task summary{font-size:14px;color:var(--ink)}h2+.task{border-top:0;padding-top:0}\n"
		    ".how{color:var(--bad)}pre{margin:6px 0 0;padding:8px 10px;background:var(--paper);border:1px solid var(--line);border-left:3px solid var(--bad);border-radius:4px;"
		    "max-height:22em;overflow:auto}\n"
		    "dl{display:grid;grid-template-columns:max-content 1fr;gap:5px 16px;margin:0}dt{color:var(--soft)}dd{margin:0;min-width:0;overflow-wrap:anywhere}\n"
		    "details{margin:10px 0 0}summary{cursor:pointer;color:var(--soft);font-size:12px}\n"
		    "@media(max-width:600px){body{padding:16px 10px 32px}section{padding:12px}dl{grid-template-columns:1fr;gap:0}dd{margin:0 0 8px}.wrap{overflow-x:auto}}\n"
		    "@media print{body{max-width:none}section,.tile{break-inside:avoid}pre{max-height:none}}\n");
}
