"""A Hermes line: the station between two machines, ours and plain sockets."""

import asyncio
import threading
from dataclasses import replace

import pytest

from inspector.domain.result import Verdict
from inspector.formats.hermes_settings import HermesSettings
from inspector.line.hermes import HermesDownstream, HermesUpstream, Lost
from inspector.line.hermes_line import HermesLine
from inspector.line.hermes_messages import (
    MAX_MESSAGE_BYTES,
    BoardArrived,
    BoardAvailable,
    BoardDeparted,
    BoardQuality,
    CurrentConfiguration,
    FlippedBoard,
    MachineReady,
    Notification,
    NotificationCode,
    QueryWorkOrderInfo,
    RevokeBoardAvailable,
    RevokeMachineReady,
    SendBoardInfo,
    ServiceDescription,
    Severity,
    StartTransport,
    StopTransport,
    SubBoard,
    SubBoardState,
    SupervisoryServiceDescription,
    TransferState,
    TransportFinished,
)
from inspector.line.hermes_xml import message_to_bytes
from inspector.line.plc import Arrived, LineState, PanelAnswer

ID = "123e4567-e89b-12d3-a456-426655440000"
DESCRIPTION = (
    '<ServiceDescription MachineId="next" LaneId="1" Version="1.2"><SupportedFeatures/>'
    "</ServiceDescription>"
)


@pytest.fixture
def line(until):
    """Start a station; gives it and the port for the machine after."""
    running = []

    def start(**settings):
        given = {"machine_id": "AOI", "listen_port": 0, "reconnect_s": 0.05} | settings
        made = HermesLine(HermesSettings(**given))
        made.__enter__()
        running.append(made)
        until(lambda: made.ports)
        return made

    yield start
    for made in running:
        made.__exit__()


@pytest.fixture
def after(line, peer):
    """Give a station and a machine after it that has said who it is."""

    def start(**settings):
        station = line(**settings)
        machine = peer(station.ports[0])
        machine.send(DESCRIPTION)
        assert isinstance(machine.read(), ServiceDescription)
        return station, machine

    return start


class Before:
    """The machine before, on a thread of its own: our own server side."""

    def __init__(self):
        self.heard, self.port = [], 0
        self._ready, self._done = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self._thread.start()
        assert self._ready.wait(10)

    async def _run(self):
        self._loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        self.server = HermesDownstream(HermesSettings("SPI", listen_port=0), self._told)
        opened = await self.server.listen()
        self.port = self.server.port
        self._ready.set()
        await self._end.wait()
        opened.close()

    def _told(self, message):
        self.heard.append(message)
        if isinstance(message, StartTransport):
            self.server.finish(TransferState.COMPLETE, message.board_id)

    def offer(self, board):
        self._loop.call_soon_threadsafe(self.server.offer, board)

    def stop(self):
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()


@pytest.fixture
def before():
    made = Before()
    yield made
    made.stop()


def board(number=ID, **said):
    return BoardAvailable(
        board_id=number,
        board_id_created_by="SPI",
        failed_board=BoardQuality.GOOD,
        flipped_board=FlippedBoard.TOP_UP,
        **said,
    )


def answer(sequence, verdict=Verdict.PASS, boards=(Verdict.PASS,), serial="SN1"):
    return PanelAnswer(sequence, serial, verdict, boards)


def test_a_panel_comes_is_answered_and_goes(line, before, peer, until):
    station = line(upstream_host="127.0.0.1", upstream_port=before.port)
    machine = peer(station.ports[0])
    machine.send(DESCRIPTION)
    assert machine.read().machine_id == "AOI"

    station.show(LineState.READY)
    skipped = (SubBoard(1, SubBoardState.GOOD, "a"), SubBoard(2, SubBoardState.SKIP, "b"))
    before.offer(board(product_type_id="demo", top_barcode="SN1", sub_boards=skipped))
    assert station.wait_arrival(30) == Arrived(1, "SN1", "demo", (1,))
    until(lambda: before.heard[-1] == StopTransport(TransferState.COMPLETE, ID))
    kinds = [type(m) for m in before.heard]
    assert kinds == [ServiceDescription, MachineReady, StartTransport, StopTransport]
    assert station.health.connected
    assert station.health.reason == ""

    station.answer(answer(7, Verdict.FAIL, (Verdict.FAIL, None)))
    gone = machine.read()
    assert (gone.board_id, gone.failed_board, gone.product_type_id) == (
        ID,
        BoardQuality.BAD,
        "demo",
    )
    assert gone.sub_boards == (
        SubBoard(1, SubBoardState.FAILED, "a"),
        SubBoard(2, SubBoardState.SKIP, "b"),
    )
    assert not station.wait_acknowledged(7, 0)
    machine.send('<MachineReady FailedBoard="0"/>')
    machine.send(f'<StartTransport BoardId="{ID}"/>')
    assert machine.read() == TransportFinished(TransferState.COMPLETE, ID)
    machine.send(f'<StopTransport TransferState="3" BoardId="{ID}"/>')
    assert station.wait_acknowledged(7, 30)


