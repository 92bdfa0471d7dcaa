"""A slip in a manifest does not get past the README's commands: the API server looks at every field."""

from pathlib import Path

import pytest

from tests.controlplane.cluster import Cluster
from tests.e2e.bundles import Bench, prepare
from tests.e2e.test_change import TWO
from tests.support.claims import Proved
from tests.support.routes import Case, lay_bare

pytestmark = pytest.mark.e2e
SLIPS = {
    "base/node-rules.yaml": ("matchFeatures:", "matchFeature:"),
    "base/plugin-config.yaml": ("\ndata:", "\ndate:"),
    "base/release-namespace.yaml": ("metadata:\n", "spec: {finalizer: []}\nmetadata:\n"),
}


def test_a_field_that_does_not_exist_is_refused(
    new_cluster: Cluster, benches: dict[str, Bench], tmp_path: Path, proved: Proved
) -> None:
    applied = prepare(new_cluster, lay_bare(Case("fleet", TWO), tmp_path / "bundle"), benches["helm4"])
    applied.apply()
    refused = 0
    for path, (right, wrong) in SLIPS.items():
        file = applied.laid.folder / path
        before = file.read_text(encoding="utf-8")
        assert right in before
        file.write_text(before.replace(right, wrong, 1), encoding="utf-8")
        with pytest.raises(AssertionError, match=r"not declared in schema|unknown field"):
            applied.apply()
        file.write_text(before, encoding="utf-8")
        refused += 1
    applied.apply()
    proved(f"{refused} slips in field names, each in another kind: refused by the README's commands")
