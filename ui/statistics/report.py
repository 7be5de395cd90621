"""The printable report: one HTML file that needs nothing else, and prints on A4."""

import base64
from html import escape

from PySide6.QtCore import QCoreApplication

from ui.statistics.model import Answer, Question, now_text
from ui.statistics.tiles import tiles_of

translate = QCoreApplication.translate

STYLE = """
@page { size: A4; margin: 14mm } body { font: 11pt "Segoe UI", "Noto Sans", sans-serif }
h1 { font-size: 17pt } h2 { font-size: 13pt; margin: 16pt 0 4pt; page-break-after: avoid }
table { border-collapse: collapse; width: 100% } td, th { padding: 3pt 8pt; text-align: left }
tr { border-bottom: 1px solid #bbb } td:nth-child(n+2), th:nth-child(n+2) { text-align: right }
img { width: 100%; page-break-inside: avoid } p.note { color: #444 }
"""
MOST_ROWS = 25


def report_html(answers: list[tuple[Answer, bytes]]) -> str:
    """Give the report of some answers, each with its chart as PNG; one at least."""
    first = answers[0][0]
    title = translate("statistics", "Inspection statistics")
    parts = [
        "<!DOCTYPE html><html><head><meta charset='utf-8'>",
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>",
        f"<h1>{escape(title)}</h1><p>{escape(_scope(first.question))} &middot; {now_text()}</p>",
        "<table>",
    ]
    for tile in tiles_of(first.summary):
        cells = "".join(f"<td>{escape(text)}</td>" for text in (tile.name, tile.value, tile.more))
        parts.append(f"<tr>{cells}</tr>")
    parts.append("</table>")
    interval = translate("statistics", "Ranges are 95 % intervals (Wilson).")
    parts.append(f"<p class='note'>{escape(interval)}</p>")
    for answer, png in answers:
        figure = answer.figure
        image = base64.b64encode(png).decode()
        parts.append(f"<h2>{escape(figure.title)}</h2>")
        parts.append(f"<img alt='{escape(figure.title)}' src='data:image/png;base64,{image}'>")
        if figure.note:
            parts.append(f"<p class='note'>{escape(figure.note)}</p>")
    parts.append("</body></html>")
    return "\n".join(parts)


def _scope(question: Question) -> str:
    every = translate("statistics", "all")
    product = translate("statistics", "product") + f": {question.product or every}"
    station = translate("statistics", "station") + f": {question.station or every}"
    lot = translate("statistics", "lot") + f": {question.lot or every}"
    return ", ".join((product, station, lot))
