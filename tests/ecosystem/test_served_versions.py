"""The kinds and versions of Kubernetes' own groups, held against the published schemas of every release at hand."""

import pytest

from generator.ecosystem.served_versions import DEVICES_GROUP, OWN_KINDS, SERVED
from tests.ecosystem.schemas import definitions, mapping
from tests.support.kubernetes import kubernetes_versions

EVERYWHERE = {"APIGroup", "APIVersions", "DeleteOptions", "Status", "WatchEvent"}
"""Types that the API speaks of itself in."""
MADE_BY_PROGRAMS = {"DeviceTaintRule", "PodScheduling", "PodSchedulingContext", "ResourcePoolStatusRequest"}
"""Kinds of the devices' group of which it is not said which releases have them."""


def _served() -> dict[tuple[str, str, str], list[int]]:
    """Return the minor releases that have a kind, by its group, version and name."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for release in kubernetes_versions():
        for schema in definitions(release).values():
            named = mapping(schema).get("x-kubernetes-group-version-kind") or []
            assert isinstance(named, list)
            for one in map(mapping, named):
                key = (str(one["group"]), str(one["version"]), str(one["kind"]))
                found.setdefault(key, []).append(int(release.partition(".")[2]))
    return found


@pytest.mark.parametrize("group", OWN_KINDS)
def test_all_kinds_of_a_group_are_known(group: str) -> None:
    kinds = {kind for of, _, kind in _served() if of == group and not kind.endswith("List")} - EVERYWHERE
    assert kinds == OWN_KINDS[group]


def test_kinds_of_the_devices_group_have_the_versions_that_they_had() -> None:
    newest = int(kubernetes_versions()[-1].partition(".")[2])
    since: dict[str, dict[str, int]] = {}
    gone: dict[str, dict[str, int]] = {}
    for (group, version, kind), releases in _served().items():
        if group == DEVICES_GROUP and not kind.endswith("List") and kind not in EVERYWHERE | MADE_BY_PROGRAMS:
            since.setdefault(kind, {})[f"{group}/{version}"] = releases[0]
            gone.setdefault(kind, {}).update({f"{group}/{version}": releases[-1] + 1} if releases[-1] < newest else {})
    own = {kind: one for kind, one in SERVED.items() if kind in OWN_KINDS[DEVICES_GROUP]}
    assert {kind: dict(one.since) for kind, one in own.items()} == since
    assert {kind: dict(one.gone) for kind, one in own.items()} == gone
    assert {kind for kind, one in own.items() if not one.now} == {
        kind for kind in since if since[kind].keys() == gone[kind].keys()
    }
