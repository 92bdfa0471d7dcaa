"""How a framework's GPU memory is limited, and what shows it at work."""

from enum import Enum
from typing import NamedTuple

from generator.model.gpu import Capability
from generator.model.workload import Framework


class LimitForm(Enum):
    """Where a setting is written."""

    ARG = "arg"
    ENV = "env"
    CODE = "code"


class Measure(Enum):
    """What a setting's value is; a quantity is rounded down.

    FRACTION is of the device's whole memory, with three decimals. FREE_BYTES and FREE_MIB are not what a process may
    take but what it leaves free. PROCESSES is how many processes a pod has on the GPU, TRUE the word ``true``.
    """

    FRACTION = "fraction"
    BYTES = "bytes"
    MIB = "MiB"
    FREE_BYTES = "free bytes"
    FREE_MIB = "free MiB"
    PROCESSES = "processes"
    TRUE = "true"


class MemorySetting(NamedTuple):
    """One setting by which a framework's GPU memory is limited."""

    name: str
    form: LimitForm
    measure: Measure
    written: str
    """What is written, ``{value}`` in it: the whole argument, the variable's value, the line of code."""
    counts_context: bool
    """Whether the limit holds for the CUDA context too; otherwise the process takes that on top."""
    beside_mib: int
    """Memory besides the context that the limit does not count."""
    beside: str
    """What that memory is for."""
    least_mib: int
    """Values below this are worse than the framework's own default."""
    merges: bool
    """Whether it may be added to a container that is not known: no release stumbles over it, and nothing is lost."""
    says: str
    source: str
    unset: str = ""
    """What the framework does where the setting is missing, as a sentence without its point."""


class ExampleRun(NamedTuple):
    """A container that uses the framework.

    ``{limit}`` in an argument is the place of the code that limits memory; without a limit `unlimited` stands there.
    """

    image: str
    command: tuple[str, ...]
    args: tuple[str, ...]
    env: tuple[tuple[str, str], ...]
    port: int | None
    unlimited: str
    needs: str
    """What it fetches, waits for or stands in for; empty where it is complete."""


class FrameworkFacts(NamedTuple):
    """A framework; without settings nothing limits its memory."""

    framework: Framework
    title: str
    settings: tuple[MemorySetting, ...]
    run: ExampleRun
    notes: tuple[str, ...]
    least_capability: Capability | None = None
    """Oldest compute capability that its published images run on, where one is published."""
