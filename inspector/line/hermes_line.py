"""A station in a Hermes line, as a link to the line.

A panel comes from the machine before, its answer goes with it to the machine after: FailedBoard
and the state of each board. An answer is acknowledged when the machine after has the panel; until
then it is offered again on every connection.
"""

import asyncio
import logging
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, Self

from inspector.domain.errors import DeviceError
from inspector.formats.hermes_settings import HermesSettings
from inspector.line import hermes_board
from inspector.line.conveyor import Conveyor, NoConveyor
from inspector.line.hermes import HermesDownstream, HermesUpstream, Lost, end_of
from inspector.line.hermes_identity import refusal_of, settings_after
from inspector.line.hermes_messages import (
    BoardAvailable,
    MachineReady,
    Message,
    NotificationCode,
    QueryBoardInfo,
    QueryWorkOrderInfo,
    RevokeBoardAvailable,
    SendWorkOrderInfo,
    SetConfiguration,
    Severity,
    StartTransport,
    StopTransport,
    TransferState,
    TransportFinished,
    plain,
)
from inspector.line.hermes_services import ConfigurationService, VerticalService
from inspector.line.own_loop import OwnLoop
from inspector.line.plc import Arrived, LineState, LinkHealth, PanelAnswer

log = logging.getLogger(__name__)

KEPT = 256
"""Boards and acknowledged sequences that are remembered."""
LISTEN_AGAIN_S = 5.0


def _not_over(board: BoardAvailable | None, way: str) -> str:
    number = plain(board.board_id) if board else "?"
    return f"board {number} did not {way} over; look between the machines"


