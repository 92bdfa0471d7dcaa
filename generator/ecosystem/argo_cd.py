"""Where Argo CD's objects say what they install.

Source: argoproj/argo-cd pkg/apis/application/v1alpha1/types.go (ApplicationSpec), applicationset_types.go.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from generator.model.manifest_value import Value

SPEC_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"Application": ("spec",), "ApplicationSet": ("spec", "template", "spec")}
)
"""The way to an Application's spec, by the kind that holds it."""


def sources_of(value: Value) -> Iterator[Value]:
    """Return the sources of an Application or ApplicationSet, the single one first; none of another kind."""
    way = SPEC_OF.get(value.text("kind") or "")
    if way is not None:
        single = value.get(*way, "source")
        yield from () if single is None else (single,)
        yield from value.elements(*way, "sources")
