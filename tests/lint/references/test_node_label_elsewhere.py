import pytest

from tests.lint.chart_values import weighed
from tests.lint.examples import told

CODE = "REF237"
NODE = (
    "apiVersion: v1\nkind: Node\nmetadata:\n  name: gpu-1\n  labels: {{{labels}}}\n  annotations: {{{annotations}}}\n"
)
POOL = """\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: gpu
  {of_pool}
spec:
  template:
    metadata:
      {of_nodes}
    spec:
      nodeClassRef: {{name: gpu, kind: EC2NodeClass, group: karpenter.k8s.aws}}
"""
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: main
  {field}: {{{entry}}}
spec:
  containers:
    - {{name: main, image: cuda, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}
"""
MAKER = """\
apiVersion: {version}
kind: {kind}
metadata:
  name: main
  {of_object}: {{{entry}}}
spec:
  selector: {{matchLabels: {{{selected}}}}}
  template:
    metadata:
      {of_pods}: {{{entry}}}
    spec:
      containers:
        - {{name: main, image: cuda, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}
"""
CRON = """\
apiVersion: batch/v1
kind: CronJob
metadata: {name: main}
spec:
  schedule: "@daily"
  jobTemplate:
    spec:
      template:
        metadata:
          annotations: {nvidia.com/mig.config: all-1g.10gb}
        spec:
          restartPolicy: Never
          containers:
            - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
"""


def node(annotations: str, labels: str = "") -> str:
    """The annotations stand in line 6."""
    return NODE.format(annotations=annotations, labels=labels)


def maker(entry: str, field: str = "labels", kind: str = "Deployment", selected: str = "app: main") -> str:
    """The same entry stands in line 5, of the object, and in line 10, of its pods."""
    version = {"Job": "batch/v1", "RayCluster": "ray.io/v1"}.get(kind, "apps/v1")
    return MAKER.format(version=version, kind=kind, of_object=field, of_pods=field, entry=entry, selected=selected)


@pytest.mark.parametrize(
    ("key", "reader"),
    [
        ("nvidia.com/mig.config", "the MIG manager"),
        ("nvidia.com/device-plugin.config", "what gives the device plugin its configuration"),
        ("nvidia.com/vgpu.config", "the vGPU device manager"),
        ("nvidia.com/gpu.workload.config", "gpu-operator"),
        ("nvidia.com/gpu.deploy.driver", "gpu-operator"),
    ],
)
def test_an_annotation_of_a_node(key: str, reader: str) -> None:
    message = f"{key} is an annotation of a node: {reader} looks at the labels of nodes alone"
    assert told(node(f"{key}: some"), CODE) == [(6, message)]


@pytest.mark.parametrize(
    "text",
    [
        node("nvidia.com/mig.config.state: success"),
        node("nvidia.com/gpu-driver-upgrade-enabled: 'true'"),
        node("nvidia.com/mig.config: all-1g.5gb", "nvidia.com/mig.config: all-1g.5gb"),
        node("", "nvidia.com/mig.config: all-1g.5gb"),
    ],
)
def test_what_is_read_or_written_by_a_program(text: str) -> None:
    assert told(text, CODE) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (POD.format(field="annotations", entry="nvidia.com/mig.config: all-1g.10gb"), [5]),
        (POD.format(field="labels", entry="nvidia.com/device-plugin.config: shared"), [5]),
        (maker("nvidia.com/device-plugin.config: shared"), [5, 10]),
        (maker("nvidia.com/device-plugin.config: shared", "annotations"), [5, 10]),
        (maker("nvidia.com/mig.config: all-1g.10gb", kind="StatefulSet"), [5, 10]),
        (maker("nvidia.com/mig.config: all-1g.10gb", kind="Job"), [5, 10]),
        (CRON, [10]),
    ],
)
def test_pods_and_what_makes_them(text: str, lines: list[int]) -> None:
    assert [line for line, _ in told(text, CODE)] == lines


@pytest.mark.parametrize(
    "text",
    [
        maker("nvidia.com/gpu.product: Tesla-T4"),
        maker("nvidia.com/gpu-driver-upgrade-drain.skip: 'true'"),
        maker("nvidia.com/device-plugin.config: shared", selected="nvidia.com/device-plugin.config: shared"),
        # What others make of their labels is not known.
        maker("nvidia.com/device-plugin.config: shared", kind="RayCluster"),
    ],
)
def test_labels_of_pods_that_are_for_something(text: str) -> None:
    assert told(text, CODE) == []


SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: main}
spec:
  selector: {app: main, nvidia.com/mig.config: all-1g.10gb}
  ports: [{port: 80}]
"""
POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: main}
spec:
  podSelector:
    matchExpressions: [{key: nvidia.com/mig.config, operator: Exists}]
"""
AFFINITY = """\
apiVersion: v1
kind: Pod
metadata: {name: other}
spec:
  affinity:
    podAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        - {topologyKey: zone, labelSelector: {matchLabels: {nvidia.com/mig.config: all-1g.10gb}}}
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
"""
NODE_AFFINITY = """\
apiVersion: v1
kind: Pod
metadata: {name: other}
spec:
  nodeSelector: {nvidia.com/mig.config: all-1g.10gb}
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms: [{matchExpressions: [{key: nvidia.com/mig.config, operator: Exists}]}]
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
"""


@pytest.mark.parametrize("by", [SERVICE, POLICY, AFFINITY])
def test_labels_by_which_something_finds_the_pods(by: str) -> None:
    labelled = maker("nvidia.com/mig.config: all-1g.10gb")
    assert told({"a.yaml": labelled, "b.yaml": by}, CODE) == []
    annotated = maker("nvidia.com/mig.config: all-1g.10gb", "annotations")
    assert [line for line, _ in told({"a.yaml": annotated, "b.yaml": by}, CODE)] == [5, 10]


def test_what_chooses_nodes_finds_no_pods() -> None:
    labelled = maker("nvidia.com/mig.config: all-1g.10gb")
    assert len(told({"a.yaml": labelled, "b.yaml": NODE_AFFINITY}, CODE)) == 2


def test_whose_label_it_is() -> None:
    own, of_pods = (message for _, message in told(maker("nvidia.com/mig.config: all-1g.10gb"), CODE))
    assert own.startswith("nvidia.com/mig.config is a label of a Deployment: ")
    assert of_pods.startswith("nvidia.com/mig.config is a label of the pods of a Deployment: ")
    assert "is an annotation of the pods of a CronJob: " in told(CRON, CODE)[0][1]


@pytest.mark.parametrize(("field", "severity"), [("labels", "info"), ("annotations", "warning")])
def test_a_label_of_pods_may_be_for_people(field: str, severity: str) -> None:
    text = maker("nvidia.com/mig.config: all-1g.10gb", field)
    assert [weight for weight, _ in weighed(text, CODE)] == [severity, severity]


def test_pools() -> None:
    entry = "{nvidia.com/mig.config: all-1g.5gb}"
    assert [one for one, _ in told(POOL.format(of_pool=f"labels: {entry}", of_nodes="{}"), CODE)] == [5]
    assert [one for one, _ in told(POOL.format(of_pool=f"annotations: {entry}", of_nodes="{}"), CODE)] == [5]
    assert [one for one, _ in told(POOL.format(of_pool="labels: {}", of_nodes=f"annotations: {entry}"), CODE)] == [9]
    assert told(POOL.format(of_pool=f"labels: {entry}", of_nodes=f"labels: {entry}"), CODE) == []
    assert told(POOL.format(of_pool="labels: {}", of_nodes=f"labels: {entry}"), CODE) == []
    other = POOL.format(of_pool=f"labels: {entry}", of_nodes="{}").replace("karpenter.sh/v1", "example.com/v1")
    assert told(other, CODE) == []


def test_patches_are_left_alone() -> None:
    text = node("nvidia.com/mig.config: all-1g.5gb")
    assert told({"node-patch.yaml": text}, CODE) == []
    assert len(told({"node.yaml": text}, CODE)) == 1