def test_no_board_is_taken_while_the_station_is_not_ready(line, before, until):
    station = line(upstream_host="127.0.0.1", upstream_port=before.port)
    before.offer(board(top_barcode="SN1"))
    until(lambda: station.health.reason != "not connected yet")
    assert station.wait_arrival(0.2) is None
    station.show(LineState.BUSY)
    assert station.wait_arrival(0.2) is None
    station.show(LineState.READY)
    assert station.wait_arrival(30).serial == "SN1"


def test_a_station_that_pauses_takes_its_readiness_back(line, before, until):
    station = line(upstream_host="127.0.0.1", upstream_port=before.port)
    station.show(LineState.READY)
    until(lambda: MachineReady() in before.heard)
    station.show(LineState.PAUSED)
    until(lambda: RevokeMachineReady() in before.heard)


def test_one_panel_at_a_time_and_each_arrival_once(line, before, until):
    station = line(upstream_host="127.0.0.1", upstream_port=before.port, downstream=False)
    station.show(LineState.READY)
    for number in range(1, 21):
        before.offer(board(f"{ID[:-2]}{number:02}", top_barcode=f"SN{number}"))
        assert station.wait_arrival(30) == Arrived(number, f"SN{number}")
        station.answer(answer(number))
        assert station.wait_acknowledged(number, 30)
    assert station.wait_arrival(0) is None


@pytest.mark.parametrize(
    ("verdict", "setting", "quality"),
    [
        (Verdict.PASS, "bad", BoardQuality.GOOD),
        (Verdict.FAIL, "unknown", BoardQuality.BAD),
        (Verdict.NOT_INSPECTED, "bad", BoardQuality.BAD),
        (Verdict.NOT_INSPECTED, "unknown", BoardQuality.ANY),
    ],
)
def test_only_what_passed_is_good(after, verdict, setting, quality):
    station, machine = after(not_inspected=setting)
    station.answer(answer(1, verdict, (verdict, Verdict.NOT_INSPECTED, None)))
    said = machine.read()
    assert said.failed_board is quality
    assert said.sub_boards[1].st is SubBoardState.UNKNOWN
    assert said.sub_boards[2].st is SubBoardState.SKIP


def test_an_answer_is_offered_again_until_it_is_taken_and_once_only(after, peer, until):
    station, machine = after()
    station.answer(answer(3))
    first = machine.read()
    machine.socket.close()
    until(lambda: "ended the connection" in station.health.reason)
    machine = peer(station.ports[0])
    machine.send(DESCRIPTION)
    assert isinstance(machine.read(), ServiceDescription)
    assert machine.read() == first
    machine.send('<MachineReady FailedBoard="0"/>')
    machine.send(f'<StartTransport BoardId="{first.board_id}"/>')
    assert isinstance(machine.read(), TransportFinished)
    machine.send(f'<StopTransport TransferState="2" BoardId="{first.board_id}"/>')
    assert machine.read() == first  # it has not gone over: it stands ready still
    machine.send('<MachineReady FailedBoard="0"/>')
    machine.send(f'<StartTransport BoardId="{first.board_id}"/>')
    assert isinstance(machine.read(), TransportFinished)
    machine.send(f'<StopTransport TransferState="3" BoardId="{first.board_id}"/>')
    assert station.wait_acknowledged(3, 30)
    station.answer(answer(3))
    station.answer(answer(4, serial="SN2"))
    assert machine.read().top_barcode == "SN2"


def told(inside):
    return f'<Hermes Timestamp="2026-11-27T08:00:00.000">{inside}</Hermes>'.encode()