class HermesLine:
    """A `PlcLink` over IPC-HERMES-9852.

    Parameters
    ----------
    settings
        Names, ports and neighbours.
    conveyor
        Moves boards; without one, what the neighbours say is taken for what has happened.
    configure
        Keeps a configuration that an engineering station sent; gives why not, or nothing. Only
        asked where the settings allow it.
    last_arrival
        Its number: no later one has it again, also after a restart; neighbours count none.
    """

    def __init__(
        self,
        settings: HermesSettings,
        conveyor: Conveyor | None = None,
        configure: Callable[[SetConfiguration], str] = lambda _: "",
        *,
        last_arrival: int = 0,
    ) -> None:
        self._settings = settings
        self._conveyor: Conveyor = conveyor or NoConveyor()
        self._keep = configure
        self._loop = OwnLoop(self.name, self._main)
        self._arrivals: queue.SimpleQueue[Arrived] = queue.SimpleQueue()
        self._acknowledged: OrderedDict[int, None] = OrderedDict()
        self._news = threading.Condition()
        self._state = LineState.STARTING
        self._number = last_arrival
        self._taking: BoardAvailable | None = None
        self._moving_in = self._going = False
        self._coming: BoardAvailable | None = None
        self._inside: BoardAvailable | None = None
        self._waiting: asyncio.TimerHandle | None = None
        self._pending: OrderedDict[int, PanelAnswer] = OrderedDict()
        self._offered: BoardAvailable | None = None
        self._known: OrderedDict[str, BoardAvailable] = OrderedDict()
        self._trouble = ""
        self._stand()

    @property
    def name(self) -> str:
        """What an alarm calls it."""
        return f"hermes {self._settings.machine_id}"

    @property
    def ports(self) -> tuple[int, int, int] | None:
        """Of the machine after, the configuration and supervisors; None until all are open."""
        return self._ports

    @property
    def health(self) -> LinkHealth:
        """How it is; ``heartbeat_age_s`` is that of the neighbour heard last longest ago."""
        settings = self._settings
        asked: list[HermesUpstream | HermesDownstream] = []
        asked += [self._upstream] * bool(settings.upstream_host)
        asked += [self._downstream] * settings.downstream
        reasons = [self._loop.failure, self._trouble, *(s.reason for s in asked)]
        now = time.monotonic()  # as the loop has it
        sessions = [s.session for s in asked]
        ages = [now - session.wire.heard_at for session in sessions if session is not None]
        return LinkHealth(
            not self._loop.failure and all(s is not None and s.peer is not None for s in sessions),
            max(ages, default=0.0),
            next((f"{self.name}: {reason}" for reason in reasons if reason), ""),
        )

    def left_in_place(self, arrived: Arrived) -> None:
        """Take a panel for in place still that was so when the station stopped; before the start.

        The neighbours do not say again what they have handed over. Its product and the boards to
        skip are no longer known.
        """
        self._inside, self._number = hermes_board.unknown_board(self._settings), arrived.number
        self._arrivals.put(arrived)

    def __enter__(self) -> Self:
        """Start; neighbours that are away are shown by ``health``."""
        self._loop.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Tell the neighbours that the machine stops, and stop."""
        self._loop.stop()

    def wait_arrival(self, timeout_s: float) -> Arrived | None:
        """Wait for a panel in place."""
        try:
            return self._arrivals.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def holds(self, number: int) -> bool:
        """Whether the panel of an arrival is inside: it leaves over Hermes only."""
        return self._inside is not None and self._number == number

    def show(self, state: LineState, alarm: int = 0) -> None:
        """Take boards at READY only; Hermes has no place for an alarm's number."""
        del alarm
        self._loop.soon(self._show, state)

    def answer(self, answer: PanelAnswer) -> None:
        """Offer the panel to the machine after, with its verdict, until that one has it."""
        self._loop.soon(self._answer, answer)

    def wait_acknowledged(self, sequence: int, timeout_s: float) -> bool:
        """Wait until the machine after has the panel."""
        with self._news:
            return self._news.wait_for(lambda: sequence in self._acknowledged, timeout_s)

    # everything below runs in the loop

    def _stand(self) -> None:
        settings = self._settings
        self._ports: tuple[int, int, int] | None = None
        self._upstream = HermesUpstream(settings, self._told_before)
        self._downstream = HermesDownstream(settings, self._told_after)
        self._configuration = ConfigurationService(settings, self._configure)
        self._vertical = VerticalService(settings, self._configure, self._told_order)

    async def _main(self) -> None:
        while True:
            self._changed = asyncio.Event()
            async with AsyncExitStack() as open_ports:
                await self._listen(open_ports)
                self._resume()
                tasks: list[asyncio.Task[Any]] = [asyncio.create_task(self._changed.wait())]
                if self._settings.upstream_host:
                    tasks.append(asyncio.create_task(self._upstream.run()))
                try:
                    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        task.result()  # what ends of itself is shown, not left
                    self._farewell(NotificationCode.RESET_BECAUSE_CONFIGURED, "configured anew")
                except asyncio.CancelledError:
                    self._farewell(NotificationCode.MACHINE_SHUTDOWN, "the machine stops")
                    raise
                finally:
                    for task in tasks:
                        task.cancel()
            self._stand()

    async def _listen(self, open_ports: AsyncExitStack) -> None:
        """Open every port; one that another program still holds is tried again."""
        settings = self._settings
        wanted = [self._downstream.listen] * settings.downstream
        wanted += [self._configuration.listen] * (settings.configuration_port is not None)
        wanted += [self._vertical.listen] * (settings.supervisor_port is not None)
        for listen in wanted:
            while True:
                try:
                    open_ports.push_async_callback(end_of, await listen())
                except DeviceError as error:
                    self._trouble = str(error)
                    await asyncio.sleep(LISTEN_AGAIN_S)
                else:
                    self._trouble = ""
                    break
        self._ports = (self._downstream.port, self._configuration.port, self._vertical.port)

    def _resume(self) -> None:
        self._update_ready()
        self._downstream.offer(self._offered)

    def _farewell(self, code: NotificationCode, text: str) -> None:
        for session in (self._upstream.session, self._downstream.session):
            if session is not None:
                session.wire.notify(code, Severity.INFO, text)
                session.wire.end()

    def _configure(self, wanted: SetConfiguration) -> str:
        refused = refusal_of(self._settings, wanted) or self._keep(wanted)
        if not refused:
            changes = settings_after(self._settings, wanted)
            asyncio.get_running_loop().call_soon(self._apply, changes)
        return refused

    def _apply(self, settings: HermesSettings) -> None:
        self._settings = settings
        self._changed.set()

    # boards that come

    def _show(self, state: LineState) -> None:
        self._state = state
        self._update_ready()

    def _update_ready(self) -> None:
        free = self._inside is None and self._taking is None and not self._pending
        ready = self._state is LineState.READY and free
        if self._taking is None:
            self._upstream.want(MachineReady() if ready else None)
        if ready:
            self._try_start()

    def _try_start(self) -> None:
        board = self._coming
        if board is not None and self._taking is None and self._upstream.start(board.board_id):
            self._taking, self._coming = board, None

    def _told_before(self, message: Message | Lost) -> None:
        match message:
            case BoardAvailable():
                self._coming = message
                self._update_ready()
            case RevokeBoardAvailable():
                self._coming = None
            case TransportFinished(transfer_state=TransferState.COMPLETE):
                if self._taking is not None:
                    self._moving_in = True
                    self._conveyor.bring_in(partial(self._loop.soon, self._came))
            case TransportFinished(transfer_state=state):
                self._not_come(state)
            case Lost() if not self._moving_in:
                self._not_come(TransferState.INCOMPLETE)

    def _came(self, moved: TransferState) -> None:
        board, self._moving_in = self._taking, False
        if board is None:
            return
        if moved is not TransferState.COMPLETE:
            self._not_come(moved)
            return
        self._taking, self._inside = None, board
        self._trouble = ""
        if not self._upstream.stop(TransferState.COMPLETE, board.board_id):
            log.warning("the machine before was gone when board %s had come", board.board_id)
        self._remember(hermes_board.unjudged(board))
        self._vertical.tell(hermes_board.arrived(board, self._settings))
        if not self._asks_order(board):
            self._give_arrival()

    def _not_come(self, state: TransferState) -> None:
        board, self._taking = self._taking, None
        if board is None:
            return
        if state is TransferState.INCOMPLETE:
            self._trouble = _not_over(board, "come")
        self._upstream.stop(state, board.board_id)
        self._update_ready()

    def _asks_order(self, board: BoardAvailable) -> bool:
        """Ask the supervisors which product it is, where the line does not say; whether it did."""
        patience = self._settings.ask_work_order_s
        serial = hermes_board.serial_of(board)
        if not patience or board.product_type_id or not serial:
            return False
        query = QueryWorkOrderInfo(self._settings.machine_id, board.board_id, barcode=serial)
        if not self._vertical.ask(query):
            return False
        self._waiting = asyncio.get_running_loop().call_later(patience, self._give_arrival)
        return True

    def _told_order(self, order: SendWorkOrderInfo) -> None:
        board = self._inside
        if self._waiting is None or board is None or order.query_id != board.board_id:
            return
        self._inside = hermes_board.ordered(board, order)
        self._give_arrival()

    def _give_arrival(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        board = self._inside
        if board is None:
            return
        self._number += 1
        serial, product = hermes_board.serial_of(board), board.product_type_id or ""
        skipped = hermes_board.skipped_of(board)
        self._arrivals.put(Arrived(self._number, serial, product, skipped))

    # boards that go

    def _answer(self, answer: PanelAnswer) -> None:
        if answer.sequence in self._acknowledged or answer.sequence in self._pending:
            return
        self._pending[answer.sequence] = answer
        self._offer_next()

    def _offer_next(self) -> None:
        if self._offered is not None or not self._pending:
            return
        answer = next(iter(self._pending.values()))
        board = self._inside or hermes_board.unknown_board(self._settings)
        self._offered = hermes_board.answered(board, answer, self._settings)
        self._remember(self._offered)
        if self._settings.downstream:
            self._downstream.offer(self._offered)
        else:
            self._gone(self._offered)

    def _told_after(self, message: Message | Lost) -> None:
        board = self._offered
        match message:
            case StartTransport(board_id=number) if board and board.board_id == number:
                self._going = True
                self._conveyor.send_out(partial(self._loop.soon, self._sent, number))
            case StopTransport(transfer_state=state, board_id=number):
                self._going = False
                if board is not None and board.board_id == number:
                    self._received(board, state)
            case Lost() if self._going:
                self._going = False
                self._trouble = _not_over(board, "go")
            case QueryBoardInfo(top_barcode=top, bottom_barcode=bottom):
                known = self._known.get(top or "") or self._known.get(bottom or "")
                if self._downstream.session is not None:
                    self._downstream.session.say(hermes_board.info_of(known))

    def _sent(self, board_id: str, moved: TransferState) -> None:
        # the machine after may have had the board before: it waits for this all the same
        self._downstream.finish(moved, board_id)

    def _received(self, board: BoardAvailable, state: TransferState) -> None:
        if state is TransferState.COMPLETE:
            self._gone(board)
        elif state is TransferState.INCOMPLETE:
            self._trouble = _not_over(board, "go")

    def _gone(self, board: BoardAvailable) -> None:
        sequence, _ = self._pending.popitem(last=False)
        self._inside = self._offered = None
        self._trouble = ""
        with self._news:
            self._acknowledged[sequence] = None
            while len(self._acknowledged) > KEPT:
                self._acknowledged.popitem(last=False)
            self._news.notify_all()
        self._vertical.tell(hermes_board.departed(board, self._settings))
        self._offer_next()
        self._update_ready()

    def _remember(self, board: BoardAvailable) -> None:
        for barcode in filter(None, (board.top_barcode, board.bottom_barcode)):
            self._known[barcode] = board
            self._known.move_to_end(barcode)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
