import pytest

from tests.lint.examples import judged, told

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector: {LABEL}
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
"""
POOL = """\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  template:
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}
      requirements:
        - REQUIREMENT
"""
AWS = "karpenter.k8s.aws/instance-gpu-"


def _pod(label: str) -> list[tuple[int, str]]:
    return told(POD.replace("LABEL", label), "WRK225")


@pytest.mark.parametrize(
    ("label", "said"),
    [
        (f"{AWS}name: A10G", "no machine has karpenter.k8s.aws/instance-gpu-name=A10G: the pod stays pending"),
        (f"{AWS}name: nvidia-tesla-t4", "instance-gpu-name=nvidia-tesla-t4"),
        (f"{AWS}manufacturer: NVIDIA", "instance-gpu-manufacturer=NVIDIA"),
        (f"{AWS}memory: 24Gi", "instance-gpu-memory=24Gi"),
        (f'{AWS}memory: "24"', "instance-gpu-memory=24:"),
        (f"{AWS}count: one", "instance-gpu-count=one"),
        (f"{AWS}names: t4", "no label karpenter.k8s.aws/instance-gpu-names"),
        ("eks.amazonaws.com/instance-gpu-name: L4", "no machine has eks.amazonaws.com/instance-gpu-name=L4"),
    ],
)
def test_a_pod_selects_what_machines_have(label: str, said: str) -> None:
    (found,) = _pod(label)
    assert found[0] == 5
    assert said in found[1]


@pytest.mark.parametrize(
    "label",
    [
        *(f"{AWS}name: t4", f"{AWS}name: rtx-pro-server-6000", f"{AWS}manufacturer: nvidia", f'{AWS}memory: "22888"'),
        *(f'{AWS}count: "4"', f"{AWS}name: ${{GPU}}", "karpenter.k8s.aws/instance-family: g5", "my.io/gpu-name: T4"),
        *("karpenter.k8s.aws/instance-accelerator-name: inferentia", "karpenter.sh/capacity-type: spot"),
    ],
)
def test_what_they_have_is_not_told(label: str) -> None:
    assert _pod(label) == []


def _pool(key: str, operator: str, values: str) -> list[tuple[str, str]]:
    text = POOL.replace("REQUIREMENT", f"{{key: {key}, operator: {operator}, values: {values}}}")
    return [(one.severity.value, one.message) for one in judged(text).findings if one.code == "WRK225"]


def test_a_pool_asks_for_what_machines_have() -> None:
    assert [one for one, _ in _pool(f"{AWS}name", "In", "[T4, L4]")] == ["error", "error"]
    assert _pool(f"{AWS}name", "In", "[T4, l4]") == []
    assert [one for one, _ in _pool(f"{AWS}memory", "Gt", '["16"]')] == ["warning"]
    assert [one for one, _ in _pool(f"{AWS}memory", "Lt", '["48"]')] == ["error"]
    assert [one for one, _ in _pool(f"{AWS}nam", "In", "[t4]")] == ["error"]
    for operator, values in (("Gt", '["16384"]'), ("Gt", '["0"]'), ("Lt", '["24576"]'), ("Exists", "[]")):
        assert _pool(f"{AWS}memory", operator, values) == []
    assert _pool(f"{AWS}count", "Gt", '["0"]') == []


def test_a_label_that_a_node_shows_is_known() -> None:
    node = f"---\napiVersion: v1\nkind: Node\nmetadata: {{name: a, labels: {{{AWS}name: A10G}}}}\n"
    assert told(POD.replace("LABEL", f"{AWS}name: A10G") + node, "WRK225") == []


OF_AWS = "karpenter.k8s.aws/instance-"


@pytest.mark.parametrize(
    ("key", "value", "fix"),
    [
        (f"{OF_AWS}category", "g4dn", f"Write g, or ask for the family by {OF_AWS}family."),
        (f"{OF_AWS}category", "p3", f"Write p, or ask for the family by {OF_AWS}family."),
        (f"{OF_AWS}category", "G", "Write g."),
        (f"{OF_AWS}category", "g5.xlarge", "Write g."),
        (
            "eks.amazonaws.com/instance-category",
            "g6",
            "Write g, or ask for the family by eks.amazonaws.com/instance-family.",
        ),
        (f"{OF_AWS}family", "g5.xlarge", "Write g5, or ask for the type by node.kubernetes.io/instance-type."),
        (f"{OF_AWS}family", "G5", "Write g5."),
        (f"{OF_AWS}family", "g", f"Ask for it by {OF_AWS}category."),
        (f"{OF_AWS}generation", "g5", f'Write "5" beside {OF_AWS}category.'),
        (f"{OF_AWS}generation", "5th", 'Write "5".'),
        (f"{OF_AWS}size", "g5.xlarge", f"Write xlarge, and the family in {OF_AWS}family."),
        (f"{OF_AWS}size", "XLarge", "Write xlarge."),
        (f"{AWS}name", "a100-80gb", "Write a100."),
        (f"{AWS}name", "NVIDIA A100", "Write a100."),
        (f"{AWS}name", "NVIDIA-H100-80GB-HBM3", "Write h100."),
        (f"{AWS}name", "a10", "Write a10g."),
        (f"{AWS}manufacturer", "nvidia.com", "Write nvidia."),
        (f"{AWS}manufacturer", "nvdia", "Write nvidia."),
        ("karpenter.sh/capacity-type", "ON_DEMAND", "Write on-demand."),
        ("karpenter.sh/capacity-type", "ondemand", "Write on-demand."),
        ("karpenter.sh/capacity-type", "preemptible", "Write one of on-demand, spot, reserved."),
        ("kubernetes.io/arch", "x86_64", "Write amd64."),
        ("beta.kubernetes.io/arch", "aarch64", "Write arm64."),
        ("kubernetes.io/arch", "AMD64", "Write amd64."),
        ("kubernetes.io/arch", "sparc", "Write amd64 or arm64."),
    ],
)
def test_values_that_no_machine_has(key: str, value: str, fix: str) -> None:
    requirement = f"{{key: {key}, operator: In, values: [{value}]}}"
    for text, then in (
        (POD.replace("LABEL", f"{key}: {value}"), "the pod stays pending"),
        (POOL.replace("REQUIREMENT", requirement), "the pool makes no node"),
    ):
        (one,) = [one for one in judged(text).findings if one.code == "WRK225"]
        assert (one.message, one.fix) == (f"no machine has {key}={value}: {then}", fix)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        (f"{OF_AWS}category", "[g, p, gr, inf, trn]"),
        (f"{OF_AWS}category", "[g4dn, g]"),
        (f"{OF_AWS}family", "[g4dn, p6-b200, u-6tb1, c7i-flex, g9x]"),
        (f"{OF_AWS}generation", '["5", "6"]'),
        (f"{OF_AWS}size", "[xlarge, 12xlarge, metal, metal-24xl]"),
        (f"{AWS}name", "[t4g, gb200, b300, radeon-pro-v520, x1]"),
        (f"{AWS}manufacturer", "[amd, habana, other]"),
        ("karpenter.sh/capacity-type", "[spot, reserved]"),
        ("kubernetes.io/arch", "[arm64]"),
        (f"{OF_AWS}category", '["${CATEGORY}"]'),
        (f"{OF_AWS}memory", '["16384"]'),
        ("karpenter.azure.com/sku-family", "[N]"),
        ("example.com/instance-category", "[g4dn]"),
    ],
)
def test_values_that_some_machine_has_or_may_have(key: str, values: str) -> None:
    assert _pool(key, "In", values) == []
    assert _pool(key, "NotIn", values) == []


@pytest.mark.parametrize(("name", "meant"), [("famly", "family"), ("catgory", "category"), ("sizes", "size")])
def test_slips_of_labels_that_machines_have(name: str, meant: str) -> None:
    ((severity, message),) = _pool(f"{OF_AWS}{name}", "In", "[a]")
    assert (severity, message) == ("error", f"Karpenter has no label {OF_AWS}{name}: the pool makes no node")
    assert _pool("karpenter.k8s.aws/ec2nodeclass", "In", "[a]") == []


def _asking(*requirements: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    lines = [f"{{key: {key}, operator: {operator}, values: {values}}}" for key, operator, values in requirements]
    text = POOL.replace("REQUIREMENT", "\n        - ".join(lines))
    found = [one for one in judged(text).findings if one.code == "WRK225"]
    return [(one.severity.value, one.message, one.fix) for one in found]


ARCH, FAMILY, TYPE = "kubernetes.io/arch", f"{OF_AWS}family", "node.kubernetes.io/instance-type"
OUT = "such machines are left out"
NONE = "the pool makes no node"
NO_AMD = f"g5g has {ARCH}=arm64, where amd64 is asked for"


@pytest.mark.parametrize(
    ("requirements", "said"),
    [
        ([(ARCH, "In", "[amd64]"), (FAMILY, "In", "[g4dn, g5g]")], [("warning", f"{NO_AMD}: {OUT}")]),
        ([(FAMILY, "In", "[g5g]"), (ARCH, "In", "[amd64]")], [("error", f"{NO_AMD}: {NONE}")]),
        ([(TYPE, "In", "[g5g.xlarge]"), (ARCH, "In", "[amd64]")], [("error", f"{NO_AMD}: {NONE}")]),
        ([(FAMILY, "In", "[g5g, g6]"), (ARCH, "In", "[amd64, arm64]")], []),
        ([(FAMILY, "In", "[g5g, g9x]"), ("beta.kubernetes.io/arch", "In", "[arm64]")], []),
        (
            [(FAMILY, "In", "[g5, p4d]"), (f"{OF_AWS}category", "In", "[g, gr]")],
            [("warning", f"p4d has {OF_AWS}category=p, where g or gr is asked for: {OUT}")],
        ),
        (
            [(TYPE, "In", "[g6.xlarge]"), (f"{AWS}name", "In", "[l40s]")],
            [("error", f"g6 has {AWS}name=l4, where l40s is asked for: {NONE}")],
        ),
        (
            [(FAMILY, "In", "[g4ad, g4dn]"), (f"{AWS}manufacturer", "In", "[nvidia]")],
            [("warning", f"g4ad has {AWS}manufacturer=amd, where nvidia is asked for: {OUT}")],
        ),
        ([(FAMILY, "In", "[p6e-gb200]"), (f"{AWS}name", "In", "[gb200]")], []),
        ([(FAMILY, "In", "[g5]"), (f"{OF_AWS}generation", "Gt", '["5"]')], []),
        ([(FAMILY, "In", "[g5g]"), (ARCH, "NotIn", "[arm64]")], []),
        ([(FAMILY, "In", "[g5g]"), (ARCH, "In", "['${ARCH}']")], []),
        ([(FAMILY, "In", "[g5g]"), (ARCH, "In", "[x86_64]")], [("error", f"no machine has {ARCH}=x86_64: {NONE}")]),
        ([(FAMILY, "NotIn", "[g5g]"), (ARCH, "In", "[amd64]")], []),
        ([(FAMILY, "In", "[m6g]"), (ARCH, "In", "[amd64]")], []),
    ],
)
def test_machines_that_a_pool_names_and_leaves_out(
    requirements: list[tuple[str, str, str]], said: list[tuple[str, str]]
) -> None:
    assert [(severity, message) for severity, message, _ in _asking(*requirements)] == said


def test_what_to_do_about_machines_that_are_left_out() -> None:
    ((_, _, fix),) = _asking((ARCH, "In", "[amd64]"), (FAMILY, "In", "[g5g]"))
    assert fix == "Ask for arm64 as well, or leave g5g out."


AFFINITY = """\
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
"""
TERM = f"          - matchExpressions: [{{key: {FAMILY}, operator: In, values: [VALUE]}}]\n"


def test_a_pod_that_selects_machines_which_it_leaves_out() -> None:
    assert _pod(f"{FAMILY}: g5g, {ARCH}: amd64") == [(5, f"{NO_AMD}: the pod stays pending")]
    assert _pod(f"{FAMILY}: g5g, {ARCH}: arm64") == []
    one = POD.replace("LABEL", f"{ARCH}: amd64") + AFFINITY + TERM.replace("VALUE", "g5g")
    assert told(one, "WRK225") == [(12, f"{NO_AMD}: the pod stays pending")]
    assert told(one + TERM.replace("VALUE", "g5"), "WRK225") == []


@pytest.mark.parametrize(("value", "lines"), [("T4", [4]), ("t4", []), ("${CARD}", [])])
def test_flavors_and_kinds_of_others_choose_machines_too(value: str, lines: list[int]) -> None:
    head = "apiVersion: llmaz.io/v1alpha1\nkind: OpenModel\nmetadata: {name: a}\n"
    model = f"{head}spec: {{nodeSelector: {{{AWS}name: {value}}}}}\n"
    assert [line for line, _ in told(model, "WRK225")] == lines
    flavor = model.replace("nodeSelector", "nodeLabels").replace("llmaz.io/v1alpha1", "kueue.x-k8s.io/v1beta1")
    assert [line for line, _ in told(flavor.replace("OpenModel", "ResourceFlavor"), "WRK225")] == lines