def taken_at_once(number, state=3):
    """A machine after whose sensor is faster than our conveyor: it says first that it has it."""
    return b"".join(
        (
            told('<MachineReady FailedBoard="0"/>'),
            told(f'<StartTransport BoardId="{number}"/>'),
            told(f'<StopTransport TransferState="{state}" BoardId="{number}"/>'),
        )
    )


@pytest.mark.parametrize("both_given", [False, True])
def test_a_machine_that_has_the_board_before_we_have_sent_it_gets_the_next_one(after, both_given):
    station, machine = after()
    station.answer(answer(1))
    first = machine.read()
    if both_given:
        station.answer(answer(2, Verdict.FAIL, (Verdict.FAIL,), "SN2"))
    machine.raw(taken_at_once(first.board_id))
    assert machine.read() == TransportFinished(TransferState.COMPLETE, first.board_id)
    assert station.wait_acknowledged(1, 30)
    if not both_given:
        station.answer(answer(2, Verdict.FAIL, (Verdict.FAIL,), "SN2"))
    second = machine.read()
    assert (second.top_barcode, second.failed_board) == ("SN2", BoardQuality.BAD)


def test_a_board_that_went_half_the_way_is_told_and_offered_again(after, until):
    station, machine = after()
    station.answer(answer(1))
    first = machine.read()
    machine.raw(taken_at_once(first.board_id, state=2))
    assert isinstance(machine.read(), TransportFinished)
    assert machine.read() == first
    until(lambda: f"board {first.board_id} did not go over" in station.health.reason)
    machine.raw(taken_at_once(first.board_id))
    assert station.wait_acknowledged(1, 30)
    assert station.health.reason == ""


def test_a_connection_lost_while_a_board_goes_is_told(after, until):
    station, machine = after()
    station.answer(answer(1))
    first = machine.read()
    machine.send('<MachineReady FailedBoard="0"/>')
    machine.send(f'<StartTransport BoardId="{first.board_id}"/>')
    assert isinstance(machine.read(), TransportFinished)
    machine.socket.close()
    until(lambda: "did not go over" in station.health.reason)


def test_what_a_code_has_that_xml_cannot_does_not_hold_the_board(after):
    station, machine = after()
    station.answer(answer(1, serial="0104\x1d21AB"))
    assert machine.read().top_barcode == "0104\u241d21AB"


def test_a_barcode_that_was_read_is_that_of_the_side_that_is_up(line, before, peer):
    station = line(upstream_host="127.0.0.1", upstream_port=before.port)
    machine = peer(station.ports[0])
    machine.send(DESCRIPTION)
    assert isinstance(machine.read(), ServiceDescription)
    station.show(LineState.READY)
    before.offer(replace(board(), flipped_board=FlippedBoard.BOTTOM_UP))
    assert station.wait_arrival(30) == Arrived(1)
    station.answer(answer(1, serial="BOTTOM-1"))
    gone = machine.read()
    assert (gone.top_barcode, gone.bottom_barcode) == (None, "BOTTOM-1")


def test_boards_that_we_have_no_verdict_of_keep_their_codes_and_are_not_good(line, before, peer):
    station = line(upstream_host="127.0.0.1", upstream_port=before.port)
    machine = peer(station.ports[0])
    machine.send(DESCRIPTION)
    assert isinstance(machine.read(), ServiceDescription)
    station.show(LineState.READY)
    states = (SubBoardState.GOOD, SubBoardState.GOOD, SubBoardState.FAILED, SubBoardState.SKIP)
    boards = tuple(SubBoard(n, state, f"b{n}") for n, state in enumerate(states, 1))
    before.offer(board(top_barcode="SN1", sub_boards=boards))
    assert station.wait_arrival(30)
    machine.send('<QueryBoardInfo TopBarcode="SN1"/>')  # while it is being inspected
    info = machine.read()
    assert info.failed_board is BoardQuality.ANY
    assert [b.st for b in info.sub_boards] == [
        SubBoardState.UNKNOWN,
        SubBoardState.UNKNOWN,
        SubBoardState.FAILED,
        SubBoardState.SKIP,
    ]
    station.answer(answer(1, Verdict.NOT_INSPECTED, (Verdict.NOT_INSPECTED,)))
    gone = machine.read()
    assert gone.sub_boards == info.sub_boards
    assert [b.bc for b in gone.sub_boards] == ["b1", "b2", "b3", "b4"]


