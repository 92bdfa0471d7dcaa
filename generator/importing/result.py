"""All parts of an import in their order."""

from generator.importing.as_built import as_built
from generator.importing.booleans import with_booleans
from generator.importing.cluster import import_cluster
from generator.importing.codes import NOTHING
from generator.importing.components import import_components
from generator.importing.draft import Draft, Noted
from generator.importing.extra import import_extra
from generator.importing.install import import_install
from generator.importing.lines import Lines
from generator.importing.mirror import repository_of
from generator.importing.pools import import_pools
from generator.importing.profile_text import profile_text
from generator.importing.rendered import tell_rendered
from generator.importing.request import ImportResult, Request
from generator.importing.scheduling import import_scheduling
from generator.importing.source import Source, find_source
from generator.importing.tenancy import import_priorities, import_tenants
from generator.importing.verified import verify
from generator.lint.common.plugin_daemons import plugin_daemons
from generator.manifests import Load
from generator.model.finding import Finding
from generator.model.manifest import Manifests
from generator.model.manifest_value import Place, Value
from generator.yamltext.document import file_order

_OBJECTS = "extraObjects"
"""Where the operator's chart takes objects of one's own; source: NVIDIA/gpu-operator templates/extra-objects.yaml."""


def import_manifests(manifests: Manifests, request: Request, load: Load) -> ImportResult:
    """Return the profile that means what the manifests say; an empty text where they say nothing of GPUs."""
    draft, lines = Draft(), Lines(load)
    manifests = as_built(manifests, load, draft)
    if _is_empty(manifests):
        draft.tell(NOTHING, "no file says how GPUs are installed or shared")
        return ImportResult("", _located(draft.noted, lines), missing=True)
    source = with_booleans(find_source(manifests, request, draft), lines)
    manifests = _beside(manifests, source)
    tell_rendered(source, manifests, draft)
    import_cluster(source, manifests, request, draft)
    repository = None if source.use is None else repository_of(source.use, manifests, load)
    import_install(source, manifests, repository, draft)
    import_components(source, draft)
    import_scheduling(source, draft)
    import_pools(source, manifests, request, draft)
    import_priorities(manifests, draft)
    import_tenants(source, manifests, draft)
    import_extra(source, manifests, draft)
    verify(source, draft)
    text = profile_text(draft, lines, request.schema)
    return ImportResult(text, _located(draft.noted, lines), bool(draft.gaps))


def _is_empty(manifests: Manifests) -> bool:
    stated = manifests.context.chart is not None
    parts = (manifests.charts, manifests.policies, manifests.plugin_configs, manifests.mig_configs, manifests.nodes)
    daemons = (one for one in plugin_daemons(manifests) if one.is_installed)
    return not any(parts) and not stated and next(daemons, None) is None


def _beside(manifests: Manifests, source: Source) -> Manifests:
    """Return manifests without the objects in the chart's own values, of which the chart makes what it makes now."""
    values = () if source.use is None else source.use.values
    if not any(isinstance(one.tree, dict) and _OBJECTS in one.tree for one in values):
        return manifests
    return manifests._replace(
        quotas=tuple(one for one in manifests.quotas if not _is_within(one.value.place, values)),
        objects=tuple(one for one in manifests.objects if not _is_within(one.value.place, values)),
    )


def _is_within(place: Place, values: tuple[Value, ...]) -> bool:
    return any(place.is_within(one.place.below(_OBJECTS)) for one in values)


def _located(noted: list[Noted], lines: Lines) -> tuple[Finding, ...]:
    found = [
        one.finding
        if one.place is None
        else one.finding._replace(file=one.place.file, position=lines.position(one.place))
        for one in noted
    ]
    return tuple(sorted(found, key=file_order))
