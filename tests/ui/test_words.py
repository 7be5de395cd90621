"""What is measured, found or refused has a word, and that word is Chinese where Chinese is asked.

A new quantity, code or alarm without a word fails here, and so does a sentence of the core that has
changed since it was translated.
"""

import ast
import re
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

import inspector
import ui
from inspector.checks import BUILT_IN
from inspector.checks.surface import Surface
from inspector.domain.board import Placement, Side
from inspector.domain.code import CodeResult, reason_of_codes
from inspector.domain.recipe import IpcClass, ProcessStage, RegistrationKind
from inspector.domain.result import DefectCode, Limit, Measurement, Verdict, judge
from inspector.station.alarms import AlarmNumber
from ui.editor.board_form import BoardFacts
from ui.quantities import quantity_word, unit_word
from ui.sentence_table import OF_SCREENS, TEMPLATES
from ui.sentences import spoken
from ui.translations import QM
from ui.widgets.form import label_of
from ui.words import (
    alarm_advice,
    alarm_word,
    clause_words,
    defect_word,
    limit_words,
    verdict_word,
)

QUANTITIES = tuple(dict.fromkeys(q.name for check in (*BUILT_IN, Surface) for q in check.yields))
UNITS = {"", "mm", "mm²", "mm³", "°"}
"""Read alike in every language."""


@pytest.fixture
def chinese(qapp):
    translator = QTranslator()
    assert translator.load(str(QM))
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def is_chinese(text):
    """Whether a text has Chinese letters, and no English word but names of files and the like."""
    return bool(re.search("[\u4e00-\u9fff]", text)) and not re.search(
        r"\b[a-z]{3,} [a-z]{2,}", text
    )


@pytest.mark.parametrize("name", QUANTITIES)
def test_a_quantity_has_a_chinese_word(chinese, name):
    assert is_chinese(quantity_word(name)), f"give {name} a word in ui/quantities.py"


def test_no_two_quantities_are_called_alike(chinese):
    assert len({quantity_word(name) for name in QUANTITIES}) == len(QUANTITIES)


def test_in_english_a_quantity_is_called_as_in_recipes():
    assert [quantity_word(name) for name in QUANTITIES] == [
        name.replace("_", " ") for name in QUANTITIES
    ]


def test_every_unit_is_shown_as_people_write_it():
    measured = {q.unit for check in (*BUILT_IN, Surface) for q in check.yields}
    assert {unit_word(unit) for unit in measured} <= UNITS


@pytest.mark.parametrize("code", DefectCode)
def test_a_kind_of_defect_has_a_chinese_word(chinese, code):
    assert is_chinese(defect_word(code))


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_has_a_chinese_word(chinese, verdict):
    assert is_chinese(verdict_word(verdict))


@pytest.mark.parametrize("number", [one for one in AlarmNumber if one is not AlarmNumber.NONE])
def test_an_alarm_says_in_chinese_what_is_wrong_and_what_to_do(chinese, number):
    assert is_chinese(alarm_word(number))
    assert is_chinese(alarm_advice(number))


def test_limit_and_clause_are_chinese(chinese):
    assert limit_words(-0.2, 0.2, "mm") == "限值 -0.2 至 0.2 mm"
    assert limit_words(0.45, float("inf"), "1") == "限值至少 0.45"
    assert limit_words(float("-inf"), 7.0, "deg") == "限值至多 7 °"
    assert clause_words("IPC-A-610 8.3.2", "unverified") == "IPC-A-610 8.3.2 （未核实）"


def test_what_the_judge_says_of_a_silent_part_is_chinese(chinese):
    limits = [
        Limit(name, DefectCode.SHIFTED, -0.1, 0.1)
        for name in ("body_offset_x", "body_offset_y", "body_rotation", "body_length")
    ]
    unsure = Measurement("R1", "body_offset_x", 0.0, "mm", uncertainty=9.0)
    said = spoken(judge("R1", [unsure], limits, [limit.key for limit in limits]).reason)
    assert said == "未测得：本体长度、本体偏移 X（不确定度大于限值范围）、本体偏移 Y 等另外 1 项"
    twice = [Measurement("R1", "body_offset_x", v, "mm", uncertainty=0.001) for v in (0.0, 0.09)]
    said = spoken(judge("R1", twice, limits[:1], [limits[0].key]).reason)
    assert said == "各视野结果不一致：本体偏移 X；未测得：本体偏移 X"