def test_a_panel_left_in_place_is_given_again_and_no_other_is_taken(before, until):
    settings = HermesSettings(
        "AOI", upstream_host="127.0.0.1", upstream_port=before.port, downstream=False
    )
    station = HermesLine(settings, last_arrival=7)
    station.left_in_place(Arrived(7, "SN7"))
    with station:
        station.show(LineState.READY)
        assert station.wait_arrival(30) == Arrived(7, "SN7")
        before.offer(board(top_barcode="SN8"))
        until(lambda: ServiceDescription in map(type, before.heard))
        assert station.wait_arrival(0.2) is None
        assert MachineReady() not in before.heard
        station.answer(answer(1, serial="SN7"))
        assert station.wait_acknowledged(1, 30)
        assert station.wait_arrival(30) == Arrived(8, "SN8")


def test_what_a_neighbour_notifies_is_told_in_one_line(after, until):
    station, machine = after()
    machine.send('<Notification NotificationCode="4" Severity="2" Description="no&#10;such lane"/>')
    machine.socket.close()
    until(lambda: "ended the connection" in station.health.reason)
    assert "(ERROR CONFIGURATION_ERROR: no?such lane)" in station.health.reason


def test_a_board_that_ends_is_told_in_one_short_line(after, caplog):
    station, machine = after()
    machine.send('<MachineReady FailedBoard="0"/>')
    station.answer(answer(1))
    machine.send(f'<StartTransport BoardId="{machine.read().board_id}"/>')
    machine.send(f'<StopTransport TransferState="3" BoardId="a&#10;{"b" * 5000}"/>')
    assert [m.notification_code for m in refusals(machine)] == [NotificationCode.PROTOCOL_ERROR]
    (told,) = [r.getMessage() for r in caplog.records if " ends, " in r.getMessage()]
    assert "\n" not in told
    assert len(told) < 300


def test_a_broken_route_is_no_reason_to_stay_away(until):
    """Linux says EHOSTUNREACH where a cable was pulled: an OSError, no ConnectionError."""

    async def play():
        connections = asyncio.Queue()
        server = await asyncio.start_server(
            lambda *pair: connections.put_nowait(pair), "127.0.0.1", 0
        )
        port = server.sockets[0].getsockname()[1]
        settings = HermesSettings(
            "B", upstream_host="127.0.0.1", upstream_port=port, reconnect_s=0.01
        )
        client = HermesUpstream(settings, lambda _: None)
        running = asyncio.create_task(client.run())
        async with asyncio.timeout(30):
            reader, first = await connections.get()
            await reader.readuntil(b"</Hermes>")
            client.session.wire._reader.set_exception(OSError(113, "No route to host"))
            _, second = await connections.get()
        assert not running.done()
        running.cancel()
        for writer in (first, second):
            writer.close()
            await writer.wait_closed()
        server.close()

    asyncio.run(play())


@pytest.mark.parametrize("host", ["10..0.1", "a" * 70])
def test_a_host_that_can_be_none_is_told(line, until, host):
    station = line(upstream_host=host)
    until(lambda: "it can be no address" in station.health.reason)
    with HermesLine(HermesSettings("AOI", listen_host=host)) as deaf:
        until(lambda: "it can be no address" in deaf.health.reason)


def test_a_board_that_nobody_offers_does_not_go(after):
    _, machine = after()
    machine.send('<MachineReady FailedBoard="0"/>')
    machine.send(f'<StartTransport BoardId="{ID}"/>')
    assert machine.read() == TransportFinished(TransferState.NOT_STARTED, ID)


def test_a_lost_transport_is_told_and_the_line_goes_on(line, until):
    listener = asyncio.run(lost_transport(line, until))
    assert listener


