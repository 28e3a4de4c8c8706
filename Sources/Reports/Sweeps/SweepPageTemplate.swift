/// The template of a sweep's page; what it names stands in SweepPage.swift.
enum SweepPageTemplate {
  static let text = "{{% CONTENT_TYPE: \(PageText.name)}}" + head + charts + tables + tail

  private static let head = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{{title}} - Ridgeline sweep</title>
    <style>
    \(PageStyle.text)
    svg polyline { fill: none; stroke-width: 1.3; stroke-opacity: .75; }
    svg polyline:hover { stroke-width: 3; stroke-opacity: 1; }
    svg polyline.best { stroke: #cf3f1a; }
    svg polyline.other { stroke: var(--rule); stroke-opacity: .45; }
    svg.coordinates text { paint-order: stroke; stroke: var(--ground); stroke-width: 3px; }
    svg .front { stroke: #cf3f1a; stroke-width: 1.2; stroke-opacity: .5; fill: none; }
    h1.trace { margin: 46px 0 0; }
    </style>
    </head>
    <body>
    <main>
    <header>
    <h1>{{title}}</h1>
    {{#question}}<p class="machine">{{question}}</p>{{/question}}
    </header>
    <dl class="facts">{{#facts}}<div><dt>{{label}}</dt><dd>{{value}}</dd></div>{{/facts}}</dl>
    {{#numbers}}<p class="note">{{text}}</p>{{/numbers}}
    {{#leftOut}}<p class="note">{{leftOut}}</p>{{/leftOut}}

    """

  private static let charts = """
    {{#parts}}
    {{#trace}}<h1 class="trace">{{trace}}</h1>{{/trace}}
    {{#scatter}}
    <section>
    <h2>The front</h2>
    <div class="wide">
    <svg id="{{id}}" viewBox="0 0 1000 384" role="img">
    {{#xTicks}}<path class="grid" d="M{{position}} 14V346"/><text x="{{position}}" y="362" class="mid">{{label}}\
    </text>{{/xTicks}}
    {{#yTicks}}<path class="grid" d="M76 {{position}}H984"/><text x="70" y="{{position}}" dy="4" class="end">\
    {{label}}</text>{{/yTicks}}
    <text x="530" y="380" class="mid axis">{{xLabel}}</text>
    <text x="14" y="180" class="mid axis" transform="rotate(-90 14 180)">{{yLabel}}</text>
    {{#line}}<path class="front" d="{{line}}"/>{{/line}}
    {{#dots}}<circle cx="{{x}}" cy="{{y}}" r="{{radius}}" fill="{{color}}"><title>{{title}}</title></circle>{{/dots}}
    </svg>
    </div>
    <p class="legend"><span><i style="background:#cf3f1a"></i>no point is better in all objectives</span>\
    <span><i style="background:#9dc3ea"></i>other points</span></p>
    </section>
    {{/scatter}}
    {{#coordinates}}
    <section>
    <h2>Parameters and objectives</h2>
    <div class="wide">
    <svg id="{{id}}" class="coordinates" viewBox="0 0 1000 290" role="img">
    {{#lines}}<polyline points="{{points}}" class="{{kind}}"><title>{{title}}</title></polyline>
    {{/lines}}
    {{#columns}}<g><path class="grid" d="M{{x}} 36V254"/><text x="{{nameX}}" y="{{nameY}}" class="{{anchor}}">{{name}}</text>\
    {{#ticks}}<text x="{{x}}" y="{{position}}" dy="-2" class="mid">{{label}}</text>{{/ticks}}</g>
    {{/columns}}
    </svg>
    </div>
    <p class="note">A line is a point; those of the front are red. Hover for names and numbers.</p>
    </section>
    {{/coordinates}}
    {{#thinned}}<p class="note">{{thinned}}</p>{{/thinned}}

    """

  private static let tables = """
    <section>
    <h2>Points of the front</h2>
    <div class="wide">
    <table id="{{table}}">
    <thead><tr>{{#header}}<th>{{text}}</th>{{/header}}</tr></thead>
    <tbody>
    {{#rows}}<tr>{{#cells}}<td>{{text}}</td>{{/cells}}</tr>
    {{/rows}}
    </tbody>
    </table>
    </div>
    {{#hidden}}<p class="note">{{hidden}} more are left out here; the CSV file has them.</p>{{/hidden}}
    </section>
    {{#means}}<p class="note">Objectives are means over {{means}} seeds.</p>{{/means}}
    <section>
    <h2>What each axis explains alone</h2>
    <div class="wide">
    <table>
    <thead><tr><th>axis</th>{{#objectives}}<th>{{text}}</th>{{/objectives}}</tr></thead>
    <tbody>
    {{#axes}}<tr>{{#cells}}<td>{{text}}</td>{{/cells}}</tr>
    {{/axes}}
    </tbody>
    </table>
    </div>
    <p class="note">Of each objective the variance of the means over each value of the axis, as a share of the variance of
    all points.</p>
    </section>
    {{/parts}}

    """

  private static let tail = """
    {{#hasFailures}}
    <section>
    <h2>Why points failed</h2>
    <div class="wide">
    <table>
    <thead><tr><th>points</th><th>first</th><th>message</th></tr></thead>
    <tbody>
    {{#failures}}<tr>{{#cells}}<td>{{text}}</td>{{/cells}}</tr>
    {{/failures}}
    </tbody>
    </table>
    </div>
    </section>
    {{/hasFailures}}
    <ul class="sources">{{#sources}}<li>{{text}}</li>{{/sources}}</ul>
    <footer>Ridgeline {{version}}</footer>
    </main>
    <script>
    \(PageScript.text)
    </script>
    </body>
    </html>

    """
}
