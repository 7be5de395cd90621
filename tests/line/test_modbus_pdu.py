import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.line.modbus_pdu import ExceptionCode, RefusedError, respond


class Memory:
    """Two hundred registers; what is beyond is refused."""

    def __init__(self):
        self.words = [0] * 200

    def read(self, address, count):
        if address + count > len(self.words):
            raise RefusedError(ExceptionCode.ILLEGAL_ADDRESS)
        return self.words[address : address + count]

    def write(self, address, words):
        self.read(address, len(words))
        self.words[address : address + len(words)] = words


def asked(request, memory=None):
    return respond(bytes.fromhex(request), memory or Memory()).hex(" ")


def test_the_examples_of_the_specification():
    """MODBUS Application Protocol 1.1b3, sections 6.3, 6.6, 6.12 and 6.17."""
    memory = Memory()
    memory.words[0x6B:0x6E] = [0x022B, 0, 0x64]
    assert asked("03 00 6B 00 03", memory) == "03 06 02 2b 00 00 00 64"
    assert asked("06 00 01 00 03", memory) == "06 00 01 00 03"
    assert asked("10 00 01 00 02 04 00 0A 01 02", memory) == "10 00 01 00 02"
    assert memory.words[1:3] == [0x000A, 0x0102]
    memory.words[3:9] = [0x00FE, 0x0ACD, 0x0001, 0x0003, 0x000D, 0x00FF]
    assert (
        asked("17 00 03 00 06 00 0E 00 03 06 00 FF 00 FF 00 FF", memory)
        == "17 0c 00 fe 0a cd 00 01 00 03 00 0d 00 ff"
    )
    assert memory.words[0x0E:0x11] == [0xFF] * 3


@pytest.mark.parametrize(
    ("request_hex", "response"),
    [
        ("01 00 00 00 01", "81 01"),  # coils: there are none
        ("03 00 C7 00 02", "83 02"),
        ("03 00 00 00 00", "83 03"),
        ("03 00 00 00 7E", "83 03"),  # 126 registers
        ("03 00 00", "83 03"),
        ("03 00 00 00 01 00", "83 03"),
        ("10 00 00 00 02 04 00 01", "90 03"),  # four bytes told, two there
        ("10 00 00 00 01 04 00 01 00 02", "90 03"),  # one register, four bytes
        ("10 00 C7 00 02 04 00 01 00 02", "90 02"),
        ("17 00 00 00 7E 00 00 00 01 02 00 05", "97 03"),
        ("17 00 C8 00 01 00 00 00 01 02 00 05", "97 02"),  # what is to be read is not there
        ("", "80 01"),
    ],
)
def test_what_cannot_be_done_is_refused_and_writes_nothing(request_hex, response):
    memory = Memory()
    assert asked(request_hex, memory) == response
    assert memory.words == [0] * 200


@settings(deadline=None)
@given(st.binary(max_size=260))
def test_any_bytes_get_a_response_of_their_function(request):
    response = respond(request, Memory())
    assert response[0] & 0x7F == (request[0] & 0x7F if request else 0)
    assert 2 <= len(response) <= 253
