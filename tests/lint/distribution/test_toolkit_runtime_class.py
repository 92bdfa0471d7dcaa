import pytest

from tests.lint.clusters import release
from tests.lint.examples import told

ENV = "toolkit: {env: [{name: CONTAINERD_RUNTIME_CLASS, value: nvidia-cdi}]}"


def test_a_class_that_is_overwritten() -> None:
    message = "CONTAINERD_RUNTIME_CLASS=nvidia-cdi has no effect: the operator sets it to nvidia"
    assert told(release(f"{{{ENV}}}"), "DST204") == [(6, message)]
    policy = f"apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {{name: p}}\nspec:\n  {ENV}\n"
    assert told(policy, "DST204") == [(5, message)]


@pytest.mark.parametrize(
    "values",
    [
        f"{{{ENV}, operator: {{runtimeClass: nvidia-cdi}}}}",
        "{toolkit: {env: [{name: CONTAINERD_RUNTIME_CLASS, value: nvidia}]}}",
        "{toolkit: {env: [{name: CONTAINERD_SOCKET, value: /run/x.sock}]}}",
        "{toolkit: {env: nvidia}}",
    ],
)
def test_a_class_that_is_the_same_in_the_end(values: str) -> None:
    assert told(release(values), "DST204") == []


def test_one_release_lets_it_stand() -> None:
    late = release(f"{{{ENV}}}", version="v25.3.3")
    assert told(late, "DST204") == []
    assert len(told(late.replace("v25.3.3", "v25.3.4"), "DST204")) == 1