async def lost_transport(line, until):
    """A machine before that dies while it gives a board, then gives another one."""
    connections = asyncio.Queue()
    server = await asyncio.start_server(lambda *pair: connections.put_nowait(pair), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    station = await asyncio.to_thread(line, upstream_host="127.0.0.1", upstream_port=port)
    station.show(LineState.READY)
    offer = (
        f'<Hermes><BoardAvailable BoardId="{ID}" BoardIdCreatedBy="b" FailedBoard="1" '
        'FlippedBoard="0"/></Hermes>'
    )
    for finished in (False, True):
        reader, writer = await connections.get()
        await reader.readuntil(b"</Hermes>")
        writer.write(f"<Hermes>{DESCRIPTION}</Hermes>{offer}".encode())
        seen = await reader.readuntil(b"StartTransport")
        await reader.readuntil(b"</Hermes>")
        assert b"MachineReady" in seen
        if finished:
            done = f'<Hermes><TransportFinished TransferState="3" BoardId="{ID}"/></Hermes>'
            writer.write(done.encode())
        else:
            writer.close()
            await asyncio.to_thread(until, lambda: "did not come over" in station.health.reason)
    arrived = await asyncio.to_thread(station.wait_arrival, 30)
    writer.close()
    server.close()
    return arrived.number == 1


def refusals(machine):
    return [m for m in machine.read_all() if isinstance(m, Notification)]


@pytest.mark.parametrize(
    "raw",
    [
        "<RevokeMachineReady/>",
        "<BoardAvailable BoardId='x' BoardIdCreatedBy='y' FailedBoard='0' FlippedBoard='0'/>",
        "<TransportFinished TransferState='3' BoardId='x'/>",
        "<StopTransport TransferState='3' BoardId='x'/>",
        "<StartTransport BoardId='x'/>",
        "<GetConfiguration/>",
        "<ThisIsUnknownMessage/>",
        DESCRIPTION,
        "<Notification NotificationCode='1'",
    ],
)
def test_a_wrong_message_is_notified_with_code_1_and_ends_the_connection(after, peer, raw):
    station, machine = after()
    machine.send(raw)
    (refused,) = refusals(machine)
    assert refused.notification_code is NotificationCode.PROTOCOL_ERROR
    assert refused.severity is Severity.FATAL
    machine = peer(station.ports[0])  # and the next one is welcome
    machine.send(DESCRIPTION)
    assert isinstance(machine.read(), ServiceDescription)


def test_a_message_before_the_description_is_refused(line, peer):
    machine = peer(line().ports[0])
    machine.send('<MachineReady FailedBoard="0"/>')
    (refused,) = refusals(machine)
    assert refused.notification_code is NotificationCode.PROTOCOL_ERROR


def test_too_long_a_message_is_refused_and_the_longest_is_not(line, peer, until):
    station = line()
    head = b'<Hermes Timestamp="x"><ServiceDescription Dummy="'
    tail = b'" MachineId="m" LaneId="1" Version="1.2"/></Hermes>'
    for excess in (0, 1):
        machine = peer(station.ports[0])
        machine.raw(head + b"x" * (65_536 + excess - len(head) - len(tail)) + tail)
        if excess:
            (refused,) = refusals(machine)
            assert refused.notification_code is NotificationCode.PROTOCOL_ERROR
            assert "65536" in refused.description
        else:
            assert isinstance(machine.read(), ServiceDescription)
            machine.socket.close()
            until(lambda: "ended the connection" in station.health.reason)


def test_several_messages_in_one_packet_and_one_in_many(line, peer, until):
    station = line()
    alive = b"<Hermes Timestamp='x'><CheckAlive/></Hermes>"
    described = f"<Hermes Timestamp='x'>{DESCRIPTION}</Hermes>".encode()
    machine = peer(station.ports[0])
    machine.raw(alive + described + alive)
    assert isinstance(machine.read(), ServiceDescription)
    machine.socket.close()
    until(lambda: not station.health.connected)
    machine = peer(station.ports[0])
    for byte in alive + described:
        machine.raw(bytes([byte]))
    assert isinstance(machine.read(), ServiceDescription)


def test_a_ping_is_answered_with_its_own_number(after):
    _, machine = after()
    machine.send('<CheckAlive Type="1" Id="42"/>')
    pong = machine.read()
    assert (pong.type, pong.id) == (2, "42")


def test_a_second_machine_is_refused_with_code_2(after, peer):
    station, machine = after()
    (refused,) = refusals(peer(station.ports[0]))
    assert refused.notification_code is NotificationCode.REFUSED_BECAUSE_ESTABLISHED
    machine.send('<CheckAlive Type="1" Id="1"/>')
    assert machine.read().id == "1"


def test_only_the_address_that_was_named_may_connect(line, peer):
    station = line(client_address="10.9.8.7")
    assert peer(station.ports[0]).read_all() == []


def test_another_board_may_not_end_a_transport(after):
    station, machine = after()
    station.answer(answer(1))
    number = machine.read().board_id
    machine.send('<MachineReady FailedBoard="0"/>')
    machine.send(f'<StartTransport BoardId="{number}"/>')
    assert isinstance(machine.read(), TransportFinished)
    machine.send(f'<StopTransport TransferState="3" BoardId="{ID}"/>')
    (refused,) = refusals(machine)
    assert refused.notification_code is NotificationCode.PROTOCOL_ERROR
    assert not station.wait_acknowledged(1, 0)


def test_a_machine_that_stops_says_so(after):
    station, machine = after()
    station.__exit__()
    (said,) = refusals(machine)
    assert said.notification_code is NotificationCode.MACHINE_SHUTDOWN


def test_what_is_known_of_a_board_is_told(after):
    station, machine = after()
    station.answer(answer(1, Verdict.FAIL, (Verdict.FAIL,), "SN9"))
    assert isinstance(machine.read(), BoardAvailable)
    machine.send('<QueryBoardInfo TopBarcode="SN9"/>')
    info = machine.read()
    assert (info.top_barcode, info.failed_board) == ("SN9", BoardQuality.BAD)
    machine.send('<QueryBoardInfo TopBarcode="nobody"/>')
    assert machine.read() == SendBoardInfo()


def test_the_configuration_is_told_and_not_taken_over_unless_allowed(line, peer):
    station = line(configuration_port=0, upstream_host="spi", upstream_port=50101)
    engineer = peer(station.ports[1])
    engineer.send("<GetConfiguration/>")
    told = engineer.read()
    assert isinstance(told, CurrentConfiguration)
    assert told.machine_id == "AOI"
    assert told.upstream_configurations[0].host_address == "spi"
    engineer.send('<SetConfiguration MachineId="X"/>')
    refused = engineer.read()
    assert refused.notification_code is NotificationCode.CONFIGURATION_ERROR
    engineer.send("<GetConfiguration/>")
    assert engineer.read() == told
    engineer.send('<MachineReady FailedBoard="0"/>')
    (ended,) = refusals(engineer)
    assert ended.notification_code is NotificationCode.PROTOCOL_ERROR
    assert station.name == "hermes AOI"


def test_a_new_configuration_resets_the_connections_with_code_3(after, peer, free_port, until):
    listen = free_port()
    station, machine = after(configuration_port=0, accept_configuration=True)
    engineer = peer(station.ports[1])
    engineer.send(
        '<SetConfiguration MachineId="AOI 2"><DownstreamConfigurations>'
        f'<DownstreamConfiguration DownstreamLaneId="1" Port="{listen}"/>'
        "</DownstreamConfigurations></SetConfiguration>"
    )
    (reset,) = refusals(machine)
    assert reset.notification_code is NotificationCode.RESET_BECAUSE_CONFIGURED
    until(lambda: station.ports and station.ports[0] == listen)
    machine = peer(listen)
    machine.send(DESCRIPTION)
    assert machine.read().machine_id == "AOI 2"


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ('DownstreamLaneId="1" Port="70000"', "there is no port 70000"),
        ('DownstreamLaneId="1" Port="0"', "there is no port 0"),
        ('DownstreamLaneId="2" Port="50102"', "the machine has lane 1 only"),
    ],
)
def test_a_configuration_that_cannot_be_is_refused_and_the_line_stands(after, peer, inside, why):
    station, machine = after(configuration_port=0, accept_configuration=True)
    engineer = peer(station.ports[1])
    engineer.send(
        '<SetConfiguration MachineId="A"><DownstreamConfigurations>'
        f"<DownstreamConfiguration {inside}/></DownstreamConfigurations></SetConfiguration>"
    )
    refused = engineer.read()
    assert refused.notification_code is NotificationCode.CONFIGURATION_ERROR
    assert why in refused.description
    station.answer(answer(1))
    assert isinstance(machine.read(), BoardAvailable)


