"""`gpuslice fit`: whether a model fits on a card, a share, an MPS client or a MIG instance."""

from typing import TYPE_CHECKING, NamedTuple

import click

from generator.cli.profiles import complete_profile, profile_path
from generator.cli.streams import tell, warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem

    from generator.facts.quantisations import Quantisation
    from generator.fit.need import Usage
    from generator.fit.place import Place
    from generator.model.ai_model import LanguageModel, MeasuredModel
    from generator.model.plan import WorkloadPlan

_USUAL = "Q4_K_M"
_DESCRIBE = ("--parameters", "--layers", "--kv-heads", "--head-dim")
_MOST_TOKENS = 1 << 24
_MOST = 1 << 16


class ModelOptions(NamedTuple):
    """Which model, and how it is run; `shape` holds what `_DESCRIBE` says of a model outside the catalogue."""

    name: str | None
    every: bool
    parameters: str | None
    shape: tuple[int | None, int | None, int | None]
    context: int
    batch: int
    quant: str | None
    kv_dtype: str


class PlaceOptions(NamedTuple):
    """Where it is to run: units of a GPU, or those of a profile."""

    gpu: str | None
    mig: str | None
    share: int
    mode: str
    profile: str | None


class FitOptions(NamedTuple):
    """What `fit` was asked."""

    model: ModelOptions
    place: PlaceOptions


def execute(options: FitOptions) -> int:
    """Tell what fits and return the exit status: 1 where one model was asked for and fits nowhere."""
    from generator.model.ai_model import MeasuredModel

    model = None if options.model.every else _model(options.model)
    quantisation = _quantisation(options.model.quant)
    places, workloads = _places(options.place)
    if not places:
        return 1
    if model is None:
        status = _tell_all(options.model, places)
    elif isinstance(model, MeasuredModel):
        status = _tell_measured(model, places)
    else:
        status = _tell_one(_usage(options.model, model, quantisation), places)
    _tell_declared(workloads)
    return status


def complete_model(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem[str]]":
    """Return the models of the catalogue that begin so."""
    from click.shell_completion import CompletionItem

    from generator.facts.models import MODEL_IDS

    return [CompletionItem(name) for name in MODEL_IDS if name.startswith(incomplete.lower())]


@click.command(short_help="Say whether a model fits on a GPU or a part of one.")
@click.argument("model", required=False, shell_complete=complete_model)
@click.option("--all", "every", is_flag=True, help="Every model of the catalogue, as a table.")
@click.option("--on", "gpu", metavar="GPU", help="The GPU, such as 'RTX 3090'.")
@click.option("--mig", metavar="PROFILE", help="A MIG instance of it, such as 3g.40gb.")
@click.option("--share", type=click.IntRange(1, 1024), default=1, metavar="N", help="One of N units of it.")
@click.option("--mode", type=click.Choice(("time-slicing", "mps")), default=None, help="How the N units share it.")
@click.option("--profile", metavar="PROFILE", shell_complete=complete_profile, help="Every unit of a cluster instead.")
@click.option(
    "--context",
    type=click.IntRange(1, _MOST_TOKENS),
    default=8192,
    show_default=True,
    metavar="TOKENS",
    help="Of each sequence.",
)
@click.option(
    "--batch", type=click.IntRange(1, _MOST), default=1, show_default=True, metavar="N", help="Sequences at once."
)
@click.option("--quant", metavar="FORMAT", help=f"Weights: {_USUAL} (default), Q8_0, fp16, fp8, int8, awq ...")
@click.option("--kv-dtype", default="fp16", show_default=True, metavar="FORMAT", help="Cache: fp16, fp8, q8, q4.")
@click.option("--parameters", metavar="COUNT", help="Instead of MODEL, all four: parameters, such as 8B.")
@click.option("--layers", type=click.IntRange(1, _MOST), metavar="N", help="Layers.")
@click.option("--kv-heads", type=click.IntRange(1, _MOST), metavar="N", help="Heads of keys and values.")
@click.option("--head-dim", type=click.IntRange(1, _MOST), metavar="N", help="Values in a head.")
def command(
    model: str | None,
    every: bool,
    gpu: str | None,
    mig: str | None,
    share: int,
    mode: str | None,
    profile: str | None,
    context: int,
    batch: int,
    quant: str | None,
    kv_dtype: str,
    parameters: str | None,
    layers: int | None,
    kv_heads: int | None,
    head_dim: int | None,
) -> int:
    """Say whether a model fits, by how much, and what is counted.

    MODEL is a name of the catalogue (`gpuslice fit --all --on GPU` lists it), an Ollama tag such as llama3.1:8b, or a
    Hugging Face repository. The status is 1 where it does not fit.
    """
    _refuse_contradictions(gpu, profile, (mig is not None) or share > 1 or mode is not None)
    if mode == "mps" and share == 1:
        raise click.UsageError("MPS limits nothing for a single client: say how many with --share.")
    shape = (layers, kv_heads, head_dim)
    given = [option for option, value in zip(_DESCRIBE, (parameters, *shape), strict=True) if value is not None]
    if sum((model is not None, every, bool(given))) != 1:
        raise click.UsageError(f"Say one of: MODEL, --all, or {', '.join(_DESCRIBE)}.")
    if given and len(given) < len(_DESCRIBE):
        missing = [option for option in _DESCRIBE if option not in given]
        raise click.UsageError(f"A model described by options also needs {', '.join(missing)}.")
    what = ModelOptions(model, every, parameters, shape, context, batch, quant, kv_dtype)
    return execute(FitOptions(what, PlaceOptions(gpu, mig, share, mode or "time-slicing", profile)))


