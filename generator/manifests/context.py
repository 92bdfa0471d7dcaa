"""What a caller says beside the files, from text to facts."""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from generator.facts.charts import CHARTS
from generator.facts.described_gpu import named_gpu, why_none
from generator.facts.dra_driver import DRIVER_CHARTS
from generator.facts.release_lines import Known, release_known, why_not_there
from generator.model.gpu import Gpu
from generator.model.manifest import Context
from generator.model.profile import KubernetesVersion

_CHART_VERSION = re.compile(r"v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?")
_VERSION = re.compile(r"v?(\d{1,3})\.(\d{1,3})(?:\.\d+.*)?")
_NEVER = (Known.NO_LINE, Known.NO_PATCH)
EVERY_CHART = (*CHARTS, *sorted(DRIVER_CHARTS, reverse=True))
"""The charts whose values files are told apart, those of the DRA driver too."""


class ContextProblem(NamedTuple):
    """An option that makes no sense."""

    option: str
    reason: str


def kubernetes_release(text: str) -> KubernetesVersion | None:
    """Return the minor release that a text says, also as kubectl prints it: ``v1.31.4+k3s1`` is 1.31."""
    found = _VERSION.fullmatch(text)
    return None if found is None else KubernetesVersion(int(found[1]), int(found[2]))


def read_context(
    gpus: Iterable[str],
    chart: str | None,
    kubernetes: str | None,
    namespace: str | None,
    charts: Collection[str] = EVERY_CHART,
) -> Context | ContextProblem:
    """Return what the options say: GPUs as MODEL or NODE=MODEL, a chart as NAME or NAME@VERSION, one of `charts`."""
    everywhere: list[Gpu] = []
    by_node: list[tuple[str, Gpu]] = []
    for text in gpus:
        node, sign, model = text.rpartition("=")
        gpu = named_gpu(model)
        if not isinstance(gpu, Gpu):
            return ContextProblem("--gpu", f"{why_none(gpu)}.")
        if sign and not node:
            return ContextProblem("--gpu", f"{text!r} names no node")
        if sign:
            by_node.append((node, gpu))
        else:
            everywhere.append(gpu)
    name, _, version = (chart or "").partition("@")
    if chart is not None and name not in charts:
        return ContextProblem("--chart", f"{name!r} is none of {', '.join(charts)}")
    if "@" in (chart or "") and _CHART_VERSION.fullmatch(version) is None:
        return ContextProblem("--chart", f"{version!r} is no version such as v26.7.0")
    if version and name in CHARTS and release_known(name, version) in _NEVER:
        return ContextProblem("--chart", why_not_there(name, version))
    release = None if kubernetes is None else kubernetes_release(kubernetes)
    if kubernetes is not None and release is None:
        return ContextProblem("--kubernetes", f"{kubernetes!r} is no release such as 1.35")
    return Context(
        gpus=tuple(everywhere),
        node_gpus=tuple(by_node),
        chart=(name, version) if name in CHARTS else None,
        kubernetes=release,
        namespace=namespace,
        driver_chart=(name, version) if name in DRIVER_CHARTS else None,
    )
