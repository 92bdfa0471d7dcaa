"""What one file says and another one completes: values files, generated ConfigMaps, chart sources."""

from pathlib import PurePosixPath

from generator.facts.charts import DEVICE_PLUGIN
from generator.manifests.additions import additions
from generator.manifests.around import collect_around
from generator.manifests.bare import collect_bare, collect_beside, is_bundle
from generator.manifests.built import built
from generator.manifests.charts import chart_named, chart_use, mig_configs_of, plugin_configs_of, with_said_version
from generator.manifests.collector import ChartSource, Collector, Generated, OneFile, OpenUse, WantedFile, WantedKey
from generator.manifests.flux import join_patches, values_from
from generator.manifests.held import with_objects
from generator.manifests.holders import held_by
from generator.manifests.inner import opened_with_faults
from generator.manifests.k3s import join_chart_configs
from generator.manifests.kustomized import move
from generator.manifests.layouts_within import layouts_within
from generator.manifests.merged import without_nulls, without_taken
from generator.manifests.near import nearest
from generator.manifests.others import collect_others
from generator.manifests.patches import parts
from generator.manifests.set_values import SetValue, set_values
from generator.model.config_kinds import is_mig_config, is_plugin_entry
from generator.model.manifest import (
    ChartUse,
    ClusterPolicy,
    ConfigEntry,
    ConfigMapKeys,
    Configuration,
    Elsewhere,
    Form,
    Manifests,
    Origin,
    Users,
)
from generator.model.manifest_objects import Workload
from generator.model.manifest_value import Value, is_filled_in_later

_DISCOVERY = "node-feature-discovery"


def finish(out: Collector) -> Manifests:
    """Join what was collected; files that nothing named are looked at for themselves."""
    taken: set[str] = set()
    _resolve_sources(out)
    collect_around(out, taken)
    join_chart_configs(out)
    join_patches(out)
    move(out)
    for generated in out.generated:
        _take_generated(generated, out, taken)
    _collect_given(out, taken)
    out.put_at_paths = [
        wanted for one in out.charts for wanted in one.wanted if isinstance(wanted, WantedKey) and wanted.target
    ]
    named = [_joined(one, out, taken) for one in out.charts]
    out.charts.clear()
    collect_beside(out)
    _collect_bare(out, taken)
    bare = [_joined(one, out, taken) for one in out.charts]
    # Bundles of Fleet and helmfiles are bare themselves: what they name is theirs, and no use besides.
    _leave_out_single_values(out)
    charts = tuple(
        with_said_version(
            use._replace(values=tuple(with_objects(one, out.wholes) for one in use.values)), out.context.chart
        )
        for use in (*named, *(one for one in bare if one.place.file not in taken))
    )
    for use in charts:
        out.plugin_configs.extend(plugin_configs_of(use))
        out.mig_configs.extend(mig_configs_of(use))
    values = (*(one for use in charts for one in use.values), *(one.value for one in out.others))
    out.mig_configs.extend(layouts_within(values, tuple(out.mig_configs)))
    plugin, mig = _users(charts, out, "devicePlugin"), _users(charts, out, "migManager")
    _take_named(plugin, mig, out)
    found = out.manifests(charts)
    found = found._replace(additions=additions(out), held_by=held_by(out))
    found = found._replace(workloads=_in_part(found.workloads, found), bound=_in_part(found.bound, found))
    said = parts(out)
    found = found._replace(parts=said.objects, pods_in_part=said.pods)
    found = found._replace(plugin_in_part=said.plugin_configs, mig_in_part=said.mig_configs)
    found = found._replace(policies_in_part=said.policies, quotas_in_part=said.quotas)
    return found._replace(plugin_users=plugin, mig_users=mig, mounting=_mounting(found.workloads), built=built(out))


def _collect_bare(out: Collector, taken: set[str]) -> None:
    """Take the documents without kind that nobody names: first those that name others."""
    values = [name for name in out.bare if "values" in PurePosixPath(name).stem]
    out.only_values = values[0] if len(values) == 1 else None
    bundles: list[tuple[str, Value]] = []
    others: list[tuple[str, Value]] = []
    for name, documents in out.bare.items():
        for one in documents if name not in taken else ():
            (bundles if is_bundle(one) else others).append((name, one))
    for _, document in bundles:
        collect_bare(document, out)
    _take_files_of_others(out, taken)
    for name, document in others:
        if name not in taken:
            collect_bare(document, out)


