"""Quotas by pool become quotas by resource, or a fault at the pool's name."""

import pytest

from generator.model.tree import Path
from tests.support.plans import compile_text, plan_of

SHARED = "{name: a, nodes: {names: [n1]}, gpus: [{model: L4}], timeSlicing: {replicas: 2, renameByDefault: true}}"
CUT = "{name: b, nodes: {names: [n2]}, gpus: [{model: A100-SXM4-80GB, count: 2}], mig: all-balanced}"


def test_a_quota_by_pool_is_one_on_what_the_pool_advertises() -> None:
    (tenant,) = plan_of(f"pools: [{SHARED}]\ntenants: [{{namespace: web, poolQuota: {{a: 3}}}}]").tenants
    assert tenant.quota == (("nvidia.com/gpu.shared", 3),)


@pytest.mark.parametrize(
    ("pools", "quotas", "place", "words"),
    [
        (
            f"[{SHARED}]",
            "quota: {nvidia.com/gpu.shared: 1}, poolQuota: {a: 3}",
            ("tenants", 0, "poolQuota", "a"),
            "web has a quota on nvidia.com/gpu.shared already",
        ),
        (
            f"[{SHARED}, {CUT}]",
            "poolQuota: {b: 3}",
            ("tenants", 0, "poolQuota", "b"),
            "pool b advertises 3 resources: nvidia.com/mig-3g.40gb, nvidia.com/mig-2g.20gb, nvidia.com/mig-1g.10gb",
        ),
        (
            f"[{SHARED}, {SHARED.replace('name: a', 'name: c').replace('n1', 'n3')}]",
            "poolQuota: {a: 3}",
            ("tenants", 0, "poolQuota", "a"),
            "is advertised by pool a and by c",
        ),
        (f"[{SHARED}]", "poolQuota: {z: 3}", ("tenants", 0, "poolQuota", "z"), 'no pool "z" Pools: a.'),
    ],
)
def test_a_quota_by_pool_that_cannot_be_translated_is_told_at_the_pools_name(
    pools: str, quotas: str, place: Path, words: str
) -> None:
    told = [
        one
        for one in compile_text(f"pools: {pools}\ntenants: [{{namespace: web, {quotas}}}]").findings
        if one.code in ("QUO001", "QUO002")
    ]
    assert [(one.at, one.on_key) for one in told] == [(place, True)]
    assert words in f"{told[0].message} {told[0].fix}"
