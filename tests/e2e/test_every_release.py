"""For every release of a chart the richest and the poorest profile, on a fresh cluster by the README's commands."""

from pathlib import Path

import pytest

from tests.controlplane.api import settled
from tests.controlplane.cluster import Cluster
from tests.e2e.bundles import Bench, finish, prepare, versions_of
from tests.routes.cases import all_cases
from tests.support.claims import Proved
from tests.support.routes import Case, by_kustomize, lay_bare, shipped_cases
from tests.support.tools import Tools

pytestmark = pytest.mark.e2e
SHIPPED = {case.name for case in shipped_cases()}
CASES = [case for case in all_cases() if case.name not in SHIPPED]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_it_applies_strictly_and_a_second_time_changes_nothing(
    case: Case, new_cluster: Cluster, benches: dict[str, Bench], tools: Tools, tmp_path: Path, proved: Proved
) -> None:
    applied = prepare(new_cluster, lay_bare(case, tmp_path / "bundle"), benches["helm3"])
    applied.apply()
    finish(applied)
    objects = list(by_kustomize(tools.kustomize, tools.helm3, applied.laid.folder).objects.values())
    before = settled(lambda: versions_of(applied.api, objects))
    applied.apply()
    after = versions_of(applied.api, objects)
    assert {path for path in before if before[path] != after[path]} == set()
    applied.tidy_up()
    assert versions_of(applied.api, objects) == after
    proved(f"{case.name}: {len(objects)} objects, twice and tidied up; the second time changed none")