def _refuse_contradictions(gpu: str | None, profile: str | None, parted: bool) -> None:
    if (gpu is None) == (profile is None):
        raise click.UsageError("Say where: --on GPU or --profile PROFILE.")
    if gpu is None and parted:
        raise click.UsageError("--mig, --share and --mode go with --on; a profile says them itself.")


def _places(options: PlaceOptions) -> "tuple[Sequence[Place], Sequence[WorkloadPlan]]":
    """Return the places, and what a profile declares to run there."""
    from generator.fit.place import PlaceProblem, Spot, place_on, places_of

    if options.gpu is not None:
        place = place_on(Spot(options.gpu, options.mig, options.share, options.mode))
        if isinstance(place, PlaceProblem):
            raise click.BadParameter(place.reason, param_hint=f"'{place.option}'")
        return (place,), ()
    from generator.cli.session import compile_source, read_source
    from generator.report.text import findings_text, summary_text

    source = read_source(profile_path(options.profile or ""))
    compiled = compile_source(source)
    if compiled.plan is None:
        warn(findings_text(compiled.findings, {source.shown: compiled.source_lines}))
        warn(f"{summary_text(compiled.findings)}, nothing to fit anything on\n")
        return (), ()
    places = places_of(compiled.plan)
    if not places:
        warn("no memory is published for what this cluster's nodes advertise\n")
    return places, compiled.plan.workloads


def _model(options: ModelOptions) -> "LanguageModel | MeasuredModel":
    from generator.facts.models import find_model
    from generator.fit.described import Shape, described_model
    from generator.model.ai_model import ModelUnknown

    if options.name is None:
        described = described_model(Shape(options.parameters, *options.shape))
        if described is None:
            raise click.BadParameter(f"{options.parameters!a} is no count such as 8B.", param_hint="'--parameters'")
        return described
    found = find_model(options.name)
    if isinstance(found, ModelUnknown):
        near = f"Did you mean {', '.join(found.nearest)}?" if found.nearest else "--all lists what there is."
        raise click.UsageError(
            f"There is no model {options.name!a}. {near} Any other can be described: {', '.join(_DESCRIBE)}."
        )
    return found


def _quantisation(name: str | None) -> "Quantisation | None":
    """Return the format that was asked for, None if none was."""
    from generator.facts.quantisations import QUANTISATIONS, Quantisation, find_quantisation

    if name is None:
        return None
    found = find_quantisation(name)
    if isinstance(found, Quantisation):
        return found
    names = ", ".join(found or (one.name for one in QUANTISATIONS))
    raise click.BadParameter(
        f"{name!a} is not known. {'Did you mean' if found else 'Known:'} {names}", param_hint="'--quant'"
    )


def _usage(options: ModelOptions, model: "LanguageModel", quantisation: "Quantisation | None") -> "Usage":
    from generator.facts.quantisations import CACHE_TYPES, CacheType, find_cache_type
    from generator.fit.need import Usage

    cache = find_cache_type(options.kv_dtype)
    if not isinstance(cache, CacheType):
        names = ", ".join(one.name for one in CACHE_TYPES)
        raise click.BadParameter(f"{options.kv_dtype!a} is not known. Known: {names}", param_hint="'--kv-dtype'")
    chosen = quantisation or _quantisation(model.quantisation or _USUAL)
    if chosen is None:
        raise TypeError(f"{model.id} names no format")
    return Usage(model, chosen, cache, options.context, options.batch)


def _tell_one(usage: "Usage", places: "Sequence[Place]") -> int:
    from generator.fit.text import places_table, verdict_text
    from generator.fit.verdict import judge

    verdicts = [judge(usage, place) for place in places]
    tell(verdict_text(verdicts[0]) if len(verdicts) == 1 else places_table(verdicts))
    return 0 if any(verdict.fits for verdict in verdicts) else 1


def _tell_measured(model: "MeasuredModel", places: "Sequence[Place]") -> int:
    from generator.fit.text import measured_text

    tell("\n".join(measured_text(place, model) for place in places))
    return 0 if any(one.memory_mib <= place.each_mib for one in model.measured for place in places) else 1


def _tell_declared(workloads: "Sequence[WorkloadPlan]") -> None:
    from generator.fit.text import declared_text

    if workloads:
        tell(declared_text(workloads))


def _tell_all(options: ModelOptions, places: "Sequence[Place]") -> int:
    from generator.facts.models import all_models
    from generator.fit.text import models_table
    from generator.fit.verdict import judge
    from generator.model.ai_model import LanguageModel, MeasuredModel

    quantisation = _quantisation(options.quant)
    usages = [_usage(options, one, quantisation) for one in all_models() if isinstance(one, LanguageModel)]
    measured = [one for one in all_models() if isinstance(one, MeasuredModel)]
    tell("\n".join(models_table(place, [judge(one, place) for one in usages], measured) for place in places))
    return 0
