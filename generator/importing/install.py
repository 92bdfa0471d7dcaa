"""The profile's `install`: the chart, its names, and who brings driver, toolkit and Node Feature Discovery."""

from generator.facts.charts import load_chart
from generator.importing.codes import INEXPRESSIBLE, MISSING, NOT_FOUND
from generator.importing.draft import Draft
from generator.importing.scheduling import node_terms
from generator.importing.source import Source
from generator.importing.variables import plain_variable
from generator.model.manifest import Manifests
from generator.model.manifest_value import Place, Value
from generator.model.tree import Path

_DRIVER = ("version", "repository", "image", "kernelModuleType")
_REPOSITORIES = ("https://helm.ngc.nvidia.com/nvidia", "https://nvidia.github.io/gpu-operator")
"""Where NVIDIA itself publishes the operator's chart."""
_ENV = {"CONTAINERD_CONFIG": "containerdConfig", "CONTAINERD_SOCKET": "containerdSocket"}
_HANDLER = "nvidia"
_DEFAULT_RUNTIME = "NVIDIA_RUNTIME_SET_AS_DEFAULT"


def import_install(source: Source, manifests: Manifests, repository: Value | None, draft: Draft) -> None:
    """Fill in `install`, components and scheduling aside; `repository` is where the chart comes from."""
    draft.put(("install", "chart"), source.chart, source.place)
    draft.put(("install", "version"), source.release)
    _names(source, draft)
    _repository(source, repository, draft)
    _driver(source, draft)
    _discovery(source, draft)
    if source.is_operator:
        _toolkit(source, draft)
        _put_changed(source, draft, ("cdi", "enabled"), ("install", "cdi"))
        _put_text(source, draft, ("operator", "runtimeClass"), ("install", "runtimeClass", "name"))
        source.said.take("platform", "openshift")
    _runtime_class(source, manifests, draft)
    _external(source, draft)
    for kind in ("NVIDIADriver", "GPUCluster"):
        for one in manifests.of_kind(kind):
            draft.tell(INEXPRESSIBLE, f"the {kind} {one.name}", one.value.place, "Apply it beside the bundle.")


def _names(source: Source, draft: Draft) -> None:
    if source.release_name and source.release_name != source.chart:
        draft.put(("install", "releaseName"), source.release_name, source.place)
    if source.namespace and source.namespace != source.chart:
        draft.put(("install", "namespace"), source.namespace, source.place)
    said = source.said
    if not source.is_operator:
        for key in ("fullnameOverride", "nameOverride"):
            value = said.value(key)
            if value is not None and value.tree == (source.release_name or source.chart):
                said.take(key)
        value = said.value("namespaceOverride")
        if value is not None and value.tree == source.namespace:
            said.take("namespaceOverride")
        if source.namespace == "default":
            said.take("allowDefaultNamespace")
    if source.use is not None and not source.use.whole:
        draft.tell(NOT_FOUND, f"{source.chart} takes further values from elsewhere", source.use.place)


def _repository(source: Source, repository: Value | None, draft: Draft) -> None:
    """Take a mirror from which the chart comes."""
    text = repository.tree if repository is not None else None
    usual = load_chart(source.chart, source.release).repository
    known = {usual, *_REPOSITORIES}
    if repository is not None and isinstance(text, str) and "://" in text and text.rstrip("/") not in known:
        draft.put(("install", "repository"), text, repository.place)


def _driver(source: Source, draft: Draft) -> None:
    said = source.said
    if not source.is_operator:
        draft.put(("install", "driver", "from"), "host")
        _put_text(source, draft, ("nvidiaDriverRoot",), ("install", "driver", "installDir"))
        return
    if not source.known:
        draft.gaps.append(("install", "driver"))
        draft.tell(
            MISSING,
            "no file says how the GPU Operator or the device plugin was installed",
            None,
            "Name the chart's values or the ClusterPolicy too, or say --chart NAME@VERSION if it has the chart's "
            "defaults.",
        )
        return
    enabled = said.value("driver", "enabled")
    by_operator = said.effective("driver", "enabled") is not False
    said.take("driver", "enabled")
    owner = "operator" if by_operator else "host"
    draft.put(("install", "driver", "from"), owner, None if enabled is None else enabled.place)
    for key in _DRIVER:
        if by_operator:
            _put_text(source, draft, ("driver", key), ("install", "driver", key))
        else:
            said.take("driver", key)
    _put_text(source, draft, ("hostPaths", "driverInstallDir"), ("install", "driver", "installDir"))


def _toolkit(source: Source, draft: Draft) -> None:
    said = source.said
    if not source.known:
        return
    enabled = said.value("toolkit", "enabled")
    by_operator = said.effective("toolkit", "enabled") is not False
    said.take("toolkit", "enabled")
    owner = "operator" if by_operator else "host"
    draft.put(("install", "toolkit", "from"), owner, None if enabled is None else enabled.place)
    _toolkit_env(source, draft, by_operator=by_operator)


