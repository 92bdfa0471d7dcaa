"""`gpuslice gpus`: which GPUs are known, and what each can be shared into."""

from typing import TYPE_CHECKING, NamedTuple

import click

from generator.cli.streams import tell

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from generator.model.gpu import Gpu
    from generator.report.gpus import KnownGpu


class GpusOptions(NamedTuple):
    """The GPUs to tell of, by any name; none for a list of all."""

    names: tuple[str, ...] = ()


def execute(options: GpusOptions) -> int:
    """Tell what is known of each GPU, or list all of them, and return the exit status."""
    from generator.facts.gpus import all_gpus
    from generator.report.gpus import gpu_list, gpu_text

    if not options.names:
        tell(gpu_list([_known(gpu) for gpu in all_gpus()]))
        return 0
    chosen = dict.fromkeys(gpu for name in options.names for gpu in _named(name))
    tell("\n".join(gpu_text(_known(gpu)) for gpu in chosen))
    return 0


def complete_gpu(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem[str]]":
    """Return the ids of the GPUs that begin so."""
    from click.shell_completion import CompletionItem

    from generator.facts.gpus import GPU_IDS

    return [CompletionItem(gpu_id) for gpu_id in GPU_IDS if gpu_id.startswith(incomplete.lower())]


@click.command(short_help="Say which GPUs are known, and what each can be shared into.")
@click.argument("names", metavar="[GPU]...", nargs=-1, shell_complete=complete_gpu)
def command(names: tuple[str, ...]) -> int:
    """Say what is known of GPUs: label, memory, driver branches, MPS clients, MIG profiles with their resources.

    GPU is a name as nvidia-smi, the box or the label nvidia.com/gpu.product has it, or a line of
    `nvidia-smi --query-gpu=name,memory.total,compute_cap --format=csv,noheader`. Without GPU, list all.
    """
    return execute(GpusOptions(names))


def _known(gpu: "Gpu") -> "KnownGpu":
    from generator.facts.driver_branches import first_branch
    from generator.facts.mig import instance_memory, mig_families
    from generator.report.gpus import CutGpu, KnownGpu

    cuts = (
        CutGpu(family, tuple(instance_memory(one.memory_gb_name, one.memory_mib).least_mib for one in family.profiles))
        for family in mig_families(gpu)
    )
    first = first_branch(gpu)
    return KnownGpu(gpu, tuple(cuts), None if first is None else (first.branch, first.of))


def _named(name: str) -> "tuple[Gpu, ...]":
    """Return the GPU of that name, or all that it may mean."""
    from generator.facts.described_gpu import named_gpu, why_none
    from generator.facts.gpus import find_gpu
    from generator.model.gpu import Gpu, GpuUnknown

    found = named_gpu(name)
    if isinstance(found, Gpu):
        return (found,)
    if isinstance(found, GpuUnknown) and found.ambiguous:
        return tuple(gpu for one in found.nearest if isinstance(gpu := find_gpu(one), Gpu))
    raise click.UsageError(f"{why_none(found)}. `gpuslice gpus` lists those that are known.")
