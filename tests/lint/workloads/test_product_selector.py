import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told
from tests.lint.pods import RENAMED, SHARED, gpu_node, pod, sharing

GPU = "{limits: {nvidia.com/gpu: 1}}"


def selecting(product: str) -> str:
    return pod(GPU, spec=f"nodeSelector: {{nvidia.com/gpu.product: {product}}}")


def wanting(*products: str) -> str:
    term = f"{{matchExpressions: [{{key: nvidia.com/gpu.product, operator: In, values: [{', '.join(products)}]}}]}}"
    required = f"{{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{term}]}}}}"
    return pod(GPU, spec=f"affinity: {{nodeAffinity: {required}}}")


@pytest.mark.parametrize("text", [selecting("Tesla-T4"), wanting("Tesla-T4", "NVIDIA-L4")])
def test_a_plain_product_once_the_default_entry_shares(text: str) -> None:
    message = "the configuration shares nvidia.com/gpu under its own name, so no node is labelled Tesla-T4"
    assert told({"a.yaml": sharing(SHARED), "b.yaml": text}, "WRK204") == [(5, message)]


@pytest.mark.parametrize(
    ("config", "text"),
    [
        (sharing(SHARED), selecting("Tesla-T4-SHARED")),
        (sharing(SHARED), wanting("Tesla-T4", "Tesla-T4-SHARED")),
        (sharing(RENAMED), selecting("Tesla-T4")),
        (sharing(SHARED, default=""), selecting("Tesla-T4")),
    ],
)
def test_products_that_some_node_may_have(config: str, text: str) -> None:
    assert told({"a.yaml": config, "b.yaml": text}, "WRK204") == []


def test_a_shared_product_where_nothing_is_shared_under_its_own_name() -> None:
    message = "the configuration shares nothing under its own name, so no node is labelled Tesla-T4-SHARED"
    assert told({"a.yaml": sharing(RENAMED), "b.yaml": selecting("Tesla-T4-SHARED")}, "WRK204") == [(5, message)]


def test_a_name_with_blanks_is_no_label() -> None:
    message = "no label can have the value 'NVIDIA GeForce RTX 3090': blanks are not allowed"
    assert told(selecting("NVIDIA GeForce RTX 3090"), "WRK204") == [(5, message)]


@pytest.mark.parametrize(
    ("product", "labels"),
    [
        ("NVIDIA-H100-SXM4-80GB", "NVIDIA-H100-80GB-HBM3"),
        (
            "NVIDIA-A100",
            "NVIDIA-A100-PCIE-40GB or NVIDIA-A100-80GB-PCIe or NVIDIA-A100-SXM4-40GB or NVIDIA-A100-SXM4-80GB",
        ),
        ("A100-80GB", "NVIDIA-A100-80GB-PCIe or NVIDIA-A100-SXM4-80GB"),
        ("NVIDIA-A100-SXM4-40GB-SHARED", None),
        ("NVIDIA-A100-SXM-64GB", None),
        ("NVIDIA-A100-40C", None),
        ("NVIDIA-H100-NVL", None),
    ],
)
def test_what_is_made_of_the_parts_of_a_cards_label(product: str, labels: str | None) -> None:
    found = [one for one in judged(selecting(product)).findings if one.code == "WRK204"]
    assert [one.fix for one in found] == ([] if labels is None else [f"Write {labels}."])


@pytest.mark.parametrize(
    ("product", "label"),
    [("NVIDIA-T4", "Tesla-T4"), ("RTX-3090", "NVIDIA-GeForce-RTX-3090"), ("NVIDIA-T4-SHARED", "Tesla-T4")],
)
def test_a_cards_name_that_is_not_its_label(product: str, label: str) -> None:
    ((line, message),) = told(selecting(product), "WRK204")
    assert (line, message.startswith(f"no node is labelled {product}: a "), message.endswith(f" is {label}")) == (
        5,
        True,
        True,
    )


@pytest.mark.parametrize(
    "product", ["Tesla-T4", "NVIDIA-A100-SXM4-80GB-MIG-1g.10gb", "NVIDIA-Some-New-Card", "Tesla-T4-SHARED"]
)
def test_labels_and_cards_that_are_not_known_here(product: str) -> None:
    assert told(selecting(product), "WRK204") == []


T4 = ("--gpu", "Tesla-T4")


@pytest.mark.parametrize(
    "text", [selecting("NVIDIA-L4"), selecting("NVIDIA-L4-SHARED"), wanting("NVIDIA-L4", "NVIDIA-A2")]
)
def test_the_label_of_a_card_that_is_not_there(text: str) -> None:
    product = "NVIDIA-L4-SHARED" if "SHARED" in text else "NVIDIA-L4"
    assert told(text, "WRK204", T4) == [(5, f"no node here is labelled {product}: the GPUs are T4")]
    assert told(text, "WRK204") == []


@pytest.mark.parametrize(
    "product",
    ["Tesla-T4", "Tesla-T4-SHARED", "NVIDIA-Some-New-Card", "GRID-T4-8Q", "${PRODUCT}"],
)
def test_products_that_the_cards_have_or_that_are_not_known(product: str) -> None:
    assert told(selecting(product), "WRK204", T4) == []


def test_one_card_of_several_is_enough() -> None:
    assert told(wanting("NVIDIA-L4", "Tesla-T4"), "WRK204", T4) == []
    assert told(selecting("NVIDIA-L4"), "WRK204", (*T4, "--gpu", "gpu-1=L4")) == []


