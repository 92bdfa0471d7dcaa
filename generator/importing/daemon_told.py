"""How is said what of a DaemonSet of the plugin the bundle has not."""

from generator.importing.codes import INEXPRESSIBLE
from generator.importing.draft import Draft
from generator.lint.common.plugin_daemons import PluginDaemon
from generator.model.finding import Severity
from generator.model.manifest_value import Place


def tell_of(daemon: PluginDaemon, what: str, place: Place, draft: Draft) -> None:
    """Name a part of a DaemonSet that the chart's own has no value for."""
    message = f"{what} of the {daemon.workload.kind} {daemon.workload.name}"
    draft.tell(INEXPRESSIBLE, message, place, severity=Severity.INFO)
