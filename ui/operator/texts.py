"""What the operator screen says, in the language of the reader."""

from PySide6.QtCore import QObject

from inspector.domain.result import Verdict
from ui.operator.model import Lamp, Mode, OperatorScreen, Reason, Wait, Word
from ui.quantities import quantity_word, unit_word
from ui.sentences import spoken
from ui.words import clause_words, defect_word, limit_words


class Texts(QObject):
    """Turns what is known into sentences."""

    def word(self, word: Word) -> str:
        """Give the large word."""
        return {
            Word.OFF: self.tr("OFF"),
            Word.STARTING: self.tr("STARTING"),
            Word.WAITING: self.tr("WAITING"),
            Word.INSPECTING: self.tr("INSPECTING"),
            Word.PASS: self.tr("PASS"),
            Word.FAIL: self.tr("FAIL"),
            Word.NOT_INSPECTED: self.tr("NOT INSPECTED"),
            Word.PAUSED: self.tr("PAUSED"),
            Word.STOPPED: self.tr("STOPPED"),
            Word.EMERGENCY: self.tr("EMERGENCY STOP"),
        }[word]

    def panel(self, screen: OperatorScreen) -> str:
        """Give which panel it is about."""
        if not screen.serial and not screen.product:
            return self.tr("No panel in place")
        return "   ".join(filter(None, (screen.serial or self.tr("no code"), screen.product)))

    def waits(self, screen: OperatorScreen) -> str:
        """Give what the line is waiting for."""
        until = screen.until_utc.astimezone().strftime("%H:%M:%S") if screen.until_utc else ""
        first = not screen.counts.panels and screen.fields[0] == 0
        return {
            Wait.START: self.tr("Press Start to inspect."),
            Wait.DEVICES: self.tr(
                "Opening devices and recipes. The first time on a computer takes a minute."
            ),
            Wait.PANEL: self.tr("The station is ready and waits for the next panel."),
            Wait.FIELDS: self.tr(
                "Getting ready for the first panel (the first time on a machine: a minute)."
            )
            if first
            else self.tr("Picture {count} of {of} is there.").format(
                count=screen.fields[0], of=screen.fields[1]
            ),
            Wait.VERDICT: self.tr("All pictures are there; the verdict is being made."),
            Wait.PERSON: self.tr(
                "The line waits for a review of this panel, until {until}."
            ).format(until=until),
            Wait.LINE: self.tr("The verdict is recorded; the line is being told."),
            Wait.MEND: self.tr("Nothing moves until this is mended and Start is pressed."),
        }[screen.wait]

    def lamp(self, screen: OperatorScreen) -> str:
        """Give what the signal tower means now."""
        if screen.lamp is Lamp.RED:
            return self.tr("Stopped: act now")
        if screen.lamp is Lamp.YELLOW:
            return self.tr("Attention")
        if screen.lamp is Lamp.GREEN:
            return self.tr("Running")
        return self.tr("Starting") if screen.mode is Mode.STARTING else self.tr("Off")

    def reasons_title(self, screen: OperatorScreen) -> str:
        """Give the heading of the reasons."""
        if screen.result is None:
            return self.tr("No verdict yet")
        if screen.result.verdict is Verdict.PASS:
            return self.tr("Nothing found on {parts} parts").format(parts=_parts(screen))
        return self.tr("Reasons: {count}").format(count=len(screen.reasons))

    def reason(self, reason: Reason) -> str:
        """Give a defect with its numbers and its limit, or why something was not inspected."""
        place = reason.place or self.tr("board")
        if reason.code is None:
            return self.tr("{place}: not inspected: {why}").format(
                place=place, why=spoken(reason.text)
            )
        value = f"{_n(reason.value)} {unit_word(reason.unit)}".rstrip()
        measured = f"{quantity_word(reason.quantity)} {value}"
        limit = limit_words(reason.low, reason.high, reason.unit)
        line = self.tr("{place}: {what}\n{measured}, {limit}").format(
            place=place, what=defect_word(reason.code), measured=measured, limit=limit
        )
        clause = clause_words(reason.clause, reason.revision)
        return f"{line}, {clause}" if clause else line

    def count_titles(self) -> dict[str, str]:
        """Give the counters by name."""
        return {
            "panels": self.tr("Panels"),
            "passed": self.tr("Passed"),
            "failed": self.tr("Failed"),
            "not_inspected": self.tr("Not inspected"),
            "yield": self.tr("First-pass yield"),
            "false_calls": self.tr("False calls"),
        }

    def counts(self, screen: OperatorScreen) -> dict[str, str]:
        """Give the counters as shown."""
        counts = screen.counts
        share = counts.first_pass_yield
        return {
            "panels": str(counts.panels),
            "passed": str(counts.passed),
            "failed": str(counts.failed),
            "not_inspected": str(counts.not_inspected),
            "yield": "-" if share is None else f"{share:.1%}",
            "false_calls": str(counts.false_calls),
        }

    def strip(self, screen: OperatorScreen) -> str:
        """Give the strip of the last panels in words."""
        verdicts = [passage.verdict for passage in screen.strip]
        return self.tr(
            "The last {count} panels: {passed} passed, {failed} failed, {silent} not inspected"
        ).format(
            count=len(verdicts),
            passed=verdicts.count(Verdict.PASS),
            failed=verdicts.count(Verdict.FAIL),
            silent=verdicts.count(Verdict.NOT_INSPECTED),
        )


def _parts(screen: OperatorScreen) -> int:
    return sum(len(board.parts) for board in screen.result.boards) if screen.result else 0


def _n(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 1000 else f"{value:.0f}"  # noqa: PLR2004
