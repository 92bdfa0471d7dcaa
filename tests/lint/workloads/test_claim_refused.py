"""Claims for devices that the API server refuses."""

import pytest

from tests.lint.examples import judged, line_of, told

EXACT = "exactly: {deviceClassName: gpu.nvidia.com}"


def claim(*requests: str, rest: str = "", version: str = "v1") -> str:
    """The first request stands in line 8."""
    asked = "\n".join(f"      - {{{one}}}" for one in requests)
    return f"""\
apiVersion: resource.k8s.io/{version}
kind: ResourceClaimTemplate
metadata: {{name: gpus, namespace: team}}
spec:
  spec:
    devices:
      requests:
{asked}
      {rest}
"""


def asked(more: str) -> str:
    return claim(f"name: a, exactly: {{deviceClassName: gpu.nvidia.com, {more}}}")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (claim(f"name: GPU_1, {EXACT}"), 8, "GPU_1 cannot be a request's name"),
        (claim(f"name: {'a' * 64}, {EXACT}"), 8, f"{'a' * 64} cannot be a request's name"),
        (claim(f"name: a, {EXACT}", f"name: a, {EXACT}"), 9, "two requests are called a"),
        (
            claim("name: a, firstAvailable: [{name: b, deviceClassName: n.com}, {name: b, deviceClassName: nvidia}]"),
            8,
            "two alternatives are called b",
        ),
        (
            claim("name: a, firstAvailable: [{name: B, deviceClassName: gpu.nvidia.com}]"),
            8,
            "B cannot be a request's name",
        ),
        (
            claim(f"name: a, {EXACT}, firstAvailable: [{{name: b, deviceClassName: gpu.nvidia.com}}]"),
            8,
            "a request has exactly or firstAvailable, and this one both",
        ),
        (
            claim(
                "name: a, deviceClassName: gpu.nvidia.com, firstAvailable: [{name: b, deviceClassName: nvidia}]",
                version="v1beta1",
            ),
            8,
            "a request has deviceClassName or firstAvailable",
        ),
        (asked("allocationMode: All, count: 2"), 8, "count stands with allocationMode All"),
        (
            claim("name: a, deviceClassName: gpu.nvidia.com, allocationMode: All, count: 2", version="v1beta1"),
            8,
            "count stands with allocationMode All",
        ),
        (asked("allocationMode: ExactCount, count: -1"), 8, "count is -1, less than one"),
        (asked("count: -1"), 8, "count is -1, less than one"),
        (asked("tolerations: [{key: a, operator: Exists, value: b}]"), 8, "a toleration with operator Exists"),
        (
            claim(f"name: a, {EXACT}", rest="constraints: [{matchAttribute: productName}]"),
            9,
            "productName is an attribute without its domain",
        ),
        (
            claim(f"name: a, {EXACT}", rest="constraints: [{distinctAttribute: uuid}]"),
            9,
            "uuid is an attribute without its domain",
        ),
    ],
)
def test_what_is_refused(text: str, line: int, said: str) -> None:
    ((where, message),) = told(text, "WRK251")
    assert where == line
    assert message.startswith(said)
    assert message.endswith(": the API server refuses the claim")


@pytest.mark.parametrize(
    "text",
    [
        claim(f"name: a, {EXACT}", f"name: b, {EXACT}"),
        claim(f"name: '${{NAME}}', {EXACT}", f"name: '${{NAME}}', {EXACT}"),
        claim(f"name: {'a' * 63}, {EXACT}"),
        claim("name: a, firstAvailable: [{name: a, deviceClassName: gpu.nvidia.com}]"),
        claim(f"name: a, {EXACT}, firstAvailable: []"),
        asked("allocationMode: All"),
        asked("allocationMode: All, count: 0"),
        asked("allocationMode: ExactCount, count: 0"),
        asked("count: 2"),
        asked("tolerations: [{key: a, operator: Exists}, {key: b, operator: Equal, value: c}]"),
        asked("tolerations: [{key: a, operator: Exists, value: ''}]"),
        claim(f"name: a, {EXACT}", rest="constraints: [{matchAttribute: gpu.nvidia.com/productName}]"),
        claim(f"name: a, {EXACT}", rest="constraints: [{matchAttribute: '${ATTRIBUTE}'}]"),
        claim("name: GPU_1, exactly: {deviceClassName: net.example.com}"),
    ],
)
def test_what_is_taken_not_known_or_of_others(text: str) -> None:
    assert told(text, "WRK251") == []


def test_a_patch_is_not_judged() -> None:
    text = claim(f"name: GPU_1, {EXACT}")
    assert told({"a.yaml": text}, "WRK251") != []
    assert told({"patch.yaml": text}, "WRK251") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (claim(EXACT), "a request for devices has no name"),
        (claim("name: a, exactly: {count: 2}", rest="# nvidia"), "an exact request has no deviceClassName"),
        (claim("name: a"), "a request for devices has none of exactly, firstAvailable"),
        (claim("name: a", version="v1beta1"), "a request for devices has none of deviceClassName, firstAvailable"),
        (claim("name: a, firstAvailable: [{deviceClassName: gpu.nvidia.com}]"), "an alternative of a request has no"),
        (claim(f"name: a, {EXACT}", rest="constraints: [{requests: [a]}]"), "a constraint of a claim has none of"),
        (
            claim(f"name: a, {EXACT}", rest="config: [{opaque: {driver: gpu.nvidia.com}}]"),
            "an opaque configuration has no parameters",
        ),
        (asked("tolerations: [{key: a, effect: NoSched}]"), "effect of a toleration of a device's taints is 'NoSched'"),
    ],
)
def test_what_is_missing_or_no_word_of_a_claim(text: str, message: str) -> None:
    marked = text.replace("name: gpus", "name: nvidia-gpus")
    (one,) = (one for one in judged(marked).findings if one.code == "KUB202")
    assert one.message.startswith(message)
    assert line_of(one) in (8, 9)
