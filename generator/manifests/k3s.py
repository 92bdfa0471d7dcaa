"""Charts that K3s and RKE2 install.

Source: k3s-io/helm-controller pkg/apis/helm.cattle.io/v1 (HelmChart, HelmChartConfig) and pkg/controllers/chart:
chart.go (job, valuesSecretAddConfig: a HelmChartConfig adds its values to those of the HelmChart of its name and
namespace, and wins; args, typedVal: `set` wins over both, whole numbers, true, false and null are Helm's --set, the
rest its --set-string).
"""

from generator.manifests.charts import address_in, chart_named, chart_use, named_anywhere, ordered, released_in
from generator.manifests.collector import Collector, OpenUse, User
from generator.manifests.inner import opened_or_tree
from generator.manifests.named import kind_of, name_of, namespace_of
from generator.manifests.others import collect_others
from generator.manifests.plain import collect_whole
from generator.manifests.set_values import SetValue, set_values
from generator.model.manifest import ChartUse, Elsewhere, Form
from generator.model.manifest_objects import may_be_one
from generator.model.manifest_value import Value

_FIRST = 2
_TYPED = ("true", "false", "null")


def collect_k3s_chart(value: Value, out: Collector) -> None:
    """Take a HelmChart of one of NVIDIA's charts, or any HelmChartConfig: the HelmChart may come in a later file."""
    if kind_of(value) == "HelmChartConfig":
        out.chart_configs.append((value, namespace_of(value), _values(value)))
        if chart_named(name_of(value)):
            collect_whole(value, out)
        return
    named = value.get("spec", "chart")
    if named is not None and value.get("spec", "chartContent") is None:
        order = ordered(Form.K3S, named, value.get("spec", "version"), value.get("spec", "repo"))
        whole = value.get("spec", "set") is None and value.get("spec", "valuesSecrets") is None
        out.orders.append(order._replace(values=_values(value), whole=whole))
        out.named_charts[named.place] = (name_of(value), namespace_of(value))
    chart = chart_named(value.text("spec", "chart")) or chart_named(name_of(value))
    if chart is None:
        if named is None and value.get("spec", "chartContent") is None and named_anywhere(value):
            collect_whole(value, out)
        if named is not None:
            user = User("HelmChart", name_of(value), value.text("spec", "targetNamespace"), value.text("spec", "chart"))
            for values in _values(value):
                collect_others(values, user, out)
        return
    collect_whole(value, out)
    tree, all_read = _set(value)
    use = chart_use(chart, value.text("spec", "version"), Form.K3S, named or value)._replace(
        release_name=name_of(value),
        values=_values(value),
        whole=all_read and value.get("spec", "valuesSecrets") is None,
        repository=value.get("spec", "repo") or address_in(named),
        refused=tuple(one for _, one in value.entries("spec", "set") if not _is_taken(one)),
        elsewhere=_secrets(value),
    )
    use = released_in(use, value.get("spec", "targetNamespace"))
    out.charts.append(OpenUse(use, (), over=() if tree is None else (tree,), home=namespace_of(value)))


def _secrets(value: Value) -> tuple[Elsewhere, ...]:
    """Return the Secrets that the controller takes values from; source: k3s-io/helm-controller (SecretSpec)."""
    return tuple(
        Elsewhere(f"the Secret {one.text('name') or 'without a name'}", one.place)
        for one in value.elements("spec", "valuesSecrets")
    )


def join_chart_configs(out: Collector) -> None:
    """Give the values of each HelmChartConfig to its HelmChart; where that is not there, its name says the chart."""
    uses: dict[str | None, list[int]] = {}
    for index, one in enumerate(out.charts):
        if one.use.form is Form.K3S:
            uses.setdefault(one.use.release_name, []).append(index)
    orders: dict[str, list[int]] = {}
    for index, order in enumerate(out.orders):
        orders.setdefault(out.named_charts.get(order.named.place, ("", None))[0], []).append(index)
    for value, namespace, values in out.chart_configs:
        more = value.get("spec", "valuesSecrets") is None
        found = [index for index in uses.get(name_of(value), ()) if may_be_one(out.charts[index].home, namespace)]
        for index in found:
            one = out.charts[index]
            use = one.use._replace(
                values=(*one.use.values, *values),
                whole=one.use.whole and more,
                elsewhere=(*one.use.elsewhere, *_secrets(value)),
            )
            out.charts[index] = one._replace(use=use)
        if name_of(value):
            _join_orders(value, namespace, values, orders.get(name_of(value), []), out)
        chart = chart_named(name_of(value))
        is_astray = chart is None and not found and name_of(value) not in orders
        if is_astray and any(name is not None and _is_like(name_of(value), name) for name in uses):
            collect_whole(value, out)
        if chart is not None and not found:
            out.charts.append(OpenUse(_alone(chart, value, values), ()))


def _is_like(name: str, other: str) -> bool:
    """Say whether a name begins as another one, and is about as long: it may be that one misspelt."""
    return name[:_FIRST] == other[:_FIRST] and abs(len(name) - len(other)) < _FIRST


def _join_orders(
    value: Value, namespace: str | None, values: tuple[Value, ...], orders: list[int], out: Collector
) -> None:
    """Give the values of a HelmChartConfig to what its HelmChart asks for, too: one of `orders`, by index."""
    more = value.get("spec", "valuesSecrets") is None
    for index in orders:
        order = out.orders[index]
        name, home = out.named_charts[order.named.place]
        if may_be_one(home, namespace):
            out.orders[index] = order._replace(values=(*order.values, *values), whole=order.whole and more)
            for one in values if order.chart is None and chart_named(name) is None else ():
                collect_others(one, User("HelmChartConfig", name, None, order.name), out)


def _alone(chart: str, value: Value, values: tuple[Value, ...]) -> ChartUse:
    # The HelmChart, which may have values too, is elsewhere.
    return chart_use(chart, None, Form.K3S, value, values)._replace(release_name=name_of(value), whole=False)


def _values(value: Value) -> tuple[Value, ...]:
    """Return an object's values, the text first: the tree wins over it."""
    given = (value.get("spec", "valuesContent"), value.get("spec", "values"))
    opened = (opened_or_tree(one) for one in given if one is not None)
    return tuple(one for one in opened if one is not None)


def _set(value: Value) -> tuple[Value | None, bool]:
    """Return the tree that `set` makes, and whether all of it could be read."""
    given = sorted(value.entries("spec", "set"))
    found = [
        SetValue(path, _text(one), one.place.steps[-1], one.place.steps[-1], not _is_typed(one))
        for path, one in given
        if one.tree is not None
    ]
    return set_values(found, value.place)


def _is_taken(value: Value) -> bool:
    """Say whether the API server takes a value of `set`: whole numbers and texts alone."""
    return isinstance(value.tree, str | int) and not isinstance(value.tree, bool)


def _is_typed(value: Value) -> bool:
    return isinstance(value.tree, bool | int) or str(value.tree).lower() in _TYPED


def _text(value: Value) -> str:
    text = str(value.tree).lower() if isinstance(value.tree, bool) else str(value.tree)
    return text if _is_typed(value) else text.replace(",", "\\,")
