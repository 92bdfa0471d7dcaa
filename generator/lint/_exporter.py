"""What dcgm-exporter is told by its command line and its variables."""

from generator.facts.program_settings import DCGM_EXPORTER, PROGRAMS
from generator.lint._command_line import Told, flags_given
from generator.model.manifest_value import Value


def exporter_told(words: tuple[Value, ...], around: Value) -> dict[str, Told]:
    """Return by flag what the exporter is told; its command line counts more than its variables."""
    program = PROGRAMS[DCGM_EXPORTER]
    found: dict[str, Told] = {}
    for entry in around.elements("env"):
        setting, value = program.of_variable(entry.text("name") or ""), entry.get("value")
        if setting is not None:
            at = entry if value is None else value
            found[setting.flag] = Told(entry.text("value") or "", at)
    for given in flags_given(words, program.is_switch):
        setting = program.of_flag(given.flag)
        text = "true" if given.value is None and program.is_switch(given.flag) else given.value or ""
        found[given.flag if setting is None else setting.flag] = Told(text, given.word)
    return found
