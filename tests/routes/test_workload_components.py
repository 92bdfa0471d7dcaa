"""Components of workloads, built by kustomize itself onto objects that people already have, and every example."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from generator.compile import compile_profile
from generator.model.tree import Tree
from generator.model.workload import Framework
from tests.golden.test_golden import CASES as GOLDEN
from tests.support.bundles import Bundle, Object, as_bundle, at, bundle_of, items, name_of, parsed
from tests.support.judging import judged
from tests.support.kubernetes import kubeconform
from tests.support.profiles import SHIPPED
from tests.support.routes import write_files
from tests.support.tools import Tools
from tests.support.workload_objects import TEMPLATES, a_bare_pod, an_object, container_of, pod_of

pytestmark = pytest.mark.tools

INSTALL = "install: {chart: nvidia-device-plugin, version: v0.20.0}\n"
POOLS = """\
pools:
- name: cards
  nodes: {nodeSelector: {pool: cards}, count: 2}
  gpus: [{model: RTX 3090, count: 2}]
  timeSlicing: {replicas: 4, renameByDefault: true, failRequestsGreaterThanOne: false}
  taints: [{key: gpu, value: "true", effect: NoSchedule}]
- name: more
  nodes: {names: [n-1]}
  gpus: [{model: RTX 3090, count: 2}]
  timeSlicing: {replicas: 4, renameByDefault: true, failRequestsGreaterThanOne: false}
  taints: [{key: gpu, value: more, effect: NoSchedule}]
