"""GPU models by any name that people or nodes give them."""

import re
from functools import cache

from generator.facts.datafile import read_fields
from generator.model.gpu import Gpu, GpuUnknown, MpsClass, OpenModules, read_capability

GPU_IDS = (
    "a10",
    "a100-pcie-40gb",
    "a100-pcie-80gb",
    "a100-sxm4-40gb",
    "a100-sxm4-80gb",
    "a10g",
    "a16",
    "a2",
    "a30",
    "a40",
    "a800-40gb-active",
    "a800-pcie-80gb",
    "a800-sxm4-40gb",
    "a800-sxm4-80gb",
    "b200",
    "b300",
    "gb10",
    "gb200",
    "gb300",
    "gh200-144gb",
    "gh200-480gb",
    "gtx-1050-ti",
    "gtx-1060-3gb",
    "gtx-1060-6gb",
    "gtx-1070",
    "gtx-1070-ti",
    "gtx-1080",
    "gtx-1080-ti",
    "gtx-1650",
    "gtx-1650-super",
    "gtx-1660",
    "gtx-1660-super",
    "gtx-1660-ti",
    "h100-nvl",
    "h100-pcie-80gb",
    "h100-sxm5-80gb",
    "h20",
    "h200-nvl",
    "h200-sxm",
    "h800-pcie-80gb",
    "h800-sxm5-80gb",
    "l2",
    "l20",
    "l4",
    "l40",
    "l40s",
    "m4",
    "m40-12gb",
    "m40-24gb",
    "m60",
    "p100-pcie-12gb",
    "p100-pcie-16gb",
    "p100-sxm2-16gb",
    "p4",
    "p40",
    "quadro-gv100",
    "quadro-p1000",
    "quadro-p2000",
    "quadro-p2200",
    "quadro-p400",
    "quadro-p4000",
    "quadro-p5000",
    "quadro-p600",
    "quadro-p6000",
    "quadro-p620",
    "quadro-rtx-4000",
    "quadro-rtx-5000",
    "quadro-rtx-6000",
    "quadro-rtx-8000",
    "rtx-2000-ada",
    "rtx-2060",
    "rtx-2060-12gb",
    "rtx-2060-super",
    "rtx-2070",
    "rtx-2070-super",
    "rtx-2080",
    "rtx-2080-super",
    "rtx-2080-ti",
    "rtx-3050",
    "rtx-3050-6gb",
    "rtx-3060",
    "rtx-3060-8gb",
    "rtx-3060-ti",
    "rtx-3070",
    "rtx-3070-ti",
    "rtx-3080-10gb",
    "rtx-3080-12gb",
    "rtx-3080-ti",
    "rtx-3090",
    "rtx-3090-ti",
    "rtx-4000-ada",
    "rtx-4000-sff-ada",
    "rtx-4060",
    "rtx-4060-ti-16gb",
    "rtx-4060-ti-8gb",
    "rtx-4070",
    "rtx-4070-super",
    "rtx-4070-ti",
    "rtx-4070-ti-super",
    "rtx-4080",
    "rtx-4080-super",
    "rtx-4090",
    "rtx-4090-d",
    "rtx-4500-ada",
    "rtx-5000-ada",
    "rtx-5050",
    "rtx-5060",
    "rtx-5060-ti-16gb",
    "rtx-5060-ti-8gb",
    "rtx-5070",
    "rtx-5070-ti",
    "rtx-5080",
    "rtx-5090",
    "rtx-5090-d",
    "rtx-5880-ada",
    "rtx-6000-ada",
    "rtx-a2000",
    "rtx-a2000-12gb",
    "rtx-a4000",
    "rtx-a4500",
    "rtx-a5000",
    "rtx-a5500",
    "rtx-a6000",
    "rtx-pro-2000",
    "rtx-pro-4000",
    "rtx-pro-4500",
    "rtx-pro-5000",
    "rtx-pro-6000-maxq",
    "rtx-pro-6000-server",
    "rtx-pro-6000-ws",
    "t1000",
    "t1000-8gb",
    "t4",
    "t400",
    "t400-4gb",
    "t4g",
    "t600",
    "titan-rtx",
    "titan-v",
    "titan-x-pascal",
    "titan-xp",
    "v100-pcie-16gb",
    "v100-pcie-32gb",
    "v100-sxm2-16gb",
    "v100-sxm2-32gb",
    "v100s-pcie-32gb",
)
"""Every model that has a file in `gpus`, sorted."""

_MOST_TEXT = 100
_SHOWN = 3
_LEAST_PREFIX = 3
_ANY_BRAND = frozenset({"nvidia", "tesla", "gpu"})
_QUADRO_RTX = frozenset({"quadro", "rtx"})
_SERIES = _QUADRO_RTX | {"ada", "pro"}
"""What alone tells Quadro RTX 6000, RTX 6000 Ada and RTX PRO 6000 apart."""
_LEADING_SERIES = re.compile(r"^(quadro|rtx|gtx)-")
_MOBILE = frozenset({"laptop", "mobile", "maxq", "notebook"})
"""Chips of their own, whatever the card of that name has."""
_BOARD = re.compile(r"\d+gb|sxm\d?|pcie|nvl|active|server|ws|maxq")
_LABEL_SUFFIX = re.compile(r"(-mig-[a-z0-9.+-]+?)?(-shared)?$")
_LEADING_BRAND = re.compile(r"^((nvidia|geforce|tesla)-)+")
_WORD = re.compile(r"[a-z0-9]+")
_GLUED = re.compile(r"(nvidia|geforce|tesla|quadro|rtx|gtx)(?=[a-z]?\d)|(?<=\d)(ti|super)\b|(?<=\dti)(super)\b")


