// The one stylesheet of a report. Text has a contrast of at least 7:1 and marks of charts at least
// 3:1 against their background, in light and in dark.
#ifndef USHER_TOOLS_USHERSIM_REPORT_STYLE_H_
#define USHER_TOOLS_USHERSIM_REPORT_STYLE_H_

namespace usher::report {

inline constexpr char kStyle[] = R"css(:root {
  --back: #ffffff; --text: #1b1f24; --soft: #4a525c; --line: #c9ced6; --panel: #f4f6f8;
  --s0: #0b5fa5; --s1: #a94a00; --s2: #1d7a46; --s3: #6f42a8; --s4: #0f6f80; --s5: #a8326e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #14171a; --text: #eceff2; --soft: #b4bcc6; --line: #4a525c; --panel: #1e2328;
    --s0: #6cb6ff; --s1: #f0a060; --s2: #63c98b; --s3: #c29bf5; --s4: #5cc8d6; --s5: #f08cbc;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 76rem; background: var(--back);
  color: var(--text); font: 1rem/1.5 system-ui, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; padding-top: 1rem;
  border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { max-width: 46rem; margin: .5rem 0; }
header p, .soft { color: var(--soft); }
.key { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; }
.key div { background: var(--panel); border-radius: .5rem; padding: .6rem 1rem; min-width: 10rem; }
.key dt { color: var(--soft); font-size: .85rem; }
.key dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
.note { border-left: .3rem solid var(--s1); padding: .25rem .75rem; background: var(--panel); }
.scroll { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid var(--line); text-align: right;
  white-space: nowrap; }
thead th { vertical-align: bottom; white-space: normal; }
th:first-child { text-align: left; padding-left: 0; }
summary { cursor: pointer; padding: .35rem 0; }
:focus-visible { outline: 3px solid var(--s0); outline-offset: 2px; }
figure { margin: 1rem 0; }
figcaption { color: var(--soft); margin-bottom: .25rem; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0;
  margin: .5rem 0; }
.legend svg { width: 1.6rem; height: .9rem; vertical-align: middle; margin-right: .4rem; }
.facets { display: grid; grid-template-columns: repeat(auto-fill, minmax(15.5rem, 1fr));
  gap: .75rem 1.25rem; }
.facets > div { max-width: 22rem; }
.facets h3 { margin: .25rem 0 0; font-size: .9rem; overflow-wrap: anywhere; }
svg { display: block; width: 100%; height: auto; }
.legend svg { display: inline-block; }
.wide { overflow-x: auto; }
.wide svg { min-width: 38rem; max-width: 56rem; }
svg text { fill: var(--text); font: 12px system-ui, "DejaVu Sans", sans-serif; }
svg .soft { fill: var(--soft); }
svg .strong { font-weight: 600; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .axis { stroke: var(--soft); stroke-width: 1; }
svg .whisker { stroke: var(--text); stroke-width: 1.5; fill: none; }
svg .halo { stroke: var(--back); stroke-width: 4; fill: none; }
svg .all { stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 5 3; fill: none; }
svg .aim { stroke: var(--text); stroke-width: 1; stroke-dasharray: 2 3; }
.f0 { fill: var(--s0); } .f1 { fill: var(--s1); } .f2 { fill: var(--s2); }
.f3 { fill: var(--s3); } .f4 { fill: var(--s4); } .f5 { fill: var(--s5); }
.l0 { stroke: var(--s0); stroke-width: 2; fill: none; }
.l1 { stroke: var(--s1); stroke-width: 2; fill: none; stroke-dasharray: 7 2; }
.band { fill: var(--s0); opacity: .18; }
@media print { details > * { display: block; } body { max-width: none; padding: 0; } }
)css";

}  // namespace usher::report

#endif  // USHER_TOOLS_USHERSIM_REPORT_STYLE_H_
