"""Charts that Argo CD installs.

Source: argoproj/argo-cd pkg/apis/application/v1alpha1 (Application, ApplicationSet; ApplicationSourceHelm.ValuesYAML:
where `valuesObject` is given, `values` is not read), util/helm/cmd.go (template: parameters are Helm's --set, those
with `forceString` its --set-string; a comma is taken as it is, unless the whole text stands in braces).
"""

import re
from collections.abc import Iterator

from generator.ecosystem.argo_cd import SPEC_OF
from generator.facts.chart_repositories import asks_by_path
from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.releases import exact_numbers
from generator.manifests.charts import chart_named, chart_use, named_anywhere, ordered, released_in
from generator.manifests.collector import ByPath, Collector, Installed, OpenUse, User, WantedFile
from generator.manifests.inner import opened_or_tree
from generator.manifests.named import name_of, settled
from generator.manifests.others import collect_others
from generator.manifests.plain import collect_whole
from generator.manifests.set_values import SetValue, set_values
from generator.model.manifest import Form
from generator.model.manifest_value import Value, is_filled_in_later

_SET_REF = "$"
_in_github = re.compile(r"(?:https?://|git@|ssh://git@)github\.com[/:](nvidia/[\w-]+?)(?:\.git)?").fullmatch
_FOLDERS = {
    ("nvidia/gpu-operator", "deployments/gpu-operator"): GPU_OPERATOR,
    ("nvidia/k8s-device-plugin", "deployments/helm/nvidia-device-plugin"): DEVICE_PLUGIN,
}
"""The charts by the repositories on GitHub, in small letters, and the folders that they are in."""
_FURTHER_VALUES = ("valueFiles", "parameters", "fileParameters")
"""Where values of a chart come from besides those that are written in full."""
_BARE_COMMA = re.compile(r"(?<!\\),")


def collect_application(value: Value, out: Collector) -> None:
    """Take the sources of an Argo CD Application that install one of NVIDIA's charts."""
    before = len(out.charts)
    spec = value.get("spec")
    _collect(spec, name_of(value), out)
    is_empty = spec is None or spec.tree is None
    if len(out.charts) > before or (is_empty and named_anywhere(value)) or any(map(asks_by_path, _sources(spec))):
        collect_whole(value, out)


def collect_application_set(value: Value, out: Collector) -> None:
    """Take the template of an Argo CD ApplicationSet."""
    before = len(out.charts)
    spec = value.get(*SPEC_OF["ApplicationSet"])
    _collect(spec, value.text("spec", "template", "metadata", "name") or "", out)
    if len(out.charts) > before or any(map(asks_by_path, _sources(spec))):
        collect_whole(value, out)


def _collect(spec: Value | None, name: str, out: Collector) -> None:
    if spec is None:
        return
    for source in _sources(spec):
        named = source.get("chart")
        # A repository's address alone names the chart only where it is a registry's; others hold charts around it.
        address = source.text("repoURL") or ""
        alone = named is None and not address.startswith(("http", "git@", "ssh:"))
        if named is not None:
            order = ordered(Form.ARGO, named, source.get("targetRevision"), source.get("repoURL"))
            whole = not any(source.get("helm", key) for key in _FURTHER_VALUES)
            out.orders.append(order._replace(values=_inline(source), whole=whole))
        in_folder = _nvidias_folder(source) if named is None else None
        chart = chart_named(source.text("chart")) or (chart_named(address) if alone else in_folder)
        if chart is None:
            out.by_path.extend(_of_folder(source, spec, name, out))
            _collect_others(source, spec, name, out)
            continue
        version = source.text("targetRevision")
        if in_folder is not None and exact_numbers(version or "") is None:
            version = None  # a branch, or a commit
        use = chart_use(chart, version, Form.ARGO, named or source)
        parameters, all_read = _parameters(source)
        use = released_in(use, spec.get("destination", "namespace"))._replace(
            release_name=source.text("helm", "releaseName") or name,
            values=_inline(source),
            whole=all_read and _says_all(source),
            repository=None if in_folder else source.get("repoURL"),
            refused=_refused(source),
            unread=_unread(source),
        )
        out.charts.append(OpenUse(use, tuple(_value_files(source)), over=_present(parameters)))


def _sources(spec: Value | None) -> Iterator[Value]:
    if spec is not None:
        yield from (*_present(spec.get("source")), *spec.elements("sources"))


