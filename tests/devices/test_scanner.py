"""Code readers at the end of a TCP connection: what they read, and what is no answer."""

import socket
import socketserver
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest

from inspector.devices.scanner import LineScanner, SimulatedScanner
from inspector.domain.errors import DeviceError
from inspector.domain.setup import ScannerSetup


@contextmanager
def reader(*answers):
    """A reader that gives one answer a trigger; None: nothing; "hang up": it closes the line."""
    left = list(answers)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            while self.rfile.readline() == b"T\r\n":
                answer = left.pop(0) if left else "NOREAD"
                if answer == "hang up":
                    return
                if answer is not None:
                    self.wfile.write(f"{answer}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield ScannerSetup("gate", f"tcp://127.0.0.1:{server.server_address[1]}", timeout_s=0.5)
        finally:
            server.shutdown()
            thread.join()


def test_it_gives_what_was_read_and_nothing_where_there_is_no_code():
    with reader("SN1", "NOREAD", " SN 2 ") as setup, LineScanner(setup) as scanner:
        assert [scanner.read(), scanner.read(), scanner.read()] == ["SN1", "", "SN 2"]


def test_a_reader_that_says_nothing_is_an_error_and_not_an_empty_label():
    with (
        reader(None, "SN1") as setup,
        LineScanner(replace(setup, timeout_s=0.1)) as scanner,
    ):
        with pytest.raises(DeviceError, match=r"scanner gate at tcp.*: read: no answer.*cable"):
            scanner.read()
        assert scanner.read() == "SN1"


def test_one_that_keeps_silent_where_there_is_no_code_may_do_so():
    with (
        reader(None) as setup,
        LineScanner(replace(setup, timeout_s=0.1, no_read="")) as scanner,
    ):
        assert scanner.read() == ""


def test_a_connection_that_was_closed_is_made_anew():
    with reader("SN1", "hang up", "SN2") as setup, LineScanner(setup) as scanner:
        assert scanner.read() == "SN1"
        assert scanner.read() == "SN2"


def test_a_reader_that_is_not_there_is_told_when_it_is_opened():
    with reader() as setup:
        pass
    with pytest.raises(DeviceError, match=r"scanner gate at tcp.*: connect: cannot connect"):
        LineScanner(setup).__enter__()


def test_the_simulated_one_says_its_codes_and_can_be_unplugged():
    with SimulatedScanner(["SN1"]) as scanner:
        assert [scanner.read(), scanner.read()] == ["SN1", ""]
        scanner.unplug()
        with pytest.raises(DeviceError, match="look at its cable"):
            scanner.read()


def test_of_one_that_may_keep_silent_a_dead_line_and_half_a_code_are_errors_all_the_same():
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        setup = ScannerSetup("gate", address, no_read="", timeout_s=0.2)
        with LineScanner(setup) as scanner:
            line, _ = server.accept()
            with line, ThreadPoolExecutor(1) as pool:
                code = pool.submit(scanner.read)
                assert line.recv(9) == b"T\r\n"
                line.send(b"SN1\r")
                with pytest.raises(DeviceError, match=r"gate .*read: only b'SN1\\r'"):
                    code.result()
            server.close()
            with pytest.raises(DeviceError, match=r"gate .*read: cannot connect"):
                scanner.read()


@pytest.mark.parametrize(
    "address", ["tcp://localhost:99999", "tcp://localhost:0", "tcp://" + "x" * 80]
)
def test_an_address_that_is_none_is_refused_in_one_line(address):
    with pytest.raises(DeviceError, match=r"scanner gate at tcp://\S+: connect: '.*' is no "):
        LineScanner(ScannerSetup("gate", address)).__enter__()
