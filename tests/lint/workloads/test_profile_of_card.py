import pytest

from generator.model.finding import Severity
from tests.lint.chart_values import release
from tests.lint.examples import judged, told
from tests.lint.pods import RENAMED, gpu_node, pod, sharing

SMALL, LARGE, H200 = "NVIDIA-A100-SXM4-40GB", "NVIDIA-A100-SXM4-80GB", "NVIDIA-H200"
PRODUCT, ACCELERATOR, MACHINE = (
    "nvidia.com/gpu.product",
    "cloud.google.com/gke-accelerator",
    "node.kubernetes.io/instance-type",
)


def asking(profile: str, selects: str = "", amount: str = "1") -> str:
    return pod(f"{{limits: {{nvidia.com/mig-{profile}: {amount}}}}}", selects)


def of(product: str, key: str = PRODUCT) -> str:
    return f"nodeSelector: {{{key}: {product}}}"


def one_of(*terms: str) -> str:
    nodes = f"requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{', '.join(terms)}]}}"
    return f"affinity: {{nodeAffinity: {{{nodes}}}}}"


def term(*products: str, key: str = PRODUCT, operator: str = "In") -> str:
    return f"{{matchExpressions: [{{key: {key}, operator: {operator}, values: [{', '.join(products)}]}}]}}"


def weights(files: dict[str, str] | str, options: tuple[str, ...] = ()) -> list[Severity]:
    return [one.severity for one in judged(files, options).findings if one.code == "WRK222"]


def test_a_profile_of_the_smaller_card() -> None:
    message = (
        f"{LARGE} has no MIG profile 1g.5gb: no such node advertises nvidia.com/mig-1g.5gb, and the pod stays pending"
    )
    assert told(asking("1g.5gb", of(LARGE)), "WRK222") == [(9, message)]
    assert weights(asking("1g.5gb", of(LARGE))) == [Severity.ERROR]


@pytest.mark.parametrize(
    ("profile", "selects"),
    [
        ("1g.5gb.shared", of(LARGE)),
        ("1g.5gb.me", of(LARGE)),
        ("1g.5gb", of(f"{LARGE}-SHARED")),
        ("1g.10gb", of("NVIDIA-H200")),
        ("1g.24gb.me", of(LARGE)),
        ("3g.40gb", of(SMALL)),
        ("1g.5gb", of("A100-SXM4-80GB")),
        ("1g.5gb", of("NVIDIA-A30")),
        ("1g.5gb", of("Tesla-T4")),
        ("1g.5gb", of("NVIDIA-L40S")),
        ("1g.5gb", of("nvidia-a100-80gb", ACCELERATOR)),
        ("1g.10gb", of("nvidia-h200-141gb", ACCELERATOR)),
        ("1g.5gb", of("p4de.24xlarge", MACHINE)),
        ("1g.10gb", of("Standard_NC40ads_H100_v5", MACHINE)),
        ("1g.5gb", of("g5.2xlarge", MACHINE)),
        ("1g.5gb", of("p3.2xlarge", "beta.kubernetes.io/instance-type")),
        ("1g.5gb", of("Standard_NC4as_T4_v3", MACHINE)),
        ("1g.5gb", of("g2-standard-8", MACHINE)),
        ("1g.5gb", of("p5.4xlarge", MACHINE)),
        ("1g.5gb", of("g6e", "karpenter.k8s.aws/instance-family")),
        ("1g.5gb", of("p4de", "eks.amazonaws.com/instance-family")),
        ("1g.5gb", of("t4", "karpenter.k8s.aws/instance-gpu-name")),
        ("1g.5gb", one_of(term("g5.2xlarge", "g4dn.xlarge", key=MACHINE))),
        ("1g.5gb", of(f"{LARGE}-MIG-1g.10gb", "nvidia.com/mig-1g.10gb.product")),
        ("1g.5gb", one_of(term(LARGE))),
        ("1g.5gb", one_of(term(LARGE, "NVIDIA-H100-80GB-HBM3"))),
        ("1g.5gb", one_of(term(LARGE), term("nvidia-a100-80gb", key=ACCELERATOR))),
    ],
)
def test_cards_without_the_profile(profile: str, selects: str) -> None:
    assert [line for line, _ in told(asking(profile, selects), "WRK222")] == [9]


