"""What cannot be resolved hides nothing else, and brings nothing else with it."""

from generator.resolve import resolve
from tests.support.plans import OPERATOR, STANDALONE, compile_text, errors, plan_of
from tests.support.profiles import decoded, laid_over

TWO_POOLS = """\
pools:
- {name: new, gpus: [{model: rtx-9999}]}
- {name: desk, gpus: [{model: l4}], timeSlicing: {replicas: 4}}
"""


def codes(body: str, install: str = OPERATOR) -> list[str]:
    return [code for code, _, _ in errors(compile_text(body, install=install))]


def test_a_pool_that_cannot_be_resolved_hides_no_other_pool() -> None:
    body = """\
    pools:
    - {name: new, gpus: [{model: rtx-9999}]}
    - {name: cut, gpus: [{model: l4}], mig: all-1g.10gb}
    - {name: two, nodes: {names: [a]}, gpus: [{model: l4}], mps: {replicas: 2}, timeSlicing: {replicas: 2}}
    - {name: many, nodes: {names: [b]}, gpus: [{model: l4}], mps: {replicas: 99}}
    tenants:
    - {namespace: web, poolQuota: {none: 1}}
    - {namespace: data, labels: {team: ml}}
    workloads: [{name: chat, namespace: web, pool: none, memory: 1GiB}]
    """
    assert codes(body) == ["GPU001", "MIG002", "MOD001", "MPS101", "QUO002", "TEN101", "WRK001"]


def test_a_pool_beside_one_that_cannot_be_resolved_is_not_taken_to_be_alone() -> None:
    """Without NFD no rule can reach nodes that have neither names nor labels; alone, they would need none."""
    without_nfd = OPERATOR + "  nodeFeatureDiscovery: none\n"
    assert codes(TWO_POOLS, without_nfd) == ["GPU001", "NOD003"]
    alone = "pools:\n" + TWO_POOLS.splitlines()[2]
    assert codes(alone, without_nfd) == []


def test_an_unknown_release_hides_nothing_that_does_not_rest_on_it() -> None:
    body = """\
    pools: [{name: new, gpus: [{model: rtx-9999}]}]
    tenants: [{namespace: data, labels: {team: ml}}]
    """
    assert codes(body, OPERATOR.replace("v26.7.0", "v26.7.9")) == ["CHT001", "GPU001", "TEN101"]


def test_what_the_release_decides_is_not_told_where_it_is_unknown() -> None:
    body = """\
    pools: [{name: desk, gpus: [{model: l4}], timeSlicing: {replicas: 4}, allocationPolicy: packed}]
    extraValues: {nope: 1}
    """
    old = STANDALONE.replace("v0.20.0", "v0.17.4")
    assert codes(body, old) == ["SHR101", "VAL101"]
    assert codes(body, old.replace("v0.17.4", "v0.17.9")) == ["CHT001"]


def test_names_that_the_release_decides_are_not_judged_where_it_is_unknown() -> None:
    """Until v0.20.0 the plugin calls 1g.10gb+me nvidia.com/mig-1g.10gb; which plugin v26.3.9 has nobody can say."""
    body = """\
    pools:
    - name: cut
      gpus: [{model: A100-SXM4-80GB}]
      mig: [{migDevices: {1g.10gb+me: 1}}]
      timeSlicing: {resources: {nvidia.com/mig-1g.10gb.me: 2}}
    """
    assert codes(body) == []
    assert codes(body, OPERATOR.replace("v26.7.0", "v26.3.3")) == ["MOD002"]
    assert codes(body, OPERATOR.replace("v26.7.0", "v26.3.9")) == ["CHT001"]


def test_an_unsaid_driver_is_not_judged_as_the_one_that_stands_in_for_it() -> None:
    """On EKS and OpenShift who installs the driver matters; as long as nobody is named there is one thing to say."""
    for distribution in ("kubeadm", "openshift", "eks", "talos"):
        install = OPERATOR.replace("  driver: {from: host}\n", "")
        result = compile_text("pools: [{name: a, gpus: [{model: l4}]}]", install=install, distribution=distribution)
        about_driver = [one.code for one in result.findings if "driver" in one.message]
        assert about_driver == ["DRV001"]


def test_only_the_chart_without_a_value_for_it_has_the_mig_strategy_in_the_plugins_file() -> None:
    body = "pools: [{name: cut, gpus: [{model: A30}], mig: all-1g.6gb}]"
    assert plan_of(body).plugin_config is None
    alone = plan_of(body, install=STANDALONE).plugin_config
    assert alone is not None
    assert dict(alone.entries) == {
        "unshared": {"version": "v1", "flags": {"migStrategy": "none"}},
        "cut": {"version": "v1", "flags": {"migStrategy": "mixed"}},
    }


def test_amounts_are_in_the_currency_of_the_cluster() -> None:
    paid = (
        'cluster: {name: paid, kubernetes: "1.35", distribution: k3s, currency: EUR}\n'
        "pools: [{name: desk, nodes: {names: [n-1]}, gpus: [{model: RTX 3090, pricePerHour: 0.30}]}]\n"
    )
    plan = resolve(decoded(laid_over(paid))).plan
    assert (plan.currency, plan.pools[0].gpus[0].price_micros) == ("EUR", 300_000)
