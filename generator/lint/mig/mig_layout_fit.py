"""Layouts that fit on no card."""

from collections.abc import Iterator

from generator.facts.placement import place, what_fits
from generator.lint.common.mig_files import MigItem, counts_of, families_of, mig_items
from generator.lint.common.mig_names import instance_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.mig import Basis, MigFamily, MigLayout

_MOST = 64
"""More instances than any GPU has; a search with thousands would take long."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for item in mig_items(manifests):
        counts = counts_of(item.value)
        wanted = MigLayout.of({name: min(count, _MOST) for name, count in counts.items()})
        # A compute instance's name says nothing of how many GPU instances there are.
        if wanted.counts and not any(instance_of(name)[1] for name in wanted.names):
            yield from _of_item(item, wanted, families_of(item.value, manifests))


def _of_item(item: MigItem, wanted: MigLayout, families: tuple[MigFamily, ...]) -> Iterator[ManifestFault]:
    named = {name for family in families for name in family.profile_names}
    if not all(name in named for name in wanted.names):
        return
    having = [one for one in families if all(one.profile(name) for name in wanted.names)]
    # Where no placements are known only the node can tell.
    if any(one.basis is Basis.UNKNOWN or place(one, wanted) is not None for one in having):
        return
    at = item.value.place.below("mig-devices")
    if not having:
        message = f"no one GPU has all of {', '.join(wanted.names)}: layout {item.name} fails"
        yield ManifestFault(at, message, "Write an item with a device-filter for each kind of GPU.", on_key=True)
        return
    where = _where(having)
    message = f"{wanted.text()} does not fit on one {where}: layout {item.name} fails"
    fits = " or ".join(layout.text() for layout in what_fits(having[0], wanted))
    place_of = at.below(_first_too_many(item, having))
    yield ManifestFault(place_of, message, f"What fits: {fits}." if fits else None, on_key=True)


def _first_too_many(item: MigItem, families: list[MigFamily]) -> str:
    """Return the first device, as they are written, for which those before it leave no room on any of the cards."""
    counts: dict[str, int] = {}
    for name, count in counts_of(item.value).items():
        counts[name] = min(count, _MOST)
        so_far = MigLayout.of(counts)
        if so_far.counts and not any(place(one, so_far) is not None for one in families):
            return name
    return next(reversed(counts))


def _where(families: list[MigFamily]) -> str:
    products = dict.fromkeys(product.removeprefix("NVIDIA-") for one in families for product in one.products)
    shown = list(products)[:3]
    return " or ".join(shown) + (" or the like" if len(products) > len(shown) else "")


RULE = ManifestRule(
    "MIG208",
    "MIG layout that does not fit on a GPU",
    Severity.ERROR,
    why="Instances need places, not just slices: each profile may only start at certain memory slices. mig-parted "
    "tries every order when it applies the layout, none works, and the node ends in mig.config.state failed.",
    fix="Lower the counts, or take smaller profiles.",
    source="generator/facts/placement.py, an exact search over the placements that nvidia-smi mig -lgipp prints; "
    "NVIDIA/mig-parted pkg/mig/config/config.go, SetMigConfig",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: mig-config}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
      large:
        - devices: all
          mig-enabled: true
          mig-devices:
            3g.40gb: 2
            1g.10gb: 1  # <- here
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: mig-config}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
      large:
        - devices: all
          mig-enabled: true
          mig-devices:
            3g.40gb: 1
            1g.10gb: 4
""",
    check=_check,
)
