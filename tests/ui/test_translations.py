"""Every text speaks Chinese."""

import string

import pytest
from PySide6.QtCore import QTranslator

from ui.translations import QM, TS, extract, tables, texts


def chinese_of(translator, text):
    return translator.translate(text.context, text.source, None, 3 if "%n" in text.source else -1)


@pytest.fixture(scope="session")
def extracted(tmp_path_factory):
    file = tmp_path_factory.mktemp("texts") / "inspector_zh.ts"
    extract(file)
    found = set(texts(file))
    assert len(found) > 100
    return found


def test_no_text_of_the_source_is_without_chinese(extracted):
    translator = QTranslator()
    assert translator.load(str(QM))
    mute = [text for text in extracted if not chinese_of(translator, text)]
    assert not mute, "write them into zh.toml, then: python -m ui.translations"


def test_what_qt_loads_is_what_the_tables_say(extracted):
    assert set(texts(TS)) == extracted, "run: python -m ui.translations"
    translator = QTranslator()
    assert translator.load(str(QM))
    known = {source for table in tables().values() for source in table}
    said = {chinese for table in tables().values() for chinese in table.values()}
    for text in extracted:
        assert text.source in known
        assert chinese_of(translator, text) in said


def fields(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_every_translation_keeps_the_numbers_that_are_put_into_it():
    for folder, table in tables().items():
        for source, chinese in table.items():
            assert fields(source) == fields(chinese), f"{folder}: {source}"