def test_codes_and_pins_are_kept_in_a_translated_reason(chinese):
    codes = [CodeResult("SN", None, reason="nothing that can be read is there")]
    assert spoken(reason_of_codes(codes)) == "条码 SN 未读出：该处没有可读的条码"
    assert spoken("not measured: side_overhang.12") == "未测得：侧面偏出 12"


def test_a_device_is_named_and_its_mend_is_chinese(chinese):
    said = spoken("camera cam1: grab: no answer; check cable and power")
    assert said == "camera cam1：grab：无应答；请检查电缆和电源"


def test_what_nobody_has_translated_is_shown_as_it_is(chinese):
    text = "a customer's check says {this} and 100 % of that"
    assert spoken(text) == text


def test_in_english_a_sentence_stays_as_the_core_says_it():
    for text in (
        "2 of 3 fiducials found, two are needed: F1 was not found: nothing there looks like the "
        "mark; look whether the panel is in place and is the recipe's product",
        f"the calibration of cam1 was valid until {datetime(2026, 1, 2, tzinfo=UTC).isoformat()}",
        "/data/record.db: database is locked; another program writes it; end that one first",
    ):
        assert spoken(text) == text


def sentences_in(*packages):
    """Give every text of the sources, with ``{}`` where a value is put in."""
    for package in packages:
        for file in Path(package.__file__).parent.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    yield "".join(
                        part.value if isinstance(part, ast.Constant) else "{}"
                        for part in node.values
                    )
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def stale(templates, said):
    """Give the templates of which a fixed piece is nowhere said any more."""
    return [
        one
        for one in templates
        if not all(piece.rstrip("?") in said for piece in re.split(r"\{\w+\}", one))
    ]


def test_a_sentence_that_is_translated_is_still_one_of_the_core():
    gone = stale(TEMPLATES, "\n".join(sentences_in(inspector)))
    assert not gone, "the core says it otherwise now: mend ui/sentence_table.py"


def test_a_sentence_of_a_screens_model_is_still_one():
    rooms = [
        file for file in Path(ui.__file__).parent.rglob("*.py") if file.stem != "sentence_table"
    ]
    said = "\n".join(file.read_text(encoding="utf-8") for file in rooms)
    said += "\n".join(
        label_of(one.name) for kind in (Placement, BoardFacts) for one in fields(kind)
    )
    said += "\n".join(one.value for kind in (ProcessStage, IpcClass, Side) for one in kind)
    assert not stale(OF_SCREENS, said), (
        "the screens say it otherwise now: mend ui/sentence_table.py"
    )


@pytest.mark.parametrize("kind", [Placement, BoardFacts])
def test_the_fields_of_a_part_and_of_a_board_are_chinese(chinese, kind):
    for one in fields(kind):
        assert is_chinese(spoken(label_of(one.name))) or one.name in ("x_mm", "y_mm")


@pytest.mark.parametrize("kind", [ProcessStage, RegistrationKind, Side])
def test_what_can_be_chosen_for_a_board_is_chinese(chinese, kind):
    assert all(is_chinese(spoken(one.value)) for one in kind)


REASONED = {"RegistrationError", "FiducialMiss", "_unseen", "_silent"}
"""Calls whose text becomes a part's or panel's reason."""


def reasons_of_the_core():
    """Give texts that become reasons, values put in as ``7``."""
    for room in ("inspection", "vision", "domain"):
        for file in (Path(inspector.__file__).parent / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                name = getattr(node.func, "id", "")
                given = [k.value for k in node.keywords if k.arg == "reason"]
                given += node.args if name in REASONED else []
                for text in given:
                    if isinstance(text, ast.JoinedStr):
                        yield "".join(
                            p.value if isinstance(p, ast.Constant) else "7" for p in text.values
                        )
                    elif isinstance(text, ast.Constant) and isinstance(text.value, str):
                        yield text.value


def test_every_reason_that_the_core_gives_in_one_piece_is_chinese(chinese):
    found = {text for text in reasons_of_the_core() if text}
    assert len(found) > 25
    mute = sorted(text for text in found if not is_chinese(spoken(text)))
    assert not mute, "write them into ui/sentence_table.py and ui/zh.toml"
