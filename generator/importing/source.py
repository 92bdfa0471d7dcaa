"""Which chart is installed, from all that the files say: charts, ClusterPolicies, or the caller alone."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

from generator.facts.charts import CHARTS, DEVICE_PLUGIN, GPU_OPERATOR, load_chart
from generator.importing.absent import with_absent
from generator.importing.codes import ANOTHER
from generator.importing.daemon_pools import DaemonOfNodes
from generator.importing.daemon_set import find_daemon
from generator.importing.draft import Draft
from generator.importing.pinned import pinned_release
from generator.importing.request import Request
from generator.importing.said import Said
from generator.importing.subscribed import find_subscribed
from generator.model.manifest import ChartUse, ClusterPolicy, Configuration, Form, Manifests
from generator.model.manifest_objects import may_be_one
from generator.model.manifest_value import Place

_LAYERED = (
    "If they are layers of one release, import what they make together: `helm get values NAME -o yaml`, or add a "
    "kustomization whose helmCharts name them in their order (valuesFile, then additionalValuesFiles)."
)


class Source(NamedTuple):
    """The chart's release and what it is told.

    `known` is false where no file and no option names a chart, so that who installs what is not known either;
    `policy` is a ClusterPolicy without a chart beside it; `by_helm` says that Helm made that.
    `stated` is the release that the files or the caller name, which need not be known.
    `daemon` is where a DaemonSet of the plugin stands that is read as an installation of the standalone chart;
    `by_label` is false where its pods read one file whatever label a node has, `daemon_pools` are several of them.
    """

    chart: str
    release: str
    said: Said
    use: ChartUse | None
    policy: ClusterPolicy | None
    by_helm: bool
    release_name: str | None
    namespace: str | None
    known: bool
    daemon: Place | None = None
    by_label: bool = True
    daemon_pools: tuple[DaemonOfNodes, ...] = ()
    stated: str | None = None

    @property
    def is_operator(self) -> bool:
        """Say whether this is the operator's chart."""
        return self.chart == GPU_OPERATOR

    @property
    def plugin_version(self) -> str:
        """The device plugin's release: its image's, else the chart's own."""
        path = ("devicePlugin", "version") if self.is_operator else ("image", "tag")
        tag = self.said.effective(*path)
        return tag if isinstance(tag, str) and tag else self.said.sheet.components["devicePlugin"]

    @property
    def place(self) -> Place | None:
        """Where the chart or the policy is named."""
        if self.use is not None:
            return self.use.place
        return self.daemon if self.policy is None else self.policy.spec.place


def of_release(configs: Iterable[Configuration], source: Source) -> list[Configuration]:
    """Return configurations, those in the release's own namespace first, without their namesakes in others."""
    if source.namespace is None:
        return list(configs)
    every = sorted(configs, key=lambda one: one.namespace != source.namespace)
    own = {one.name for one in every if one.name and one.namespace == source.namespace}
    return [one for one in every if one.name not in own or may_be_one(one.namespace, source.namespace)]


def find_source(manifests: Manifests, request: Request, draft: Draft) -> Source:
    """Return what is installed; what is there beside it is told."""
    uses = _uses(manifests, draft)
    policies = _policies(manifests, draft)
    use = uses[0] if uses else None
    by_chart = manifests.context.chart is not None and manifests.context.chart[0] != DEVICE_PLUGIN
    daemon = find_daemon(manifests, draft, beside=bool(uses or policies) or by_chart)
    chart = _chart(manifests, use, policies) if daemon is None else DEVICE_PLUGIN
    if use is not None and use.chart != chart:
        use = next((one for one in uses if one.chart == chart), None)
    subscribed = find_subscribed(manifests, draft)
    stated = _stated(manifests, use, policies, chart) or (daemon.release if daemon is not None else None)
    if use is None and policies and subscribed is not None:
        stated = stated or subscribed.release
    place = use.place if use is not None else policies[0].spec.place if policies else None
    place = place if daemon is None else daemon.place
    release = pinned_release(chart, stated, place, draft)
    sheet = load_chart(chart, release)
    policy = policies[0] if policies and use is None and chart == GPU_OPERATOR else None
    if daemon is not None:
        said = Said(sheet, (), leaves=daemon.values)
    elif policy is None:
        said = Said(sheet, use.values if use else (), [one.spec for one in policies])
    else:
        said = with_absent(sheet, policies, draft)
    if policies:
        said.take("operator", "defaultRuntime")
    said_namespaces = (
        use.namespace if use else None,
        daemon.namespace if daemon else None,
        subscribed.namespace if subscribed and policy is not None else None,
    )
    return Source(
        chart=chart,
        release=release,
        said=said,
        use=use,
        policy=policy,
        by_helm=policy is not None and _helm_chart(policy) is not None,
        release_name=request.release_name or (use.release_name if use else daemon.release_name if daemon else None),
        namespace=next((one for one in said_namespaces if one), manifests.context.namespace),
        known=bool(use or policy or daemon) or manifests.context.chart is not None,
        daemon=None if daemon is None else daemon.place,
        by_label=daemon is None or daemon.by_label,
        daemon_pools=() if daemon is None else daemon.pools,
        stated=stated,
    )


