import pytest

from tests.lint.chart_values import release, weighed
from tests.lint.policies import policy, whole
from tests.lint.versions.test_operator_image import driver_object

CODE = "VAL217"
IMAGE = "image: driver\nrepository: nvcr.io/nvidia\nversion: 580.126.20\n"
GDS = "gds: {enabled: true, repository: a, image: b, version: 2.27.3}"


@pytest.mark.parametrize(
    ("text", "severity", "part"),
    [
        (release("driver: {usePrecompiled: true, version: '580'}\ngds: {enabled: true}"), "error", "gds.enabled"),
        (
            release("driver: {usePrecompiled: true, version: '580'}\ngdrcopy: {enabled: true}"),
            "error",
            "gdrcopy.enabled",
        ),
        (policy(whole("driver") + "\ndriver: {usePrecompiled: true}\ngds: {enabled: true}"), "error", "gds.enabled"),
        (driver_object(IMAGE + "usePrecompiled: true\nkernelModuleType: open\n" + GDS), "error", "gds.enabled"),
        (release("driver: {kernelModuleType: proprietary}\ngds: {enabled: true}"), "warning", "kernelModuleType"),
        (release("driver: {nvidiaDriverCRD: {enabled: true}}\ngds: {enabled: true}"), "error", "is auto"),
        (driver_object(IMAGE + GDS), "error", "kernelModuleType is auto"),
        (driver_object(IMAGE + "kernelModuleType: proprietary\n" + GDS), "error", "kernelModuleType is proprietary"),
        (policy("cdi: {enabled: false, nriPluginEnabled: true}"), "error", "cdi.enabled"),
        (policy("toolkit: {enabled: false}\ncdi: {nriPluginEnabled: true}"), "error", "toolkit.enabled"),
    ],
)
def test_what_does_not_go_together(text: str, severity: str, part: str) -> None:
    ((weight, message),) = weighed(text, CODE)
    assert (weight, part in message) == (severity, True), message


@pytest.mark.parametrize(
    "text",
    [
        release("driver: {usePrecompiled: true, version: '580'}\ngds: {enabled: false}"),
        release("driver: {usePrecompiled: true, enabled: false}\ngds: {enabled: true}"),
        release("driver: {kernelModuleType: open}\ngds: {enabled: true}\ngdrcopy: {enabled: true}"),
        release("gds: {enabled: true}"),
        release("driver: {kernelModuleType: proprietary}\ngds: {enabled: true, version: 2.16.1}"),
        release("driver: {kernelModuleType: '${KIND}'}\ngds: {enabled: true}"),
        release("driver: {nvidiaDriverCRD: {enabled: true, deployDefaultCR: false}}\ngds: {enabled: true}"),
        driver_object(IMAGE + "kernelModuleType: open\n" + GDS),
        driver_object(IMAGE + GDS.replace("2.27.3", "2.16.1")),
        driver_object(IMAGE + "kernelModuleType: proprietary"),
        policy("cdi: {enabled: true, nriPluginEnabled: true}"),
    ],
)
def test_what_does_or_is_not_installed(text: str) -> None:
    assert weighed(text, CODE) == []


def test_an_endless_number() -> None:
    values = f"driver: {{kernelModuleType: proprietary}}\ngds: {{enabled: true, version: {'9' * 5000}.1.1}}"
    assert weighed(release(values), CODE) == []
