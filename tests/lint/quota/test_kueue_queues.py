import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told

QUEUE = """\
apiVersion: kueue.x-k8s.io/v1beta1
kind: ResourceFlavor
metadata: {name: nvidia-a100}
---
apiVersion: kueue.x-k8s.io/v1beta1
kind: ClusterQueue
metadata: {name: gpus}
spec:
  namespaceSelector: {}
  resourceGroups:
    - coveredResources: [COVERED]
      flavors:
        - name: FLAVOR
          resources:
            - {name: cpu, nominalQuota: 10}
            - {name: nvidia.com/gpu, nominalQuota: 4}
---
apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: {name: team, namespace: ml}
spec: {clusterQueue: NAMED}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train, namespace: ml, labels: {kueue.x-k8s.io/queue-name: team}}
spec:
  suspend: true
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: main
          image: cuda
          resources:
            limits: {RESOURCE: 1}
"""
GPU, MIG = "nvidia.com/gpu", "nvidia.com/mig-1g.5gb"


def _told(
    covered: str = "cpu, nvidia.com/gpu", flavor: str = "nvidia-a100", named: str = "gpus", resource: str = GPU
) -> list[tuple[int, str]]:
    text = QUEUE.replace("COVERED", covered).replace("FLAVOR", flavor).replace("NAMED", named)
    return told(text.replace("RESOURCE", resource), "QUO209")


def test_a_sound_queue_is_let_be() -> None:
    assert _told() == []


@pytest.mark.parametrize(
    ("covered", "line"), [("nvidia.com/gpu, cpu", 15), ("cpu", 16), ("cpu, memory, nvidia.com/gpu", 14)]
)
def test_a_flavor_has_what_is_covered_in_that_order(covered: str, line: int) -> None:
    found = [one for one in _told(covered) if "webhook refuses" in one[1]]
    assert [at for at, _ in found] == [line]


def test_a_name_with_a_slip_is_told_and_another_may_be_elsewhere() -> None:
    assert [line for line, _ in _told(flavor="nvidia-100")] == [13]
    assert _told(flavor="default-flavor") == []
    assert [line for line, _ in _told(named="gpu")] == [21]
    assert _told(named="other") == []


def test_what_has_no_quota_is_not_admitted() -> None:
    ((line, message),) = _told(resource=MIG)
    assert line == 35
    assert "has no quota of nvidia.com/mig-1g.5gb" in message
    assert _told(resource=MIG, named="other") == []


@pytest.mark.parametrize(("resource", "severity"), [(GPU, Severity.WARNING), (MIG, Severity.INFO)])
def test_kueue_may_count_other_resources_as_something_else(resource: str, severity: Severity) -> None:
    text = QUEUE.replace("nvidia.com/gpu", "memory").replace("COVERED", "cpu, memory").replace("FLAVOR", "nvidia-a100")
    findings = judged(text.replace("NAMED", "gpus").replace("RESOURCE", resource)).findings
    assert [one.severity for one in findings if one.code == "QUO209"] == [severity]


@pytest.mark.parametrize(("more", "lines"), [("", [17]), ("  cohort: all\n", []), ("  cohortName: all\n", [])])
def test_a_limit_of_borrowing_needs_a_cohort(more: str, lines: list[int]) -> None:
    text = QUEUE.replace("COVERED", "cpu, nvidia.com/gpu").replace("FLAVOR", "nvidia-a100").replace("NAMED", "gpus")
    text = text.replace("RESOURCE", GPU).replace(
        "nominalQuota: 4}", "nominalQuota: 4,\n                borrowingLimit: 2}"
    )
    text = text.replace("  resourceGroups:", f"{more}  resourceGroups:")
    assert [line for line, _ in told(text, "QUO209")] == lines


def test_queues_of_volcano_are_no_matter() -> None:
    other = QUEUE.replace("kueue.x-k8s.io/v1beta1", "scheduling.volcano.sh/v1beta1").replace("COVERED", "cpu")
    assert told(other, "QUO209") == []


COHORT = """apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [queue.yaml]
patches:
"""


