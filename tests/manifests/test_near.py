"""Which ConfigMap of several a HelmRelease takes its values from."""

import pytest

from tests.manifests.reading import manifests

RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: a}
spec: {chart: {spec: {chart: gpu-operator}}, valuesFrom: [{kind: ConfigMap, name: "NAME"}]}
"""
MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 'NAME'}\ndata: {values.yaml: '{driver: {version: FOLDER}}'}\n"


@pytest.mark.parametrize(
    ("name", "folders", "taken"),
    [
        ("values", ("gpu/app",), "gpu/app"),
        ("values", ("elsewhere",), "elsewhere"),
        ("values", ("gpu/app", "other/app", "gpu"), "gpu/app"),
        ("values", ("gpu", "other"), "gpu"),
        ("values", ("other/a", "other/b"), None),
        ("${APP}-values", ("elsewhere",), None),
        ("${APP}-values", ("gpu", "elsewhere"), "gpu"),
        ("${APP}-values", ("gpu/app/values",), "gpu/app/values"),
        ("values", (), None),
    ],
)
def test_the_nearest_is_meant(name: str, folders: tuple[str, ...], taken: str | None) -> None:
    files = {f"{folder}/map.yaml": MAP.replace("NAME", name).replace("FOLDER", folder) for folder in folders}
    for given in (files, dict(reversed(files.items()))):
        (use,) = manifests({**given, "gpu/app/release.yaml": RELEASE.replace("NAME", name)}).charts
        value = use.value("driver", "version")
        assert (value and value.tree, use.whole) == (taken, taken is not None)
