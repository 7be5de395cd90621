"""recipe.toml by its keys: what may stand in it, and how it becomes the nouns and back."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from inspector.domain.board import (
    BoardSite,
    Fiducial,
    FiducialLevel,
    FiducialShape,
    Mask,
    Panel,
    Side,
    TerminationKind,
)
from inspector.domain.code import Code, CodeLevel, Symbology
from inspector.domain.formula import Formula
from inspector.domain.geometry import Box
from inspector.domain.image import Shot
from inspector.domain.recipe import (
    Bound,
    IpcClass,
    LimitRule,
    ProcessStage,
    Recipe,
    RegistrationKind,
)
from inspector.domain.result import DefectCode
from inspector.formats.standards import bound_of
from inspector.formats.strict import FileModel, NotNegative, Point, Positive, Sha256, Text

BoxList = tuple[float, float, Positive, Positive]
"""Lower-left x and y, width, height."""

SHOT_PATTERN = r"^(ring|ring-short|ring-long|white|fringe|coaxial|range|side-\d{1,3})$"


class LimitTable(FileModel):
    """A limit: ``low`` and ``high`` are numbers, or formulas over W, P, L, T, H, G."""

    quantity: Text
    code: DefectCode
    low: float | str | None = None
    high: float | str | None = None
    clause: str = ""
    revision: str = ""
    verified: bool = False
    kinds: tuple[TerminationKind, ...] = ()


class ProgramTable(FileModel):
    """How a package is inspected; ``standard`` names quantities judged by the IPC class."""

    check: tuple[dict[str, Any], ...]
    limit: tuple[LimitTable, ...] = ()
    standard: tuple[Text, ...] = ()


class SurfaceTable(FileModel):
    """How the board between its parts is inspected; ``check`` holds the parameters."""

    check: dict[str, Any] = Field(default_factory=dict)
    limit: tuple[LimitTable, ...]
    shot: str = Field(default="ring", pattern=SHOT_PATTERN)
    most_uninspected_mm2: NotNegative = 0.0


class EmptySiteTable(FileModel):
    """How sites that are not fitted are inspected."""

    check: tuple[dict[str, Any], ...] = Field(default=({"name": "empty_site"},), min_length=1)
    limit: tuple[LimitTable, ...]


class CodeTable(FileModel):
    """A code that must be read: ``box_mm`` of the panel, or of each board, quiet zone included."""

    name: Text
    box_mm: BoxList
    level: CodeLevel = CodeLevel.BOARD
    symbologies: tuple[Symbology, ...] = Field(default=tuple(Symbology), min_length=1)
    pattern: str = ""
    is_serial: bool = False


class OverrideTable(FileModel):
    """Limits of one part in place of its program's for the same quantities."""

    refdes: Text
    limit: tuple[LimitTable, ...]
    reason: Text
    author: Text


class ShotTable(FileModel):
    """One exposure; the rest is for fringes."""

    name: str = Field(pattern=SHOT_PATTERN)
    projector: str = ""
    period_mm: NotNegative = 0.0
    step: int = Field(default=0, ge=0)
    steps: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _fringes_are_whole(self) -> Self:
        whole = bool(self.projector) and self.period_mm > 0 and self.step < self.steps
        bare = (self.projector, self.period_mm, self.step, self.steps) == ("", 0.0, 0, 0)
        if not (whole if self.name == "fringe" else bare):
            raise ValueError(
                "projector, period_mm, steps and a step below steps for fringe, and only there"
            )
        return self


class FiducialTable(FileModel):
    """A mark for alignment; ``size_y_mm`` 0 is square, ``refdes`` is for part fiducials."""

    name: Text
    x_mm: float
    y_mm: float
    size_mm: Positive
    shape: FiducialShape = FiducialShape.CIRCLE
    level: FiducialLevel = FiducialLevel.BOARD
    size_y_mm: NotNegative = 0.0
    arm_mm: NotNegative = 0.0
    opening_mm: NotNegative = 0.0
    refdes: str = ""


class MaskTable(FileModel):
    """A polygon, board mm, that is not inspected, and why."""

    polygon_mm: tuple[Point, ...] = Field(min_length=3)
    reason: Text
    author: Text


class SiteTable(FileModel):
    """Where one board lies in the panel; ``bad_mark_mm`` in board mm."""

    index: int = Field(ge=0)
    x_mm: float = 0.0
    y_mm: float = 0.0
    rotation_deg: float = 0.0
    bad_mark_mm: BoxList | None = None


class PanelTable(FileModel):
    """What travels; without it, one board."""

    outline_mm: tuple[Point, ...] = ()
    fiducial: tuple[FiducialTable, ...] = ()
    site: tuple[SiteTable, ...] = (SiteTable(index=0),)


class ModelTable(FileModel):
    """A network by its hash."""

    sha256: Sha256


class RecipeFile(FileModel):
    """recipe.toml; placements, alternates and packages stand in files beside it."""

    format: str
    product: Text
    revision: str
    process_stage: ProcessStage
    ipc_class: IpcClass
    side: Literal["top", "bottom"] = "top"
    registration: RegistrationKind = RegistrationKind.FIDUCIALS
    mm_per_px: Positive | None = None
    packages: str = ""
    outline_mm: tuple[Point, ...] = Field(min_length=3)
    shot: tuple[ShotTable, ...] = (ShotTable(name="ring"),)
    fiducial: tuple[FiducialTable, ...] = ()
    panel: PanelTable = PanelTable()
    mask: tuple[MaskTable, ...] = ()
    program: dict[str, ProgramTable] = Field(default_factory=dict)
    empty_site: EmptySiteTable | None = None
    surface: SurfaceTable | None = None
    code: tuple[CodeTable, ...] = ()
    override: tuple[OverrideTable, ...] = ()
    model: dict[str, ModelTable] = Field(default_factory=dict)