@pytest.mark.parametrize(
    ("profile", "selects"),
    [
        ("1g.5gb", of(SMALL)),
        ("1g.5gb", of("A100-SXM4-40GB")),
        ("1g.10gb", of(SMALL)),
        ("1g.5gb", of("p4d.24xlarge", MACHINE)),
        ("1g.5gb", of("g9.2xlarge", MACHINE)),
        ("1g.5gb", of("g5", MACHINE)),
        ("1g.5gb", of("p4d", "karpenter.k8s.aws/instance-family")),
        ("1g.5gb", of("a100", "karpenter.k8s.aws/instance-gpu-name")),
        ("1g.5gb", one_of(term("g5.2xlarge", "p4d.24xlarge", key=MACHINE))),
        ("1g.5gb", one_of(term("g5.2xlarge", "p9.24xlarge", key=MACHINE))),
        ("1g.10gb.shared", of(LARGE)),
        ("1g.10gb.me", of(LARGE)),
        ("1g.24gb", of("NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition")),
        ("1g.24gb-me", of("NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition")),
        ("1g.47gb", of("NVIDIA-GB200")),
        ("1g.45gb", of("NVIDIA-B200")),
        # Nothing is published of the profiles of these, or of the card itself.
        ("1g.5gb", of("NVIDIA-RTX-PRO-5000-Blackwell")),
        ("1g.5gb", of("GRID-A100-80C")),
        ("1g.5gb", of("NVIDIA-Next")),
        ("1g.5gb", of("'${PRODUCT}'")),
        ("1g.5gb", of("'{{ product }}'")),
        ("1g.5gb", of("nvidia-tesla-a100", ACCELERATOR)),
        ("1g.5gb", of("nvidia-next", ACCELERATOR)),
        ("1g.5gb", of("m5.large", MACHINE)),
        ("1g.5gb", of("a100", "accelerator")),
        ("1g.5gb", one_of(term(LARGE, SMALL))),
        ("1g.5gb", one_of(term(LARGE), term(SMALL))),
        ("1g.5gb", one_of(term(LARGE), term("yes", key="pool"))),
        ("1g.5gb", one_of(term(LARGE, operator="NotIn"))),
        ("1g.5gb", one_of("{matchExpressions: [{key: nvidia.com/gpu.product, operator: Exists}]}")),
        ("1g.5gb", ""),
        # No such profile on any card, and no profile at all: other rules tell.
        ("9g.99gb", of(LARGE)),
        ("small", of(LARGE)),
    ],
)
def test_cards_that_have_it_or_are_not_known(profile: str, selects: str) -> None:
    assert told(asking(profile, selects), "WRK222") == []


@pytest.mark.parametrize("amount", ["0", "null", "'0'"])
def test_who_asks_for_none_needs_no_profile(amount: str) -> None:
    assert told(asking("1g.5gb", of(LARGE), amount), "WRK222") == []


def test_a_product_with_its_slice_is_of_strategy_single() -> None:
    product = f"{LARGE}-MIG-1g.10gb"
    [(line, message)] = told(asking("1g.10gb", of(product)), "WRK222")
    assert (line, message.partition(":")[0]) == (
        9,
        f"nodes are labelled {product} under MIG strategy single, which calls their MIG devices nvidia.com/gpu",
    )
    assert len(told(asking("1g.10gb", one_of(term(f"{product}-SHARED"), term(product))), "WRK222")) == 1
    assert told(asking("1g.10gb", one_of(term(product, LARGE))), "WRK222") == []
    assert told(asking("1g.10gb", one_of(term(product), term(LARGE))), "WRK222") == []
    assert told(pod("{limits: {nvidia.com/gpu: 1}}", of(product)), "WRK222") == []


@pytest.mark.parametrize(
    ("gpus", "expected"),
    [
        (("a100-sxm4-80gb",), [Severity.ERROR]),
        (("t4",), [Severity.ERROR]),
        (("b200",), [Severity.WARNING]),
        (("a100-sxm4-80gb", "a100-sxm4-40gb"), []),
        (("rtx-pro-5000",), []),
    ],
)
def test_cards_that_the_caller_names(gpus: tuple[str, ...], expected: list[Severity]) -> None:
    options = tuple(word for gpu in gpus for word in ("--gpu", gpu))
    assert weights(asking("1g.5gb"), options) == expected


def labelled(product: str, name: str = "gpu-1", more: str = "") -> str:
    labels = f"{{kubernetes.io/hostname: {name}, nvidia.com/gpu.product: {product}{more}}}"
    return f"apiVersion: v1\nkind: Node\nmetadata: {{name: {name}, labels: {labels}}}\n"


HOST = "nodeSelector: {kubernetes.io/hostname: gpu-1}"


def test_cards_of_the_nodes_that_a_pod_is_bound_to() -> None:
    other = labelled(SMALL, "gpu-2")
    bound = {"a.yaml": labelled(LARGE), "b.yaml": other, "p.yaml": asking("1g.5gb", HOST)}
    assert weights(bound) == [Severity.ERROR]
    assert weights({**bound, "p.yaml": asking("1g.10gb", HOST)}) == []
    assert weights({**bound, "p.yaml": asking("1g.5gb")}) == []
    assert weights({**bound, "a.yaml": labelled(SMALL)}) == []
    assert weights({**bound, "a.yaml": labelled("NVIDIA-Next")}) == []


def test_cards_of_all_nodes_are_a_note_as_there_may_be_others() -> None:
    assert weights({"a.yaml": labelled(LARGE), "p.yaml": asking("1g.5gb")}) == [Severity.INFO]
    read = gpu_node(advertised="{cpu: 8}", labels=f"{{nvidia.com/gpu.product: {LARGE}}}")
    assert weights({"a.yaml": read, "p.yaml": asking("1g.5gb")}) == [Severity.WARNING]


@pytest.mark.parametrize(
    "more",
    [
        # Under these strategies no MIG device has a name, whatever its profile: that is told.
        release("mig: {strategy: single}"),
        sharing(RENAMED, strategy="single"),
        # What Nodes have is held against the pod by the rule on amounts.
        gpu_node(advertised='{nvidia.com/mig-1g.10gb: "7"}', labels=f"{{nvidia.com/gpu.product: {LARGE}}}"),
    ],
)
def test_one_fault_is_told_once(more: str) -> None:
    files = {"a.yaml": more, "p.yaml": asking("1g.5gb", of(LARGE))}
    assert told(files, "WRK222") == []
    assert any(one.severity is not Severity.INFO for one in judged(files).findings)
