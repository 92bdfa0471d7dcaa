"""The profile's `cluster`: what is said of it, and what gives its distribution away."""

import re

from generator.facts.distributions import DISTRIBUTION_IDS
from generator.importing.codes import MISSING
from generator.importing.draft import GAP, Draft
from generator.importing.of_nodes import distribution_of, kubernetes_of
from generator.importing.request import Request
from generator.importing.source import Source
from generator.model.manifest import Form, Manifests
from generator.model.manifest_value import Place, Value

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_MARKS = (("/k3s/", "k3s"), ("/rke2/", "rke2"), ("/var/snap/microk8s", "microk8s"), ("/k0s/", "k0s"))


def import_cluster(source: Source, manifests: Manifests, request: Request, draft: Draft) -> None:
    """Fill in `cluster`."""
    name = request.name or "cluster"
    draft.put(("cluster", "name"), name)
    if request.name is None:
        draft.remark(
            ("cluster", "name"), "No file says how the cluster is called: it is the name of the bundle's folder."
        )
    _kubernetes(manifests, draft)
    _distribution(source, manifests, request, draft)


def is_name(text: str) -> bool:
    """Say whether a cluster may be called so."""
    return _NAME.fullmatch(text) is not None


def _kubernetes(manifests: Manifests, draft: Draft) -> None:
    stated = manifests.context.kubernetes
    if stated is not None:
        draft.put(("cluster", "kubernetes"), str(stated))
        return
    shown = kubernetes_of(manifests.nodes)
    if shown is not None:
        draft.put(("cluster", "kubernetes"), shown.text, shown.place)
        return
    draft.put(("cluster", "kubernetes"), GAP)
    draft.gaps.append(("cluster", "kubernetes"))
    draft.tell(
        MISSING,
        "which Kubernetes release the cluster runs",
        None,
        "Say it by --kubernetes, such as --kubernetes 1.35; `kubectl version` shows it.",
    )


def _distribution(source: Source, manifests: Manifests, request: Request, draft: Draft) -> None:
    path = ("cluster", "distribution")
    if request.distribution is not None:
        draft.put(path, request.distribution)
        return
    name, place = _given_away(source, manifests)
    draft.put(path, name, place)
    if name == "k3s" and source.use is not None and source.use.form is Form.K3S:
        draft.remark(path, "HelmChart objects are for K3s and for RKE2: write rke2 if it is that.")
    if name == "other":
        others = ", ".join(one for one in DISTRIBUTION_IDS if one != "other")
        draft.remark(path, f"No file says how the cluster was made ({others}); --distribution says it.")


def _given_away(source: Source, manifests: Manifests) -> tuple[str, Place | None]:
    """Return the distribution that something gives away, `other` where nothing does."""
    said = source.said
    shown = distribution_of(manifests.nodes)
    if shown is not None:
        return shown
    for path in (("platform", "openshift"), ("operator", "use_ocp_driver_toolkit")):
        found = said.value(*path)
        if found is not None and found.tree is True:
            return "openshift", found.place
    if source.use is not None and source.use.form is Form.K3S:
        return "k3s", source.use.place
    driver = said.value("hostPaths", "driverInstallDir")
    talos = [one.place for one in manifests.labelled if one.what.startswith("Talos")]
    if driver is not None and driver.tree == "/usr/local":
        talos.append(driver.place)
    return ("talos", talos[0]) if talos else _by_containerd(said.value("toolkit", "env"))


def _by_containerd(env: Value | None) -> tuple[str, Place | None]:
    """Return whose containerd the toolkit is sent to."""
    for entry in env.elements() if env is not None else ():
        for mark, name in _MARKS:
            if mark in str(entry.text("value")):
                return name, entry.place
    return "other", None