SUPERVISOR = (
    '<SupervisoryServiceDescription SystemId="MES" Version="1.2"><SupportedFeatures>'
    "<FeatureBoardTracking/><FeatureSendWorkOrderInfo/></SupportedFeatures>"
    "</SupervisoryServiceDescription>"
)


def test_a_supervisor_follows_boards_and_names_the_product(line, before, peer):
    station = line(
        upstream_host="127.0.0.1",
        upstream_port=before.port,
        downstream=False,
        supervisor_port=0,
        ask_work_order_s=30.0,
    )
    mes = peer(station.ports[2])
    mes.send(SUPERVISOR)
    described = mes.read()
    assert isinstance(described, SupervisoryServiceDescription)
    assert "FeatureConfiguration" not in described.supported_features.names  # it takes none over
    station.show(LineState.READY)
    before.offer(board(top_barcode="SN1", batch_id="b7"))
    arrived, query = mes.read(), mes.read()
    assert isinstance(arrived, BoardArrived)
    assert isinstance(query, QueryWorkOrderInfo)
    assert query.barcode == "SN1"
    mes.send(f'<SendWorkOrderInfo QueryId="{query.query_id}" ProductTypeId="demo"/>')
    assert station.wait_arrival(30).recipe == "demo"
    station.answer(answer(1, Verdict.NOT_INSPECTED))
    gone = mes.read()
    assert isinstance(gone, BoardDeparted)
    assert gone.failed_board is BoardQuality.BAD
    assert (gone.product_type_id, gone.batch_id) == ("demo", "b7")  # what was not said, stays


