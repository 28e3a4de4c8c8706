/// The template of a comparison's page; what it names stands in ComparisonPage.swift.
enum ComparisonPageTemplate {
  static let text = "{{% CONTENT_TYPE: \(PageText.name)}}" + head + charts + stacks + table

  private static let head = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{{title}} - Ridgeline comparison</title>
    <style>
    \(PageStyle.text)
    svg .front { stroke: #cf3f1a; stroke-width: 1.2; stroke-opacity: .5; fill: none; }
    svg .number { font-size: 10px; text-anchor: middle; paint-order: stroke; stroke: var(--ground); stroke-width: 3px;
      stroke-linejoin: round; }
    td b { font-weight: 700; }
    </style>
    </head>
    <body>
    <main>
    <header>
    <h1>{{title}}</h1>
    <p class="machine">{{subtitle}}</p>
    </header>
    {{#cautions}}<p class="verdict">{{text}}</p>
    {{/cautions}}
    {{#assumptions}}<p class="note">{{assumptions}}</p>{{/assumptions}}

    """

  private static let legend = """
    <p class="legend">{{#designs}}<span><i style="background:{{color}}"></i>{{label}}</span>{{/designs}}</p>
    """

  private static let charts = """
    {{#charts}}
    <section>
    <h2>{{title}}</h2>
    <div class="wide">
    <svg id="{{identifier}}" viewBox="0 0 1000 262" role="img">
    {{#ticks}}<path class="grid" d="M52 {{position}}H992"/><text x="46" y="{{position}}" dy="4" class="end">{{label}}\
    </text>{{/ticks}}
    {{#boxes}}<rect x="{{x}}" y="{{y}}" width="{{width}}" height="{{height}}" fill="{{color}}"><title>{{title}}</title>\
    </rect>{{/boxes}}
    <path class="ridge" d="M52 {{one}}H992"/>
    {{#numbers}}<text x="{{x}}" y="{{y}}" class="number">{{text}}</text>{{/numbers}}
    {{#groups}}<text x="{{center}}" y="252" class="mid axis">{{label}}</text>{{/groups}}
    </svg>
    </div>
    \(legend)
    <p class="note">{{note}}</p>
    </section>
    {{/charts}}

    """

  private static let stacks = """
    <section>
    <h2>Where the slots went</h2>
    {{#stacks}}
    <h3>{{trace}}</h3>
    <div class="wide">
    <svg viewBox="0 0 1000 {{height}}" role="img">
    {{#bars}}<text x="192" y="{{y}}" class="end axis">{{name}}</text>{{#boxes}}<rect x="{{x}}" y="{{y}}" \
    width="{{width}}" height="{{height}}" fill="{{color}}"><title>{{title}}</title></rect>{{/boxes}}\
    <text x="{{end}}" y="{{y}}">{{time}}</text>
    {{/bars}}
    </svg>
    </div>
    {{/stacks}}
    <p class="legend">{{#parts}}<span><i style="background:{{color}}"></i>{{label}}</span>{{/parts}}</p>
    <p class="note">{{stackNote}} (<code>ridgeline explain slots</code>).</p>
    </section>
    {{#scatter}}
    <section>
    <h2>Time and energy</h2>
    <div class="wide">
    <svg id="scatter" viewBox="0 0 1000 336" role="img">
    {{#xTicks}}<path class="grid" d="M{{position}} 14V296"/><text x="{{position}}" y="312" class="mid">{{label}}\
    </text>{{/xTicks}}
    {{#yTicks}}<path class="grid" d="M76 {{position}}H924"/><text x="70" y="{{position}}" dy="4" class="end">\
    {{label}}</text>{{/yTicks}}
    <text x="500" y="330" class="mid axis">time over the baseline's, geometric mean</text>
    <text x="14" y="156" class="mid axis" transform="rotate(-90 14 156)">energy over the baseline's, geometric mean</text>
    <path class="front" d="{{line}}"/>
    {{#dots}}<circle cx="{{x}}" cy="{{y}}" r="6" fill="{{color}}"><title>{{title}}</title></circle>\
    <text x="{{x}}" y="{{y}}" dx="10" dy="4" class="axis">{{name}}</text>{{/dots}}
    </svg>
    </div>
    <p class="note">Down and left is better; no design is better in both than those on the line.</p>
    </section>
    {{/scatter}}

    """

  private static let table = """
    <section>
    <h2>Figures</h2>
    <div class="wide">
    <table id="figures">
    <thead><tr><th>trace</th><th>design</th>{{#header}}<th class="n">{{text}}</th>{{/header}}</tr></thead>
    <tbody>
    {{#rows}}<tr><td>{{trace}}</td><td>{{design}}</td>{{#cells}}<td class="n">{{#isBest}}<b>{{text}}</b>{{/isBest}}\
    {{^isBest}}{{text}}{{/isBest}}</td>{{/cells}}</tr>
    {{/rows}}
    </tbody>
    </table>
    </div>
    <p class="note">{{ratios}}. The best of each trace is bold.</p>
    </section>
    {{#seeds}}
    <section>
    <h2>What several seeds make</h2>
    <div class="wide">
    <table id="seeds">
    <thead><tr><th>trace</th><th>design</th><th class="n">seeds</th><th class="n">cycles, mean</th><th class="n">least</th>\
    <th class="n">greatest</th><th class="n">time, mean</th><th class="n">least</th><th class="n">greatest</th>\
    <th class="n">energy, mean</th><th class="n">least</th><th class="n">greatest</th></tr></thead>
    <tbody>
    {{#rows}}<tr><td>{{trace}}</td><td>{{design}}</td>{{#cells}}<td class="n">{{text}}</td>{{/cells}}</tr>
    {{/rows}}
    </tbody>
    </table>
    </div>
    </section>
    {{/seeds}}
    <footer>Ridgeline {{version}}</footer>
    </main>
    <script>
    \(PageScript.text)
    </script>
    </body>
    </html>

    """
}