priorities: [{name: high, value: 1000}]
"""
OURS = "nvidia.com/gpu.shared"
COMPONENT = "workloads/ai-server"
FRACTION = "--gpu-memory-utilization=0.132"
"""4 GiB less 338 MiB of context (Ampere, facts/runtimes) and 512 MiB of graphs, of 24576 MiB."""


def bundle(kind: str = "Deployment", framework: str = "ollama", target: str = "", more: str = "") -> Bundle:
    return bundle_of(
        f"{POOLS}workloads:\n- {{name: server, namespace: ai, pool: cards, memory: 4GiB, units: 2, priority: high, "
        f"framework: {framework}, target: {{kind: {kind}, container: main{target}}}{more}}}\n",
        install=INSTALL,
    )


class Overlay:
    """A kustomization beside a bundle, with that bundle's component."""

    def __init__(self, tools: Tools, folder: Path) -> None:
        self._tools = tools
        self._folder = folder

    def run(self, built: Bundle, objects: Sequence[Object], more: str = "") -> "subprocess.CompletedProcess[str]":
        write_files(built, self._folder / "out")
        own = self._folder / "own"
        own.mkdir(exist_ok=True)
        (own / "objects.yaml").write_text("\n---\n".join(json.dumps(one) for one in objects), encoding="utf-8")
        lines = f"resources: [objects.yaml]\ncomponents: [../out/{COMPONENT}]\n{more}"
        (own / "kustomization.yaml").write_text(lines, encoding="utf-8")
        command = [str(self._tools.kustomize), "build", str(own)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def build(self, built: Bundle, objects: Sequence[Object], more: str = "") -> Object:
        done = self.run(built, objects, more)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        (found,) = [one for one in parsed(done.stdout) if name_of(one).endswith("server")]
        return found

    def valid(self, found: Object) -> None:
        file = self._folder / "found.json"
        file.write_text(json.dumps(found), encoding="utf-8")
        assert kubeconform(self._tools.kubeconform, "1.35", [file]).problems == ()


@pytest.fixture
def overlay(tools: Tools, tmp_path: Path) -> Overlay:
    return Overlay(tools, tmp_path)


def differences(before: Tree, after: Tree, path: str = "") -> dict[str, Tree]:
    """Return what is new or other, by path; containers and variables by name, None for what is gone."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = [*before, *(key for key in after if key not in before)]
        parts = [differences(before.get(key), after.get(key), f"{path}.{key}") for key in keys]
        return {place: value for part in parts for place, value in part.items()}
    if _named(before) and _named(after):
        return differences(_by_name(before), _by_name(after), path)
    return {} if before == after else {path.lstrip("."): after}


def _named(tree: Tree) -> bool:
    return isinstance(tree, list) and bool(tree) and all(isinstance(one, dict) and "name" in one for one in tree)


def _by_name(tree: Tree) -> Tree:
    assert isinstance(tree, list)
    return {str(at(one, "name")): one for one in tree}


@pytest.mark.parametrize("kind", TEMPLATES)
def test_of_an_object_that_says_much_only_what_is_meant_is_other(kind: str, overlay: Overlay) -> None:
    before = an_object(kind)
    after = overlay.build(bundle(kind), [before])
    overlay.valid(after)
    env = "containers.main.env.OLLAMA"
    # 2 pods of 2 units each are never on one card together here: there is one pod. 24576 - 492 - 4096 are left.
    left = 24576 - 492 - 4096
    assert differences(pod_of(before), pod_of(after)) == {
        "runtimeClassName": "nvidia",
        "priorityClassName": "high",
        "nodeSelector.pool": "cards",
        f"{env}_MAX_LOADED_MODELS.value": "1",
        f"{env}_MAX_LOADED_MODELS.valueFrom": None,
        f"{env}_GPU_OVERHEAD": {"name": "OLLAMA_GPU_OVERHEAD", "value": str(left * 1024 * 1024)},
        "containers.main.env.LLAMA_ARG_FIT_TARGET": {"name": "LLAMA_ARG_FIT_TARGET", "value": str(left)},
        "containers.main.resources.limits.nvidia.com/gpu": None,
        "containers.main.resources.requests.nvidia.com/gpu": None,
        f"containers.main.resources.limits.{OURS}": 2,
        f"containers.main.resources.requests.{OURS}": 2,
    }
    pod_of(before).clear()
    pod_of(after).clear()
    assert before == after


@pytest.mark.parametrize("kind", TEMPLATES)
def test_an_object_that_says_nothing_gets_the_same(kind: str, overlay: Overlay) -> None:
    after = overlay.build(bundle(kind), [an_object(kind, pod=a_bare_pod("main"))])
    overlay.valid(after)
    main = container_of(pod_of(after), "main")
    assert main["resources"] == {"limits": {OURS: 2}, "requests": {OURS: 2}}
    variables = [at(one, "name") for one in items(main["env"])]
    assert variables == ["OLLAMA_MAX_LOADED_MODELS", "OLLAMA_GPU_OVERHEAD", "LLAMA_ARG_FIT_TARGET"]
    assert set(pod_of(after)) - {"restartPolicy"} == {
        "containers",
        "nodeSelector",
        "priorityClassName",
        "runtimeClassName",
    }


CUT = """\
pools: [{name: cards, nodes: {names: [n-1]}, gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb}]
workloads: [{name: server, namespace: ai, memory: 4GiB, target: {container: main}}]
"""


def test_names_of_former_layouts_are_taken_out_and_nothing_else(overlay: Overlay) -> None:
    pod = pod_of(an_object("Deployment"))
    former: Tree = {"nvidia.com/mig-2g.20gb": 1, "nvidia.com/mig-1g.10gb.shared": 1, "nvidia.com/mig-1g.5gb": 1}
    assert isinstance(former, dict)
    for field in ("limits", "requests"):
        asked = at(container_of(pod, "main"), "resources", field)
        assert isinstance(asked, dict)
        asked.update(former)
    found = overlay.build(bundle_of(CUT, install=INSTALL), [an_object("Deployment", pod=pod)])
    # No card of this cluster is cut into a 1g.5gb.
    ours: Tree = {"nvidia.com/mig-1g.10gb": 1, "nvidia.com/mig-1g.5gb": 1}
    assert isinstance(ours, dict)
    asks = container_of(pod_of(found), "main")["resources"]
    assert asks == {"limits": {"memory": "8Gi", **ours}, "requests": {"cpu": 2, **ours}}


def test_what_the_readme_warns_of_is_so(overlay: Overlay) -> None:
    pod = pod_of(an_object("Deployment"))
    env = container_of(pod, "main")["env"]
    assert isinstance(env, list)
    env.append({"name": "NVIDIA_VISIBLE_DEVICES", "value": "all"})
    found = overlay.build(bundle(), [an_object("Deployment", pod=pod)])
    assert [at(one, "name") for one in items(pod_of(found)["containers"])] == ["main", "proxy"]
    told = [one.code for one in judged({"built.json": json.dumps(found).encode()}).findings]
    assert "WRK205" in told


def test_lists_that_nobody_describes_stay_and_are_printed(overlay: Overlay) -> None:
    built = bundle(framework="vllm", more=", fallback: [more]")
    before = an_object("Deployment")
    after = overlay.build(built, [before])
    for field in ("tolerations", "affinity"):
        assert pod_of(after)[field] == pod_of(before)[field]
    assert container_of(pod_of(after), "main")["args"] == container_of(pod_of(before), "main")["args"]
    lines = built.files[f"{COMPONENT}/patch.yaml"].splitlines()
    for line in ("#   args:", f"#   - {FRACTION}", "#   tolerations:", "#   - key: gpu", "#     nodeAffinity:"):
        assert line in lines


def test_lists_that_are_described_are_written_again_with_more(overlay: Overlay) -> None:
    said = (
        ', args: [model, --gpu-memory-utilization, "0.9", --port=80], tolerations: [{key: spot, operator: Exists}], '
        "affinity: false"
    )
    pod = {**pod_of(an_object("Deployment"))}
    del pod["affinity"]
    after = overlay.build(
        bundle(framework="vllm", target=said, more=", fallback: [more]"), [an_object("Deployment", pod=pod)]
    )
    overlay.valid(after)
    found = pod_of(after)
    assert container_of(found, "main")["args"] == ["model", "--port=80", FRACTION]
    assert found["tolerations"] == [
        {"key": "spot", "operator": "Exists"},
        {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"},
        {"key": "gpu", "operator": "Equal", "value": "true", "effect": "NoSchedule"},
        {"key": "gpu", "operator": "Equal", "value": "more", "effect": "NoSchedule"},
    ]
    own: Tree = {"matchExpressions": [{"key": "pool", "operator": "In", "values": ["cards"]}]}
    other: Tree = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n-1"]}]}
    assert at(found, "affinity", "nodeAffinity") == {
        "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [own, other]},
        "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 100, "preference": own}],
    }
    assert found["nodeSelector"] == {"disk": "fast"}


@pytest.mark.parametrize(
    ("namespace", "more"),
    [
        (None, ""),
        ("ai", ""),
        (None, "namespace: ai\n"),
        (None, "namePrefix: my-\n"),
        (None, "images: [{name: example.com/main, newTag: '2'}]\n"),
    ],
)
def test_the_object_is_found_however_it_gets_its_namespace(namespace: str | None, more: str, overlay: Overlay) -> None:
    after = overlay.build(bundle(), [an_object("Deployment", namespace=namespace)], more)
    assert pod_of(after)["runtimeClassName"] == "nvidia"
    image = "example.com/main:2" if "images" in more else "example.com/main:1"
    assert container_of(pod_of(after), "main")["image"] == image


@pytest.mark.parametrize(
    "objects",
    [
        [an_object("Deployment", "servers")],
        [an_object("StatefulSet")],
        [an_object("Deployment", pod=a_bare_pod("mains"))],
        [an_object("Deployment", namespace="ai"), an_object("Deployment", namespace="other")],
    ],
    ids=["another name", "another kind", "another container", "two of them"],
)
def test_the_build_fails_where_there_is_nothing_to_patch(objects: list[Object], overlay: Overlay) -> None:
    done = overlay.run(bundle(), objects)
    assert (done.returncode, done.stdout) == (1, "")
    assert "server" in done.stderr
    # The component's head and the README name these words.
    assert ("multiple matches" in done.stderr) == (len(objects) > 1)


def test_a_dot_in_a_name_is_a_dot(overlay: Overlay) -> None:
    other = an_object("Deployment", "a-server")
    done = overlay.run(bundle(target=", name: a.server"), [an_object("Deployment", "a.server"), other])
    assert done.returncode == 0, done.stderr
    found = {name_of(one): one for one in parsed(done.stdout)}
    assert pod_of(found["a.server"])["runtimeClassName"] == "nvidia"
    assert found["a-server"] == other


def bundles() -> dict[str, Bundle]:
    """Return the bundles of all profiles that we ship or compare with; each name once."""
    files = {path.stem: path for path in SHIPPED} | {path.name: path / "profile.yaml" for path in GOLDEN}
    return {name: as_bundle(compile_profile(path.read_bytes(), path.name)) for name, path in files.items()}


BUNDLES = {name: found for name, found in bundles().items() if found.plan.workloads}


@pytest.mark.parametrize("name", BUNDLES)
def test_every_component_builds_onto_the_least_that_its_object_can_be(
    name: str, tools: Tools, overlay: Overlay, tmp_path: Path
) -> None:
    built = BUNDLES[name]
    write_files(built, tmp_path)
    folders = sorted(path.rpartition("/")[0] for path in built.files if path.endswith("/patch.yaml"))
    # Those past the plugin have nothing to ask for, and a RayCluster's lists would be lost.
    without = [one for one in built.plan.workloads if one.unaccounted or one.framework is Framework.RAY]
    assert len(folders) == len(built.plan.workloads) - len(without)
    for folder in folders:
        patch = built.tree(f"{folder}/patch.yaml")
        containers = pod_of(patch)["containers"]
        (container,) = containers if isinstance(containers, list) else []
        stub = an_object(str(patch["kind"]), name_of(patch), pod=a_bare_pod(str(at(container, "name"))))
        place = tmp_path / f"on-{folder.rpartition('/')[2]}"
        place.mkdir()
        (place / "object.json").write_text(json.dumps(stub), encoding="utf-8")
        (place / "kustomization.yaml").write_text(f"resources: [object.json]\ncomponents: [../{folder}]\n")
        done = subprocess.run([str(tools.kustomize), "build", str(place)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        (found,) = parsed(done.stdout)
        overlay.valid(found)
        assert pod_of(found) != pod_of(stub)


@pytest.mark.parametrize("name", BUNDLES)
def test_every_example_is_what_its_schema_says(name: str, tools: Tools, tmp_path: Path) -> None:
    built = BUNDLES[name]
    write_files(built, tmp_path)
    files = sorted(path for path in built.files if path.startswith("examples/"))
    assert len(files) == len(built.plan.workloads)
    found = kubeconform(tools.kubeconform, str(built.plan.kubernetes), [tmp_path / path for path in files])
    assert (found.problems, found.valid) == ((), len(files))
    pods = [pod for path in files for pod in ray_pods(built.tree(path))]
    for number, pod in enumerate(pods):
        file = tmp_path / f"pod-{number}.json"
        file.write_text(json.dumps(pod), encoding="utf-8")
        assert kubeconform(tools.kubeconform, str(built.plan.kubernetes), [file]).problems == ()


@pytest.mark.parametrize("name", BUNDLES)
def test_our_own_lint_has_nothing_against_a_bundle(name: str) -> None:
    """What reaches cards past the plugin is told of, since nobody counts it; nothing else is."""
    files = {path: text.encode() for path, text in BUNDLES[name].files.items() if path.endswith(".yaml")}
    past = sum(one.unaccounted for one in BUNDLES[name].plan.workloads)
    found = [(one.code, one.severity.value) for one in judged(files).findings]
    assert found == [("WRK205", "info")] * past


def ray_pods(found: Object) -> list[Object]:
    """Return the pods of a RayCluster's templates."""
    if found["kind"] != "RayCluster":
        return []
    templates = [at(found, "spec", "headGroupSpec", "template"), at(found, "spec", "workerGroupSpecs", 0, "template")]
    meta: Object = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "ray"}}
    return [{**meta, "spec": at(template, "spec")} for template in templates]
