"""Values that a tool fills in before anybody reads them are not judged."""

import pytest

from tests.lint.examples import judged
from tests.lint.texts import mig, plugin


@pytest.mark.parametrize(
    "text",
    [
        "version: ${V}\nsharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: '${N:=4}'}]}}",
        "version: v1\nsharing: {timeSlicing: {resources: [{name: '${NAME}', replicas: $(N)}]}}",
        "flags: {migStrategy: '${S}', failOnInitError: '${F}'}\nsharing: {}",
        "sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: '{{ .Values.n }}'}]}}",
    ],
)
def test_plugin(text: str) -> None:
    assert judged(plugin(text)).findings == ()


@pytest.mark.parametrize(
    "item",
    [
        "devices: '${D}', mig-enabled: '${ON}', mig-devices: {1g.10gb: '${N}'}",
        "devices: all, mig-enabled: true, mig-devices: {'${P}': 1}, device-filter: '${F}'",
    ],
)
def test_mig(item: str) -> None:
    text = f"version: v1\nmig-configs:\n  all-disabled: [{{devices: all, mig-enabled: false}}]\n  cut: [{{{item}}}]"
    assert judged(mig(text)).findings == ()
