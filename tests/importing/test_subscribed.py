"""A Subscription of the Operator Lifecycle Manager says the release and the namespace, and must go."""

import pytest

from tests.importing.given import imported, plan, told

POLICY = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: gpu-cluster-policy}
spec:
  driver: {enabled: true}
  toolkit: {enabled: true}
  migManager: {config: {default: all-disabled}}
---
"""
SUBSCRIPTION = """\
apiVersion: operators.coreos.com/v1alpha1
kind: Subscription
metadata: {name: gpus, namespace: nvidia-gpu-operator}
spec:
  channel: v25.10
  name: gpu-operator-certified
  source: certified-operators
  sourceNamespace: openshift-marketplace
  startingCSV: gpu-operator-certified.v25.10.1
  installPlanApproval: Manual
"""
STATUS = "status: {installedCSV: gpu-operator-certified.v26.3.3}\n"


def test_the_subscriptions_release_and_namespace_are_taken() -> None:
    result = imported(POLICY + SUBSCRIPTION, "T4", distribution="openshift")
    assert [one.code for one in result.findings] == ["IMP001"]
    assert result.findings[0].fix.startswith(
        "Before the bundle goes in: `kubectl -n nvidia-gpu-operator delete subscription gpus`"
    )
    found = plan(result).release
    assert (found.version, found.namespace) == ("v25.10.1", "nvidia-gpu-operator")


@pytest.mark.parametrize(
    ("text", "release", "codes"),
    [
        (SUBSCRIPTION + STATUS, "v26.3.3", ["IMP001"]),
        # OLM goes on to the newest of the channel.
        (SUBSCRIPTION.replace("Manual", "Automatic"), "v25.10.1", ["IMP001", "IMP005"]),
        (SUBSCRIPTION.replace("  installPlanApproval: Manual\n", ""), "v25.10.1", ["IMP001", "IMP005"]),
        (SUBSCRIPTION.replace("v25.10\n", "stable\n").replace("Manual", "Automatic"), "v25.10.1", ["IMP001"]),
        (SUBSCRIPTION.replace("startingCSV", "#"), "v25.10.1", ["IMP001", "IMP005"]),
        (SUBSCRIPTION.replace("startingCSV", "#").replace("channel", "#"), "v26.7.0", ["IMP001", "IMP005"]),
    ],
)
def test_the_release_is_the_one_that_olm_ends_up_with(text: str, release: str, codes: list[str]) -> None:
    result = imported(POLICY + text, "T4", distribution="openshift")
    assert sorted(one.code for one in result.findings) == codes
    assert plan(result).release.version == release


def test_what_olm_gives_the_operators_pod_is_told() -> None:
    text = f"{SUBSCRIPTION}  config: {{tolerations: [{{operator: Exists}}]}}\n"
    assert told(imported(POLICY + text, "T4", distribution="openshift")) == [
        ("IMP001", 19, "not in the profile: spec.config.tolerations of the Subscription gpus")
    ]


def test_a_subscription_of_another_operator_says_nothing() -> None:
    text = SUBSCRIPTION.replace("gpu-operator-certified", "nfd")
    result = imported({"a.yaml": POLICY, "b.yaml": text}, "T4", distribution="openshift")
    assert [one.code for one in result.findings] == ["IMP005"]
