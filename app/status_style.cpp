#include "app/status_page.h"

namespace app {

// Blue for what is there, orange for what lacks: told apart by eyes of every kind, and each has its
// number or its word besides.
const std::string_view status_style = R"css(:root {
  color-scheme: light dark;
  --paper: #f7f8fa; --card: #fff; --ink: #1b2430; --dim: #5a6675; --line: #dde2e9;
  --link: #0b5cad; --good: #0b5cad; --bad: #a83f00; --bad-paper: #fff3ea;
  --full: #1f6fb8; --on-full: #fff; --most: #cfe3f6; --some: #ffd9b3; --lost: #b34700;
  --on-lost: #fff; --on-pale: #1b2430;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161c; --card: #1b212a; --ink: #e6eaf0; --dim: #9aa7b7; --line: #303946;
    --link: #7ab8f5; --good: #7ab8f5; --bad: #ff9d5c; --bad-paper: #33210f;
    --full: #2a78bf; --most: #1d3c59; --some: #5c3a17; --lost: #c2560c; --on-pale: #e6eaf0;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.45 system-ui, "Noto Sans", sans-serif;
}
header, main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.25rem; }
h1 { margin: 0; font-size: 1.5rem; letter-spacing: -.01em; }
header p, footer p, small, caption, .legend { color: var(--dim); }
header p { margin: .15rem 0 1rem; }
h2 { margin: 0 0 .6rem; font-size: 1.05rem; }
small { font-size: .85em; font-weight: 400; }
a { color: var(--link); }
section, .verdict {
  background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 1rem; margin: 0 0 1rem;
}
.verdict { border-left: 5px solid var(--good); padding: .7rem 1rem; }
.verdict.wrong { border-left-color: var(--bad); background: var(--bad-paper); }
.verdict b { color: var(--good); }
.verdict.wrong b { color: var(--bad); }
.verdict ul { margin: 0; padding-left: 1.2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; }
tbody tr { border-top: 1px solid var(--line); }
thead th { color: var(--dim); font-weight: 600; font-size: .85em; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
code { font: .9em ui-monospace, monospace; }
.state { white-space: nowrap; }
.state b { display: inline-block; width: 1.1em; }
.done b, .running b { color: var(--good); }
.failed, .missed, .incomplete, .failed b, .missed b, .incomplete b { color: var(--bad); }
.why { color: var(--dim); overflow-wrap: anywhere; }
.files { margin: 0; padding-left: 1.2rem; }
.wide { overflow-x: auto; margin-bottom: .5rem; }
.map { width: auto; border-collapse: separate; border-spacing: 2px; font-size: .85em; }
.map caption { text-align: left; padding-bottom: .2rem; }
.map th, .map td { padding: .15rem .2rem; font-weight: 400; }
.map thead th { text-align: center; }
.map tbody th {
  position: sticky; left: 0; background: var(--card); padding-right: .6rem; white-space: nowrap;
}
.heat {
  min-width: 2.3em; text-align: center; border-radius: 3px; font-variant-numeric: tabular-nums;
}
.legend .heat { display: inline-block; padding: 0 .3rem; margin-left: .5rem; }
.full { background: var(--full); color: var(--on-full); }
.most { background: var(--most); color: var(--on-pale); }
.some { background: var(--some); color: var(--on-pale); }
.lost {
  background: repeating-linear-gradient(45deg, var(--lost) 0 6px, #8f3900 6px 9px);
  color: var(--on-lost); font-weight: 700;
}
.stale { color: var(--bad); font-size: .85em; }
.none { color: var(--dim); }
details { border-top: 1px solid var(--line); padding: .4rem 0; }
summary { cursor: pointer; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
footer { padding-bottom: 2rem; }
@media (max-width: 40rem) {
  .cards thead { position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden; }
  .cards tr { display: block; padding: .5rem 0; }
  .cards th, .cards td { display: block; padding: .1rem 0; }
  .cards td { position: relative; padding-left: 7rem; }
  .cards td::before {
    content: attr(data-label); position: absolute; left: 0; color: var(--dim); font-size: .85em;
  }
  .number { text-align: left; }
}
)css";

}  // namespace app
