/// The page's style sheet: light or dark as the reader's system is, and light on paper.
enum PageStyle {
  static let text = """
    :root { color-scheme: light dark; --ink: #1d2530; --faint: #66707e; --line: #e3e7ec; --ground: #fff;
      --box: #f5f7fa; --band: #f4f6f9; --rule: #c9d0d9; --row: #f0f2f5; --hover: #f3f7fc; --bar: #2f6fb7; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --faint: #98a3b3; --line: #313a46; --ground: #14181e;
      --box: #1d232b; --band: #1a2028; --rule: #46515f; --row: #232a33; --hover: #202a36; --bar: #5b96d8; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--ink);
      font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", Arial, sans-serif; }
    main { max-width: 1080px; margin: 0 auto; padding: 28px 24px 48px; }
    h1 { font-size: 26px; margin: 0 0 2px; font-weight: 650; letter-spacing: -.01em; overflow-wrap: anywhere; }
    h2 { font-size: 16px; margin: 34px 0 10px; font-weight: 650; }
    h3 { font-size: 14px; margin: 18px 0 8px; font-weight: 600; }
    .machine { margin: 0; color: var(--faint); overflow-wrap: anywhere; }
    .facts { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1px; margin: 20px 0; padding: 1px;
      border-radius: 6px; overflow: hidden; }
    .facts div { box-shadow: 0 0 0 1px var(--line); padding: 9px 14px 10px; }
    dt { color: var(--faint); font-size: 12.5px; }
    dd { margin: 0; font-size: 19px; font-weight: 600; font-variant-numeric: tabular-nums; }
    .verdict { margin: 0; padding: 12px 16px; background: var(--box); border-left: 3px solid #cf3f1a;
      border-radius: 0 6px 6px 0; }
    .long section.rows { content-visibility: auto; contain-intrinsic-height: auto 900px; }
    @media print { .long section.rows { content-visibility: visible; } }
    svg { display: block; width: 100%; height: auto; }
    svg.stack { height: 28px; border-radius: 4px; }
    svg text { font-size: 11.5px; fill: var(--faint); }
    svg .mid { text-anchor: middle; }
    svg .end { text-anchor: end; }
    svg .axis { fill: var(--ink); }
    svg .name { font-size: 9px; }
    svg .grid { stroke: var(--line); stroke-width: 1; fill: none; }
    svg .roof { stroke: var(--ink); stroke-width: 1.8; fill: none; }
    svg .ridge { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 3 4; fill: none; }
    svg .line { stroke-width: 1.4; fill: none; }
    svg circle { fill-opacity: .72; stroke: var(--ground); stroke-width: 1; }
    svg circle:hover, svg g:hover rect, svg rect:hover { fill-opacity: .9; filter: brightness(1.1); }
    svg rect.part { fill: var(--box); stroke: var(--rule); }
    svg text.part { fill: var(--ink); font-size: 13.5px; font-weight: 600; }
    svg rect.core { fill: none; stroke: var(--faint); stroke-dasharray: 5 4; }
    svg rect.room { fill: var(--line); }
    svg rect.filled { fill: var(--bar); }
    svg .wire { stroke: var(--faint); fill: none; stroke-opacity: .55; }
    svg text.over { fill: var(--ink); stroke: var(--ground); stroke-width: 3; paint-order: stroke; }
    svg rect.band { fill: var(--band); }
    svg text.band { fill: var(--ink); }
    .legend { margin: 8px 0 0; font-size: 13px; }
    .legend span { display: inline-block; margin-right: 18px; white-space: nowrap; }
    .legend i { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 6px; }
    .legend b { font-weight: 600; font-variant-numeric: tabular-nums; }
    .note { margin: 6px 0 0; color: var(--faint); font-size: 13px; }
    .sources { margin: 8px 0 0; padding-left: 28px; color: var(--faint); font-size: 12.5px; overflow-wrap: anywhere; }
    .wide { overflow-x: auto; }
    /* On a narrow screen a chart is moved sideways rather than made too small to read. */
    .wide svg { min-width: 760px; }
    table { border-collapse: collapse; width: 100%; font-size: 12.5px; font-variant-numeric: tabular-nums; }
    th { text-align: left; font-weight: 600; color: var(--faint); border-bottom: 1px solid var(--rule);
      padding: 4px 8px; vertical-align: bottom; }
    td { padding: 2.5px 8px; border-bottom: 1px solid var(--row); white-space: nowrap; }
    td.n, th.n { text-align: right; }
    th button { all: unset; cursor: pointer; }
    th button:focus-visible, .save:focus-visible { outline: 2px solid var(--bar); outline-offset: 2px; }
    th[aria-sort=descending] button::after { content: " \\2193"; }
    th[aria-sort=ascending] button::after { content: " \\2191"; }
    .save { float: right; margin: 4px 0 0 12px; padding: 0; border: 0; background: none; color: var(--faint);
      font: inherit; font-size: 12px; text-decoration: underline; cursor: pointer; }
    section::after { content: ""; display: block; clear: both; }
    tr.heading td { font-weight: 600; background: var(--box); padding-top: 6px; }
    tbody tr:hover td { background: var(--hover); }
    i.bar { display: inline-block; height: 9px; margin-right: 6px; background: var(--bar); border-radius: 1px; }
    i.dot { display: inline-block; width: 8px; height: 8px; margin-right: 6px; border-radius: 4px; }
    pre { margin: 0; padding: 14px 16px; background: var(--box); border-radius: 6px; overflow-x: auto;
      font: 12.5px/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
    footer { margin-top: 32px; color: var(--faint); font-size: 12px; overflow-wrap: anywhere; }
    code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
    @media (max-width: 720px) { .facts { grid-template-columns: repeat(2, 1fr); } main { padding: 20px 14px 36px; } }
    @media print {
      :root { color-scheme: light; --ink: #000; --faint: #444; --line: #ccc; --ground: #fff; --box: #f5f7fa;
        --band: #f4f6f9; --rule: #888; --row: #ddd; --bar: #2f6fb7; }
      body { font-size: 10.5pt; }
      main { max-width: none; padding: 0; }
      .save { display: none; }
      .wide { overflow: visible; }
      .wide svg { min-width: 0; }
      table { font-size: 7.5pt; }
      td, th { padding: 1.5px 4px; }
      td { white-space: normal; }
      svg, tr, .facts, .verdict { break-inside: avoid; }
      h2 { break-after: avoid; }
      thead { display: table-header-group; }
      pre { white-space: pre-wrap; }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }
    """
}
