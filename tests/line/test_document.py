"""What the PLC programmer reads is what the program does."""

from pathlib import Path

from inspector.domain.modbus import ModbusSettings, RegisterSettings
from inspector.formats.line_file import read_modbus
from inspector.line.numbers import DEFECT_NUMBERS
from inspector.line.registers import RegisterMap

DOCUMENT = Path(__file__).parents[2] / "docs" / "LINE.md"


def table():
    yield "| written by | address | registers | name | kind | meaning |"
    yield "|---|---|---|---|---|---|"
    for row in RegisterMap(RegisterSettings()).rows():
        who = "Inspector" if row.writer == "station" else "PLC"
        cells = (who, row.address, row.count, f"`{row.name}`", row.kind, row.meaning)
        yield "| " + " | ".join(map(str, cells)) + " |"


def codes():
    yield ", ".join(f"{number} {code}" for code, number in DEFECT_NUMBERS.items()) + "."


def test_the_tables_of_the_document_are_those_of_the_program():
    text = DOCUMENT.read_text(encoding="utf-8")
    for lines in (table(), codes()):
        assert "\n".join(lines) in text


def test_the_default_settings_of_the_document_are_the_defaults(tmp_path):
    text = DOCUMENT.read_text(encoding="utf-8")
    file = tmp_path / "station.toml"
    file.write_text(text.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    assert read_modbus(file) == ModbusSettings()
