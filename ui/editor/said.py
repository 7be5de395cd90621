"""What the forms say of what lies on a board: labels, help, bounds and words, in any language."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from inspector.domain.board import FiducialLevel, FiducialShape
from inspector.domain.code import CodeLevel, Symbology
from ui.editor.model import BOARD, Kind, Missing, Node
from ui.widgets.form import Bounds, Said

SMALLEST_MM = 0.001
MOST_IN_A_ROW = 100.0
ABOVE_ZERO: Bounds = (SMALLEST_MM, None)
NOT_NEGATIVE: Bounds = (0.0, None)


def kind_word(kind: Kind) -> str:
    """Give what a kind of entry, or its heading in the tree, is called."""
    return {
        Kind.FIDUCIALS: QCoreApplication.translate("places", "Fiducials"),
        Kind.FIDUCIAL: QCoreApplication.translate("places", "Fiducial"),
        Kind.MASKS: QCoreApplication.translate("places", "Masks"),
        Kind.MASK: QCoreApplication.translate("places", "Mask"),
        Kind.CODES: QCoreApplication.translate("places", "Codes"),
        Kind.CODE: QCoreApplication.translate("places", "Code"),
        Kind.SURFACE: QCoreApplication.translate("places", "Surface"),
        Kind.PANEL: QCoreApplication.translate("places", "Panel"),
        Kind.SITE: QCoreApplication.translate("places", "Board"),
        Kind.PANEL_FIDUCIAL: QCoreApplication.translate("places", "Panel fiducial"),
    }.get(kind, kind.value)


def add_word(kind: Kind) -> str:
    """Give the words of the button that adds a kind of entry."""
    return {
        Kind.FIDUCIAL: QCoreApplication.translate("places", "Add fiducial"),
        Kind.MASK: QCoreApplication.translate("places", "Add mask"),
        Kind.CODE: QCoreApplication.translate("places", "Add code"),
        Kind.SITE: QCoreApplication.translate("places", "Add board"),
        Kind.PANEL_FIDUCIAL: QCoreApplication.translate("places", "Add panel fiducial"),
    }.get(kind, QCoreApplication.translate("places", "Add part"))


def about(kind: Kind) -> str:
    """Give what the entries of a heading are for, in a sentence or two."""
    return {
        Kind.FIDUCIALS: QCoreApplication.translate(
            "places",
            "Marks by which each board is found. Two are needed; three tell also how it is "
            "stretched and whether it lies the wrong way round.",
        ),
        Kind.MASKS: QCoreApplication.translate(
            "places",
            "Areas that are not inspected. A part that lies wholly inside one is not inspected "
            "either; who decided that, and why, stays in the recipe.",
        ),
        Kind.CODES: QCoreApplication.translate(
            "places",
            "Codes that must be read for the board, or the panel, to pass.",
        ),
        Kind.PANEL: QCoreApplication.translate(
            "places",
            "What travels: one board or several of the same design. The picture shows the panel "
            "around its first board.",
        ),
    }.get(kind, "")


def missing_word(missing: Missing) -> str:
    """Give what is still to be done before a recipe can be released."""
    return {
        Missing.OUTLINE: QCoreApplication.translate(
            "places", "The outline is a guess around the parts: mend its corners."
        ),
        Missing.FIDUCIALS: QCoreApplication.translate(
            "places", "At least two fiducials are needed to find the board."
        ),
        Missing.REGISTRATION: QCoreApplication.translate(
            "places", "There are fiducials, but the board is not found by them."
        ),
    }[missing]


def way_word(missing: Missing) -> str:
    """Give the words of the button that leads to what is missing."""
    return {
        Missing.OUTLINE: QCoreApplication.translate("places", "The outline is right"),
        Missing.FIDUCIALS: QCoreApplication.translate("places", "Add fiducials"),
        Missing.REGISTRATION: QCoreApplication.translate("places", "Find it by fiducials"),
    }[missing]


def value_words() -> dict[str, str]:
    """Give what the values of choices are called."""
    return {
        FiducialShape.CIRCLE.value: QCoreApplication.translate("places", "circle"),
        FiducialShape.CROSS.value: QCoreApplication.translate("places", "cross"),
        FiducialShape.RECTANGLE.value: QCoreApplication.translate("places", "rectangle"),
        FiducialLevel.BOARD.value: QCoreApplication.translate("places", "board"),
        FiducialLevel.PANEL.value: QCoreApplication.translate("places", "panel"),
        FiducialLevel.PART.value: QCoreApplication.translate("places", "part"),
        CodeLevel.BOARD.value: QCoreApplication.translate("places", "board"),
        Symbology.DATA_MATRIX.value: "Data Matrix",
        Symbology.QR.value: "QR",
        Symbology.MICRO_QR.value: "Micro QR",
        Symbology.CODE_128.value: "Code 128",
        Symbology.CODE_39.value: "Code 39",
    }


def said_of(kind: Kind) -> Said:
    """Give what is said of the fields of a kind of entry."""
    x, y = (QCoreApplication.translate("places", "x"), QCoreApplication.translate("places", "y"))
    common = Said({"x_mm": x, "y_mm": y}, words=value_words())
    if kind in (Kind.FIDUCIAL, Kind.PANEL_FIDUCIAL):
        return _fiducial(common)
    return {Kind.MASK: _mask, Kind.CODE: _code, Kind.SITE: _site}.get(kind, _box)(common)


def _fiducial(common: Said) -> Said:
    labels = {
        "name": QCoreApplication.translate("places", "name"),
        "size_mm": QCoreApplication.translate("places", "size"),
        "shape": QCoreApplication.translate("places", "shape"),
        "level": QCoreApplication.translate("places", "aligns"),
        "size_y_mm": QCoreApplication.translate("places", "height"),
        "arm_mm": QCoreApplication.translate("places", "arm"),
        "opening_mm": QCoreApplication.translate("places", "opening"),
        "refdes": QCoreApplication.translate("places", "part"),
    }
    helps = {
        "size_mm": QCoreApplication.translate(
            "places", "diameter of a circle, span of a cross, width of a rectangle"
        ),
        "level": QCoreApplication.translate("places", "what is found by it"),
        "size_y_mm": QCoreApplication.translate("places", "0: a square"),
        "arm_mm": QCoreApplication.translate("places", "width of the cross's arms"),
        "opening_mm": QCoreApplication.translate(
            "places", "diameter of the opening in the solder mask around it"
        ),
        "refdes": QCoreApplication.translate("places", "the part that it aligns"),
    }
    bounds = {
        "size_mm": ABOVE_ZERO,
        "size_y_mm": NOT_NEGATIVE,
        "arm_mm": NOT_NEGATIVE,
        "opening_mm": NOT_NEGATIVE,
    }
    return _more(common, labels, helps, bounds)


def _mask(common: Said) -> Said:
    labels = {
        "reason": QCoreApplication.translate("places", "reason"),
        "author": QCoreApplication.translate("places", "author"),
    }
    helps = {
        "reason": QCoreApplication.translate("places", "why nothing is inspected there: required"),
        "author": QCoreApplication.translate("places", "who decided that: required"),
    }
    return _more(common, labels, helps, {})


def _code(common: Said) -> Said:
    labels = {
        "name": QCoreApplication.translate("places", "name"),
        "box": QCoreApplication.translate("places", "place"),
        "level": QCoreApplication.translate("places", "belongs to"),
        "symbologies": QCoreApplication.translate("places", "kinds"),
        "pattern": QCoreApplication.translate("places", "pattern"),
        "is_serial": QCoreApplication.translate("places", "is the serial"),
    }
    helps = {
        "box": QCoreApplication.translate(
            "places", "where it is looked for, as wide as it may shift"
        ),
        "symbologies": QCoreApplication.translate("places", "fewer are faster"),
        "pattern": QCoreApplication.translate(
            "places", "regular expression that the whole text must match; empty: any text"
        ),
        "is_serial": QCoreApplication.translate("places", "its text names what travels"),
    }
    return _box(_more(common, labels, helps, {}))


def _site(common: Said) -> Said:
    labels = {
        "index": QCoreApplication.translate("places", "number"),
        "rotation_deg": QCoreApplication.translate("places", "rotation"),
    }
    helps = {
        "x_mm": QCoreApplication.translate("places", "the board's origin in the panel"),
        "rotation_deg": QCoreApplication.translate("places", "counter-clockwise"),
    }
    bounds: dict[str, Bounds] = {"index": NOT_NEGATIVE, "rotation_deg": (-360.0, 360.0)}
    return _box(_more(common, labels, helps, bounds))


def grid_said() -> Said:
    """Give what is said of a panel laid out in columns and rows."""
    labels = {
        "columns": QCoreApplication.translate("places", "columns"),
        "rows": QCoreApplication.translate("places", "rows"),
        "step_x_mm": QCoreApplication.translate("places", "step in x"),
        "step_y_mm": QCoreApplication.translate("places", "step in y"),
    }
    many = (1.0, MOST_IN_A_ROW)
    return Said(labels, bounds={"columns": many, "rows": many})


def surface_said() -> Said:
    """Give what is said of how the surface is judged."""
    labels = {
        "shot": QCoreApplication.translate("places", "light"),
        "most_uninspected_mm2": QCoreApplication.translate("places", "unseen at most"),
    }
    helps = {
        "shot": QCoreApplication.translate("places", "in which it is looked at"),
        "most_uninspected_mm2": QCoreApplication.translate(
            "places", "a board of which more could not be looked at is NOT INSPECTED"
        ),
    }
    return Said(labels, helps, {"most_uninspected_mm2": NOT_NEGATIVE})


def worded(tree: Node) -> Node:
    """Give the tree of a recipe with its headings and their notes in words."""
    words = value_words()

    def said(node: Node) -> Node:
        if node.choice.name or node.choice == BOARD:
            return node
        below = tuple(_worded(entry, words) for entry in node.below)
        return replace(node, text=kind_word(node.choice.kind), below=below)

    return replace(tree, below=tuple(said(node) for node in tree.below))


def _worded(node: Node, words: dict[str, str]) -> Node:
    text = f"{kind_word(Kind.SITE)} {node.text}" if node.choice.kind is Kind.SITE else node.text
    return replace(node, text=text, note=words.get(node.note, node.note))


def _box(common: Said) -> Said:
    labels = {
        "width_mm": QCoreApplication.translate("places", "width"),
        "height_mm": QCoreApplication.translate("places", "height"),
    }
    return _more(common, labels, {}, {"width_mm": ABOVE_ZERO, "height_mm": ABOVE_ZERO})


def _more(
    common: Said,
    labels: dict[str, str],
    helps: dict[str, str],
    bounds: dict[str, Bounds],
) -> Said:
    return Said(
        {**common.labels, **labels},
        {**common.helps, **helps},
        {**common.bounds, **bounds},
        common.words,
    )