def test_a_supervisor_hears_of_a_board_with_more_boards_than_a_message_holds(line, before, peer):
    station = line(upstream_host="127.0.0.1", upstream_port=before.port, supervisor_port=0)
    mes = peer(station.ports[2])
    mes.send(SUPERVISOR)
    assert isinstance(mes.read(), SupervisoryServiceDescription)
    station.show(LineState.READY)
    boards = tuple(SubBoard(n, SubBoardState.GOOD, f"SN{n:08}") for n in range(1, 1500))
    long = board(top_barcode="x", sub_boards=boards)
    room = MAX_MESSAGE_BYTES - len(message_to_bytes(long))
    before.offer(replace(long, top_barcode="x" * (room - 10)))
    assert station.wait_arrival(30)
    assert mes.read().sub_boards == ()


def test_a_supervisor_that_says_nothing_does_not_hold_the_line(line, before, peer):
    station = line(
        upstream_host="127.0.0.1",
        upstream_port=before.port,
        downstream=False,
        supervisor_port=0,
        ask_work_order_s=0.05,
    )
    mes = peer(station.ports[2])
    mes.send(SUPERVISOR)
    assert isinstance(mes.read(), SupervisoryServiceDescription)
    station.show(LineState.READY)
    before.offer(board(top_barcode="SN1"))
    assert station.wait_arrival(30).recipe == ""


def test_a_supervisor_must_say_who_it_is(line, peer):
    station = line(supervisor_port=0)
    mes = peer(station.ports[2])
    mes.send("<GetConfiguration/>")
    (refused,) = refusals(mes)
    assert refused.notification_code is NotificationCode.PROTOCOL_ERROR


def test_the_two_sides_agree_about_a_revoked_board():
    async def play():
        told, other = asyncio.Queue(), asyncio.Queue()
        server = HermesDownstream(HermesSettings("A", listen_port=0), told.put_nowait)
        opened = await server.listen()
        settings = HermesSettings("B", upstream_host="127.0.0.1", upstream_port=server.port)
        client = HermesUpstream(settings, other.put_nowait)
        running = asyncio.create_task(client.run())
        server.offer(board())
        async with asyncio.timeout(30):
            assert isinstance(await other.get(), ServiceDescription)
            assert await other.get() == board()
            server.offer(None)
            assert isinstance(await other.get(), RevokeBoardAvailable)
            assert not client.start(ID)
            running.cancel()
            assert isinstance(await told.get(), ServiceDescription)
            assert isinstance(await told.get(), Lost)
        opened.close()

    asyncio.run(play())


def test_a_port_that_is_taken_is_told_and_tried_again(line, until):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        station = line(listen_port=taken.getsockname()[1], downstream=False)
        station.__exit__()
        blocked = HermesLine(HermesSettings("AOI", listen_port=taken.getsockname()[1]))
        with blocked:
            until(lambda: "cannot be listened at" in blocked.health.reason)
            assert not blocked.health.connected
