"""What dcgm-exporter is told by its command line and its variables."""

from typing import NamedTuple

from generator.facts.program_settings import DCGM_EXPORTER, PROGRAMS, SHORT_FLAGS, Form
from generator.lint._command_line import flags_given
from generator.model.manifest_value import Value


class Told(NamedTuple):
    """The text of a flag or variable, and where it stands."""

    text: str
    at: Value


def exporter_told(words: tuple[Value, ...], around: Value) -> dict[str, Told]:
    """Return by flag what the exporter is told; its command line counts more than its variables."""
    program, short = PROGRAMS[DCGM_EXPORTER], SHORT_FLAGS[DCGM_EXPORTER]

    def is_switch(name: str) -> bool:
        setting = program.of_flag(short.get(name, name))
        return setting is not None and setting.form is Form.SWITCH

    found: dict[str, Told] = {}
    for entry in around.elements("env"):
        setting, value = program.of_variable(entry.text("name") or ""), entry.get("value")
        if setting is not None:
            at = entry if value is None else value
            found[setting.flag] = Told(entry.text("value") or "", at)
    for given in flags_given(words, is_switch):
        flag = short.get(given.flag, given.flag)
        text = "true" if given.value is None and is_switch(given.flag) else given.value or ""
        found[flag] = Told(text, given.word)
    return found
