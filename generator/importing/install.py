"""The profile's `install`: the chart, its names, and who brings driver, toolkit and Node Feature Discovery."""

from generator.facts.charts import load_chart
from generator.importing.codes import INEXPRESSIBLE, NOT_FOUND
from generator.importing.draft import Draft
from generator.importing.driver import import_driver
from generator.importing.idle import leave_idle
from generator.importing.puts import put_changed, put_text
from generator.importing.runtime_class import import_runtime_class
from generator.importing.scheduling import node_terms
from generator.importing.source import Source
from generator.importing.variables import plain_variable
from generator.model.manifest import Elsewhere, Manifests
from generator.model.manifest_value import Value
from generator.model.tree import Path

_REPOSITORIES = ("https://helm.ngc.nvidia.com/nvidia", "https://nvidia.github.io/gpu-operator")
"""Where NVIDIA itself publishes the operator's chart."""
_ARCHIVE = ".tgz"
_ENV = {"CONTAINERD_CONFIG": "containerdConfig", "CONTAINERD_SOCKET": "containerdSocket"}
_FURTHER = (
    "Give what holds them along, a Secret or ConfigMap as `kubectl get KIND NAME -o yaml` prints it; or import what "
    "the release has in all: `helm get values RELEASE -o yaml | gpuslice import - --chart NAME@VERSION`."
)
_DEFAULT_RUNTIME = "NVIDIA_RUNTIME_SET_AS_DEFAULT"


def import_install(source: Source, manifests: Manifests, repository: Value | None, draft: Draft) -> None:
    """Fill in `install`, components and scheduling aside; `repository` is where the chart comes from."""
    draft.put(("install", "chart"), source.chart, source.place)
    draft.put(("install", "version"), source.release)
    _names(source, draft)
    _repository(source, repository, draft)
    import_driver(source, manifests, draft)
    _discovery(source, draft)
    if source.is_operator:
        _toolkit(source, draft)
        put_changed(source, draft, ("cdi", "enabled"), ("install", "cdi"))
        put_text(source, draft, ("operator", "runtimeClass"), ("install", "runtimeClass", "name"))
        source.said.take("platform", "openshift")
    import_runtime_class(source, manifests, draft)
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
        for one in source.use.elsewhere or (Elsewhere("elsewhere", source.use.place),):
            draft.tell(NOT_FOUND, f"{source.chart} takes further values from {one.text}", one.place, _FURTHER)


def _repository(source: Source, repository: Value | None, draft: Draft) -> None:
    """Take a mirror from which the chart comes."""
    text = repository.tree if repository is not None else None
    usual = load_chart(source.chart, source.release).repository
    known = {usual, *_REPOSITORIES}
    if repository is not None and isinstance(text, str) and text.split("?")[0].endswith(_ARCHIVE):
        if not text.startswith(tuple(f"{one}/" for one in known)):
            message = f"the archive {text}: the bundle takes the chart from {usual}"
            fix = "If it is a mirror that has an index.yaml or is a registry, write its address as install.repository."
            draft.tell(INEXPRESSIBLE, message, repository.place, fix)
    elif repository is not None and isinstance(text, str) and "://" in text and text.rstrip("/") not in known:
        draft.put(("install", "repository"), text, repository.place)


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
    if not by_operator:
        leave_idle(source, draft, "the operator's toolkit is off", ("toolkit", "env"))
        return
    source.said.take("toolkit", "env")
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


def _external(source: Source, draft: Draft) -> None:
    enabled = source.said.value("devicePlugin", "enabled")
    source.said.take("devicePlugin", "enabled")
    if enabled is not None and enabled.tree is False:
        draft.put(("install", "devicePlugin"), "external", enabled.place)
