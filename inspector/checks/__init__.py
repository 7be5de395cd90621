"""The checks a recipe can name. To add one: write its file, add it to ``BUILT_IN``."""

from importlib.metadata import entry_points

from inspector.checks.body_offset import BodyOffset
from inspector.checks.empty_site import EmptySite
from inspector.checks.lead_offset import LeadOffset
from inspector.checks.likeness import LikenessCheck
from inspector.checks.polarity import Polarity
from inspector.checks.presence import Presence
from inspector.checks.solder_bridge import SolderBridge
from inspector.checks.solder_fillet import SolderFillet
from inspector.domain.recipe import Check

BUILT_IN: tuple[type[Check], ...] = (
    Presence,
    BodyOffset,
    LeadOffset,
    Polarity,
    SolderFillet,
    SolderBridge,
    LikenessCheck,
    EmptySite,
)


def all_checks() -> dict[str, type[Check]]:
    """Give built-in checks and those that installed packages offer, by name."""
    offered = tuple(point.load() for point in entry_points(group="inspector.checks"))
    return {check.name: check for check in BUILT_IN + offered}
