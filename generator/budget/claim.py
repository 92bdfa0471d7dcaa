"""What a workload may take of one device, in MiB."""

from typing import NamedTuple

from generator.model.plan import WorkloadPlan


class Claim(NamedTuple):
    """The pods of a workload as one device sees them.

    Each asks for `units` of the resource and has `processes` processes on the device; `context_mib` is the CUDA context
    of each where the declared memory leaves it out, else 0.
    """

    workload: WorkloadPlan
    pods: int
    units: int
    processes: int
    context_mib: int

    @property
    def name(self) -> str:
        """Namespace and name, as people write them."""
        return self.workload.title

    @property
    def process_mib(self) -> int:
        """What one process takes."""
        return self.workload.memory_mib + self.context_mib

    @property
    def pod_mib(self) -> int:
        """What one pod takes of the device."""
        return self.processes * (self.workload.memory_mib + self.context_mib)


def allocated_mib(workload: WorkloadPlan, context_mib: int) -> int:
    """Return what a process of a workload takes beside its CUDA context, in whichever way its memory is declared."""
    return max(0, workload.memory_mib - context_mib) if workload.context_included else workload.memory_mib


class Met(NamedTuple):
    """Some pods of a workload on one device."""

    claim: Claim
    pods: int

    @property
    def memory_mib(self) -> int:
        """What they take together."""
        return self.pods * self.claim.pod_mib


def claim_on(workload: WorkloadPlan, replicas: int, context_mib: int) -> Claim:
    """Return a workload's claim on a device that `replicas` units share.

    Where units are shared all units of a pod may lie on one device, and with them all its processes; a unit that is a
    device of its own holds its part of them.
    """
    processes = workload.processes
    if replicas == 1 and workload.units > 1:
        processes = -(-processes // workload.units)
    context = 0 if workload.context_included else context_mib
    return Claim(workload, workload.replicas, workload.units, processes, context)
