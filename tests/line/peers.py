"""PLCs to hold the links against: other people's Modbus stacks, and one program written in C."""

import os
import select
import shutil
import socket
import ssl
import subprocess
import threading
import time
from dataclasses import replace
from pathlib import Path

from pymodbus.client import ModbusSerialClient
from pymodbus.exceptions import ModbusException
from pyModbusTCP.client import ModbusClient as OtherClient
from pyModbusTCP.server import DataBank, ModbusServer

from inspector.domain.result import Verdict
from inspector.line.plc import Arrived, PanelAnswer
from inspector.line.plc_program import PlcProgram, Retained
from inspector.line.registers import RegisterMap

SCAN_S = 0.005


class Conveyor:
    """The program of a PLC, scanned in a thread; the stack under it is what differs."""

    def __init__(self, registers):
        self.map = RegisterMap(registers)
        self.taken = []
        self.wanted = []
        self.retained = Retained()
        self.scanning = None
        self.changed = threading.Condition()
        self.off = threading.Event()

    def bring(self, serial, recipe="", skipped=()):
        self.wanted.append(Arrived(0, serial, recipe, skipped))

    def wait(self, condition, timeout_s=5.0):
        with self.changed:
            return self.changed.wait_for(condition, timeout_s)

    def power_on(self):
        self.off.clear()
        self.program = PlcProgram(self.map, self.retained, self.taken.append, lambda _: None)
        self.scanning = threading.Thread(target=self.scan_on, daemon=True)
        self.scanning.start()

    def power_off(self):
        self.off.set()
        self.scanning.join()

    def scan_on(self):
        while not self.off.wait(SCAN_S):
            if self.wanted and not self.program.panel_in_place:
                self.program.bring(self.wanted.pop(0))
            self.exchange()
            self.retained = self.program.retained
            with self.changed:
                self.changed.notify_all()

    def exchange(self):
        raise NotImplementedError


class AskedByStation(Conveyor):
    """pyModbusTCP as the PLC's server."""

    def __init__(self, registers, port):
        super().__init__(registers)
        self.port = port
        self.server = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()

    def start(self):
        self.bank = DataBank()
        self.server = ModbusServer("127.0.0.1", self.port, no_block=True, data_bank=self.bank)
        self.server.start()
        self.power_on()

    def kill(self):
        if self.server is None:
            return
        self.power_off()
        self.server.stop()
        self.server = None

    def exchange(self):
        place = self.map.settings
        words = self.bank.get_holding_registers(place.station_address, self.map.station_count)
        self.bank.set_holding_registers(place.line_address, list(self.program.scan(words)))

    def freeze(self):
        self.power_off()  # the stack goes on to answer, the program does not run

    def thaw(self):
        self.power_on()


class AsksStation(Conveyor):
    """pyModbusTCP as the PLC's client."""

    def __init__(self, registers, client):
        super().__init__(registers)
        self.client = client

    def __enter__(self):
        self.power_on()
        return self

    def __exit__(self, *_):
        self.kill()

    def start(self):
        self.power_on()

    def kill(self):
        if not self.off.is_set():
            self.power_off()
        self.client.close()

    freeze = kill
    thaw = start

    def exchange(self):
        place = self.map.settings
        words = self.client.read_holding_registers(place.station_address, self.map.station_count)
        if words:
            self.client.write_multiple_registers(place.line_address, list(self.program.scan(words)))


def over_tcp(port, unit):
    return OtherClient("127.0.0.1", port, unit, timeout=0.3, auto_open=True)


class OverSerial:
    """pymodbus as the master of a serial line."""

    def __init__(self, device, unit):
        self.master = ModbusSerialClient(device, baudrate=115_200, timeout=0.3, retries=0)
        self.unit = unit

    def read_holding_registers(self, address, count):
        return self.asked("read_holding_registers", address, count=count)

    def write_multiple_registers(self, address, words):
        return self.asked("write_registers", address, words)

    def asked(self, name, *arguments, **named):
        self.master.connect()
        try:
            got = getattr(self.master, name)(*arguments, **named, device_id=self.unit)
        except ModbusException:
            return None
        return None if got.isError() else got.registers

    def close(self):
        self.master.close()


