"""What can be wrong with a request beyond its shape, and what advice has to say besides the answer."""

from typing import NamedTuple

from generator.model.finding import Finding, Severity
from generator.model.tree import Path


class AdviceCode(NamedTuple):
    """What all findings of one code share; `fix` is used where the case gives no better one."""

    code: str
    title: str
    severity: Severity
    why: str
    fix: str

    def at(self, path: Path, message: str, fix: str | None = None) -> Finding:
        """Return the finding for one case."""
        return Finding(self.code, self.severity, message, self.why, fix or self.fix, path)


GPU_UNKNOWN = AdviceCode(
    "ADV001",
    "Unknown or ambiguous GPU in a request",
    Severity.ERROR,
    "Memory, MIG layouts and limits are those of one model, so a name must mean exactly one.",
    "Write the model as nvidia-smi names it.",
)
SAME_TWICE = AdviceCode(
    "ADV002",
    "The same name twice in a request",
    Severity.ERROR,
    "The answer speaks of workloads and GPUs by their names.",
    "Put both in one entry, or rename one of them.",
)
NO_CARD_HOLDS = AdviceCode(
    "ADV003",
    "A demand that no GPU of the request can hold",
    Severity.ERROR,
    "A workload gets one device: a share, a MIG device or a whole card. Two devices do not add their memory up for one "
    "process.",
    "Lower the demand, or add GPUs that can hold it.",
)
PRESENT_STATE = AdviceCode(
    "ADV004",
    "A present state that cannot be",
    Severity.ERROR,
    "What has to be changed is counted from the present state, so it must be one that these GPUs can have.",
    "Write what `nvidia-smi mig -lgi` shows.",
)
MEMORY_ODD = AdviceCode(
    "ADV005",
    "An amount of memory that means nothing",
    Severity.ERROR,
    "A workload without memory is no demand, and a card whose memory is all reserved has none to give.",
    "Write the most that nvidia-smi shows for it, such as 6GiB.",
)
NODES_ODD = AdviceCode(
    "ADV006",
    "Nodes that are there and may be bought at once",
    Severity.ERROR,
    "Names are those of nodes that there are; max is a budget for nodes that there are not yet.",
    "Keep one of names and max.",
)
NOT_PLACED = AdviceCode(
    "ADV007",
    "A workload that does not fit beside the others",
    Severity.WARNING,
    "The profile holds for all that fits; the pods of the rest would stay Pending.",
    "Add GPUs, lower counts or memory, or let workloads that trust each other share.",
)
NOT_PROVEN = AdviceCode(
    "ADV008",
    "No proof of an optimum within the time limit",
    Severity.WARNING,
    "The answer is the best one found so far; the gap says how much better another could be at most.",
    "Give it more time: `--time-limit 60`.",
)
SOLVER_MISSING = AdviceCode(
    "ADV009",
    "The solver is not installed",
    Severity.ERROR,
    "MIG layouts are found by an integer programme. HiGHS solves it, and is installed only where it is wanted.",
    "Install it: `make setup` in a checkout, `pipx inject gpuslice highspy` with pipx, else `pip install highspy`.",
)
GEOMETRY_UNKNOWN = AdviceCode(
    "ADV010",
    "MIG whose layouts are not published",
    Severity.WARNING,
    "The card can do MIG, but no placements are known, so nothing can be said of what fits. It is given out whole.",
    "Cut the cards by hand if you know the layouts, and write the pool's `mig` yourself.",
)
PROFILE_REFUSED = AdviceCode(
    "ADV011",
    "Advice that the cluster's installation cannot carry out",
    Severity.ERROR,
    "The profile that follows from the request was compiled, and is wrong for this cluster; what is wrong is told "
    "beside this.",
    "Change `cluster` or `install` in the request.",
)
ADVICE_CODES = (
    GPU_UNKNOWN,
    SAME_TWICE,
    NO_CARD_HOLDS,
    PRESENT_STATE,
    MEMORY_ODD,
    NODES_ODD,
    NOT_PLACED,
    NOT_PROVEN,
    SOLVER_MISSING,
    GEOMETRY_UNKNOWN,
    PROFILE_REFUSED,
)
