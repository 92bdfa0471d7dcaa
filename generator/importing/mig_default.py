"""Which MIG layout the operator gives nodes that have no label: the one without MIG, or none at all.

Sources: NVIDIA/gpu-operator controllers/state_manager.go (labelGPUNodes), api/nvidia/v1/clusterpolicy_types.go
(MIGPartedConfigSpec: all-disabled, also for an empty field, or a text without a letter) and
deployments/gpu-operator/templates/clusterpolicy.yaml, which writes that text without quotes before v25.10.0.
"""

from collections.abc import Iterable

from generator.facts.charts import release_numbers
from generator.importing.codes import DIFFERENT, NO_EFFECT
from generator.importing.draft import Draft
from generator.importing.named import Named
from generator.importing.source import Source
from generator.model.plan import ALL_DISABLED

_DEFAULT = ("migManager", "config", "default")
_QUOTED_SINCE = (25, 10, 0)


def import_mig_default(everyone: Iterable[Named], source: Source, draft: Draft) -> None:
    """Keep nodes without a label as they are, where the operator leaves them alone now."""
    value = source.said.value(*_DEFAULT)
    block = source.said.value(*_DEFAULT[:-1])
    # Without the block the operator labels nothing, whatever the chart's release.
    gone = block is not None and block.tree is None
    value = block if gone else value
    if value is None or not source.is_operator or (not gone and value.tree in (None, ALL_DISABLED)):
        return
    if not gone and value.tree != "":
        message = f"{'.'.join(_DEFAULT)}: the ClusterPolicy takes {ALL_DISABLED} or an empty text, not {value.tree}"
        draft.tell(NO_EFFECT, message, value.place)
        return
    if source.said.effective("migManager", "enabled") is False or not any(map(_may_be_cut, everyone)):
        return
    if release_numbers(source.release) >= _QUOTED_SINCE:
        draft.put(("extraValues", *_DEFAULT), "", value.place)
    elif gone or source.policy is not None:
        draft.tell(
            DIFFERENT,
            f"nodes that have no label nvidia.com/mig.config would get {ALL_DISABLED}",
            value.place,
            "Give nodes that are cut by hand a pool that says `mig`, or take v25.10.0 or later, "
            "whose chart can leave them alone.",
        )


def _may_be_cut(one: Named) -> bool:
    return not one.cards or any(card.gpu.mig_family is not None for card in one.cards)
