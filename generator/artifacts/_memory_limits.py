"""The memory limit of a workload's framework, from what is declared for a process and what else may meet it."""

from collections.abc import Sequence
from typing import NamedTuple

from generator.budget import DeviceBudget
from generator.facts.framework_limits import NoLimit, fraction_of, limit_terms, no_limit
from generator.facts.frameworks import framework_facts
from generator.model.framework import LimitForm, Measure, MemorySetting
from generator.model.plan import WorkloadPlan

_MIB = 1024 * 1024
_FREE = {Measure.FREE_BYTES: _MIB, Measure.FREE_MIB: 1}
_MOST = {Measure.BYTES: _MIB, Measure.MIB: 1}


class Limit(NamedTuple):
    """A setting with its value, and the arithmetic behind it."""

    setting: MemorySetting
    value: str
    reason: str

    @property
    def text(self) -> str:
        """What is written: the argument, the variable's value, the line of code."""
        return self.setting.written.replace("{value}", self.value)

    @property
    def comment(self) -> str:
        """The reason, and what the setting does."""
        return f"{self.reason} {self.setting.says}" if self.reason else self.setting.says


def memory_limits(workload: WorkloadPlan, devices: Sequence[DeviceBudget]) -> tuple[Limit, ...]:
    """Return the settings of a workload's framework that have a value; `devices` are all that its pods may meet."""
    if not devices:
        return ()
    found = (_limit(workload, setting, devices) for setting in framework_facts(workload.framework).settings)
    return tuple(one for one in found if one is not None)


def limit_missing(workload: WorkloadPlan, devices: Sequence[DeviceBudget]) -> NoLimit | None:
    """Return why the framework's own memory limit is not among its settings."""
    if not devices:
        return None
    context_mib = max(one.device.context_mib for one in devices)
    whole_mib = max(one.device.memory.whole_mib for one in devices)
    return no_limit(workload, framework_facts(workload.framework).settings, context_mib, whole_mib)


def limits_in(found: Sequence[Limit], form: LimitForm) -> tuple[Limit, ...]:
    """Return the settings that are written in that form."""
    return tuple(one for one in found if one.setting.form is form)


def _limit(workload: WorkloadPlan, setting: MemorySetting, devices: Sequence[DeviceBudget]) -> Limit | None:
    if setting.measure is Measure.TRUE:
        return Limit(setting, "true", "")
    if setting.measure is Measure.PROCESSES:
        return Limit(setting, str(workload.processes), f"{_counted(workload.processes)} per pod declared.")
    if setting.measure in _FREE:
        return _kept_free(setting, devices)
    memory, terms = _for_framework(workload, setting, max(one.device.context_mib for one in devices))
    if memory < 1:
        return None
    if setting.measure is Measure.FRACTION:
        return _fraction(setting, memory, terms, devices)
    return Limit(setting, str(memory * _MOST[setting.measure]), f"{terms}.")


def _kept_free(setting: MemorySetting, devices: Sequence[DeviceBudget]) -> Limit | None:
    """Return what no declared pod takes. More would come off what the others hold already, so that a pod that comes
    last would find nothing."""
    tightest = max(devices, key=lambda one: one.over_mib)
    spare = -tightest.over_mib if all(one.proven for one in devices) else 0
    if spare < max(1, setting.least_mib):
        return None
    reason = (
        f"{spare} MiB of one {tightest.part} are left when all declared pods that may meet there are there: "
        f"{tightest.device.memory.usable_mib} MiB usable - {tightest.need_mib} MiB."
    )
    return Limit(setting, str(spare * _FREE[setting.measure]), reason)


def _for_framework(workload: WorkloadPlan, setting: MemorySetting, context_mib: int) -> tuple[int, str]:
    """Return the memory of a process that the setting counts, and how it comes about."""
    memory = workload.memory_mib
    terms = f"{memory} MiB per process declared"
    for term in limit_terms(setting, context_mib, context_included=workload.context_included):
        memory += term.memory_mib
        terms += f" {'-' if term.memory_mib < 0 else '+'} {abs(term.memory_mib)} MiB {term.name}"
    return memory, terms if memory == workload.memory_mib else f"{terms} = {memory} MiB"


def _fraction(setting: MemorySetting, memory: int, terms: str, devices: Sequence[DeviceBudget]) -> Limit | None:
    """Return a part of the largest device: on a smaller one it is less than declared, on none more."""
    largest = max(devices, key=lambda one: one.device.memory.whole_mib)
    total = largest.device.memory.whole_mib
    fraction = fraction_of(memory, total)
    reason = f"{terms}, of the {total} MiB of one {largest.part}, rounded down."
    return None if fraction is None else Limit(setting, fraction, reason)


def _counted(processes: int) -> str:
    return "1 process" if processes == 1 else f"{processes} processes"