@pytest.mark.parametrize(
    ("patch", "found"),
    [
        ("- {target: {kind: ClusterQueue}, patch: '[{op: add, path: /spec/cohort, value: all}]'}", 0),
        ("- {path: cohort.yaml}", 0),
        ("- {target: {kind: Deployment}, patch: '[{op: add, path: /spec/replicas, value: 1}]'}", 1),
    ],
)
def test_a_kustomization_may_add_the_cohort(patch: str, found: int) -> None:
    resource = "{name: nvidia.com/gpu, nominalQuota: 4, borrowingLimit: 4}"
    queue = (
        "apiVersion: kueue.x-k8s.io/v1beta1\nkind: ClusterQueue\nmetadata: {name: team}\nspec:\n"
        f"  resourceGroups: [{{coveredResources: [nvidia.com/gpu], flavors: [{{name: a, resources: [{resource}]}}]}}]\n"
    )
    files = {"queue.yaml": queue, "kustomization.yaml": f"{COHORT}{patch}\n"}
    assert len(told(files, "QUO209")) == found


def test_a_letter_of_a_series_is_no_slip() -> None:
    text = (
        "apiVersion: kueue.x-k8s.io/v1beta1\nkind: ClusterQueue\nmetadata: {name: team-a}\nspec: {}\n---\n"
        "apiVersion: kueue.x-k8s.io/v1beta1\nkind: LocalQueue\nmetadata: {name: q}\nspec: {clusterQueue: team-b}\n"
    )
    assert told(text, "QUO209") == []


@pytest.mark.parametrize(("key", "severity"), [("controller_manager_config.yaml", "info"), ("other", "warning")])
def test_kueues_own_configuration_may_leave_resources_out(key: str, severity: str) -> None:
    config = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: kueue}}\ndata: {{{key}: nvidia.com/gpu}}\n"
    text = QUEUE.replace(GPU, "memory").replace("COVERED", "cpu, memory").replace("FLAVOR", "nvidia-a100")
    files = {"a.yaml": text.replace("NAMED", "gpus").replace("RESOURCE", GPU), "b.yaml": config}
    assert [one.severity.value for one in judged(files).findings if one.code == "QUO209"] == [severity]


def _groups(*groups: tuple[str, str]) -> str:
    """Each group covers a resource and has flavors; it takes two lines, the first from line 7 on."""
    said = "".join(
        f"  - coveredResources: [{covered}]\n    flavors: [{_flavors(flavors, covered)}]\n"
        for covered, flavors in groups
    )
    return (
        "apiVersion: kueue.x-k8s.io/v1beta1\nkind: ClusterQueue\nmetadata: {name: all}\nspec:\n"
        f"  namespaceSelector: {{}}\n  resourceGroups:\n{said}"
    )


def _flavors(names: str, covered: str) -> str:
    resources = ", ".join(f"{{name: {one}, nominalQuota: 1}}" for one in covered.split(", "))
    return ", ".join(f"{{name: {name}, resources: [{resources}]}}" for name in names.split())


FLAVOR_TWICE = "a is a flavor for the second time: Kueue's webhook refuses the ClusterQueue"
COVERED_TWICE = "nvidia.com/gpu is covered for the second time: Kueue's webhook refuses the ClusterQueue"


@pytest.mark.parametrize(
    ("groups", "line", "message"),
    [
        ((("cpu", "a"), (GPU, "a")), 10, FLAVOR_TWICE),
        (((GPU, "a a"),), 8, FLAVOR_TWICE),
        (((GPU, "a"), (GPU, "b")), 9, COVERED_TWICE),
        (((f"{GPU}, {GPU}", "a"),), 7, COVERED_TWICE),
    ],
)
def test_what_a_queue_names_twice(groups: tuple[tuple[str, str], ...], line: int, message: str) -> None:
    assert told(_groups(*groups), "QUO209") == [(line, message)]


@pytest.mark.parametrize("groups", [(("cpu", "a"), (GPU, "b")), ((GPU, "a b"),), ((GPU, "'${A}' '${A}'"),)])
def test_what_it_names_once(groups: tuple[tuple[str, str], ...]) -> None:
    assert told(_groups(*groups), "QUO209") == []