def _collect_others(source: Value, spec: Value, name: str, out: Collector) -> None:
    """Take the values for a chart that is not NVIDIA's."""
    user = User("Application", name, settled(spec.text("destination", "namespace")), source.text("chart"))
    if user.chart is not None:
        out.files_of_others.extend((one, user) for one in _value_files(source))
    for values in _inline(source):
        collect_others(values, user, out)


def _nvidias_folder(source: Value) -> str | None:
    """Return the chart where a source is the folder of NVIDIA's own repository that holds it."""
    found = _in_github((source.text("repoURL") or "").lower().rstrip("/"))
    return None if found is None else _FOLDERS.get((found[1], (source.text("path") or "").strip("/")))


def _of_folder(source: Value, spec: Value, name: str, out: Collector) -> Iterator[ByPath]:
    """Return the values for a chart in a folder of a Git repository, which may be one around NVIDIA's."""
    path = (source.text("path") or "").removeprefix("./").strip("/")
    release = source.text("helm", "releaseName") or name
    installed = Installed(path, release, spec.get("destination", "namespace"))
    if path not in ("", "."):
        out.installed.append(installed)
    parameters, all_read = _parameters(source)
    values, files = (*_inline(source), *_present(parameters)), tuple(_files_for(source, path))
    if path not in ("", ".") and (values or files):
        whole = all_read and source.get("helm", "fileParameters") is None
        yield ByPath(path, values, Form.ARGO, None, files, whole, installed)


def _files_for(source: Value, path: str) -> Iterator[WantedFile]:
    """Return the values files for a chart in a folder: beside it, from its repository's root, or from another source.

    Source: argoproj/argo-cd util/io/path/resolved.go (ResolveValueFilePathOrUrl).
    """
    for one in source.elements("helm", "valueFiles"):
        name = one.text() or ""
        beside = "" if name.startswith(("/", _SET_REF)) else f"{path}/"
        yield WantedFile(None, beside + (name.partition("/")[2] if name.startswith(_SET_REF) else name.lstrip("/")))


def _inline(source: Value) -> tuple[Value, ...]:
    tree, text = source.get("helm", "valuesObject"), source.get("helm", "values")
    if tree is not None:
        return (tree,)
    return _present(None if text is None else opened_or_tree(text))


def _parameters(source: Value) -> tuple[Value | None, bool]:
    """Return the tree that the parameters make; those that stay texts come last, as on Helm's command line."""
    given = sorted(source.elements("helm", "parameters"), key=_stays_text)
    found = [
        SetValue(
            name, _escaped(_text(value)), value.place.steps[-1], one.place.below("name").steps[-1], _stays_text(one)
        )
        for one in given
        if (name := one.text("name")) is not None and (value := one.get("value")) is not None
    ]
    tree, whole = set_values(found, source.place)
    return tree, whole and len(found) == len(given)


def _refused(source: Value) -> tuple[Value, ...]:
    given = (one.get("value") for one in source.elements("helm", "parameters"))
    return tuple(one for one in given if one is not None and not isinstance(one.tree, str))


def _unread(source: Value) -> tuple[Value, ...]:
    text = source.get("helm", "values")
    return (text,) if text is not None and text.tree != "" and source.get("helm", "valuesObject") is not None else ()


def _stays_text(parameter: Value) -> bool:
    forced = parameter.get("forceString")
    return forced is not None and forced.tree is True


def _text(value: Value) -> str:
    return str(value.tree).lower() if isinstance(value.tree, bool) else str(value.tree)


def _escaped(text: str) -> str:
    return text if text.startswith("{") and text.endswith("}") else _BARE_COMMA.sub(r"\\,", text)


def _says_all(source: Value) -> bool:
    """Say whether the values are all here: none from files beside the chart or in its own repository, none put in."""
    text = source.get("helm", "values")
    if text is not None and is_filled_in_later(text.tree) and not _inline(source):
        return False
    files = [file.tree for file in source.elements("helm", "valueFiles")]
    beside = source.get("helm", "fileParameters") is not None
    return not beside and all(isinstance(path, str) and path.startswith(_SET_REF) for path in files)


def _value_files(source: Value) -> list[WantedFile]:
    paths = [file.tree for file in source.elements("helm", "valueFiles") if isinstance(file.tree, str)]
    return [WantedFile(None, path.partition("/")[2]) for path in paths if path.startswith(_SET_REF)]


def _present(value: Value | None) -> tuple[Value, ...]:
    return () if value is None else (value,)