def limit_rule(table: LimitTable) -> LimitRule:
    """Give the rule of a table.

    Raises
    ------
    ValueError
        If it bounds nothing, or a formula is none.
    """
    same = {key: value for key, value in table if key not in ("low", "high")}
    low, high = _bound("low", table.low), _bound("high", table.high)
    return LimitRule(low=low, high=high, **same)


def _bound(name: str, value: float | str | None) -> Bound | None:
    try:
        return bound_of(value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def limit_table(rule: LimitRule) -> LimitTable:
    """Give the table of a rule."""
    same = {
        key: getattr(rule, key) for key in LimitTable.model_fields if key not in ("low", "high")
    }
    return LimitTable(low=_text_of(rule.low), high=_text_of(rule.high), **same)


def panel_of(table: PanelTable) -> Panel:
    """Give the panel of a table."""
    sites = tuple(
        BoardSite(
            s.index, s.x_mm, s.y_mm, s.rotation_deg, Box(*s.bad_mark_mm) if s.bad_mark_mm else None
        )
        for s in table.site
    )
    return Panel(sites, table.outline_mm, fiducials_of(table.fiducial))


def panel_table(panel: Panel) -> PanelTable:
    """Give the table of a panel."""
    sites = tuple(
        SiteTable(
            index=s.index,
            x_mm=s.x_mm,
            y_mm=s.y_mm,
            rotation_deg=s.rotation_deg,
            bad_mark_mm=box_list(s.bad_mark) if s.bad_mark else None,
        )
        for s in panel.sites
    )
    return PanelTable(
        outline_mm=panel.outline_mm, fiducial=fiducial_tables(panel.fiducials), site=sites
    )


def box_list(box: Box) -> tuple[float, float, float, float]:
    """Give a box as files have it."""
    return box.x_mm, box.y_mm, box.width_mm, box.height_mm


def fiducials_of(tables: tuple[FiducialTable, ...]) -> tuple[Fiducial, ...]:
    """Give the fiducials of tables."""
    return tuple(Fiducial(**dict(table)) for table in tables)


def fiducial_tables(fiducials: tuple[Fiducial, ...]) -> tuple[FiducialTable, ...]:
    """Give the tables of fiducials."""
    return tuple(FiducialTable.model_validate(f, from_attributes=True) for f in fiducials)


def masks_of(tables: tuple[MaskTable, ...]) -> tuple[Mask, ...]:
    """Give the masks of tables."""
    return tuple(Mask(**dict(table)) for table in tables)


def shots_of(tables: tuple[ShotTable, ...]) -> tuple[Shot, ...]:
    """Give the shots of tables."""
    return tuple(Shot(**dict(table)) for table in tables)


def codes_of(tables: tuple[CodeTable, ...]) -> tuple[Code, ...]:
    """Give the codes of tables."""
    return tuple(
        Code(t.name, Box(*t.box_mm), t.level, t.symbologies, t.pattern, t.is_serial) for t in tables
    )


def code_table(code: Code) -> CodeTable:
    """Give the table of a code."""
    return CodeTable(
        name=code.name,
        box_mm=box_list(code.box),
        level=code.level,
        symbologies=code.symbologies,
        pattern=code.pattern,
        is_serial=code.is_serial,
    )


def recipe_file(
    recipe: Recipe,
    programs: dict[str, ProgramTable],
    between: tuple[EmptySiteTable | None, SurfaceTable | None],
    packages: str,
    format_text: str,
) -> RecipeFile:
    """Give recipe.toml of a recipe.

    Parameters
    ----------
    between
        The tables of empty sites and of the surface.
    packages
        Its reference to a shared library or empty.
    """
    board = recipe.board
    return RecipeFile(
        format=format_text,
        product=recipe.product,
        revision=recipe.revision,
        process_stage=recipe.process_stage,
        ipc_class=recipe.ipc_class,
        side=board.side.value,
        registration=recipe.registration,
        mm_per_px=recipe.mm_per_px,
        packages=packages,
        outline_mm=board.outline_mm,
        shot=tuple(ShotTable.model_validate(s, from_attributes=True) for s in recipe.shots),
        fiducial=fiducial_tables(board.fiducials),
        panel=panel_table(recipe.panel),
        mask=tuple(MaskTable.model_validate(m, from_attributes=True) for m in board.masks),
        program=programs,
        empty_site=between[0],
        surface=between[1],
        code=tuple(code_table(code) for code in recipe.codes),
        override=tuple(
            OverrideTable(
                refdes=o.refdes,
                limit=tuple(limit_table(rule) for rule in o.limits),
                reason=o.reason,
                author=o.author,
            )
            for o in recipe.overrides
        ),
        model={m.name: ModelTable(sha256=m.sha256) for m in recipe.models},
    )


def side_of(table: RecipeFile) -> Side:
    """Give the inspected side."""
    return Side(table.side)


def _text_of(bound: Bound | None) -> float | str | None:
    return bound.text if isinstance(bound, Formula) else bound
