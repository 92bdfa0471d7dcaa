"""A DaemonSet of the device plugin that somebody wrote, read as what the standalone chart would be told instead."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN
from generator.importing.codes import ANOTHER
from generator.importing.daemon_config import DaemonConfig, config_of
from generator.importing.daemon_discovery import INSTANCE, discovery_values, find_discovery
from generator.importing.daemon_pools import DaemonOfNodes, apart_by_nodes, shared_values
from generator.importing.daemon_rest import tell_rest
from generator.importing.daemon_values import daemon_values
from generator.importing.draft import Draft
from generator.lint.common.images import reference_of
from generator.lint.common.plugin_daemons import PluginDaemon, plugin_daemons, runs_plugin
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_value import Place, Value
from generator.model.tree import Path

_UNLIKE = (
    "Several DaemonSets are pools where each has labels of its own in its nodeSelector and all else but the "
    "configuration is the same. Make them so, or import them one at a time."
)
_OWNER = "ClusterPolicy"
_CHART = ("metadata", "labels", "helm.sh/chart")


class Daemon(NamedTuple):
    """The installation that a DaemonSet is: its release, and values of the standalone chart by their path.

    `release_name` is that of Helm where the chart itself made the DaemonSet. `by_label` is false where the pods read
    one file whatever the nodes' labels say; `pools` are several DaemonSets, each with nodes of its own.
    """

    release: str
    release_name: str | None
    namespace: str | None
    place: Place
    values: Mapping[Path, Value]
    by_label: bool = True
    pools: tuple[DaemonOfNodes, ...] = ()


def find_daemon(manifests: Manifests, draft: Draft, *, beside: bool) -> Daemon | None:
    """Return the DaemonSet that installs the plugin; `beside` says that a chart does, so that each is told.

    Several are pools where they differ in their nodes and configurations alone; else what one says is not for all, its
    configuration aside.
    """
    found = [one for one in plugin_daemons(manifests) if one.is_installed and runs_plugin(one)]
    scratch = Draft()
    each = [(one, config := config_of(one), dict(_values(one, config, manifests, scratch))) for one in found]
    pools = apart_by_nodes(each) if len(found) > 1 and not beside else ()
    discovery = find_discovery(manifests)
    for one in (*found, *((discovery,) if discovery is not None else ())) if beside else ():
        if not _belongs_to_chart(one.workload, manifests):
            _tell(one, draft, None)
    for one in found if not beside and len(found) > 1 and not pools else ():
        _tell(one, draft, _UNLIKE)
    if beside or not found:
        return None
    if pools or len(found) == 1:
        draft.noted += [one for one in scratch.noted if one not in draft.noted]
        _remark((*found, *((discovery,) if discovery is not None else ())), draft)
    daemon, config, values = each[0]
    workload = daemon.workload
    made = _made_by_chart(workload)
    if pools:
        values = dict(shared_values(pools, values))
    elif len(found) > 1:
        values = {path: one for path, one in values.items() if path[0] == "config"}
    return Daemon(
        release=made or reference_of(daemon.container.value.text("image") or "").tag,
        release_name=workload.whole.text(*INSTANCE) if made and workload.whole is not None else None,
        namespace=workload.namespace,
        place=workload.place,
        values=values,
        by_label=not pools and (config is None or config.by_label),
        pools=pools,
    )


def _values(
    daemon: PluginDaemon, config: DaemonConfig | None, manifests: Manifests, draft: Draft
) -> Iterator[tuple[Path, Value]]:
    yield from daemon_values(daemon, config, draft)
    yield from discovery_values(daemon, manifests, draft)
    tell_rest(daemon, config, draft)


def _made_by_chart(workload: Workload) -> str | None:
    """Return the chart's release in the label that Helm charts give what they make."""
    label = None if workload.whole is None else workload.whole.text(*_CHART)
    head = f"{DEVICE_PLUGIN}-"
    return label.removeprefix(head) if label is not None and label.startswith(head) else None


def _belongs_to_chart(workload: Workload, manifests: Manifests) -> bool:
    """Say whether the operator made a workload, or the standalone chart that is beside it here."""
    owners = () if workload.whole is None else workload.whole.elements("metadata", "ownerReferences")
    has_chart = any(use.chart == DEVICE_PLUGIN for use in manifests.charts)
    return (has_chart and _made_by_chart(workload) is not None) or any(one.text("kind") == _OWNER for one in owners)


def _tell(daemon: PluginDaemon, draft: Draft, fix: str | None) -> None:
    what = "the device plugin" if runs_plugin(daemon) else "GPU feature discovery"
    message = f"the {daemon.workload.kind} {daemon.workload.name} of {what} is not imported"
    draft.tell(ANOTHER, message, daemon.workload.place, fix)


def _remark(daemons: Iterable[PluginDaemon], draft: Draft) -> None:
    """Say which DaemonSets the bundle takes the place of: Helm does that where the chart itself made them."""
    for one in daemons:
        if _made_by_chart(one.workload) is None:
            namespace = f"-n {one.workload.namespace} " if one.workload.namespace else ""
            command = f"kubectl {namespace}delete {one.workload.kind.lower()} {one.workload.name}"
            clash = "serve the same GPUs" if runs_plugin(one) else "label the same nodes"
            draft.remark(("install", "chart"), f"Before the bundle goes in: {command}. Two would {clash}.")