def _take_files_of_others(out: Collector, taken: set[str]) -> None:
    """Take the values files of charts of other makers, which need not speak of GPUs where they set up discovery."""
    about_gpus = {PurePosixPath(name).name for name in out.bare}
    for wanted, user in out.files_of_others:
        if user.chart != _DISCOVERY and PurePosixPath(wanted.path).name not in about_gpus:
            continue
        file = out.find_file(wanted)
        if file is not None and file[0] not in taken:
            taken.add(file[0])
            for values in file[1]:
                if isinstance(values.tree, dict):
                    collect_others(values, user, out)


def _in_part(workloads: tuple[Workload, ...], manifests: Manifests) -> tuple[Workload, ...]:
    """Return pods with whether kustomizations may add to them, and whether labels are put in."""
    return tuple(
        one._replace(in_part=one.place.is_called_patch or added.may_reach(one.kind, one.name), gets_labels=added.labels)
        for one in workloads
        for added in (manifests.additions_to(one.place),)
    )


def _mounting(workloads: tuple[Workload, ...]) -> dict[str, tuple[Workload, ...]]:
    """Return the pods that mount a ConfigMap, by its name."""
    found: dict[str, tuple[Workload, ...]] = {}
    for workload in workloads:
        for name in () if workload.loose else _mounted(workload.pod):
            found[name] = (*found.get(name, ()), workload)
    return found


def _mounted(pod: Value) -> frozenset[str]:
    names = [one.text("configMap", "name") for one in pod.elements("volumes")]
    for volume in pod.elements("volumes"):
        names += [one.text("configMap", "name") for one in volume.elements("projected", "sources")]
    return frozenset(name for name in names if name)


def _users(charts: tuple[ChartUse, ...], out: Collector, part: str) -> Users:
    """Return who names the ConfigMap of the device plugin or of the MIG manager, by its name."""
    found: dict[str, tuple[ChartUse | ClusterPolicy, ...]] = {}
    for use in charts:
        if use.chart != DEVICE_PLUGIN:
            name = use.value(part, "config", "name")
        else:
            name = use.value("config", "name") if part == "devicePlugin" else None
        if name is not None and isinstance(name.tree, str) and name.tree:
            found[name.tree] = (*found.get(name.tree, ()), use)
    for policy in out.policies:
        said = policy.spec.text(part, "config", "name")
        if said:
            found[said] = (*found.get(said, ()), policy)
    return found


def _take_named(plugin: Users, mig: Users, out: Collector) -> None:
    """Let charts and ClusterPolicies say which program a ConfigMap is for, over what its content looks like."""
    for one in out.unclear:
        if one.name in plugin:
            out.plugin_configs.append(Configuration(*one[:3], Origin.CONFIG_MAP, one.place))
        elif one.name in mig:
            out.mig_configs.append(Configuration(*one[:3], Origin.CONFIG_MAP, one.place))
    kept, given = _given_away(out.plugin_configs, plugin, mig)
    others, taken = _given_away(out.mig_configs, mig, plugin)
    out.plugin_configs, out.mig_configs = [*kept, *taken], [*others, *given]


def _given_away(
    configs: list[Configuration], readers: Users, others: Users
) -> tuple[list[Configuration], list[Configuration]]:
    """Part what stays from what only the other program reads, whatever it holds: that one is to be content with it."""
    away = [one for one in configs if one.chart is None and one.name in others and one.name not in readers]
    return [one for one in configs if one not in away], away


