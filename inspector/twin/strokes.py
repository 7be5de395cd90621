"""Letters as strokes: what silkscreen, laser and print write with."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

Stroke = tuple[float, float, float, float]

WIDE, HIGH, ADVANCE = 4.0, 6.0, 5.6

_LETTERS: Mapping[str, str] = {
    # polylines over a grid 4 wide and 6 high, one digit each for x and y
    "A": "00 26 40, 12 32",
    "B": "00 06 36 45 44 33 03, 33 42 41 30 00",
    "C": "45 36 16 05 01 10 30 41",
    "D": "00 06 26 44 42 20 00",
    "E": "40 00 06 46, 03 33",
    "F": "00 06 46, 03 33",
    "G": "45 36 16 05 01 10 30 41 43 23",
    "H": "00 06, 40 46, 03 43",
    "I": "20 26",
    "J": "01 10 20 31 36",
    "K": "00 06, 46 03 40",
    "L": "06 00 40",
    "M": "00 06 23 46 40",
    "N": "00 06 40 46",
    "O": "10 01 05 16 36 45 41 30 10",
    "P": "00 06 36 45 44 33 03",
    "Q": "10 01 05 16 36 45 41 30 10, 22 40",
    "R": "00 06 36 45 44 33 03, 23 40",
    "S": "01 10 30 41 42 33 13 04 05 16 36 45",
    "T": "20 26, 06 46",
    "U": "06 01 10 30 41 46",
    "V": "06 20 46",
    "W": "06 10 24 30 46",
    "X": "00 46, 06 40",
    "Y": "06 23 46, 23 20",
    "Z": "06 46 00 40",
    "0": "10 01 05 16 36 45 41 30 10",
    "1": "15 26 20, 10 30",
    "2": "05 16 36 45 44 00 40",
    "3": "05 16 36 45 44 33 13, 33 42 41 30 10 01",
    "4": "30 36 02 42",
    "5": "46 06 03 33 42 41 30 10 01",
    "6": "45 36 16 05 01 10 30 41 42 33 13 02",
    "7": "06 46 10",
    "8": "13 04 05 16 36 45 44 33 13 02 01 10 30 41 42 33",
    "9": "01 10 30 41 45 36 16 05 04 13 33 44",
    "-": "13 33",
    "+": "13 33, 22 24",
    ".": "20 20",
    "/": "00 46",
    "_": "00 40",
    "%": "00 46, 06 06, 40 40",
}


def width_of(text: str, height: float) -> float:
    """Give how far a line of text goes, in the unit of its height."""
    return (max(len(text), 1) * ADVANCE - (ADVANCE - WIDE)) * height / HIGH


def write(text: str, height: float) -> Iterator[Stroke]:
    """Give the strokes (x0, y0, x1, y1) of a line of text, centred on the origin.

    Small letters are written as capitals; what has no strokes leaves a gap.

    Examples
    --------
    >>> len(list(write("L", 1.0)))
    2
    """
    scale = height / HIGH
    left = -width_of(text, height) / 2
    for place, letter in enumerate(text.upper()):
        start = left + place * ADVANCE * scale
        for line in filter(None, _LETTERS.get(letter, "").split(",")):
            points = [
                (start + int(xy[0]) * scale, (int(xy[1]) - HIGH / 2) * scale) for xy in line.split()
            ]
            for (x0, y0), (x1, y1) in pairwise(points):
                yield x0, y0, x1, y1
