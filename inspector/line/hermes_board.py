"""Boards and verdicts as Hermes has them. What was not inspected is never good."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from inspector.domain.result import Verdict
from inspector.formats.hermes_settings import HermesSettings
from inspector.line.hermes_messages import (
    Board,
    BoardArrived,
    BoardAvailable,
    BoardDeparted,
    BoardQuality,
    BoardTransfer,
    FlippedBoard,
    SendBoardInfo,
    SendWorkOrderInfo,
    SubBoard,
    SubBoardState,
)
from inspector.line.plc import PanelAnswer

SKIPPED = (SubBoardState.MISSING, SubBoardState.SKIP)

OF_BOARD = tuple(Board.__dataclass_fields__)
"""What several messages say of a board."""


def quality(verdict: Verdict, settings: HermesSettings) -> BoardQuality:
    """Give FailedBoard of a panel.

    Examples
    --------
    >>> quality(Verdict.NOT_INSPECTED, HermesSettings("AOI")).name
    'BAD'
    """
    match verdict:
        case Verdict.PASS:
            return BoardQuality.GOOD
        case Verdict.FAIL:
            return BoardQuality.BAD
        case Verdict.NOT_INSPECTED:
            bad = settings.not_inspected == "bad"
            return BoardQuality.BAD if bad else BoardQuality.ANY


def state_of(verdict: Verdict | None) -> SubBoardState:
    """Give St of one board of a panel; None is a skipped one.

    Examples
    --------
    >>> [state_of(v).name for v in (Verdict.PASS, Verdict.NOT_INSPECTED, Verdict.FAIL, None)]
    ['GOOD', 'UNKNOWN', 'FAILED', 'SKIP']
    """
    match verdict:
        case None:
            return SubBoardState.SKIP
        case Verdict.PASS:
            return SubBoardState.GOOD
        case Verdict.FAIL:
            return SubBoardState.FAILED
        case Verdict.NOT_INSPECTED:
            return SubBoardState.UNKNOWN


def sub_boards(
    verdicts: Sequence[Verdict | None], before: Sequence[SubBoard]
) -> tuple[SubBoard, ...]:
    """Give the boards of a panel with our verdicts and the barcodes the line knew.

    What the machine before called missing stays missing; boards that it named and we have no
    verdict of are not lost, and not called good.
    """
    known = {board.pos: board for board in before}
    made = []
    for place, verdict in enumerate(verdicts, 1):
        was = known.get(place)
        missing = was is not None and was.st is SubBoardState.MISSING and verdict is None
        state = SubBoardState.MISSING if missing else state_of(verdict)
        made.append(SubBoard(place, state, was.bc if was else None))
    others = (board for board in before if not 1 <= board.pos <= len(verdicts))
    return (*made, *map(_unjudged, others))


def _unjudged(board: SubBoard) -> SubBoard:
    good = board.st is SubBoardState.GOOD
    return replace(board, st=SubBoardState.UNKNOWN) if good else board


def unjudged(board: BoardAvailable) -> BoardAvailable:
    """Give a board as it is known while it is here: what was good elsewhere is not yet good."""
    good = board.failed_board is BoardQuality.GOOD
    return replace(
        board,
        failed_board=BoardQuality.ANY if good else board.failed_board,
        sub_boards=tuple(map(_unjudged, board.sub_boards)),
    )


def skipped_of(board: BoardAvailable) -> tuple[int, ...]:
    """Give the indices, from 0, of the boards that the line says not to inspect."""
    return tuple(sorted(b.pos - 1 for b in board.sub_boards if b.st in SKIPPED and b.pos > 0))


def serial_of(board: BoardAvailable) -> str:
    """Give the barcode that is seen from above, or the other one, or nothing."""
    top, bottom = board.top_barcode or "", board.bottom_barcode or ""
    flipped = board.flipped_board is FlippedBoard.BOTTOM_UP
    return (bottom or top) if flipped else (top or bottom)


def unknown_board(settings: HermesSettings) -> BoardAvailable:
    """Give a board that the line said nothing of, with our own number."""
    return BoardAvailable(
        board_id=str(uuid.uuid4()),
        board_id_created_by=settings.machine_id,
        failed_board=BoardQuality.ANY,
        flipped_board=FlippedBoard.UNKNOWN,
    )


def answered(
    board: BoardAvailable, answer: PanelAnswer, settings: HermesSettings
) -> BoardAvailable:
    """Give a board with what was found, and the barcode that was read where it came without."""
    top, bottom = board.top_barcode, board.bottom_barcode
    if not (top or bottom) and answer.serial:
        flipped = board.flipped_board is FlippedBoard.BOTTOM_UP
        top, bottom = (None, answer.serial) if flipped else (answer.serial, None)
    return replace(
        board,
        failed_board=quality(answer.verdict, settings),
        sub_boards=sub_boards(answer.boards, board.sub_boards),
        top_barcode=top,
        bottom_barcode=bottom,
    )


def ordered(board: BoardAvailable, order: SendWorkOrderInfo) -> BoardAvailable:
    """Give a board with what a supervisor says of it; what it leaves out stays."""
    return replace(
        board,
        product_type_id=order.product_type_id or board.product_type_id,
        work_order_id=order.work_order_id or board.work_order_id,
        batch_id=order.batch_id or board.batch_id,
    )


def _said(board: BoardAvailable) -> dict[str, object]:
    names = ("board_id", "board_id_created_by", "failed_board", "flipped_board", *OF_BOARD)
    return {name: getattr(board, name) for name in names}


def arrived(board: BoardAvailable, settings: HermesSettings) -> BoardArrived:
    """Give what a supervisor is told of a board that came."""
    said: dict[str, object] = _said(board)
    return BoardArrived(
        machine_id=settings.machine_id,
        upstream_lane_id=settings.lane,
        board_transfer=BoardTransfer.TRANSFERRED,
        **said,  # type: ignore[arg-type]
    )


def departed(board: BoardAvailable, settings: HermesSettings) -> BoardDeparted:
    """Give what a supervisor is told of a board that went."""
    said: dict[str, object] = _said(board)
    return BoardDeparted(
        machine_id=settings.machine_id,
        downstream_lane_id=settings.lane,
        board_transfer=BoardTransfer.TRANSFERRED,
        **said,  # type: ignore[arg-type]
    )


def info_of(board: BoardAvailable | None) -> SendBoardInfo:
    """Give what is known of a board; of none, nothing."""
    return SendBoardInfo(**_said(board)) if board else SendBoardInfo()  # type: ignore[arg-type]