@cache
def find_gpu(name: str) -> Gpu | GpuUnknown:
    """Return the GPU of that id, label, marketing name or usual spelling, else the ids that come nearest.

    Labels may carry GFD's ``-SHARED`` and ``-MIG-1g.10gb``. A name that fits several boards (``A100``) is unknown and
    ambiguous, as is one that lacks the series (``RTX 6000``); a name that lacks any other part of a model's own
    (``RTX 4070`` for the 4070 Ti SUPER) is another model's name.
    """
    plain = _LABEL_SUFFIX.sub("", name[:_MOST_TEXT].strip().lower())
    slug = gpu_slug(plain)
    if slug in GPU_IDS:
        return _load(slug)
    exact = _spellings().get(_squash(plain), ())
    if len(exact) == 1:
        return _load(exact[0])
    fitting = exact or tuple(gpu.id for gpu in all_gpus() if _fits(_words(plain), gpu))
    if len(fitting) == 1:
        return _load(fitting[0])
    fitting = fitting or _of_any_series(_words(plain))
    return GpuUnknown(name, fitting or _alike(plain), ambiguous=len(fitting) > 1)


def gpu_slug(name: str) -> str:
    """Return a name in the form of an id: words of lower-case letters and digits, without NVIDIA's and GeForce."""
    return _LEADING_BRAND.sub("", "-".join(_WORD.findall(name.lower())))


@cache
def all_gpus() -> tuple[Gpu, ...]:
    """Return every GPU model, sorted by id."""
    return tuple(_load(gpu_id) for gpu_id in GPU_IDS)


def gpu_spellings(gpu: Gpu) -> tuple[str, ...]:
    """Return every name that a GPU's file gives it."""
    return (gpu.id, gpu.label, *gpu.label_aliases, gpu.marketing, *gpu.aliases)


@cache
def _load(gpu_id: str) -> Gpu:
    fields = read_fields("gpus", gpu_id)
    return Gpu(
        id=gpu_id,
        label=fields.text("label"),
        label_seen=fields.boolean("label_seen"),
        label_aliases=fields.texts("label_aliases"),
        marketing=fields.text("marketing"),
        aliases=fields.texts("aliases"),
        architecture=fields.text("architecture"),
        gfd_family=fields.text("gfd_family"),
        compute_capability=read_capability(fields.text("compute_capability")),
        memory_mib=fields.integer_or_none("memory_mib"),
        memory_gib_marketing=fields.integer("memory_gib_marketing"),
        memory_readable=fields.boolean("memory_readable", default=True),
        pci_device_ids=fields.hex_numbers("pci_device_ids"),
        pci_subsystem_ids=fields.hex_numbers("pci_subsystem_ids"),
        mig_family=fields.text_or_none("mig_family"),
        mig_family_variants=fields.texts("mig_family_variants"),
        mps=MpsClass(fields.text("mps")),
        mps_max_clients=fields.integer("mps_max_clients"),
        open_modules=OpenModules(fields.text("open_modules")),
        last_driver_branch=fields.integer_or_none("last_driver_branch"),
        board_power_w=fields.integer("board_power_w"),
        sources=fields.text_pairs("sources"),
        notes=fields.texts("notes"),
    )


def _squash(text: str) -> str:
    return "".join(_WORD.findall(text.lower())).removeprefix("nvidia")


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    """Return every spelling with the ids that have it: boards that differ in memory alone may have one name."""
    found: dict[str, dict[str, None]] = {}
    for gpu in all_gpus():
        for spelling in gpu_spellings(gpu):
            found.setdefault(_squash(spelling), {})[gpu.id] = None
    return {spelling: tuple(ids) for spelling, ids in found.items()}


def _words(text: str) -> frozenset[str]:
    words = _WORD.findall(_GLUED.sub(r" \g<0> ", " ".join(_WORD.findall(text.lower()))))
    return frozenset(re.sub(r"^(\d+)g(i?b)?$", r"\1gb", word) for word in words)


@cache
def _known_words(gpu: Gpu) -> frozenset[str]:
    words = frozenset[str]().union(*(_words(spelling) for spelling in gpu_spellings(gpu)))
    forms = {"sxm" for word in words if word.startswith("sxm")}
    return words | forms | _ANY_BRAND | {f"{gpu.memory_gib_marketing}gb"}


@cache
def _own_words(gpu: Gpu) -> frozenset[str]:
    words = frozenset(word for word in _words(_LEADING_SERIES.sub("", gpu.id)) if not _BOARD.fullmatch(word))
    return words | _QUADRO_RTX if _words(gpu.id) >= _QUADRO_RTX else words


def _fits(words: frozenset[str], gpu: Gpu) -> bool:
    return _own_words(gpu) <= words <= _known_words(gpu)


def _of_any_series(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(gpu.id for gpu in all_gpus() if _own_words(gpu) - _SERIES <= words <= _known_words(gpu))


def _alike(plain: str) -> tuple[str, ...]:
    import difflib

    if _MOBILE & set(_WORD.findall(plain)):
        return ()
    spellings, asked = _spellings(), _squash(plain)
    longer = (spelling for spelling in spellings if len(asked) >= _LEAST_PREFIX and spelling.startswith(asked))
    close = difflib.get_close_matches(asked, tuple(spellings), n=4 * _SHOWN)
    return tuple(dict.fromkeys(one for spelling in (*longer, *close) for one in spellings[spelling]))[:_SHOWN]
