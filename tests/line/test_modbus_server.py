"""What meets a stranger that asks: everything a PLC may do wrong, and what others may try."""

import shutil
import socket
import ssl
import struct
import subprocess
import time
from dataclasses import replace

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.framer import FramerRTU

from inspector.domain.modbus import ModbusRole, ModbusSettings, Transport
from inspector.domain.result import Verdict
from inspector.line.modbus_listener import MOST_CONNECTIONS, SerialFrames
from inspector.line.modbus_server import ModbusServer
from inspector.line.plc import LineState, PanelAnswer
from inspector.line.registers import crc16

SETTINGS = ModbusSettings(role=ModbusRole.SERVER)
READ_STATE = bytes.fromhex("0001 0000 0006 01 03 0002 0001")


@pytest.fixture
def link():
    with ModbusServer(SETTINGS, free_port=True) as link:
        assert link.wait_listening(5)
        link.show(LineState.READY)
        yield link


def connected(link):
    return socket.create_connection(("127.0.0.1", link.port), timeout=5)


def exactly(peer, count):
    data = b""
    while len(data) < count:
        more = peer.recv(count - len(data))
        if not more:
            break
        data += more
    return data


def served(peer):
    """Whether a request is answered; False where the connection is broken off."""
    try:
        peer.sendall(READ_STATE)
        return len(exactly(peer, 11)) == 11
    except OSError:
        return False


def test_several_requests_at_once_are_all_answered_in_order(link):
    requests = [struct.pack(">HHHBBHH", n, 0, 6, 1, 3, 2, 1) for n in range(1, 6)]
    with connected(link) as peer:
        peer.sendall(b"".join(requests))
        answers = [exactly(peer, 11) for _ in requests]
    assert [a[1] for a in answers] == [1, 2, 3, 4, 5]
    assert all(a[9:] == b"\0\2" for a in answers)  # READY


def test_a_request_in_pieces_is_answered_once_whole(link):
    with connected(link) as peer:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in READ_STATE:
            peer.sendall(bytes([byte]))
        assert exactly(peer, 11)[-1] == 2


@pytest.mark.parametrize(
    ("request_hex", "end"),
    [
        ("0001 0000 0006 02 03 0002 0001", "83 0b"),  # another unit
        ("0001 0000 0006 01 03 0040 0001", "83 02"),  # between the blocks
        ("0001 0000 0006 01 03 003e 0002", "83 02"),  # over the end of one
        ("0001 0000 0006 01 06 0002 0002", "86 02"),  # the station's block is its own
        ("0001 0000 0006 01 05 0002 ff00", "85 01"),
    ],
)
def test_what_may_not_be_is_refused_by_its_code(link, request_hex, end):
    with connected(link) as peer:
        peer.sendall(bytes.fromhex(request_hex))
        assert exactly(peer, 9)[7:].hex(" ") == end


def test_who_does_not_speak_modbus_is_let_go(link):
    with connected(link) as peer:
        peer.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert peer.recv(10) == b""
    with connected(link) as peer:  # and the next is served
        peer.sendall(READ_STATE)
        assert exactly(peer, 11)[-1] == 2
    assert link.refused == 1


def test_too_many_connections_are_refused_and_leave_the_first_alone(link):
    peers = [connected(link) for _ in range(MOST_CONNECTIONS)]
    assert all(served(peer) for peer in peers)
    with connected(link) as one_more:
        assert not served(one_more)
    assert served(peers[0])
    for peer in peers:
        peer.close()


def test_silent_connections_make_room_for_a_plc_that_comes_back(link):
    busy, *silent = [connected(link) for _ in range(MOST_CONNECTIONS)]
    until, came_back = time.monotonic() + 10, False
    while not came_back and time.monotonic() < until:
        assert served(busy)
        with connected(link) as plc:
            came_back = served(plc)
    assert came_back
    assert served(busy)
    for peer in (busy, *silent):
        peer.close()


def test_only_the_configured_addresses_may_ask():
    settings = replace(SETTINGS, allowed=("192.0.2.7",))
    with ModbusServer(settings, free_port=True) as link:
        assert link.wait_listening(5)
        with connected(link) as peer:
            assert not served(peer)


def test_it_listens_at_the_loopback_interface_unless_told_otherwise(link):
    assert ModbusSettings().host == "127.0.0.1"
    with pytest.raises(OSError, match=r".*"):
        socket.create_connection(("127.0.0.2", link.port), timeout=1)


def test_a_port_that_is_taken_is_told_with_the_mend_and_logged_once(caplog):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = replace(SETTINGS, port=taken.getsockname()[1])
        with ModbusServer(settings) as link:
            assert not link.wait_acknowledged(1, 0.8)  # tried again meanwhile
            assert not link.health.connected
            assert "cannot listen" in link.health.reason
            assert "station.toml" in link.health.reason
    assert len(caplog.records) == 1