def _uses(manifests: Manifests, draft: Draft) -> tuple[ChartUse, ...]:
    """Return the use of a chart that counts, and those of other charts; patches of a use are merged into it."""
    stated = manifests.context.chart
    ordered = sorted(manifests.charts, key=lambda one: (_other_chart(one, stated), *_rank(one)))
    found: list[ChartUse] = []
    for use in ordered:
        index = next((i for i, one in enumerate(found) if _is_patch(use, one) or _is_layer(use, one, manifests)), None)
        if index is not None:
            found[index] = _patched(found[index], use)
        elif not any(_same(use, one) for one in found):
            found.append(use)
    for use in found[1:]:
        if use.chart == found[0].chart and use.form is found[0].form is Form.VALUES_FILE:
            message = f"a second values file for {use.chart} is not imported: no file says which of them wins"
            draft.tell(ANOTHER, message, use.place, _LAYERED)
        else:
            draft.tell(ANOTHER, f"a further installation of {use.chart} is not imported", use.place)
    return tuple(found)


def _rank(use: ChartUse) -> tuple[bool, bool]:
    """Return what uses of a chart are sorted by: values files come last, of them a chart's own first."""
    return use.form is Form.VALUES_FILE, not _is_charts_own(use)


def _is_charts_own(use: ChartUse) -> bool:
    return PurePosixPath(use.place.file).name == "values.yaml"


def _is_layer(use: ChartUse, earlier: ChartUse, manifests: Manifests) -> bool:
    """Say whether a use is a values file over the one that Helm takes from the chart's own folder."""
    folder = PurePosixPath(use.place.file).parent
    return (
        use.chart == earlier.chart
        and use.form is earlier.form is Form.VALUES_FILE
        and PurePosixPath(earlier.place.file).parent == folder
        and _is_charts_own(earlier)
        and len(earlier.values) == 1
        and str(folder / "Chart.yaml") in manifests.names
    )


def _other_chart(use: ChartUse, stated: tuple[str, str] | None) -> int:
    if stated is not None:
        return int(use.chart != stated[0])
    return CHARTS.index(use.chart) if use.chart in CHARTS else len(CHARTS)


def _is_patch(use: ChartUse, earlier: ChartUse) -> bool:
    """Say whether a use adds to an earlier one: a HelmChartConfig, or an overlay's patch of the same release."""
    return (
        use.chart == earlier.chart
        and use.form is earlier.form
        and use.form is not Form.VALUES_FILE
        and use.release_name is not None
        and use.release_name == earlier.release_name
        and (use.stated is None or earlier.stated is None or "base" in PurePosixPath(earlier.place.file).parts)
    )


def _patched(earlier: ChartUse, use: ChartUse) -> ChartUse:
    stated = use if use.stated is not None else earlier
    return earlier._replace(
        values=(*earlier.values, *use.values), stated=stated.stated, releases=stated.releases, within=stated.within
    )


def _same(use: ChartUse, other: ChartUse) -> bool:
    trees = [value.tree for value in use.values]
    return use.chart == other.chart and trees == [value.tree for value in other.values]


def _policies(manifests: Manifests, draft: Draft) -> tuple[ClusterPolicy, ...]:
    """Return the ClusterPolicy with the patches of its name."""
    if not manifests.policies:
        return ()
    name = manifests.policies[0].name
    for policy in manifests.policies:
        if policy.name != name:
            draft.tell(ANOTHER, f"ClusterPolicy {policy.name} is not imported beside {name}", policy.spec.place)
    return tuple(one for one in manifests.policies if one.name == name)


def _chart(manifests: Manifests, use: ChartUse | None, policies: tuple[ClusterPolicy, ...]) -> str:
    stated = manifests.context.chart
    if stated is not None:
        return stated[0]
    if policies or use is None:
        return GPU_OPERATOR
    return use.chart


def _stated(manifests: Manifests, use: ChartUse | None, policies: tuple[ClusterPolicy, ...], chart: str) -> str | None:
    said = manifests.context.chart
    if said is not None and said[0] == chart and said[1]:
        return said[1]
    if use is not None:
        return use.stated
    return next((found for one in policies if (found := _helm_chart(one))), None)


def _helm_chart(policy: ClusterPolicy) -> str | None:
    """Return the release in the label that Helm charts give what they make."""
    label = policy.object.text("metadata", "labels", "helm.sh/chart")
    return None if label is None else label.removeprefix("gpu-operator-") or None
