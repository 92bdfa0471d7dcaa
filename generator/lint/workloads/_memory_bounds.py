"""Bounds on a label of a GPU's memory, in MiB, that every GPU is beyond, or none."""

from generator.model.finding import Severity
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value


def beyond_every_gpu(bound: Value, mib: int, then: str, *, wants_more: bool, is_few: bool) -> ManifestFault:
    """Return what comes of a bound in MiB that all GPUs are above (`is_few`), or all below.

    `wants_more` says that nodes with more are wanted; `then` is what follows where no GPU will do.
    """
    every = is_few is wants_more
    side = "more" if wants_more else "less"
    fix = f'Write "{mib * 1024}" if {mib} GiB are meant.' if is_few else "Write it in MiB."
    message = (
        f"{'every GPU has' if every else 'no GPU has'} {side} than {mib} MiB, which is what is compared: "
        f"{'this keeps none away' if every else then}"
    )
    return ManifestFault(bound.place, message, fix, severity=Severity.WARNING if every else None)
