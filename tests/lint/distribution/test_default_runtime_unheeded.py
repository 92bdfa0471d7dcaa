import pytest

from tests.lint.chart_values import release
from tests.lint.examples import told

CODE = "DST207"


def values(*env: str, more: str = "") -> str:
    lines = "".join(f"  - {{name: {one.partition('=')[0]}, value: '{one.partition('=')[2]}'}}\n" for one in env)
    return f"toolkit:\n  env:\n{lines}{more}"


@pytest.mark.parametrize("version", ["v25.10.1", "v26.3.0", "v26.7.0"])
@pytest.mark.parametrize("name", ["CONTAINERD_SET_AS_DEFAULT", "DOCKER_SET_AS_DEFAULT"])
def test_cdi_leaves_the_default_runtime_alone(version: str, name: str) -> None:
    [(_, message)] = told(release(values(f"{name}=true"), version=version), CODE)
    assert message == f"{name} has no effect: with CDI on the operator says NVIDIA_RUNTIME_SET_AS_DEFAULT=false"


@pytest.mark.parametrize(
    ("body", "version"),
    [
        (values("CONTAINERD_SET_AS_DEFAULT=true"), "v25.3.4"),
        (values("CONTAINERD_SET_AS_DEFAULT=true"), '">=24.0.0"'),
        (values("CONTAINERD_SET_AS_DEFAULT=false"), "v26.7.0"),
        (values("CONTAINERD_SET_AS_DEFAULT=true", "NVIDIA_RUNTIME_SET_AS_DEFAULT=true"), "v26.7.0"),
        (values("NVIDIA_RUNTIME_SET_AS_DEFAULT=true"), "v26.7.0"),
        (values("CONTAINERD_SET_AS_DEFAULT=true", more="cdi: {enabled: false}\n"), "v26.7.0"),
        (values("CONTAINERD_SET_AS_DEFAULT=true", more="  enabled: false\n"), "v26.7.0"),
    ],
)
def test_it_is_heeded_elsewhere(body: str, version: str) -> None:
    assert told(release(body, version=version), CODE) == []
