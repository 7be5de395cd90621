"""Hermes messages: there and back, and what is refused."""

import math
from dataclasses import fields, replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.line import hermes_messages
from inspector.line.hermes_messages import (
    MAX_MESSAGE_BYTES,
    NO_BOARD,
    BoardAvailable,
    BoardQuality,
    DownstreamConfiguration,
    Features,
    FlippedBoard,
    HermesError,
    MachineReady,
    Notification,
    NotificationCode,
    ServiceDescription,
    SetConfiguration,
    Severity,
    SubBoard,
    SubBoardState,
    UpstreamConfiguration,
)
from inspector.line.hermes_xml import Cutter, message_from_bytes, message_to_bytes

KINDS = get_args(hermes_messages.Message)
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"))
NAMES = st.frozensets(st.sampled_from(["FeatureCheckAliveResponse", "FeatureBoardTracking"]))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_every_message_reads_back_equal(kind, data):
    st.register_type_strategy(str, TEXT)
    st.register_type_strategy(int, st.integers(0, 65_535))
    st.register_type_strategy(float, st.integers(-999, 99_999).map(lambda n: n / 8))
    st.register_type_strategy(Features, st.builds(Features, NAMES))
    message = data.draw(st.from_type(kind))
    assert message_from_bytes(message_to_bytes(message)) == message


def test_a_message_looks_as_the_standard_has_it():
    board = BoardAvailable(
        board_id=NO_BOARD,
        board_id_created_by="SPI",
        failed_board=BoardQuality.BAD,
        flipped_board=FlippedBoard.TOP_UP,
        length_mm=160.5,
        top_barcode='a<"b',
        sub_boards=(SubBoard(1, SubBoardState.SKIP),),
    )
    text = message_to_bytes(board).decode()
    assert text.startswith('<Hermes Timestamp="2')
    for piece in (
        f'BoardId="{NO_BOARD}"',
        'FailedBoard="2"',
        'FlippedBoard="1"',
        'Length="160.5"',
        'TopBarcode="a&lt;&quot;b"',
        '<SubBoards><SB Pos="1" St="4" /></SubBoards>',
    ):
        assert piece in text


def test_lists_of_connections_are_read():
    raw = b"""<Hermes Timestamp="2020-04-28T10:01:20.768">
      <SetConfiguration MachineId="AOI 1">
        <DownstreamConfigurations>
          <DownstreamConfiguration DownstreamLaneId="1" ClientAddress="10.0.0.7" Port="50101"/>
        </DownstreamConfigurations>
        <UpstreamConfigurations>
          <UpstreamConfiguration UpstreamLaneId="1" HostAddress="spi" Port="50101"/>
          <SomethingNew/>
        </UpstreamConfigurations>
      </SetConfiguration></Hermes>"""
    assert message_from_bytes(raw) == SetConfiguration(
        "AOI 1",
        None,
        (UpstreamConfiguration(1, "spi", 50101),),
        (DownstreamConfiguration(1, 50101, "10.0.0.7"),),
    )


def test_what_is_not_known_in_a_message_is_ignored():
    raw = (
        b'<Hermes Timestamp="x" New="1"><ServiceDescription LaneId="2" MachineId="m" Version="9.9" '
        b'Odd="7"><SupportedFeatures><FeatureOdd Level="2"/></SupportedFeatures><Odd/>'
        b"</ServiceDescription></Hermes>"
    )
    features = Features(frozenset({"FeatureOdd"}))
    assert message_from_bytes(raw) == ServiceDescription("m", 2, "9.9", None, features)


