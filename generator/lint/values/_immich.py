"""What Immich's chart reads at the root of its values and of each part's.

Sources: immich-app/immich-charts at each tag: charts/immich/Chart.yaml (until 0.9 the library is common 1.4, which
reads a pod's fields at the root; since 0.10 common 4 and 5), templates/server.yaml and machine-learning.yaml (a part's
values are laid over the root's, and the library gets them), templates/checks.yaml (since 0.10 it refuses postgresql and
redis); bjw-s-labs/helm-charts charts/library/common/templates/lib/pod/_getOption.tpl (defaultPodOptions and the
controller's pod alone).
"""

from collections.abc import Iterator

from generator.ecosystem.chart_levels import POD_ALONE, ChartLevel, of_library
from generator.ecosystem.pod_words import ASKING
from generator.facts.releases import exact_numbers
from generator.facts.version_ranges import read_range
from generator.lint.common.chart_orders import Sourced, SourcedValues
from generator.model.manifest_objects import OtherValues
from generator.model.manifest_value import Value

_NAME = "immich"
_PUBLISHER = "immich-app"
_PARTS = ("server", "machine-learning")
_OF_OLD_FORM = ("env", "image", "postgresql", "redis", "microservices", "typesense")
"""Keys of the values until 0.9, of which 0.10 and later read none."""
_FIRST = (0, 10, 0)
_NEW = tuple((0, minor, patch) for minor in range(10, 30) for patch in range(20))
"""Numbers by which it shows that a range has releases since 0.10."""
_OF_POD = "Write it below `defaultPodOptions:` here, or below `controllers.main.pod:`."
_OF_CONTAINER = "Write it below `controllers.main.containers.main:`."


def levels_of_immich(values: OtherValues, charts: SourcedValues) -> Iterator[ChartLevel]:
    """Return the levels of Immich's chart where it is said which release the values are for, or that it is the newest.

    Values in files of their own may be for any.
    """
    if (values.chart or "").rpartition("/")[2] != _NAME:
        return
    found = charts.of(values.value)
    # A release of the same name elsewhere, which has another version, may be taken to be patched by this one.
    own = [one for one in found if one.order.named.place[:2] == values.value.place[:2]] or found
    if own and all(_is_of_immich(one) and _is_new_for(values.value, one.order.version) for one in own):
        yield from _levels(values.value)


def _is_of_immich(one: Sourced) -> bool:
    """Say whether a chart of this name is Immich's own: others have had some too."""
    if one.url:
        return _PUBLISHER in one.url
    source = one.order.source
    return _PUBLISHER in one.order.name if source is None else _NAME in (source.text("name") or "")


def _parts(values: Value) -> list[tuple[str, Value]]:
    return [(key, one) for key in _PARTS if (one := values.get(key)) is not None]


def _levels(values: Value) -> Iterator[ChartLevel]:
    """Return the levels at which releases since 0.10 read nothing of a pod; parts in the library's form are no such."""
    parts = _parts(values)
    for path in ((), *((key,) for key, one in parts if not of_library(one))):
        yield ChartLevel(path, POD_ALONE, _OF_POD)
        yield ChartLevel(path, ASKING, _OF_CONTAINER)


def _is_new_for(values: Value, said: Value | None) -> bool:
    """Say whether values are for a release since 0.10; of a range the newest is taken, and without a version too."""
    parts = _parts(values)
    if not parts:
        return False
    version, blocks = None if said is None else str(said.tree), [values, *(one for _, one in parts)]
    exact = None if version is None else exact_numbers(version)
    found = None if version is None else read_range(version)
    if exact is not None:
        return exact >= _FIRST
    if found is not None:
        return any(map(found.has, _NEW))
    has_old_form = any(one.has(key) for one in blocks for key in _OF_OLD_FORM)
    return any(map(of_library, blocks)) or (version is None and not has_old_form)
