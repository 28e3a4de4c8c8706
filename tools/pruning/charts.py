"""Charts in SVG, and pictures of masks in PNG, that are the same wherever they are drawn."""

import struct
import zlib

import numpy

WIDTH, HEIGHT = 720, 340
LEFT, RIGHT, TOP, BOTTOM = 62, 16, 44, 48
REAL, TENSOR, NETWORK = "#c2410c", "#2563eb", "#6b7280"


class Chart:
    """Axes with a title; places are given in the units of the axes."""

    def __init__(self, title, x_label, y_label, x_range, y_range, x_ticks, y_ticks):
        self.x_range, self.y_range = x_range, y_range
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
            'font-family="Helvetica, Arial, sans-serif" font-size="12">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>']
        for value in y_ticks:
            y = self.y(value)
            self.parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e5e7eb"/>')
            self.text(LEFT - 8, y + 4, f"{value:g}", "end")
        for value, label in x_ticks:
            self.text(self.x(value), HEIGHT - BOTTOM + 18, label)
        self.parts.append(f'<path d="M{LEFT} {HEIGHT - BOTTOM}H{WIDTH - RIGHT}" stroke="#374151"/>')
        self.text(LEFT, 20, title, "start", 'font-weight="bold" font-size="14"')
        self.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, x_label)
        middle = (TOP + HEIGHT - BOTTOM) / 2
        self.text(16, middle, y_label, "middle", f'transform="rotate(-90 16 {middle:.1f})"')

    def x(self, value):
        low, high = self.x_range
        return LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(self, value):
        low, high = self.y_range
        return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    def text(self, x, y, words, anchor="middle", more=""):
        words = words.replace("&", "&amp;").replace("<", "&lt;")
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#111827" {more}>{words}</text>')

    def bar(self, x, width, value, color):
        top = self.y(value)
        self.parts.append(
            f'<rect x="{self.x(x):.1f}" y="{top:.1f}" width="{self.x(x + width) - self.x(x):.1f}" '
            f'height="{HEIGHT - BOTTOM - top:.1f}" fill="{color}"/>')

    def line(self, points, color, dots=True, dash=None):
        path = "L".join(f"{self.x(x):.1f} {self.y(y):.1f}" for x, y in points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="2"{dashed}/>')
        for x, y in points if dots else ():
            self.parts.append(f'<circle cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="3.2" fill="{color}"/>')

    def legend(self, entries, x, y=44):
        for index, (words, color) in enumerate(entries):
            top = y + 18 * index
            self.parts.append(f'<rect x="{x}" y="{top - 9}" width="14" height="10" fill="{color}"/>')
            self.text(x + 20, top, words, "start")

    def write(self, path):
        path.write_text("\n".join([*self.parts, "</svg>"]) + "\n", encoding="utf-8")


def write_png(path, gray):
    """A picture of 8-bit grays [rows, columns]."""
    rows, columns = gray.shape
    lines = numpy.zeros((rows, columns + 1), dtype=numpy.uint8)
    lines[:, 1:] = gray

    def chunk(kind, data):
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">LLBBBBB", columns, rows, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)) + chunk(b"IEND", b""))


def densities_as_gray(mask, block, scale):
    """A mask's densities in blocks as grays, black being the densest there may be, each block `scale` pixels wide."""
    n, k = mask.shape
    shares = mask.reshape(n // block, block, k // block, block).mean(axis=(1, 3))
    # A weight of 20 % has few blocks above a half: those are black too.
    gray = numpy.rint(255 * (1 - numpy.minimum(2 * shares, 1))).astype(numpy.uint8)
    return numpy.repeat(numpy.repeat(gray, scale, axis=0), scale, axis=1)
