/// How pages look: system fonts, two columns of width at most, nothing fetched, and on paper the answer alone.
enum Style {
  static let css = """
    :root { color-scheme: light; --ink: #1a1a1a; --line: #767676; --blue: #00447a; --soft: #eef3f7;
      --good: #0b5d1e; --bad: #a4001d; --open: #7a4a00; }
    * { box-sizing: border-box; }
    body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: #fff; margin: 0; }
    a { color: var(--blue); }
    a:focus-visible, input:focus-visible, select:focus-visible, button:focus-visible, summary:focus-visible,
    [tabindex]:focus-visible { outline: 3px solid #b35900; outline-offset: 2px; }
    .skip { position: absolute; left: -100rem; }
    .skip:focus { left: 1rem; top: 1rem; background: #fff; padding: .5rem; z-index: 1; }
    header, footer { background: var(--soft); border-bottom: 1px solid var(--line); }
    footer { border: 0; border-top: 1px solid var(--line); margin-top: 3rem; font-size: .9rem; }
    header > div, footer > div, main { max-width: 76rem; margin: 0 auto; padding: .75rem 1rem; }
    header > div { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: baseline; }
    header strong { font-size: 1.1rem; } nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none;
      margin: 0; padding: 0; } nav a[aria-current] { font-weight: bold; text-decoration: none; color: var(--ink); }
    .aside { margin-left: auto; }
    h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
    .basis { color: #444; margin: .25rem 0 1rem; overflow-wrap: anywhere; }
    form.question { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; background: var(--soft);
      border: 1px solid #b8c4ce; padding: .75rem; margin: 1rem 0; }
    label { display: block; font-size: .9rem; max-width: 100%; } label small { color: #444; }
    form.question input, form.question select { display: block; margin-top: .2rem; }
    input, select, button { font: inherit; padding: .35rem .5rem; border: 1px solid var(--line); border-radius: 3px;
      background: #fff; color: inherit; max-width: 100%; }
    button { background: var(--blue); color: #fff; border-color: var(--blue); cursor: pointer; }
    form.inline { display: inline; } form.inline button { background: none; color: var(--blue); border: 0; padding: 0;
      text-decoration: underline; }
    .scroll { overflow-x: auto; margin: 1rem 0; }
    table { border-collapse: collapse; width: 100%; font-size: .95rem; }
    caption { text-align: left; padding: .25rem 0; font-weight: bold; }
    th, td { border-bottom: 1px solid #b8b8b8; padding: .35rem .6rem; text-align: left; vertical-align: top; }
    thead th { background: var(--soft); border-bottom: 2px solid var(--line); white-space: nowrap; }
    td.code { white-space: nowrap; font-variant-numeric: tabular-nums; } td.number { text-align: right; }
    .card { border: 1px solid #b8c4ce; border-left: 6px solid var(--line); padding: .75rem 1rem; margin: 1rem 0; }
    .card.good { border-left-color: var(--good); } .card.bad { border-left-color: var(--bad); }
    td ul { margin: 0; padding: 0; list-style: none; }
    .card h2 { margin: 0 0 .5rem; } .card ul { margin: .25rem 0; padding-left: 1.25rem; }
    .good { color: var(--good); } .bad { color: var(--bad); } .open { color: var(--open); }
    .card.good, .card.bad, .card.open { color: inherit; }
    .void td { color: #595959; text-decoration: line-through; } .void td.note { text-decoration: none; }
    .note { color: #444; } dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1rem; }
    dt { font-weight: bold; } dd { margin: 0; } dd, p, .card, h1 { overflow-wrap: anywhere; } pre { overflow-x: auto; padding: .75rem;
      background: var(--soft); } svg { max-width: 100%; height: auto; } img { height: auto; }
    figure { margin: 1rem 0; overflow-x: auto; } figure svg, figure img { min-width: 38rem; width: 100%; max-width: 60rem; } figcaption { color: #444; font-size: .9rem; } summary { cursor: pointer; color: var(--blue); }
    input.drop { padding: 1.5rem 1rem; border-style: dashed; } [aria-invalid] { border: 2px solid var(--bad); }
    @media (max-width: 40rem) { dl { grid-template-columns: minmax(0, 1fr); } th, td { padding: .3rem .4rem; }
      .aside { margin-left: 0; } }
    @media print { header, footer, form, .skip, .screen { display: none !important; } main { max-width: none; padding: 0; }
      body { font-size: 9pt; } tr { break-inside: avoid; } thead { display: table-header-group; }
      a { color: inherit; text-decoration: none; } .scroll { overflow: visible; } }
    """
}
