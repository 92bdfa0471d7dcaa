"""Charts that Ansible's tasks install.

Sources: ansible-collections/kubernetes.core plugins/modules/helm.py (chart_ref, chart_version, chart_repo_url,
release_name or name, release_namespace or namespace, release_values or values, release_state or state, set_values,
values_files) and plugins/module_utils/helm.py (get_helm_set_values_args); plays and blocks as in ansible/ansible
lib/ansible/playbook.
"""

from collections.abc import Iterator

from generator.manifests.charts import chart_named, chart_use, ordered, released_in
from generator.manifests.collector import Collector, OpenUse, User
from generator.manifests.others import collect_others
from generator.manifests.set_values import SetValue, set_values
from generator.model.manifest import Form
from generator.model.manifest_value import Value

_MODULES = ("kubernetes.core.helm", "community.kubernetes.helm", "helm")
_TASKS = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")
"""Keys of plays and of blocks, below which tasks stand."""
_MAX_DEPTH = 10
_PLAIN, _TEXT = "raw", "string"
_TYPES = (_PLAIN, _TEXT)
"""Kinds of `set_values` that are Helm's --set and --set-string."""


def collect_tasks(value: Value, out: Collector) -> None:
    """Take the charts that a list of tasks or plays installs."""
    for task in _tasks(value, 0):
        for module in _MODULES:
            given = task.get(module)
            if given is not None and given.get("chart_ref") is not None:
                _collect(given, out)


def _tasks(around: Value, depth: int) -> Iterator[Value]:
    for one in around.elements():
        yield one
        for key in _TASKS if depth < _MAX_DEPTH else ():
            below = one.get(key)
            if below is not None:
                yield from _tasks(below, depth + 1)


def _collect(given: Value, out: Collector) -> None:
    named, version = given.get("chart_ref"), given.get("chart_version")
    if named is None or "absent" in (given.text("state"), given.text("release_state")):
        return
    address = given.get("chart_repo_url")
    order = ordered(Form.INSTALLER, named, version, address)
    out.orders.append(order)
    chart = chart_named(str(named.tree))
    values = given.get("release_values") or given.get("values")
    tree = values if values is not None and isinstance(values.tree, dict) else None
    namespace, name = _either(given, "namespace"), _either(given, "name")
    if chart is None:
        if tree is not None:
            user = User("Ansible task", _text(name), _text(namespace) or None, str(named.tree))
            collect_others(tree, user, out)
        return
    over, all_read = _set(given)
    stated = None if version is None else version.text()
    use = chart_use(chart, stated, Form.INSTALLER, named, () if tree is None else (tree,))
    use = released_in(use, namespace)._replace(
        release_name=_text(name) or None,
        whole=all_read and tree is values and given.get("values_files") is None,
        repository=address,
    )
    out.charts.append(OpenUse(use, (), over=() if over is None else (over,)))


def _either(given: Value, key: str) -> Value | None:
    return given.get(f"release_{key}") or given.get(key)


def _text(value: Value | None) -> str:
    return "" if value is None else value.text() or ""


def _set(given: Value) -> tuple[Value | None, bool]:
    """Return the tree that `set_values` makes, and whether all of it could be read."""
    listed = list(given.elements("set_values"))
    found = []
    for one in listed:
        name, sign, text = (one.text("value") or "").partition("=")
        kind = one.text("value_type") or _PLAIN
        if sign and kind in _TYPES:
            at = one.place.below("value").steps[-1]
            found.append(SetValue(name, text, at, at, kind == _TEXT))
    tree, whole = set_values(found, given.place)
    return tree, whole and len(found) == len(listed)
