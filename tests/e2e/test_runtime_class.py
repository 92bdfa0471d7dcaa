"""A RuntimeClass that the README takes to be there and is not: who notices, and what mends it."""

from pathlib import Path

import pytest

from tests.controlplane.api import Api, wait_for
from tests.controlplane.cluster import Cluster
from tests.controlplane.commands import blocks
from tests.controlplane.pods import pods
from tests.e2e.bundles import Bench, add_runtime_class, prepare
from tests.support.bundles import at, name_of
from tests.support.claims import Proved
from tests.support.routes import lay_bare, shipped_cases

pytestmark = pytest.mark.e2e
SAID = 'RuntimeClass "nvidia" not found'


def refusals(api: Api, namespace: str) -> set[str]:
    """Return the objects whose pods were refused for want of the class."""
    events = api.list(f"/api/v1/namespaces/{namespace}/events", fieldSelector="reason=FailedCreate")
    return {str(at(one, "involvedObject", "name")) for one in events if SAID in str(at(one, "message"))}


def test_a_missing_runtime_class_is_noticed_and_adding_it_is_enough(
    new_cluster: Cluster, benches: dict[str, Bench], tmp_path: Path, proved: Proved
) -> None:
    (case,) = [one for one in shipped_cases() if one.name == "homelab"]
    applied = prepare(new_cluster, lay_bare(case, tmp_path / "bundle"), benches["helm4"])
    assert applied.plan.stack.runtime_class == "nvidia"
    assert not applied.plan.stack.create_runtime_class
    # Where somebody has switched off what K3s brings.
    assert "K3s brings that RuntimeClass; pods that name a missing one are refused." in applied.readme
    applied.apply()
    (verify,) = blocks(applied.readme, "Verify")
    (smoke,) = [line for line in verify.splitlines() if line.startswith("kubectl apply")]
    applied.run(smoke)
    api, space = new_cluster.api, applied.plan.release.namespace
    plugin = wait_for("the plugin's pods are refused", lambda: refusals(api, space))
    jobs = wait_for("the test Job's pod is refused", lambda: refusals(api, "default"))
    assert "nvidia-device-plugin" in plugin
    assert pods(api, "default") == []
    add_runtime_class(api, "nvidia")
    wait_for("the Job's pod is made", lambda: pods(api, "default"))
    wait_for("the plugin's pod is made", lambda: [one for one in pods(api, space) if "plugin" in name_of(one)])
    proved(
        f"RuntimeClass missing: the pods of {', '.join(sorted(plugin | jobs))} are refused and made once it is there"
    )
