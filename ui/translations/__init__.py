"""Chinese, gathered: ``python -m ui.translations`` after words have changed.

Each screen keeps its words in ``zh.toml`` beside it (source = "translation"). `lupdate` finds every
text in the source, what the tables say of them is written into ``inspector_zh.ts``, `lrelease`
makes of it what Qt loads.
"""

import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

UI = Path(__file__).parents[1]
TS = Path(__file__).with_name("inspector_zh.ts")
QM = TS.with_suffix(".qm")


@dataclass(frozen=True, slots=True)
class Text:
    """A text as the source has it, and in which class."""

    context: str
    source: str


def tables() -> dict[str, dict[str, str]]:
    """Give the translations of each screen by its folder's name; ``ui`` has the window's."""
    return {
        file.parent.name: tomllib.loads(file.read_text(encoding="utf-8"))
        for file in sorted(UI.rglob("zh.toml"))
    }


def chinese_of(source: str, folder: str, known: Mapping[str, Mapping[str, str]]) -> str | None:
    """Give the translation of a text: as its own screen has it, else as any other has."""
    own = known.get(folder, {}).get(source)
    others = (table[source] for table in known.values() if source in table)
    return own if own is not None else next(others, None)


def extract(ts: Path) -> None:
    """Write every text of the source into a .ts file."""
    sources = [str(file) for file in sorted(UI.rglob("*.py"))]
    _run("pyside6-lupdate", *sources, "-no-obsolete", "-source-language", "en", "-ts", str(ts))


def texts(ts: Path) -> Iterator[Text]:
    """Give the texts of a .ts file."""
    for context, message in _messages(ET.parse(ts).getroot()):
        yield Text(context, message.findtext("source", ""))


def fill(ts: Path, known: Mapping[str, Mapping[str, str]]) -> tuple[Text, ...]:
    """Put translations into a .ts file; give the texts that have none."""
    tree = ET.parse(ts)
    missing: list[Text] = []
    tree.getroot().set("language", "zh_CN")
    for context, message in _messages(tree.getroot()):
        source = message.findtext("source", "")
        places = message.findall("location")
        folder = Path(places[0].get("filename", "")).parent.name if places else ""
        for location in places:
            message.remove(location)  # they change with every line that is added above
        translation = message.find("translation")
        if translation is None:
            continue
        chinese = chinese_of(source, folder if folder != ".." else "ui", known)
        if chinese is not None:
            said = translation
            if message.get("numerus") == "yes":  # Chinese has one form for every number
                translation.text = None
                for form in translation.findall("numerusform"):
                    translation.remove(form)
                said = ET.SubElement(translation, "numerusform")
            said.text = chinese
            translation.attrib.pop("type", None)
        else:
            missing.append(Text(context, source))
    tree.write(ts, encoding="utf-8", xml_declaration=True)
    return tuple(missing)


def release(ts: Path, qm: Path) -> None:
    """Make of a .ts file what Qt loads; put in place at once: a running desktop has it mapped."""
    made = qm.with_suffix(".new.qm")
    _run("pyside6-lrelease", str(ts), "-qm", str(made))
    made.replace(qm)


def _messages(root: ET.Element) -> Iterator[tuple[str, ET.Element]]:
    for context in root.iter("context"):
        for message in context.iter("message"):
            yield context.findtext("name", ""), message


def _run(tool: str, *arguments: str) -> None:
    program = Path(sys.executable).with_name(tool)
    subprocess.run([program, *arguments], check=True, capture_output=True)
