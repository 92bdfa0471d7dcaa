"""A ConfigMap or Secret of driver or MIG manager without the key that is read, or with one that nobody reads."""

from collections.abc import Iterator, Sequence

from generator.lint.common.references import Reference, listed, text_of
from generator.lint.references._driver_maps import LICENCE, DriverMap, driver_maps
from generator.model.finding import Position, Severity
from generator.model.manifest import ConfigMapKeys, Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value

_GENERATORS = "configMapGenerator"
_OF_MODPROBE = "options"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in driver_maps(manifests):
        if one.is_secret:
            yield from _of_secret(one, manifests)
        else:
            yield from _of_map(one, manifests)


def _of_map(one: DriverMap, manifests: Manifests) -> Iterator[ManifestFault]:
    found = [each for each in manifests.config_maps if each.name == text_of(one.reference.name)]
    found = [each for each in found if _is_there(each.namespace, one.reference)]
    # Of one without keys the rest may be binaryData; of several one may be another cluster's.
    if len(found) != 1 or not found[0].keys:
        return
    yield from _missing(one, found[0].keys, found[0].place, "data")
    yield from _unread(one, found[0])
    if one.known:
        yield from _options(found[0], manifests)


def _of_secret(one: DriverMap, manifests: Manifests) -> Iterator[ManifestFault]:
    name = text_of(one.reference.name)
    secrets = [each for each in manifests.of_kind("Secret") if each.name == name]
    secrets = [each for each in secrets if _is_there(each.namespace, one.reference)]
    if len(secrets) == 1:
        where, keys = _keys_of(secrets[0])
        if keys:
            yield from _missing(one, keys, secrets[0].value.place, where)
    elif not secrets and any(each.name == name and LICENCE in each.keys for each in manifests.config_maps):
        yield ManifestFault(
            one.reference.name.place,
            f"secretName names a Secret, and {name} is a ConfigMap among what was given",
            "Make a Secret of it, or name it in configMapName.",
            severity=Severity.WARNING,
        )


def _keys_of(secret: KubeObject) -> tuple[str, tuple[str, ...]]:
    fields = [(field, [key for key, _ in secret.value.entries(field)]) for field in ("stringData", "data")]
    where = next((field for field, keys in fields if keys), "data")
    return where, tuple(key for _, keys in fields for key in keys)


def _missing(named: DriverMap, keys: Sequence[str], place: Place, field: str) -> Iterator[ManifestFault]:
    missing = [key for key in named.keys if key not in keys]
    if not missing:
        return
    others = [key for key in keys if key not in named.keys]
    # A key that stands in the place of the only missing one is that one misspelt.
    at = place.below(field, others[0]) if len(others) == len(missing) == 1 else place.below(field)
    yield ManifestFault(
        place if _GENERATORS in place.steps[-1] else at,
        f"{_use(named, missing)}, and it has {listed(keys)}",
        f"Name the key {missing[0]}." if len(others) == len(missing) == 1 else f"Add the {_keys(missing)}.",
        on_key=True,
    )


def _use(named: DriverMap, missing: list[str]) -> str:
    kind = "Secret" if named.is_secret else "ConfigMap"
    what = f"the {_keys(missing)} of {kind} {text_of(named.reference.name)}"
    return f"{named.reader} reads {what}" if named.reader else f"the operator mounts {what} into the driver's pods"


def _keys(names: list[str]) -> str:
    return f"key{'s' if len(names) > 1 else ''} {' and '.join(names)}"


def _unread(one: DriverMap, found: ConfigMapKeys) -> Iterator[ManifestFault]:
    for key in found.keys if one.known else ():
        if key not in one.known and _GENERATORS not in found.place.steps[-1]:
            yield ManifestFault(
                found.place.below("data", key),
                f"the driver reads no {key}: parameters of a kernel module are in a file named after it",
                f"Name it {listed(one.known).replace(' and ', ' or ')}.",
                on_key=True,
                severity=Severity.WARNING,
            )


def _options(found: ConfigMapKeys, manifests: Manifests) -> Iterator[ManifestFault]:
    """Find lines as modprobe.d has them: the driver's container hands each line to modprobe as one parameter."""
    for one in manifests.objects:
        if one.kind == "ConfigMap" and one.value.place == found.place:
            for key in found.keys:
                yield from _lines(one.value.get("data", key))


def _lines(text: Value | None) -> Iterator[ManifestFault]:
    for number, line in enumerate((text.text() or "").splitlines() if text is not None else (), 1):
        words = line.split()
        if text is not None and len(words) > 1 and words[0] == _OF_MODPROBE:
            message = f"`{line.strip()}` is a line for modprobe.d; here each line is a parameter alone"
            fix = f"Write {' and '.join(words[2:]) or 'the parameters'} alone."
            yield ManifestFault(text.place, message, fix, at=Position(number, 1))


def _is_there(namespace: str | None, reference: Reference) -> bool:
    return None in (namespace, reference.namespace) or namespace == reference.namespace


RULE = ManifestRule(
    "REF222",
    "File of the driver or the MIG manager under another key",
    Severity.ERROR,
    why="The operator mounts single keys into the driver's pods: gridd.conf and, with NLS, "
    "client_configuration_token.tok for the licence, nvidia-topologyd.conf for the topology. Without one of them the "
    "pods wait in ContainerCreating with `references non-existent config key`. Of kernel modules each key is a file, "
    "and the container reads those of four modules. Without a clients.yaml the MIG manager applies no layout, "
    "and without a config.yaml the vGPU device manager makes nothing.",
    fix="Name the key as it is mounted.",
    source="NVIDIA/gpu-operator controllers/object_controls.go (applyLicensingConfig, transformDriverContainer) and "
    "internal/consts/consts.go, v25.3.4 to v26.7.0; NVIDIA/gpu-driver-container ubuntu22.04/nvidia-driver "
    "(_get_module_params); NVIDIA/mig-parted cmd/nvidia-mig-manager/main.go (runScript); NVIDIA/gpu-operator "
    "assets/state-vgpu-device-manager/0600_daemonset.yaml (CONFIG_FILE)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver: {licensingConfig: {configMapName: licence, nlsEnabled: true}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: licence, namespace: gpu-operator}
data:
  gridd.conf: FeatureType=1
  client-token.tok: abc  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver: {licensingConfig: {configMapName: licence, nlsEnabled: true}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: licence, namespace: gpu-operator}
data:
  gridd.conf: FeatureType=1
  client_configuration_token.tok: abc
""",
    check=_check,
)