def _resolve_sources(out: Collector) -> None:
    """Give each release whose chart is elsewhere that chart; where that file is missing, its name says which it is."""
    sources: dict[tuple[str, str], list[ChartSource]] = {}
    for one in out.sources:
        sources.setdefault((one.kind, one.name), []).append(one)
    for open_use, kind, name in out.referenced:
        meant = _sources_meant(sources.get((kind, name), []), open_use)
        chart = _the_only({one.chart for one in meant})
        if chart is None and not _is_another(meant):
            chart = chart_named(name) or chart_named(open_use.name)
        if chart is None:
            continue
        use = open_use.use
        version = _the_only({one.version for one in meant if one.chart in (chart, None)})
        full = chart_use(chart, version, use.form, Value(None, use.place))
        out.charts.append(
            open_use._replace(
                use=use._replace(chart=chart, stated=full.stated, releases=full.releases, within=full.within)
            )
        )


def _sources_meant(found: list[ChartSource], by: OpenUse) -> list[ChartSource]:
    """Return the nearest source of one name; where several are as near all of them, since any may be meant."""
    name = found[0].name if found else ""
    near = {one.place for one in nearest([one.value for one in found], name, by)}
    return [one for one in found if one.value.place in near] or ([] if is_filled_in_later(name) else found)


def _is_another(meant: list[ChartSource]) -> bool:
    """Say whether the one source that is meant says where the chart is, which is none of NVIDIA's."""
    said = [text for one in meant for key in ("url", "chart") if (text := one.value.text("spec", key))]
    return len(meant) == 1 and bool(said) and not any(map(is_filled_in_later, said))


def _the_only(words: set[str | None]) -> str | None:
    return next(iter(words)) if len(words) == 1 else None


def _leave_out_single_values(out: Collector) -> None:
    """Leave out ConfigMaps of single values, which releases put at paths: one of them may be a whole configuration."""
    keys = {(one.name, one.key) for one in out.put_at_paths}
    for configs in (out.plugin_configs, out.mig_configs):
        configs[:] = [one for one in configs if not any((one.name, each.key) in keys for each in one.entries)]


def _collect_given(out: Collector, taken: set[str]) -> None:
    """Take what releases of other makers' charts get from ConfigMaps and Secrets, and what patches give them."""
    known = {one.value.place.file for one in out.releases}
    for release, user in out.releases_of_others:
        by = OpenUse(chart_use("", None, Form.FLUX, release), ())
        keys = [wanted for wanted in values_from(release) if not wanted.target]
        given = [one for wanted in keys for one in _values_at(wanted, by, out, taken)]
        given += [values for name, values in out.patches if values is not None and user.name and name == user.name]
        for values in given:
            # A patch in a file of its own is a release, which was taken as such.
            if values.place.file not in known or len(values.place.steps) > 1:
                collect_others(values, user, out)


def _joined(open_use: OpenUse, out: Collector, taken: set[str]) -> ChartUse:
    """Return a use with the values that were found elsewhere, which its own inline ones override."""
    found: list[Value] = []
    over: list[Value] = []
    missing = False
    elsewhere = list(open_use.use.elsewhere)
    for index, wanted in enumerate(open_use.wanted):
        targeted = isinstance(wanted, WantedKey) and bool(wanted.target)
        values = _value_at_path(wanted, open_use, out) if targeted else _values_at(wanted, open_use, out, taken)
        (over if targeted else found).extend(values)
        if not values:
            missing = True
            place = open_use.places[index] if index < len(open_use.places) else open_use.use.place
            elsewhere.append(Elsewhere(wanted.text, place))
    use = open_use.use
    patches = [values for name, values in out.patches if open_use.name and name == open_use.name]
    missing = missing or None in patches
    if open_use.one_file is not None:
        one = open_use.one_file
        own = _in_one_file(one, open_use, out, taken)
        if not own and one.file is not None:
            elsewhere.append(Elsewhere(one.file.text, one.place))
        whole = use.whole and not missing and bool(own)
        return use._replace(values=(*(own or use.values), *found), whole=whole, elsewhere=tuple(elsewhere))
    values = [*found, *use.values, *(one for one in patches if one is not None), *over, *open_use.over]
    # A text in the place of all values, such as ${VALUES}, is filled in later.
    missing = missing or any(isinstance(one.tree, str) for one in values)
    return use._replace(values=tuple(values), whole=use.whole and not missing, elsewhere=tuple(elsewhere))