def _toolkit_env(source: Source, draft: Draft, *, by_operator: bool) -> None:
    """Put the toolkit's environment where it belongs: three variables have fields of their own."""
    env = source.said.value("toolkit", "env")
    if env is None:
        return
    source.said.take("toolkit", "env")
    if not by_operator:
        return
    if not isinstance(env.tree, list):
        source.said.give_back("toolkit", "env")
    for index, one in enumerate(env.elements()):
        found = plain_variable(("toolkit", "env"), index, one, source, draft)
        if found is None:
            continue
        name, text = found
        if name in _ENV and text:
            draft.put(("install", "toolkit", _ENV[name]), text, one.place)
        elif name == _DEFAULT_RUNTIME and text == "true":
            draft.put(("install", "toolkit", "defaultRuntime"), True, one.place)
        else:
            draft.put(("install", "components", "toolkit", "env", name), text, one.place)


def _discovery(source: Source, draft: Draft) -> None:
    """Say where NFD comes from, so that adopting an installation neither adds a second one nor takes the one away."""
    said = source.said
    value = said.value("nfd", "enabled")
    features = said.value("gfd", "enabled")
    gfd = said.effective("gfd", "enabled") is True
    said.take("gfd", "enabled")
    said.take("nfd", "enabled")
    path: Path = ("install", "nodeFeatureDiscovery")
    if source.policy is not None and not source.by_helm:
        draft.put(path, "existing", source.policy.spec.place)
        draft.remark(path, "A ClusterPolicy does not say who installed NFD: write bundled if the chart did.")
    elif _bundled(source, gfd=gfd):
        pass
    elif gfd or source.is_operator or not _is_without_nfd(source):
        draft.put(path, "existing", None if value is None else value.place)
        if not gfd and not source.is_operator:
            draft.remark(path, "No NFD comes with the chart here; write none if the cluster has none at all.")
    else:
        draft.put(path, "none", None if value is None else value.place)
        draft.remark(path, "Neither NFD nor GFD, and the plugin waits for none of their labels.")
    if not gfd:
        draft.put(("install", "components", "gfd", "enabled"), False, None if features is None else features.place)


def _is_without_nfd(source: Source) -> bool:
    """Say whether the plugin waits for no label of NFD's: the terms that the standalone chart has are replaced.

    What is said beside these terms leaves them in force, as Helm merges it into the chart's affinity.
    """
    selected = (path[-1] for path, _ in source.said.below("nodeSelector"))
    return not any("feature.node.kubernetes.io" in str(one) for one in (*node_terms(source.said), *selected))


def _bundled(source: Source, *, gfd: bool) -> bool:
    """Say whether the chart installs NFD.

    The standalone chart's condition is `nfd.enabled,gfd.enabled`: Helm takes the first that is said (Helm docs, Chart
    dependencies), and the templates want GFD as well.
    """
    stated = source.said.value("nfd", "enabled")
    if source.is_operator or stated is not None:
        return stated is None or stated.tree is not False
    return gfd


def _runtime_class(source: Source, manifests: Manifests, draft: Draft) -> None:
    """Say by which RuntimeClass pods reach the runtime; the standalone chart's own pods need it too."""
    classes = {one.name: one for one in manifests.of_kind("RuntimeClass")}
    name = "nvidia"
    if source.is_operator:
        name = str(source.said.effective("operator", "runtimeClass") or name)
    else:
        value = source.said.text("runtimeClassName")
        if value is not None and isinstance(value.tree, str):
            name = value.tree
            draft.put(("install", "runtimeClass", "name"), name, value.place)
        else:
            draft.put(("install", "toolkit", "defaultRuntime"), True)
            draft.remark(
                ("install", "toolkit", "defaultRuntime"),
                "No runtimeClassName is said, so nvidia is taken to be the nodes' default runtime.",
            )
    found = classes.get(name)
    others = [] if found is None else _other_fields(found.value)
    for key, place in others:
        draft.tell(
            INEXPRESSIBLE,
            f"{key} of the RuntimeClass {name}",
            place,
            "Keep the RuntimeClass beside the bundle, which leaves it alone.",
        )
    if found is not None and not others:
        draft.put(("install", "runtimeClass", "create"), True, found.value.place)
    elif not source.is_operator and ("name" in (_mapping(draft, "runtimeClass"))):
        draft.put(("install", "runtimeClass", "create"), False)


def _other_fields(value: Value) -> list[tuple[str, Place]]:
    """Return the fields by which a RuntimeClass is another than the one that the bundle would make."""
    other = value.text("handler") not in (None, _HANDLER)
    keys = [key for key in ("handler", "scheduling", "overhead") if value.get(key) and (key != "handler" or other)]
    return [(key, value.place.below(key)) for key in keys]


def _mapping(draft: Draft, key: str) -> dict[str, object]:
    install = draft.tree.get("install")
    found = install.get(key) if isinstance(install, dict) else None
    return dict(found) if isinstance(found, dict) else {}


def _external(source: Source, draft: Draft) -> None:
    enabled = source.said.value("devicePlugin", "enabled")
    source.said.take("devicePlugin", "enabled")
    if enabled is not None and enabled.tree is False:
        draft.put(("install", "devicePlugin"), "external", enabled.place)


def _put_text(source: Source, draft: Draft, path: tuple[str, ...], field: Path) -> None:
    value = source.said.text(*path)
    if value is not None:
        # A folder is the same with a slash behind it, which the profile does not take.
        folder = field[-1] == "installDir" and str(value.tree).rstrip("/")
        draft.put(field, folder or value.tree, value.place)


def _put_changed(source: Source, draft: Draft, path: tuple[str, ...], field: Path) -> None:
    value = source.said.changed(*path)
    if value is not None:
        draft.put(field, value.tree, value.place)
