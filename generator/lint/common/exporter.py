"""What dcgm-exporter is told by its command line and its variables, and the values of its own chart."""

import re
from collections.abc import Iterator, Mapping

from generator.facts.program_settings import DCGM_EXPORTER, PROGRAMS
from generator.lint.common.command_line import Told, flags_given
from generator.lint.common.images import image_name
from generator.model.manifest import Manifests
from generator.model.manifest_value import Value

_ADDRESS = ":9400"
_port_of = re.compile(r".*:(\d{1,5})").fullmatch


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


def port_of(told: Mapping[str, Told]) -> int | None:
    """Return the port on which the exporter listens; None where that is not known, as with a variable's valueFrom."""
    said = told.get("address")
    found = _port_of(_ADDRESS if said is None else said.text)
    return None if found is None else int(found[1])


def values_of_exporter(manifests: Manifests) -> Iterator[Value]:
    """Return values of the exporter's own chart; those of no named chart are known as its by the image in them."""
    for one in manifests.others:
        image = one.value.text("image", "repository") or ""
        is_exporters = "nvidia" in image.lower() and image_name(image) == DCGM_EXPORTER
        if one.chart == DCGM_EXPORTER or (one.chart is None and is_exporters):
            yield one.value