def test_an_answer_can_be_read_in_parts_and_its_crc_holds(link):
    link.answer(PanelAnswer(9, "SN9", Verdict.PASS, (Verdict.PASS,)))
    words = []
    with connected(link) as peer:
        for at in (7, 27, 47):
            count = min(20, 63 - at)
            peer.sendall(struct.pack(">HHHBBHH", 1, 0, 6, 1, 3, at, count))
            words += struct.unpack(f">{count}H", exactly(peer, 9 + 2 * count)[9:])
    assert words[:2] == [0, 9]
    assert crc16(words[:-1]) == words[-1]


def test_mbpoll_reads_what_the_table_says(link):
    mbpoll = shutil.which("mbpoll")
    if mbpoll is None:
        pytest.skip("needs mbpoll (Debian: mbpoll)")
    link.answer(PanelAnswer(70_000, "SN9", Verdict.FAIL, (Verdict.PASS, None)))
    options = ["-m", "tcp", "-a", "1", "-0", "-r", "0", "-c", "16", "-1", "-p", str(link.port)]
    said = subprocess.run(
        [mbpoll, *options, "127.0.0.1"], capture_output=True, text=True, check=True
    ).stdout
    got = dict(
        line.strip("[").replace("]:", "").split()[:2]
        for line in said.splitlines()
        if line.startswith("[")
    )
    assert [got[str(n)] for n in (1, 2, 7, 8, 10, 13, 14, 15)] == [
        "1", "2", "1", "4464", "3", "2", "1", "4",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["stranger", "nobody"])
def test_over_tls_only_certificates_of_the_authority_are_served(certificates, who):
    settings = replace(SETTINGS, transport=Transport.TLS, tls=certificates["station"])
    context = ssl.create_default_context(cafile=certificates["plc"].authority)
    if who != "nobody":
        context.load_cert_chain(certificates[who].certificate, certificates[who].key)
    with ModbusServer(settings, free_port=True) as link:
        assert link.wait_listening(5)
        with (
            connected(link) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1") as peer,
        ):  # in TLS 1.3 the refusal comes after the client's side of the handshake
            assert not served(peer)
        assert not link.health.connected


class Wire:
    """Keeps what is sent."""

    def __init__(self):
        self.sent = []

    def write(self, data):
        self.sent.append(data)


class Registers:
    def read(self, address, count):
        return range(address, address + count)


def test_noise_on_a_serial_line_costs_the_frame_it_hits_and_no_other():
    now_s = 0.0
    frames = SerialFrames(1, Registers(), lambda sent: sent, lambda: now_s)
    wire = Wire()
    frames.connection_made(wire)
    whole = bytes.fromhex("01 03 00 00 00 0A C5 CD")
    frames.data_received(whole[:5])
    now_s = 1.0  # a silence ends what was begun
    frames.data_received(whole[:3])
    frames.data_received(whole[3:])
    assert len(wire.sent) == 1
    assert wire.sent[0][:5] == bytes.fromhex("01 03 14 00 00")
    now_s = 2.0
    frames.data_received(whole[:-1] + b"\0")  # a wrong checksum
    now_s = 3.0
    frames.data_received(bytes.fromhex("02 03 00 00 00 0A C5 FE"))  # another unit
    assert len(wire.sent) == 1
    now_s = 4.0
    frames.data_received(whole)
    assert len(wire.sent) == 2


def framed(text):
    data = bytes.fromhex(text)
    return data + FramerRTU.compute_CRC(data).to_bytes(2, "big")


@pytest.mark.parametrize(
    "response",
    [
        "02 03 02 00 07",
        "02 03 14" + 20 * "01",
        "02 03 7c" + 124 * "01",
        "02 01 01 07",
        "02 06 00 00 00 04",
        "02 10 00 00 00 04",
        "02 17 04 00 00 00 04",
        "02 83 02",
    ],
)
def test_other_units_on_the_serial_line_do_not_keep_us_from_answering(response):
    now_s = 0.0
    frames = SerialFrames(1, Registers(), lambda sent: sent, lambda: now_s)
    wire = Wire()
    frames.connection_made(wire)
    for _ in range(20):  # with less than a silence between
        for frame in ("02 03 00 00 00 01", response, "01 03 00 00 00 0A"):
            now_s += 0.01
            frames.data_received(framed(frame))
    assert len(wire.sent) == 20


def test_an_unknown_function_on_a_serial_line_is_refused_by_its_code():
    frames = SerialFrames(1, Registers(), lambda sent: sent, lambda: 0.0)
    wire = Wire()
    frames.connection_made(wire)
    frames.data_received(framed("01 08 00 00 00 04"))
    assert wire.sent == [framed("01 88 01")]


@hypothesis.settings(deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=10))
def test_any_noise_on_a_serial_line_is_survived(pieces):
    frames = SerialFrames(1, Registers(), lambda sent: sent, lambda: 0.0)
    frames.connection_made(Wire())
    for piece in pieces:
        frames.data_received(piece)
