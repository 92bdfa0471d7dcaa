"""What an import has to say, each with the reason and the cure that all findings of the code share."""

from generator.model.code_text import CodeText
from generator.model.finding import Severity

INEXPRESSIBLE = CodeText(
    "IMP001",
    "Setting that the profile cannot hold",
    Severity.WARNING,
    "The profile has no word for it, and extraValues must not touch what the profile decides itself.",
    "Keep it beside the bundle, or do without it.",
)
VERSION_UNKNOWN = CodeText(
    "IMP002",
    "Release that is not known here",
    Severity.WARNING,
    "A profile pins a release whose values and behaviour were read; another one may know other values.",
    "Read the release notes in between, or keep your manifests until that release is known.",
)
MISSING = CodeText(
    "IMP003",
    "Fact that no file tells",
    Severity.ERROR,
    "It decides what the nodes advertise or what is installed, so it is not guessed. The profile has a gap there, "
    "which `gpuslice check` refuses.",
    "Say it by the option, or fill the gap in the profile.",
)
ANOTHER = CodeText(
    "IMP004",
    "Second of a kind that a profile has once",
    Severity.WARNING,
    "A profile is one cluster with one release of one chart and one configuration of each kind.",
    "Import one cluster at a time: name its files alone.",
)
VERSION_UNSAID = CodeText(
    "IMP005",
    "Release that is not said",
    Severity.INFO,
    "A profile pins the chart's release; the newest one that is known was taken, of a range the newest within it.",
    "Say it by --chart NAME@VERSION.",
)
RENAMED = CodeText(
    "IMP006",
    "Label that changes with the pool's name",
    Severity.INFO,
    "The pool's name is the label value by which nodes choose their configuration and their MIG layout: there is one "
    "name for both, and some names no pool can have.",
    "Render the bundle and label the nodes as its README says, before the old configuration goes.",
)
NO_EFFECT = CodeText(
    "IMP008",
    "Setting without effect, left out",
    Severity.WARNING,
    "The software that reads it drops it or stops at it, so the profile cannot mean the same.",
    "`gpuslice lint` says what is wrong with it. Add to the profile what was meant.",
)
NOT_FOUND = CodeText(
    "IMP009",
    "Configuration that was not found",
    Severity.WARNING,
    "It is named but not among the files, so what it says is not in the profile. The profile has a gap where the "
    "device plugin's is missing, which `gpuslice check` refuses.",
    "Give it along, as `kubectl get configmap NAME -n NAMESPACE -o yaml` prints it, or add to the pools by hand what "
    "it says.",
)
DIFFERENT = CodeText(
    "IMP010",
    "Value that would change",
    Severity.WARNING,
    "The bundle of the profile gives the chart another value than your files do.",
    "If it matters, tell us; the profile has no way to say it.",
)
NOTHING = CodeText(
    "IMP011",
    "Nothing to import",
    Severity.ERROR,
    "No file holds chart values, a ClusterPolicy, the device plugin itself, or a configuration of it or of mig-parted.",
    "Name the files that do; say --chart NAME for bare values, such as those of `helm get values`.",
)
UNTAKEN = CodeText(
    "IMP012",
    "Change that is not worked out",
    Severity.WARNING,
    "It changes what is applied after these files are read, and the profile is made without it.",
    "Import what comes of it: `kustomize build FOLDER | gpuslice import -`, or read it from the cluster.",
)
STRANGER = CodeText(
    "IMP013",
    "GPU of a node or pool that is not there",
    Severity.WARNING,
    "What --gpu NAME=MODEL says goes to the node or the pool of that name alone, so that it is in no pool now.",
    "Write one of the names that are there, or MODEL alone for all pools.",
)
OPENINGS = {
    INEXPRESSIBLE.code: "not in the profile: ",
    NO_EFFECT.code: "left out: ",
    MISSING.code: "not known: ",
    UNTAKEN.code: "not taken: ",
}
"""How messages begin that name a thing and nothing else."""
IMPORT_TEXTS = (
    INEXPRESSIBLE,
    VERSION_UNKNOWN,
    MISSING,
    ANOTHER,
    VERSION_UNSAID,
    RENAMED,
    NO_EFFECT,
    NOT_FOUND,
    DIFFERENT,
    NOTHING,
    UNTAKEN,
    STRANGER,
)
