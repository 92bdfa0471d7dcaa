"""What a contributor adds is one new file and its line in a tuple (and for a module the import of it)."""

import json

from tests.extension.copied import PROFILE, Copy
from tests.standin.chart import make_standin


def test_the_copy_alone_renders_and_changes_nothing(copy: Copy) -> None:
    assert "base/plugin-config.yaml" in copy.render(PROFILE)
    assert copy.changes() == {}


def test_a_gpu_is_a_file_and_a_line(copy: Copy) -> None:
    # A card that does not exist, so that it can never be added for real.
    copy.add_file("generator/facts/gpus/l4321.yaml", GPU)
    copy.add_line("generator/facts/gpus.py", '"l40s",', '"l4321",')
    files = copy.render(PROFILE.replace("model: L4", "model: NVIDIA-L4321"))
    assert "| `nvidia.com/gpu` | 6 (2 x L4321 x 3) | 65536 MiB |" in files["README.md"]
    assert copy.changes() == {"generator/facts/gpus.py": 1, "new: generator/facts/gpus/l4321.yaml": 1}


def test_a_chart_release_is_two_files_made_by_one_command_and_a_line(copy: Copy) -> None:
    """The custom resources' fields stand in a file of their own, since few programs that read a sheet need them."""
    chart = make_standin("gpu-operator", "v26.7.0", copy.root / "unpacked")
    values = chart / "values.yaml"
    values.write_text(values.read_text().replace("version: v0.20.0", "version: v0.99.1"))
    done = copy.run("-m", "generator.factsheet", str(chart), "--version", "v99.1.0", "--out", "charts")
    assert done.status == 0, done.said
    copy.add_line("generator/facts/charts.py", '(GPU_OPERATOR, "v26.7.0"),', '(GPU_OPERATOR, "v99.1.0"),')
    files = copy.render(PROFILE.replace("v26.7.0", "v99.1.0"))
    assert "  version: v99.1.0\n" in files["kustomization.yaml"]
    assert json.loads(files["plan.json"])["release"]["version"] == "v99.1.0"
    assert json.loads(files["plan.json"])["release"]["pluginVersion"] == "v0.99.1"
    assert copy.changes() == {
        "generator/facts/charts.py": 1,
        "new: charts/gpu-operator/v99.1.0.json": 1,
        "new: charts/gpu-operator/v99.1.0.crds.json": 1,
    }


def test_an_artifact_is_a_module_its_import_and_a_line(copy: Copy) -> None:
    copy.add_file("generator/artifacts/pool_notes.py", CONCERN)
    copy.add_line("generator/artifacts/__init__.py", "plugin_config,", "pool_notes,")
    copy.add_line("generator/artifacts/__init__.py", "alerts.CONCERN,", "pool_notes.CONCERN,")
    files = copy.render(PROFILE)
    assert "  cards: time-slicing\n" in files["components/pool-notes/pool-notes.yaml"]
    assert "- components/pool-notes\n" in files["kustomization.yaml"]
    assert files["chart/manifests/pool-notes.yaml"] == files["components/pool-notes/pool-notes.yaml"]
    assert "| `components/pool-notes/` | Pools in words. |" in files["README.md"]
    assert copy.changes() == {"generator/artifacts/__init__.py": 2, "new: generator/artifacts/pool_notes.py": 1}


def test_a_rule_is_a_module_its_import_and_a_line(copy: Copy) -> None:
    copy.add_file("generator/rules/two_nodes.py", RULE)
    copy.add_line("generator/rules/registry.py", "tenant_reserved,", "two_nodes,")
    copy.add_line("generator/rules/registry.py", "tenant_reserved.RULE,", "two_nodes.RULE,")
    (copy.root / "new.yaml").write_text(PROFILE, encoding="utf-8")
    done = copy.run("check", "new.yaml")
    assert "new.yaml:6:20: warning[XYZ101] pool cards has two nodes" in done.said
    assert copy.changes() == {"generator/rules/registry.py": 2, "new: generator/rules/two_nodes.py": 1}


def test_a_distribution_is_a_file_a_line_and_a_word_in_the_schema(copy: Copy) -> None:
    """The schema lists the distributions so that an editor can offer them."""
    kubeadm = (copy.root / "generator/facts/distributions/kubeadm.yaml").read_text(encoding="utf-8")
    copy.add_file("generator/facts/distributions/newdist.yaml", kubeadm)
    schema = copy.root / "schemas/cluster-profile.schema.json"
    before = schema.read_text(encoding="utf-8")
    schema.write_text(before.replace('"kubeadm",', '"kubeadm", "newdist",', 1), encoding="utf-8")
    ids = copy.root / "generator/facts/distributions.py"
    ids.write_text(ids.read_text(encoding="utf-8").replace('"microk8s", ', '"microk8s", "newdist", '), encoding="utf-8")
    files = copy.render(PROFILE.replace("kubeadm", "newdist"))
    assert json.loads(files["plan.json"])["distribution"] == "newdist"
    assert copy.changes() == {
        "generator/facts/distributions.py": 0,
        "schemas/cluster-profile.schema.json": 0,
        "new: generator/facts/distributions/newdist.yaml": 1,
    }


GPU = """\
label: NVIDIA-L4321
label_seen: false
marketing: L4321
architecture: Ada Lovelace
gfd_family: ada-lovelace
compute_capability: "8.9"
memory_mib: 65536
memory_gib_marketing: 64
pci_device_ids: ["0xFFFE"]
mps: full
mps_max_clients: 48
open_modules: possible
board_power_w: 300
sources:
  memory_mib: invented for a test
"""
CONCERN = '''\
"""What the pools do, in words."""

from generator.artifacts._concern import Concern, Objects, metadata
from generator.model.plan import Plan
from generator.model.tree import Tree


def _objects(plan: Plan) -> Objects:
    words: dict[str, Tree] = {pool.name: pool.mode.value for pool in plan.pools}
    head = metadata(plan, "pools", plan.release.namespace)
    return ({"apiVersion": "v1", "kind": "ConfigMap", "metadata": head, "data": words},)


CONCERN = Concern("pool-notes", "Pools in words.", _objects, component=True)
'''
RULE = '''\
"""Pools of two nodes."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    for pool in plan.pools:
        if pool.node_count is not None and pool.node_count.low == 2:
            yield Fault((*pool.origin, "nodes", "count"), f"pool {pool.name} has two nodes")


RULE = Rule(
    "XYZ101",
    "Two nodes",
    Severity.WARNING,
    why="For a test.",
    fix="Take three.",
    source="none",
    bad="",
    good="",
    check=_check,
)
'''
