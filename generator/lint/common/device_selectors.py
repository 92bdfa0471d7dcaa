"""The expressions with which claims and classes select devices."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.cel.device import read_selector
from generator.cel.selector import Selector
from generator.ecosystem.claim_fields import CLASS, DEVICES
from generator.lint.common.claims import requests_of
from generator.lint.common.objects import says_gpu
from generator.lint.common.texts import position_in
from generator.model.finding import Position
from generator.model.manifest import Manifests
from generator.model.manifest_value import Value, is_filled_in_later


class Selecting(NamedTuple):
    """An expression, what is read in it, and the object that it stands in.

    `device_class` is the class that the request names beside it; None in a class itself.
    """

    text: Value
    selector: Selector
    whole: Value
    device_class: str | None = None

    def position(self, offset: int) -> Position | None:
        """Return where an offset is in a text of several lines; None in one of a single line."""
        text = str(self.text.tree)
        return position_in(text, offset) if "\n" in text.strip() else None


def device_selectors(manifests: Manifests) -> Iterator[Selecting]:
    """Return every expression of objects that speak of GPUs."""
    for kind in (*DEVICES, CLASS):
        for one in manifests.of_kind(kind):
            if says_gpu(one.value):
                for text, device_class in _texts(kind, one.value):
                    if isinstance(text.tree, str) and not is_filled_in_later(text.tree):
                        yield Selecting(text, read_selector(text.tree), one.value, device_class)


def _texts(kind: str, whole: Value) -> Iterator[tuple[Value, str | None]]:
    asked = [each for one in requests_of(whole, kind) for each in one.asked] if kind != CLASS else [whole.get("spec")]
    for holder in asked:
        for selector in () if holder is None else holder.elements("selectors"):
            text = selector.get("cel", "expression")
            if holder is not None and text is not None:
                yield text, holder.text("deviceClassName")
