"""A result in a few lines, for those who only want to know what became of the panel."""

import json

from inspector.domain.result import PanelResult, Verdict
from inspector.formats.strict import utc_text


def verdict_json(result: PanelResult) -> str:
    """Give a panel in a few lines, as JSON; a skipped board has null."""
    defects = [d for b in result.boards for p in b.parts for d in p.defects]
    defects += [d for b in result.boards if b.surface for r in b.surface.regions for d in r.defects]
    return json.dumps(
        {
            "product": result.product,
            "serial": result.serial,
            "side": result.side.value,
            "captured_utc": utc_text(result.captured_utc),
            "verdict": result.verdict.name,
            "reason": result.reason,
            "boards": [_name_of(board.verdict) for board in result.boards],
            "defects": len(defects),
            "codes": sorted({d.code.value for d in defects}),
        }
    )


def _name_of(verdict: Verdict | None) -> str | None:
    return None if verdict is None else verdict.name