def _in_one_file(one: OneFile, by: OpenUse, out: Collector, taken: set[str]) -> list[Value]:
    """Return the values that kustomize puts into one file, the later win; none where the file is not there.

    What wins takes keys away by its nulls, and has none then; without a file kustomize takes the chart's own.
    """
    inline = list(by.use.values)
    given = [] if one.file is None else _values_at(one.file, by, out, taken)
    if one.mode == "replace":
        return inline
    if not given and (one.file is not None or one.mode == "merge"):
        return []
    under, over = (inline, given) if one.mode == "merge" else (given, inline)
    for values in over:
        under = [without_taken(each, values) for each in under]
    return [*under, *map(without_nulls, over)]


def _values_at(wanted: WantedFile | WantedKey, by: OpenUse, out: Collector, taken: set[str]) -> list[Value]:
    if isinstance(wanted, WantedKey):
        return nearest([content for key, content in out.values_in_config_maps if key == wanted], wanted.name, by)
    file = out.find_file(wanted)
    if file is None:
        return []
    taken.add(file[0])
    return [one for one in file[1] if isinstance(one.tree, dict)]


def _value_at_path(wanted: WantedFile | WantedKey, by: OpenUse, out: Collector) -> list[Value]:
    """Return the tree that a single text makes which a HelmRelease puts at a path."""
    if not isinstance(wanted, WantedKey):
        return []
    alone = wanted._replace(target="", is_text=False)
    texts = [text for key, text in out.texts_in_config_maps if key == alone]
    text = next(iter(nearest(texts, wanted.name, by)), None)
    if text is None or not isinstance(text.tree, str):
        return []
    written = text.tree
    quoted = len(written) > 1 and written[0] == written[-1] and written[0] in "\"'"
    at = text.place.steps[-1]
    one = SetValue(wanted.target, written.strip("\"'") if quoted else written, at, at, quoted or wanted.is_text)
    tree, _ = set_values((one,), text.place)
    return [] if tree is None else [tree]


def _take_generated(generated: Generated, out: Collector, taken: set[str]) -> None:
    if generated.is_secret:
        _take_secret(generated, out, taken)
        return
    entries: list[ConfigEntry] = []
    for key, wanted in generated.files:
        file = out.find_file(wanted)
        content = next(iter(file[1]), None) if file else None
        if content is None:
            entries.append(ConfigEntry(key, generated.value, None))
            continue
        if file is not None:
            taken.add(file[0])
        further = next(iter(file[1][1:]), None) if file else None
        entries.append(ConfigEntry(key, content, content, further=further))
        out.values_in_config_maps.append((WantedKey(generated.name, key), content))
    for key, text in generated.literals:
        out.texts_in_config_maps.append((WantedKey(generated.name, key), text))
    entries += [ConfigEntry(key, text, *opened_with_faults(text)) for key, text in generated.literals]
    keys = tuple(entry.key for entry in entries)
    place, found = generated.value.place, tuple(entries)
    out.config_maps.append(ConfigMapKeys(generated.name, generated.namespace, keys, place, generated.hashed))
    if any(is_mig_config(entry.content) for entry in entries):
        out.mig_configs.append(Configuration(generated.name, generated.namespace, found, Origin.GENERATOR, place))
    elif any(map(is_plugin_entry, found)):
        out.plugin_configs.append(Configuration(generated.name, generated.namespace, found, Origin.GENERATOR, place))


def _take_secret(generated: Generated, out: Collector, taken: set[str]) -> None:
    """Take what a generated Secret holds, which is of interest where a release takes its values from it."""
    wanted_keys = {one for use in out.charts for one in use.wanted if isinstance(one, WantedKey)}
    for key, wanted in generated.files:
        named = WantedKey(generated.name, key, is_secret=True)
        file = out.find_file(wanted) if named in wanted_keys else None
        if file is not None:
            taken.add(file[0])
            out.values_in_config_maps.extend((named, one) for one in file[1][:1])
    for key, text in generated.literals:
        out.texts_in_config_maps.append((WantedKey(generated.name, key, is_secret=True), text))
