"""Selectors of devices that the API server does not take; what it says of each kind of fault is in tests/cel."""

import pytest

from tests.lint.examples import judged, line_of, told

CLASS = "apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: large-gpu}\nspec:\n  selectors:\n"
FAULTY = 'device.capacity["gpu.nvidia.com"].memory > quantity("40Gi")'
MESSAGE = "the API server refuses the expression: a quantity has no >, use isGreaterThan, isLessThan or compareTo"


def claim(request: str, *, template: bool = True) -> str:
    kind, spec = ("ResourceClaimTemplate", "{spec: {%s}}") if template else ("ResourceClaim", "{%s}")
    devices = f"devices: {{requests: [{request}]}}"
    return (
        f"apiVersion: resource.k8s.io/v1\nkind: {kind}\nmetadata: {{name: a, namespace: b}}\nspec: {spec % devices}\n"
    )


def selecting(text: str) -> str:
    return f"deviceClassName: gpu.nvidia.com, selectors: [{{cel: {{expression: '{text}'}}}}]"


@pytest.mark.parametrize(
    "stream",
    [
        claim(f"{{name: gpu, exactly: {{{selecting(FAULTY)}}}}}"),
        claim(f"{{name: gpu, exactly: {{{selecting(FAULTY)}}}}}", template=False),
        claim(f"{{name: gpu, firstAvailable: [{{name: one, {selecting(FAULTY)}}}]}}"),
        claim(f"{{name: gpu, {selecting(FAULTY)}}}").replace("/v1\n", "/v1beta1\n"),
        f"{CLASS}    - cel: {{expression: '{FAULTY}'}}\n",
    ],
)
def test_wherever_devices_are_selected(stream: str) -> None:
    assert [message for _, message in told(stream, "KUB210")] == [MESSAGE]


def test_the_place_is_in_the_text() -> None:
    lines = ['device.driver == "gpu.nvidia.com" &&', FAULTY]
    text = f"{CLASS}    - cel:\n        expression: |-\n" + "".join(f"          {line}\n" for line in lines)
    (found,) = [one for one in judged(text).findings if one.code == "KUB210"]
    assert found.position is not None
    assert (line_of(found), found.position.column) == (9, 11 + FAULTY.index(">"))


@pytest.mark.parametrize(
    "stream",
    [
        f"{CLASS}    - cel: {{expression: 'device.driver == \"gpu.nvidia.com\"'}}\n",
        # Filled in later, or of another maker.
        f"{CLASS}    - cel: {{expression: 'device.driver == ${{DRIVER}}'}}\n",
        f"{CLASS}    - cel: {{expression: '{{{{ .Values.selector }}}}'}}\n",
        f"{CLASS}    - cel: {{expression: 'device.capacity.x > 3'}}\n".replace("large-gpu", "nic"),
        f"{CLASS}    - cel: {{}}\n",
        f"{CLASS}    - {{}}\n",
    ],
)
def test_what_is_let_be(stream: str) -> None:
    assert told(stream, "KUB210") == []


def test_an_expression_that_is_too_long() -> None:
    long = " && ".join(["true"] * 1_000)
    assert told(f"{CLASS}    - cel: {{expression: '{long}'}}\n", "KUB210") == []
    longer = " && ".join(["true"] * 1_000 + ['device.driver == "gpu.nvidia.com"'] * 100)
    (fault,) = told(f"{CLASS}    - cel: {{expression: '{longer}'}}\n", "KUB210")
    assert "more than 10,240 letters" in fault[1]


def test_fields_of_a_class_are_known() -> None:
    stream = f"{CLASS}    - cel: {{expresion: a}}\n  suitableNodes: {{}}\n".replace("large-gpu", "gpu.nvidia.com")
    assert [message for _, message in told(stream, "KUB201")] == [
        "expresion is no field of an expression of a selector",
        "suitableNodes is no field of a DeviceClass's spec",
    ]
