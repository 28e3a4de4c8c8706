/// The template of the page; what it names stands in PageTypes.swift.
enum PageTemplate {
  static let text = "{{% CONTENT_TYPE: \(PageText.name)}}" + head + charts + table + mappings + tail

  private static let head = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{{title}} - Ridgeline</title>
    <style>
    \(PageStyle.text)
    </style>
    </head>
    <body>
    <main{{#isLong}} class="long"{{/isLong}}>
    <header>
    <h1>{{title}}</h1>
    <p class="machine">{{subtitle}}</p>
    </header>
    <dl class="facts">{{#facts}}<div><dt>{{label}}</dt><dd>{{value}}</dd></div>{{/facts}}</dl>
    <p class="verdict"><b>The memory wall.</b> {{verdictCost}} {{verdictRemedy}}{{#verdictBoundary}} {{verdictBoundary}}{{/verdictBoundary}}</p>

    """

  private static let legend = """
    <p class="legend">{{#legend}}<span><i style="background:{{color}}"></i>{{label}} <b>{{share}}</b></span>{{/legend}}</p>
    """

  /// A column for each operator.
  private static let columns = """
    <svg viewBox="0 0 1000 326" role="img">
    {{#bands}}<rect class="band" x="{{x}}" y="4" width="{{width}}" height="204"/><text x="{{center}}" y="15" \
    class="mid band">{{label}}</text>{{/bands}}
    {{#ticks}}<path class="grid" d="M64 {{position}}H1000"/><text x="58" y="{{position}}" dy="4" class="end">\
    {{label}}</text>{{/ticks}}
    <text x="14" y="113" class="mid axis" transform="rotate(-90 14 113)">{{unit}}</text>
    {{#columns}}<g><title>{{title}}</title>{{#boxes}}<rect x="{{x}}" y="{{y}}" width="{{width}}" \
    height="{{height}}" fill="{{color}}"/>{{/boxes}}<text x="{{center}}" y="214" class="end name" \
    transform="rotate(-90 {{center}} 214)">{{label}}</text></g>
    {{/columns}}
    </svg>
    """

  private static let charts = """
    <section>
    <h2>Where the slots went</h2>
    {{#slots}}
    <svg class="stack" viewBox="0 0 1000 26" preserveAspectRatio="none" role="img">{{#boxes}}<rect x="{{x}}" \
    y="{{y}}" width="{{width}}" height="{{height}}" fill="{{color}}"><title>{{title}}</title></rect>{{/boxes}}</svg>
    \(legend)
    {{/slots}}
    </section>
    {{#diagram}}
    <section>
    <h2>The machine, and what went through it</h2>
    <div class="wide">
    <svg viewBox="0 0 1000 {{height}}" role="img">
    {{#core}}<rect class="core" x="{{x}}" y="1" width="{{width}}" height="{{height}}" rx="8"/><text x="{{x}}" dx="12" y="19">\
    {{label}}</text>{{/core}}
    {{#wires}}<path class="wire" d="{{path}}" stroke-width="{{width}}"/>{{/wires}}
    {{#parts}}<rect class="part" x="{{x}}" y="{{y}}" width="{{width}}" height="{{height}}" rx="5"/>\
    <text class="part" x="{{textX}}" y="{{nameY}}">{{name}}</text>{{#lines}}<text x="{{textX}}" y="{{y}}">{{text}}</text>{{/lines}}\
    {{#bar}}<rect class="room" x="{{textX}}" y="{{y}}" width="{{width}}" height="6"/><rect class="filled" x="{{textX}}" \
    y="{{y}}" width="{{filled}}" height="6"/>{{/bar}}
    {{/parts}}
    {{#cells}}<rect x="{{x}}" y="{{y}}" width="{{width}}" height="{{height}}" fill="{{color}}"/>{{/cells}}
    {{#labels}}<text class="over" x="{{x}}" y="{{y}}" text-anchor="{{anchor}}">{{text}}</text>{{/labels}}
    </svg>
    </div>
    <p class="note">A wire from a memory is as thick as its share of the bytes that moved; a buffer's bar is the most that was in use. The array's
    cells stand for its multipliers, at most 8 x 16 of them, and have the colours of the slots above in their shares.</p>
    </section>
    {{/diagram}}
    {{#roofline}}
    <section>
    <h2>Roofline</h2>
    <div class="wide">
    <svg viewBox="0 0 1000 372" role="img">
    {{#xTicks}}<path class="grid" d="M{{position}} 18V330"/><text x="{{position}}" y="347" class="mid">{{label}}\
    </text>{{/xTicks}}
    {{#yTicks}}<path class="grid" d="M64 {{position}}H980"/><text x="58" y="{{position}}" dy="4" class="end">\
    {{label}}</text>{{/yTicks}}
    <text x="522" y="367" class="mid axis">operational intensity (operations a byte)</text>
    {{#roofs}}<path class="roof" d="{{path}}"/><path class="ridge" d="M{{ridge}} {{ridgeY}}V330"/>\
    <text x="{{labelX}}" y="{{labelY}}" class="mid" transform="rotate({{angle}} {{labelX}} {{labelY}})">{{label}}\
    </text>{{/roofs}}
    <text x="978" y="{{peakY}}" class="end">peak {{peak}}</text>{{#peaks}}<path class="roof" stroke-dasharray="1.5 4" \
    d="{{path}}"/><text x="978" y="{{labelY}}" class="end">{{label}}</text>{{/peaks}}
    {{#dots}}<circle cx="{{x}}" cy="{{y}}" r="{{radius}}" fill="{{color}}"><title>{{title}}</title></circle>{{/dots}}
    </svg>
    </div>
    \(legend)
    <p class="note">One dot an operator that is a product; its area grows with its share of the time, its colour
    is what it is bound by. Vertically: dense operations a second that were attained.{{#hasPeaks}}
    Dotted: what the array does at most in formats of operators that are not the design's own.{{/hasPeaks}}</p>
    </section>
    {{/roofline}}
    {{#bars}}
    <section>
    <h2>Cycles by operator</h2>
    <div class="wide">
    \(columns)
    </div>
    \(legend)
    <p class="note">A bar is as high as all executions of the operator are long; its parts are the shares of its
    slots. Hover for names and numbers.</p>
    </section>
    {{/bars}}
    {{#energyBars}}
    <section>
    <h2>Energy by operator</h2>
    <div class="wide">
    \(columns)
    </div>
    \(legend)
    <p class="note">What all executions of the operator took. Static power is drawn for as long as they are.</p>
    </section>
    {{/energyBars}}
    {{#times}}
    <section>
    <h2>{{title}}</h2>
    <div class="wide">
    <svg viewBox="0 0 1000 216" role="img">
    {{#bands}}<rect class="band" x="{{x}}" y="4" width="{{width}}" height="186"/><text x="{{center}}" y="15" \
    class="mid band">{{label}}</text>{{/bands}}
    {{#yTicks}}<path class="grid" d="M64 {{position}}H990"/><text x="58" y="{{position}}" dy="4" class="end">\
    {{label}}</text>{{/yTicks}}
    {{#xTicks}}<path class="grid" d="M{{position}} 190v5"/><text x="{{position}}" y="208" class="mid">{{label}}</text>{{/xTicks}}
    <text x="14" y="106" class="mid axis" transform="rotate(-90 14 106)">{{unit}}</text>
    {{#lines}}<path class="line" d="{{path}}" stroke="{{color}}"/>{{/lines}}
    </svg>
    </div>
    \(legend)
    <p class="note">{{note}}</p>
    </section>
    {{/times}}

    """

  private static let table = """
    {{#whatIfs}}
    <section>
    <h2>What twice as much would bring</h2>
    <div class="wide">
    <table>
    <thead><tr><th></th><th class="n">cycles</th><th class="n">speed-up</th><th class="n">by</th></tr></thead>
    <tbody>{{#rows}}<tr><td>{{name}}</td>{{#cells}}<td class="n">{{text}}</td>{{/cells}}</tr>{{/rows}}</tbody>
    </table>
    </div>
    <p class="note">Simulated, with mappings chosen anew. <code>--set</code> takes what stands under "by",
    on design.resolved.yaml.</p>
    </section>
    {{/whatIfs}}
    {{#phases}}
    <section>
    <h2>Phases</h2>
    <div class="wide">
    <table>
    <thead><tr><th>phase</th><th class="n">executions</th><th class="n">cycles</th><th class="n">time</th><th class="n">share</th><th class="n">dense MACs</th><th class="n">energy</th></tr></thead>
    <tbody>{{#rows}}<tr><td>{{name}}</td>{{#cells}}<td class="n">{{text}}</td>{{/cells}}</tr>{{/rows}}</tbody>
    </table>
    </div>
    </section>
    {{/phases}}
    {{#seeds}}
    <section>
    <h2>What several seeds make</h2>
    <div class="wide">
    <table id="seeds">
    <thead><tr><th></th><th class="n">mean</th><th class="n">least</th><th class="n">greatest</th></tr></thead>
    <tbody>{{#rows}}<tr><td>{{name}}</td>{{#cells}}<td class="n">{{text}}</td>{{/cells}}</tr>{{/rows}}</tbody>
    </table>
    </div>
    <p class="note">Of {{seedCount}} seeds from {{seed}} on, with the mappings of the first; all else on this page is the first's.</p>
    </section>
    {{/seeds}}
    <section class="rows">
    <h2>Operators</h2>
    <div class="wide">
    <table>
    <thead><tr><th>operator</th><th>kind</th><th class="n">m/k/n (batch)</th><th class="n">cycles</th>\
    <th>time, %</th><th class="n">MACs, %</th><th class="n">moved, MB</th><th class="n">op/B</th><th>bound</th>\
    <th class="n">wall</th><th class="n">balance, GB/s</th></tr></thead>
    <tbody>
    {{#rows}}
    {{#heading}}
    <tr class="heading"><td colspan="4" style="padding-left:{{indent}}px">{{heading}}</td>\
    <td colspan="7">{{share}}</td></tr>
    {{/heading}}
    {{^heading}}
    <tr><td style="padding-left:{{indent}}px" title="{{title}}">{{name}}</td><td>{{kind}}</td>\
    <td class="n">{{shape}}</td><td class="n">{{cycles}}</td>\
    <td><i class="bar" style="width:{{barWidth}}px"></i>{{share}}</td><td class="n">{{utilization}}</td>\
    <td class="n">{{moved}}</td><td class="n">{{intensity}}</td>\
    <td><i class="dot" style="background:{{boundColor}}"></i>{{bound}}</td><td class="n">{{wall}}</td>\
    <td class="n">{{balance}}</td></tr>
    {{/heading}}
    {{/rows}}
    </tbody>
    </table>
    </div>
    </section>
    {{#gaps}}
    <section class="rows">
    <h2>Where the peak goes</h2>
    <div class="wide">
    <table>
    <thead><tr><th>operator</th><th class="n">given work, %</th><th class="n">after memories, %</th><th class="n">achieved, %</th><th class="n">padding, % of MACs</th></tr></thead>
    <tbody>{{#rows}}<tr><td>{{name}}</td>{{#cells}}<td class="n">{{text}}</td>{{/cells}}</tr>{{/rows}}</tbody>
    </table>
    </div>
    <p class="note">Of all slots: those that the mapping gives work to; those of them that no memory costs; those that did something that counts. The
    rest went to filling and draining, zeros and padding, waiting for siblings, ports or the vector unit.</p>
    </section>
    {{/gaps}}

    """

  private static let mappings = """
    <section class="rows">
    <h2>Mappings</h2>
    <div class="wide">
    <table>
    <thead><tr><th>operator</th><th>tile</th><th>order</th><th>on the array</th>\
    <th>over cores</th><th class="n">passes</th><th class="n">folds</th><th>placement</th>\
    <th>searched</th></tr></thead>
    <tbody>
    {{#mappings}}
    {{#heading}}
    <tr class="heading"><td colspan="9" style="padding-left:{{indent}}px">{{heading}}</td></tr>
    {{/heading}}
    {{^heading}}
    <tr><td style="padding-left:{{indent}}px" title="{{title}}">{{name}}</td><td>{{tiles}}</td><td>{{order}}</td>\
    <td>{{spatial}}</td><td>{{partition}}</td><td class="n">{{passes}}</td><td class="n">{{folds}}</td>\
    <td>{{placement}}</td><td>{{search}}</td></tr>
    {{/heading}}
    {{/mappings}}
    </tbody>
    </table>
    </div>
    <p class="note">mapping.yaml has them to edit and to replay. Sizes of 1 are left out of tiles. Order: the loops over
    tiles, outermost first. Searched: mappings that were simulated, of those that were left to look at.</p>
    </section>

    """

  private static let tail = """
    <section>
    <h2>Memories</h2>
    <div class="wide">
    <table>
    <thead><tr><th>memory</th><th class="n">inputs read</th><th class="n">weights read</th>\
    <th class="n">outputs read</th><th class="n">outputs written</th>\
    {{#hasStorage}}<th class="n">metadata of these</th><th class="n">overhead over data</th>{{/hasStorage}}\
    <th class="n">requests</th>\
    <th class="n">bandwidth used</th><th class="n">op/B</th><th class="n">ridge, op/B</th>\
    <th class="n">in use at most</th></tr></thead>
    <tbody>{{#memories}}<tr><td>{{name}}</td>{{#cells}}<td class="n">{{text}}</td>{{/cells}}</tr>{{/memories}}</tbody>
    </table>
    </div>
    </section>
    {{#buffers}}
    <section>
    <h2>Buffers</h2>
    <div class="wide">
    <table>
    <thead><tr><th>buffer</th><th class="n">holds</th><th class="n">in use at most</th><th class="n">share</th><th class="n">elements read</th><th class="n">written</th><th class="n">port accesses</th></tr></thead>
    <tbody>{{#rows}}<tr><td>{{name}}</td>{{#cells}}<td class="n">{{text}}</td>{{/cells}}</tr>{{/rows}}</tbody>
    </table>
    </div>
    </section>
    {{/buffers}}
    {{#devices}}
    <section>
    <h2>DRAM devices</h2>
    <div class="wide">
    <table>
    <thead><tr><th>memory</th><th class="n">row hits</th><th class="n">bursts</th><th class="n">over-fetched</th>\
    <th class="n">read</th><th class="n">write</th><th class="n">turnaround</th><th class="n">row miss</th>\
    <th class="n">bank group</th><th class="n">four activates</th><th class="n">refresh</th>\
    <th class="n">controller</th><th class="n">no request</th></tr></thead>
    <tbody>{{#rows}}<tr><td>{{name}}</td>{{#cells}}<td class="n">{{text}}</td>{{/cells}}</tr>{{/rows}}</tbody>
    </table>
    </div>
    {{#buses}}
    <h3>{{name}}: data buses</h3>
    {{#bar}}
    <svg class="stack" viewBox="0 0 1000 26" preserveAspectRatio="none" role="img">{{#boxes}}<rect x="{{x}}" \
    y="{{y}}" width="{{width}}" height="{{height}}" fill="{{color}}"><title>{{title}}</title></rect>{{/boxes}}</svg>
    \(legend)
    {{/bar}}
    {{/buses}}
    <p class="note">Shares of the cycles of all data buses: those in which data move, and of the others the reason why they do not.</p>
    </section>
    {{/devices}}
    {{#zeros}}
    <section class="rows">
    <h2>Zeros</h2>
    <div class="wide">
    <table>
    <thead><tr><th>operator</th><th class="n">input density, %</th><th class="n">weight density, %</th>\
    <th class="n">nominal, % of MACs</th><th class="n">exploitable, %</th><th class="n">skipped, %</th>\
    <th class="n">gated, %</th><th class="n">imbalance, x</th><th class="n">speed-up, x</th>\
    <th class="n">remapped, x</th></tr></thead>
    <tbody>{{#rows}}<tr><td>{{name}}</td>{{#cells}}<td class="n">{{text}}</td>{{/cells}}</tr>{{/rows}}</tbody>
    </table>
    </div>
    <p class="note">Nominal: pairs with a zero. Exploitable: those that this array leaves out without imbalance. Speed-up: over the same mapping, and
    over the rule's own, without zeros.</p>
    </section>
    {{/zeros}}
    {{#stored}}
    <section class="rows">
    <h2>Stored tensors</h2>
    <div class="wide">
    <table>
    <thead><tr><th>operator</th><th class="n">operand</th><th class="n">format</th><th class="n">in the buffer</th>\
    <th class="n">data</th><th class="n">metadata</th><th class="n">pointers</th><th class="n">of dense, %</th></tr></thead>
    <tbody>{{#rows}}<tr><td>{{name}}</td>{{#cells}}<td class="n">{{text}}</td>{{/cells}}</tr>{{/rows}}</tbody>
    </table>
    </div>
    </section>
    {{/stored}}
    {{#energy}}
    <section>
    <h2>Energy</h2>
    <div class="wide">
    <table>
    <thead><tr><th>component</th><th class="n">actions</th><th class="n">of one</th><th class="n">energy</th>\
    <th class="n">share</th><th>source</th></tr></thead>
    <tbody>{{#rows}}<tr><td>{{component}}</td><td class="n">{{actions}}</td><td class="n">{{one}}</td>\
    <td class="n">{{energy}}</td><td class="n">{{share}}</td><td>{{source}}</td></tr>{{/rows}}</tbody>
    </table>
    </div>
    <ol class="sources">{{#sources}}<li>{{text}}</li>{{/sources}}</ol>
    </section>
    {{/energy}}
    {{#sourceNote}}<p class="note">{{sourceNote}}.</p>{{/sourceNote}}
    {{#area}}
    <section>
    <h2>Area</h2>
    <div class="wide">
    <table>
    <thead><tr><th>component</th><th class="n">area</th><th class="n">share</th><th>source</th></tr></thead>
    <tbody>{{#rows}}<tr><td>{{component}}</td><td class="n">{{area}}</td><td class="n">{{share}}</td>\
    <td>{{source}}</td></tr>{{/rows}}</tbody>
    </table>
    </div>
    </section>
    {{/area}}
    <section>
    <h2>The design, every default written out</h2>
    <pre>{{design}}</pre>
    </section>
    <footer>
    <p>Ridgeline {{version}}, {{schema}}, seed {{seed}}{{#settings}}, set {{settings}}{{/settings}}.
    {{#inputs}}{{path}}: sha256 <code>{{sha256}}</code>. {{/inputs}}
    <code>ridgeline explain FIGURE</code> says what a figure means.</p>
    </footer>
    </main>
    <script>
    \(PageScript.text)
    </script>
    </body>
    </html>

    """
}