class PlcInC:
    """libmodbus and a program of its own: reads the registers by the table, not by our code."""

    def __init__(self, program, *where):
        self.command = [str(program), *map(str, where)]
        self.taken = []
        self.acknowledged = 0
        self.changed = threading.Condition()
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()

    def start(self):
        self.process = subprocess.Popen(
            [*self.command, str(self.acknowledged)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert self.process.stdout.readline() == "up\n"
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            sequence, verdict, defects, code, boards, serial = line.split()
            answer = PanelAnswer(
                int(sequence), serial, Verdict(int(verdict) - 1), tuple(boards), int(defects)
            )
            with self.changed:
                self.taken.append(answer)
                self.codes = code
                self.acknowledged = int(sequence)
                self.changed.notify_all()

    def wait(self, condition, timeout_s=5.0):
        with self.changed:
            return self.changed.wait_for(condition, timeout_s)

    def bring(self, serial, recipe="", skipped=()):
        mask = sum(1 << i for i in skipped)
        self.process.stdin.write(f"{serial} {recipe or '-'} {mask}\n")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdin.close()
        self.process.stdout.close()

    def freeze(self):
        os.kill(self.process.pid, 19)  # SIGSTOP

    def thaw(self):
        os.kill(self.process.pid, 18)  # SIGCONT


def compiled(folder: Path) -> Path | None:
    """Compile the PLC in C; None where there is no compiler or no libmodbus."""
    compiler = shutil.which("cc")
    if not compiler or not Path("/usr/include/modbus/modbus.h").is_file():
        return None
    program = folder / "plc"
    source = Path(__file__).with_name("plc.c")
    subprocess.run([compiler, "-O1", "-o", program, source, "-lmodbus"], check=True)
    return program


class Wire:
    """Two serial ports with a wire between them, as a pair of pseudo terminals."""

    def __enter__(self):
        import tty  # POSIX only

        self.ends = [os.openpty() for _ in range(2)]
        for _, slave in self.ends:
            tty.setraw(slave)
        self.devices = [os.ttyname(slave) for _, slave in self.ends]
        self.stop_read, self.stop_write = os.pipe()
        self.pump = threading.Thread(target=self.carry, daemon=True)
        self.pump.start()
        return self.devices

    def carry(self):
        first, second = (master for master, _ in self.ends)
        other = {first: second, second: first}
        while True:
            ready, _, _ = select.select([first, second, self.stop_read], [], [])
            if self.stop_read in ready:
                return
            for end in ready:
                os.write(other[end], os.read(end, 4096))

    def __exit__(self, *_):
        os.write(self.stop_write, b"x")
        self.pump.join()
        for fd in (*sum(self.ends, ()), self.stop_read, self.stop_write):
            os.close(fd)


class TlsFront:
    """TLS before a plain server or client, as stunnel does: another TLS end than ours."""

    def __init__(self, files, to_port, *, inward=True):
        purpose = ssl.Purpose.CLIENT_AUTH if inward else ssl.Purpose.SERVER_AUTH
        self.context = ssl.create_default_context(purpose, cafile=files.authority)
        self.context.verify_mode = ssl.CERT_REQUIRED
        self.context.load_cert_chain(files.certificate, files.key)
        self.to_port = to_port
        self.inward = inward

    def __enter__(self):
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.thread.join()

    def accept(self):
        while True:
            try:
                plain, _ = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(plain,), daemon=True).start()

    def carry(self, plain):
        try:
            if self.inward:
                plain = self.context.wrap_socket(plain, server_side=True)
            with plain, socket.create_connection(("127.0.0.1", self.to_port)) as beyond:
                if not self.inward:
                    with self.context.wrap_socket(beyond, server_hostname="127.0.0.1") as outer:
                        self.exchange(outer, plain)
                else:
                    self.exchange(plain, beyond)
        except OSError:
            plain.close()

    def exchange(self, outer, inner):
        while True:
            ready = [outer] if outer.pending() else select.select([outer, inner], [], [])[0]
            for end in ready:
                data = end.recv(4096)
                if not data:
                    return
                (inner if end is outer else outer).sendall(data)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def with_port(settings, port):
    return replace(settings, port=port)


def elapsed(call):
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
