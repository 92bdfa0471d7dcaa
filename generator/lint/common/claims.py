"""What claims for devices ask for."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.ecosystem.claim_fields import DEVICES
from generator.model.manifest_value import Value

EXACTLY, ALTERNATIVES = "exactly", "firstAvailable"


class Request(NamedTuple):
    """A request of a claim; `asked` is what it asks for: itself or what stands in `exactly`, then its alternatives.

    Source: kubernetes/api resource/v1/types.go (DeviceRequest); before v1 a request says itself what `exactly` says.
    """

    whole: Value
    asked: tuple[Value, ...]

    @property
    def name(self) -> str | None:
        """What the claim calls it."""
        return self.whole.text("name")


def requests_of(claim: Value, kind: str) -> Iterator[Request]:
    """Return the requests of a claim, or of a template of claims."""
    for whole in claim.elements(*DEVICES[kind], "requests"):
        exactly = whole.get(EXACTLY)
        yield Request(whole, (whole if exactly is None else exactly, *whole.elements(ALTERNATIVES)))
