"""Every release of a chart over the one before it, by the README's commands: the richest and the poorest profile."""

from pathlib import Path

import pytest

from generator.facts.charts import CHART_RELEASES
from tests.controlplane.cluster import Cluster
from tests.e2e.bundles import Applied, Bench, finish, prepare, states_of
from tests.routes.cases import all_cases
from tests.support.bundles import Object
from tests.support.claims import Proved
from tests.support.routes import Case, by_kustomize, lay_bare, shipped_cases
from tests.support.tools import Tools

pytestmark = pytest.mark.e2e
SHIPPED = {case.name for case in shipped_cases()}
CASES = {case.name: case for case in all_cases() if case.name not in SHIPPED}
CHAINS = {
    (chart, kind): [CASES[f"{chart}-{version}-{kind}"] for name, version in CHART_RELEASES if name == chart]
    for chart in dict(CHART_RELEASES)
    for kind in ("rich", "poor")
}


def test_no_case_is_left_out() -> None:
    assert sum(map(len, CHAINS.values())) == len(CASES) == 2 * len(CHART_RELEASES)


@pytest.mark.parametrize("chain", CHAINS.values(), ids=["-".join(key) for key in CHAINS])
def test_each_release_goes_over_the_one_before_and_a_second_time_changes_nothing(
    chain: list[Case], new_cluster: Cluster, benches: dict[str, Bench], tools: Tools, tmp_path: Path, proved: Proved
) -> None:
    applied: Applied | None = None
    for case in chain:
        laid = lay_bare(case, tmp_path / case.name)
        applied = prepare(new_cluster, laid, benches["helm3"]) if applied is None else applied._replace(laid=laid)
        applied.apply()
        finish(applied)
        objects = list(by_kustomize(tools.kustomize, tools.helm3, laid.folder).objects.values())
        count = second_time(applied, objects)
        place = "on a fresh cluster" if case is chain[0] else "over the release before"
        proved(f"{case.name}: {count} objects, {place}; a second time and tidying up change none")


def second_time(applied: Applied, objects: list[Object]) -> int:
    """Apply a bundle again and tidy up, which must change none of its objects; return how many these are."""
    before = states_of(applied.api, objects)
    applied.apply()
    after = states_of(applied.api, objects)
    assert {path for path in before if before[path] != after[path]} == set()
    applied.tidy_up()
    assert states_of(applied.api, objects) == after
    return len(objects)
