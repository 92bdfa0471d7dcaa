import pytest

from tests.lint.examples import told

CODE = "KUB209"
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: p, labels: {LABEL}}
spec:
  containers:
    - {name: a, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
"""
JOB = """\
apiVersion: VERSION
kind: Job
metadata: {name: j}
spec:
  template:
    metadata: {labels: {model: "a/b"}}
    spec:
      restartPolicy: Never
      containers:
        - {name: a, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
"""


@pytest.mark.parametrize(
    "label",
    [
        'model: "a/b"',
        'gpu: "Tesla T4"',
        'image: "cuda:12"',
        "a: -b",
        "a: b.",
        f"a: {'b' * 64}",
        '"a b": c',
        "a/b/c: d",
        "a/: d",
        "A/b: d",
        'a: "b\\n"',
    ],
)
def test_what_no_label_can_be(label: str) -> None:
    assert [line for line, _ in told(POD.replace("LABEL", label), CODE)] == [3]


@pytest.mark.parametrize(
    "label",
    [
        "model: a.b_c-1",
        'a: ""',
        "a: 1",
        "a:",
        f"a: {'b' * 63}",
        "nvidia.com/gpu.product: Tesla-T4",
        'a: "${A}/b"',
        '"${A}": b',
        'a: "{{ a }}"',
        'a: "#{a}#"',
        'a: "v-@@A@@"',
        'a: "%A%"',
        "a: '{name}'",
        'a: "[[ a ]]"',
        'a: "((a))"',
    ],
)
def test_what_a_label_can_be(label: str) -> None:
    assert told(POD.replace("LABEL", label), CODE) == []


def test_the_labels_of_pods_are_looked_at_in_kinds_of_kubernetes() -> None:
    assert [line for line, _ in told(JOB.replace("VERSION", "batch/v1"), CODE)] == [6]
    assert told(JOB.replace("VERSION", "batch.volcano.sh/v1alpha1"), CODE) == []


def test_nodes_and_releases_have_labels_too() -> None:
    node = 'apiVersion: v1\nkind: Node\nmetadata:\n  name: n\n  labels:\n    nvidia.com/gpu.product: "Tesla T4"\n'
    assert told(node, CODE) == [
        (6, "the label nvidia.com/gpu.product cannot be 'Tesla T4': the API server refuses the object")
    ]
    policy = (
        "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: gpu, labels: {a: b c}}\nvalue: 1\n"
    )
    assert [line for line, _ in told(policy, CODE)] == [3]


@pytest.mark.parametrize(
    ("version", "found"), [("example.com/v1", [3]), ("backstage.io/v1alpha1", []), ("skaffold/v1", []), ("${A}/v1", [])]
)
def test_objects_of_any_kind_have_them_as_well(version: str, found: list[int]) -> None:
    text = f"apiVersion: {version}\nkind: Team\nmetadata: {{name: gpus, labels: {{a: b c}}}}\n"
    assert [line for line, _ in told(text, CODE)] == found
    assert told(text.replace("gpus", "a"), CODE) == []


def _flavor(label: str, group: str = "kueue.x-k8s.io/v1beta1") -> str:
    return (
        f"apiVersion: {group}\nkind: ResourceFlavor\nmetadata: {{name: a100}}\n"
        f"spec:\n  nodeLabels: {{nvidia.com/gpu.product: {label}}}\n"
    )


def test_labels_of_nodes_in_a_flavor() -> None:
    message = "the label nvidia.com/gpu.product cannot be 'NVIDIA A100': Kueue's webhook refuses the object"
    assert told(_flavor("NVIDIA A100"), "KUB209") == [(5, message)]
    assert told(_flavor("NVIDIA-A100-SXM4-40GB"), "KUB209") == []
    assert told(_flavor("'${CARD} A'"), "KUB209") == []
    assert told(_flavor("NVIDIA A100", "example.com/v1"), "KUB209") == []
