"""GPU models by any name that people or nodes give them."""

from functools import cache

from generator.model.gpu import Gpu, GpuUnknown

GPU_IDS: tuple[str, ...] = ()


@cache
def find_gpu(name: str) -> Gpu | GpuUnknown:
    """Return the GPU of that id, label, marketing name or usual spelling, else the ids that come nearest."""
    raise NotImplementedError(name)


@cache
def all_gpus() -> tuple[Gpu, ...]:
    """Return every GPU model, sorted by id."""
    raise NotImplementedError
