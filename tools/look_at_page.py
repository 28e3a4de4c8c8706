#!/usr/bin/env python3
"""Opens a report.html in a Chromium without a window, takes pictures of it, and says what does not fit.

    python3 tools/look_at_page.py out/report.html pictures

Pictures at phone and desk width, light and dark, and a PDF as a printer would get it. The status is 1 where the page is wider than its
window, an element is drawn with no size, or the console has an error.
"""

import base64
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from open_timeline import BROWSERS, Page, page_of  # noqa: E402

SIZES = {"phone": (390, 844), "desk": (1440, 900)}


def main():
    report, pictures = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    pictures.mkdir(parents=True, exist_ok=True)
    browser = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if browser is None:
        sys.exit("no Chromium found")
    problems = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
             f"--user-data-dir={folder}", "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            page = Page(page_of(folder))
            page.call("Runtime.enable")
            page.call("Page.enable")
            for scheme in ["light", "dark"]:
                for name, (width, height) in SIZES.items():
                    page.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                              mobile=name == "phone")
                    page.call("Emulation.setEmulatedMedia",
                              features=[{"name": "prefers-color-scheme", "value": scheme}])
                    begin = time.monotonic()
                    page.call("Page.navigate", url=report.as_uri())
                    while page.value("document.readyState") != "complete":
                        time.sleep(0.02)
                    took = time.monotonic() - begin
                    wide = page.value("document.documentElement.scrollWidth")
                    if wide > width:
                        problems.append(f"{name}: {wide} pixels wide")
                    empty = page.value("[...document.querySelectorAll('svg')].filter(one => { const box = one.getBoundingClientRect();"
                                       " return box.width < 50 || box.height < 10 || one.childElementCount == 0; }).length")
                    if empty:
                        problems.append(f"{name}: {empty} drawings without a size")
                    sorts = page.value("(() => { const b = [...document.querySelectorAll('th button')]; b.forEach(x => { x.click();"
                                       " x.click(); x.click(); }); return b.length; })()")
                    size = page.call("Page.getLayoutMetrics")["cssContentSize"]
                    picture = page.call("Page.captureScreenshot", format="png", captureBeyondViewport=True,
                                        clip={"x": 0, "y": 0, "width": width, "height": min(size["height"], 6000), "scale": 1})
                    (pictures / f"{name}_{scheme}.png").write_bytes(base64.b64decode(picture["data"]))
                    print(f"{name}, {scheme}: opened in {took:.2f} s, {sorts} columns to sort, {size['height']:.0f} pixels high")
            # Drawings are saved as they look: the copy must be an image by itself.
            saved = page.value("""new Promise(done => { const make = URL.createObjectURL; const sizes = [];
              HTMLAnchorElement.prototype.click = () => {};
              URL.createObjectURL = blob => { blob.text().then(text => { const image = new Image();
                image.onload = () => sizes.push(image.width); image.onerror = () => sizes.push(0);
                image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(text); }); return make(blob); };
              const all = [...document.querySelectorAll('.save')]; all.forEach(one => one.click());
              setTimeout(() => done(sizes.length == all.length && sizes.every(size => size > 0) ? all.length : -1), 2000); })""")
            print(f"drawings that are images by themselves: {saved}")
            if not saved or saved < 0:
                problems.append("a saved drawing is no image")
            paper = page.call("Page.printToPDF", printBackground=True)
            (pictures / "paper.pdf").write_bytes(base64.b64decode(paper["data"]))
            page.call("Runtime.evaluate", expression="0")
            for event in page.events:
                if event.get("method") == "Runtime.exceptionThrown":
                    problems.append(str(event["params"]["exceptionDetails"].get("text")))
        finally:
            process.terminate()
            process.wait()
    print("problems:", problems or "none")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
