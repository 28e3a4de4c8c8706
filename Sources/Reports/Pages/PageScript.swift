/// What the page does when it is used: tables are sorted by a click, and drawings are saved as files.
///
/// The page says everything without it. It loads nothing from elsewhere.
enum PageScript {
  static let text = """
    (() => {
      'use strict';
      // A number with a unit, by its size: 1.2 MB is more than 900 kB, but 5 passes are 5. Text stays text.
      const factors = {a: 1e-18, f: 1e-15, p: 1e-12, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12,
        P: 1e15, E: 1e18};
      const value = text => {
        const match = /^(-?[0-9][0-9,]*(?:\\.[0-9]+)?)(?: ([afpnumkMGTPE]?)(?:$|(?:J|B|W|s|Hz|op|bit|m2)\\b))?/
          .exec(text);
        return match ? parseFloat(match[1].replace(/,/g, '')) * (factors[match[2]] || 1) : NaN;
      };
      for (const table of document.querySelectorAll('table')) {
        const body = table.tBodies[0], rows = [...body.rows];
        if (rows.length < 2) continue;
        const heads = [...table.tHead.rows[0].cells];
        heads.forEach((head, column) => {
          const button = document.createElement('button');
          button.append(...head.childNodes);
          button.title = 'sort by this column';
          head.append(button);
          button.addEventListener('click', () => {
            const before = head.getAttribute('aria-sort');
            const order = before === 'descending' ? 'ascending' : before === 'ascending' ? null : 'descending';
            heads.forEach(other => other.removeAttribute('aria-sort'));
            const lines = rows.filter(row => !row.classList.contains('heading'));
            if (!order) return body.replaceChildren(...rows);
            head.setAttribute('aria-sort', order);
            const key = row => row.cells[column] ? row.cells[column].textContent.trim() : '';
            const keyed = lines.map((row, place) => ({row, place, text: key(row), number: value(key(row))}));
            const sign = order === 'ascending' ? 1 : -1;
            keyed.sort((a, b) => {
              if (isNaN(a.number) !== isNaN(b.number)) return isNaN(a.number) ? 1 : -1;
              const by = isNaN(a.number) ? a.text.localeCompare(b.text, 'en') : a.number - b.number;
              return sign * by || a.place - b.place;
            });
            body.replaceChildren(...keyed.map(one => one.row));
          });
        });
      }
      // A drawing takes its colours from the page, so they are written into the copy that is saved.
      const styles = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin',
        'paint-order', 'font-size', 'font-family', 'text-anchor', 'opacity'];
      document.querySelectorAll('svg').forEach((svg, number) => {
        const section = svg.closest('section');
        const heading = section && section.querySelector('h2') ? section.querySelector('h2').textContent : 'figure';
        const name = heading.toLowerCase().replace(/[^a-z0-9]+/g, '_') + '_' + (number + 1) + '.svg';
        const link = document.createElement('button');
        link.className = 'save';
        link.textContent = 'save as SVG';
        link.addEventListener('click', () => {
          const copy = svg.cloneNode(true), of = [svg, ...svg.querySelectorAll('*')];
          [copy, ...copy.querySelectorAll('*')].forEach((one, place) => {
            const style = getComputedStyle(of[place]);
            styles.forEach(key => one.style.setProperty(key, style.getPropertyValue(key)));
          });
          const box = svg.viewBox.baseVal;
          copy.setAttribute('width', box.width);
          copy.setAttribute('height', box.height);
          const file = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)],
            {type: 'image/svg+xml'}));
          const anchor = document.createElement('a');
          anchor.href = file;
          anchor.download = name;
          anchor.click();
          URL.revokeObjectURL(file);
        });
        const frame = svg.closest('.wide') || svg;
        frame.after(link);
      });
    })();
    """
}