def test_a_label_that_nobody_has_seen_may_be_another() -> None:
    assert told(selecting("NVIDIA-L4"), "WRK204", ("--gpu", "rtx-4080")) == []


def test_one_fault_is_told_once() -> None:
    assert len(told({"a.yaml": sharing(SHARED), "b.yaml": selecting("NVIDIA-L4")}, "WRK204", T4)) == 1
    assert len(told(selecting("NVIDIA L4"), "WRK204", T4)) == 1
    assert len(told(selecting("RTX-3090"), "WRK204", T4)) == 1


def test_the_products_of_nodes() -> None:
    node = gpu_node(labels="{nvidia.com/gpu.product: Tesla-T4}")
    (found,) = (one for one in judged({"a.yaml": node, "b.yaml": selecting("NVIDIA-L4")}).findings)
    assert (found.code, found.severity) == ("WRK204", Severity.WARNING)


def test_one_of_several_terms_is_enough() -> None:
    each = "{matchExpressions: [{key: nvidia.com/gpu.product, operator: In, values: [%s]}]}"
    terms = ", ".join(each % one for one in ("Tesla-T4", "Tesla-T4-SHARED"))
    required = f"{{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{terms}]}}}}"
    text = pod(GPU, spec=f"affinity: {{nodeAffinity: {required}}}")
    assert told({"a.yaml": sharing(SHARED), "b.yaml": text}, "WRK204") == []


def test_cards_with_mig_on_keep_their_label_whatever_is_shared() -> None:
    cut = pod(
        "{limits: {nvidia.com/mig-1g.10gb: 1}}", spec="nodeSelector: {nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3}"
    )
    assert told({"a.yaml": sharing(SHARED, strategy="mixed"), "b.yaml": cut}, "WRK204") == []
    whole = cut.replace("mig-1g.10gb", "gpu")
    assert len(told({"a.yaml": sharing(SHARED, strategy="mixed"), "b.yaml": whole}, "WRK204")) == 1


def test_a_name_without_the_series_is_no_label_of_a_geforce_card() -> None:
    message = "no node is labelled RTX-3080TI: a GeForce RTX 3080 Ti is NVIDIA-GeForce-RTX-3080-Ti"
    assert told(selecting("RTX-3080TI"), "WRK204") == [(5, message)]


@pytest.mark.parametrize(
    ("product", "gpu", "lines"),
    [
        ("NVIDIA-GeForce-RTX-3060", "RTX 3070", [5]),
        ("NVIDIA-GeForce-RTX-3080-10GB", "RTX 3070", []),  # no card has the label; it may be written by hand
        ("A100-40GB", "A100-SXM4-40GB", [5]),
        ("NVIDIA-A100-SXM4-40GB", "A100-SXM4-40GB", []),
    ],
)
def test_where_all_cards_are_known(product: str, gpu: str, lines: list[int]) -> None:
    findings = judged(selecting(product), ("--gpu", gpu)).findings
    assert [one.position.line for one in findings if one.code == "WRK204" and one.position] == lines


def test_a_label_that_no_node_has_is_told_where_it_is_but_preferred() -> None:
    text = """\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  affinity:
    nodeAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
      - {weight: 1, preference: {matchExpressions: [{key: nvidia.com/gpu.product, operator: In, values: [A100]}]}}
      - weight: 2
        preference:
          matchExpressions:
          - {key: nvidia.com/gpu.product, operator: In, values: [H100-SXM5-80GB]}
  containers: [{name: a, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}]
"""
    found = [(line, message.partition(":")[0]) for line, message in told(text, "WRK204")]
    assert (12, "no node is labelled H100-SXM5-80GB") in found
    assert {line for line, _ in found} <= {8, 12}


RENAMED_ASK = "{limits: {nvidia.com/gpu.shared: 1}}"


def renamed(*products: str) -> str:
    return wanting(*products).replace(GPU, RENAMED_ASK)


@pytest.mark.parametrize("text", [renamed("Tesla-T4-SHARED"), selecting("Tesla-T4-SHARED").replace(GPU, RENAMED_ASK)])
def test_the_suffix_beside_a_request_by_the_new_name(text: str) -> None:
    (found,) = (one for one in judged(text).findings if one.code == "WRK204")
    message = (
        "a node labelled Tesla-T4-SHARED shares nvidia.com/gpu under its own name, and has no nvidia.com/gpu.shared"
    )
    assert (found.position and found.position.line, found.severity) == (5, Severity.WARNING)
    assert (found.message, found.fix) == (message, "Write Tesla-T4, or ask for nvidia.com/gpu.")


@pytest.mark.parametrize(
    "text",
    [
        renamed("Tesla-T4"),
        renamed("Tesla-T4-SHARED", "Tesla-T4"),
        renamed("${PRODUCT}-SHARED"),
        selecting("Tesla-T4-SHARED"),
    ],
)
def test_the_suffix_and_the_name_that_fit(text: str) -> None:
    assert told(text, "WRK204") == []


def test_a_node_that_has_both_was_labelled_by_hand() -> None:
    node = gpu_node(advertised='{nvidia.com/gpu.shared: "4"}', labels="{nvidia.com/gpu.product: Tesla-T4-SHARED}")
    assert told({"a.yaml": node, "b.yaml": renamed("Tesla-T4-SHARED")}, "WRK204") == []


def test_where_the_configuration_says_it_too_it_is_told_once() -> None:
    assert len(told({"a.yaml": sharing(RENAMED), "b.yaml": renamed("Tesla-T4-SHARED")}, "WRK204")) == 1