BOMB = (
    b'<!DOCTYPE Hermes [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    b'<Hermes Timestamp="x"><Notification NotificationCode="1" Severity="1" Description="&b;"/>'
    b"</Hermes>"
)
FETCH = (
    b'<!DOCTYPE Hermes SYSTEM "http://127.0.0.1:9/x.dtd">'
    b'<Hermes Timestamp="x"><CheckAlive/></Hermes>'
)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"</Hermes>", "not XML"),
        (b"<Hermes><A></Hermes>", "not XML"),
        (b"<Hermes></Hermes>", "around one element"),
        (b"<Hermes><CheckAlive/><CheckAlive/></Hermes>", "around one element"),
        (b"<hermes><CheckAlive/></hermes>", "around one element"),
        (b"<Hermes><ThisIsUnknownMessage /></Hermes>", "ThisIsUnknownMessage is not known"),
        (b"<Hermes><StartTransport/></Hermes>", "StartTransport lacks BoardId"),
        (b'<Hermes><MachineReady FailedBoard="3"/></Hermes>', "FailedBoard='3'"),
        (b'<Hermes><MachineReady FailedBoard=""/></Hermes>', "FailedBoard=''"),
        (b'<Hermes><MachineReady FailedBoard="0" Length="nan"/></Hermes>', "Length='nan'"),
        (b'<Hermes><MachineReady FailedBoard="0" Length="1e999"/></Hermes>', "Length='1e999'"),
        (b'<Hermes><MachineReady FailedBoard="%s"/></Hermes>' % (b"9" * 5000), "FailedBoard='999"),
        (b"<Hermes>\xff<CheckAlive/></Hermes>", "not UTF-8"),
        (BOMB, "document type"),
        (FETCH, "document type"),
    ],
)
def test_what_is_no_message_is_refused_in_one_short_line(raw, said):
    with pytest.raises(HermesError) as refused:
        message_from_bytes(raw)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 200
    assert "\n" not in str(refused.value)


@given(st.lists(st.integers(1, 50)))
def test_messages_are_the_same_however_the_bytes_come(pieces):
    messages = [MachineReady(), ServiceDescription("x </Herme", 1), MachineReady(weight_g=3.0)]
    data = b"\r\n".join(message_to_bytes(m) for m in messages) + b" \0\n"
    cutter, found, at = Cutter(), [], 0
    for size in [*pieces, len(data)]:
        found += cutter.take(data[at : at + size])
        at += size
    assert [message_from_bytes(raw) for raw in found] == messages


def padded(size):
    data = message_to_bytes(Notification(NotificationCode.UNSPECIFIC, Severity.INFO, "@"))
    return data.replace(b"@", b"x" * (size - len(data) + 1))


def test_a_message_of_65536_bytes_is_taken_and_one_more_is_not():
    assert len(padded(MAX_MESSAGE_BYTES)) == MAX_MESSAGE_BYTES
    assert len(Cutter().take(padded(MAX_MESSAGE_BYTES))) == 1
    for chunk in (1000, 65_536, 100_000):
        with pytest.raises(HermesError, match="longer than 65536 bytes"):
            taken(padded(MAX_MESSAGE_BYTES + 1), chunk)


def taken(data, chunk):
    cutter = Cutter()
    return [m for at in range(0, len(data), chunk) for m in cutter.take(data[at : at + chunk])]


def test_what_never_ends_is_refused_as_soon_as_it_is_too_long():
    cutter = Cutter()
    for _ in range(64):
        cutter.take(b"<" * 1024)
    with pytest.raises(HermesError):
        cutter.take(b"<")


def test_a_text_that_xml_cannot_have_is_sent_with_pictures_of_it():
    """A GS1 code has group separators: its board must not wait for ever."""
    sent = message_to_bytes(MachineReady(top_barcode="01\x1d21AB\x07\ufffe\ud800\n"))
    assert message_from_bytes(sent).top_barcode == "01\u241d21AB\u2407\ufffd\ufffd\n"


def test_a_message_that_would_be_too_long_goes_without_its_boards():
    boards = tuple(SubBoard(n, SubBoardState.GOOD, f"SN{n:08}") for n in range(1, 1500))
    fits = MachineReady(sub_boards=boards)
    assert message_from_bytes(message_to_bytes(fits)) == fits
    long = MachineReady(top_barcode="x" * 20_000, sub_boards=boards)
    assert message_from_bytes(message_to_bytes(long)) == replace(long, sub_boards=())
    with pytest.raises(HermesError, match="longer than 65536"):
        message_to_bytes(MachineReady(top_barcode="x" * MAX_MESSAGE_BYTES))


def test_a_notification_of_a_later_version_is_read():
    raw = b'<Hermes><Notification NotificationCode="1001" Severity="9" Description="x"/></Hermes>'
    told = message_from_bytes(raw)
    assert told == Notification(NotificationCode.UNSPECIFIC, Severity.UNKNOWN, "x")


def test_numbers_of_a_board_are_finite_or_absent():
    names = {field.name for field in fields(MachineReady)}
    assert {"length_mm", "weight_g"} <= names
    assert math.isfinite(message_from_bytes(message_to_bytes(MachineReady(weight_g=0.1))).weight_g)
