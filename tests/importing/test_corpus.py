"""The law on manifests of others: what the profile's bundle does is what they do, and sound ones lose nothing."""

from pathlib import Path

import pytest

from generator.compile import compile_profile
from generator.facts.gpus import find_gpu
from generator.importing.pool_names import legal_name
from generator.importing.request import Card, ImportResult, Request
from generator.importing.result import import_manifests
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.manifest import Manifests
from generator.model.plan import Mode, Plan, PoolPlan
from tests.corpus.figures import Case, cases
from tests.importing.given import read, told
from tests.importing.recount import Shares, counted

CASES = cases("seen")
ANY = ("RTX 3090", "A100-SXM4-80GB", "H100-SXM5-80GB", "A30", "H200-SXM", "A100-SXM4-40GB", "B200")
"""Cards for what a case does not say: each pool takes the first that can do what it asks for."""
BEYOND = {
    "001-flux-operator-talos-generator": {"IMP012"},  # a patch over the Deployment that the chart renders
    "004-static-daemonset-config-file": {"IMP001"},  # passDeviceSpecs, which the chart does with more privileges only
    "015-flux-plugin-no-sharing-noexecute": {"IMP010"},  # the plugin looks for nodes by a label of the owner's own
    "033-mps-standalone-beside-operator": {"IMP004"},  # two charts: a profile has one
    "127-mig-map-for-bigger-machines": set(),  # a layout that no Node has is left out, with a note
    "137-operator-mps-for-one-node": {"MPS107"},  # works with an older release than the one that is pinned
    "138-kustomize-helmcharts-both-charts": {"IMP004"},  # two charts
    "139-rke2-daemonset-per-node": {"IMP004"},  # a DaemonSet and a configuration for each node
    "148-flux-substitution-in-config": set(),  # Flux's variables are taken by their defaults
}
"""Sound manifests that say more than a profile can, or than the files tell, and by which code that is told."""


def result_of(case: Case) -> tuple[Manifests, ImportResult]:
    """Import a case, with the cards that it has and the chart's newest release where no file names a chart."""
    files = {file.name: file.data for file in case.files}
    manifests = read(files, case.options.chart, case.options.kubernetes or "1.35")
    if not manifests.charts and not manifests.policies:
        manifests = read(files, case.options.chart or "gpu-operator@v25.10.1", case.options.kubernetes or "1.35")
    given = [find_gpu(model) for model in (*case.options.gpus, *ANY)]
    cards = tuple(Card("", gpu) for gpu in given if isinstance(gpu, Gpu))
    return manifests, import_manifests(manifests, Request(cards, "case", "other"), files.get)


def is_about_installing(manifests: Manifests) -> bool:
    return bool(manifests.charts or manifests.policies or manifests.plugin_configs or manifests.mig_configs)


INSTALLING = [case for case in CASES if case.sound and is_about_installing(read({f.name: f.data for f in case.files}))]


@pytest.mark.parametrize("case", INSTALLING, ids=lambda case: case.name)
def test_sound_manifests_come_back_without_a_finding(case: Case) -> None:
    _, result = result_of(case)
    assert {code for code, _, _ in told(result)} <= BEYOND.get(case.name, set()), told(result)


def test_what_is_beyond_a_profile_is_few() -> None:
    assert set(BEYOND) <= {case.name for case in INSTALLING}
    assert len(BEYOND) * 5 < len(INSTALLING)


@pytest.mark.parametrize("case", [case for case in INSTALLING if case.name not in BEYOND], ids=lambda case: case.name)
def test_the_bundle_does_what_sound_manifests_do(case: Case) -> None:
    manifests, result = result_of(case)
    compiled = compile_profile(result.text.encode(), "profile.yaml")
    assert compiled.plan is not None, compiled.findings
    files = {one.path: one.text.encode() for one in compiled.files if one.path.endswith(".yaml")}
    after = counted(read({name: data for name, data in files.items() if not name.startswith("chart/")}))
    before = counted(manifests)
    pools = {pool.config_key: pool for pool in compiled.plan.pools}
    for key, shares in before.entries.items():
        check_entry(shares, after.entries.get(legal_name(key), {}), pools.get(legal_name(key)), result)
    if before.default and len(compiled.plan.pools) == 1 and before.entries.get(before.default):
        assert after.default == legal_name(before.default)
    cut = {one for cuts in after.layouts.values() for one in cuts}
    for name, cuts in before.layouts.items():
        assert cuts & cut or is_uniform(compiled.plan, name), name
    assert {key: number for key, number in before.quotas.items() if key[0]}.items() <= after.quotas.items()


def check_entry(before: Shares, after: Shares, pool: PoolPlan | None, result: ImportResult) -> None:
    """Every share comes back as it was; one that is gone is of a resource that the nodes do not advertise."""
    for resource, shares in before.items():
        if resource in after:
            assert after[resource] == shares
        else:
            assert pool is None or resource not in {one.base_name for one in pool.resources}
            assert resource in result.text, "told in a comment"
    assert set(after) <= set(before)
    if pool is not None and not before:
        assert pool.mode in (Mode.EXCLUSIVE, Mode.MIG)


def is_uniform(plan: Plan, name: str) -> bool:
    """Say whether a layout is one of NVIDIA's own that no pool needs, or a pool says by its name."""
    return name.startswith("all-") or any(pool.name == legal_name(name) for pool in plan.pools)


@pytest.mark.parametrize("case", [case for case in CASES if not case.sound], ids=lambda case: case.name)
def test_faulty_manifests_give_a_profile_all_the_same(case: Case) -> None:
    _, result = result_of(case)
    for one in result.findings:
        assert one.why
        assert one.fix
        assert one.message
        assert one.severity in Severity
    assert result.text or [one.code for one in result.findings] == ["IMP011"]


def test_the_corpus_is_where_it_is_looked_for() -> None:
    assert (Path(__file__).parents[1] / "corpus" / "seen").is_dir()
    assert len(INSTALLING) > 30
