"""Requests as texts, and by chance."""

from hypothesis import strategies as st

from generator.advise.advise import Advice, advise
from generator.advise.decode import DecodedRequest, decode_request
from generator.model.finding import Finding
from generator.yamltext import locate
from tests.support.profiles import document

SECONDS = 60.0
HEAD = 'version: v1alpha1\ncluster: {name: lab, kubernetes: "1.35", distribution: kubeadm}\n'
CARDS = "gpus: [{model: A100-SXM4-80GB, count: 8, nodes: 1}]\n"
WORK = "workloads: [{name: chat, memory: 18GiB, isolation: untrusted}]\n"


def laid_over(sections: str) -> str:
    """Return a whole request: the sections first, so that their lines count, then what they leave out."""
    written = {line.partition(":")[0] for line in sections.splitlines()}
    rest = {"version": HEAD.splitlines()[0], "cluster": HEAD.splitlines()[1], "gpus": CARDS, "workloads": WORK}
    return sections + "".join(text.rstrip("\n") + "\n" for key, text in rest.items() if key not in written)


def decoded(text: str) -> DecodedRequest:
    """Return a text decoded, its findings with lines."""
    read = document(text)
    found = decode_request(read)
    return found._replace(findings=locate(found.findings, read))


def advised(sections: str) -> Advice:
    """Return the advice for a request, which must be right."""
    found = decoded(laid_over(sections))
    assert found.request is not None, found.findings
    advice = advise(found.request, SECONDS)
    assert not isinstance(advice, Finding), advice
    return advice


_LAYOUTS = ("{1g.10gb: 7}", "{3g.40gb: 2}", "{3g.40gb: 1}", "{4g.40gb: 1, 2g.20gb: 1}", "{7g.80gb: 1}")
_MODELS = ("A100-SXM4-80GB", "H100-SXM5-80GB", "A30", "RTX 3090", "L40S", "GTX 1080 Ti", "B200", "RTX PRO 6000 Server")
_SIZES = st.one_of(st.integers(1, 11037), st.sampled_from((11037, 8028, 8029, 5823, 5824, 5519, 5520, 1024)))
"""Up to all that pods have of the smallest card, a GTX 1080 Ti, and whole parts of what they have elsewhere."""


@st.composite
def any_request(draw: st.DrawFn) -> str:
    """A request that is right in itself; what it wants may be too much."""
    models = draw(st.lists(st.sampled_from(_MODELS), min_size=1, max_size=3, unique=True))
    lines = [HEAD.rstrip("\n"), "gpus:"]
    state: list[str] = []
    for model in models:
        number, cards = draw(st.integers(1, 4)), draw(st.integers(1, 8))
        names = ", ".join(f"{model.lower().replace(' ', '-')}-{n}" for n in range(number))
        nodes = draw(st.sampled_from((f"{number}", f"{{max: {number}}}", f"{{names: [{names}]}}")))
        lines.append(f"- {{model: {model}, count: {cards}, nodes: {nodes}}}")
        if model == _MODELS[0] and "max" not in nodes and draw(st.booleans()):
            cut = draw(st.lists(st.sampled_from(_LAYOUTS), max_size=number * cards))
            state += [f"- {{model: {model}, count: {cut.count(one)}, migDevices: {one}}}" for one in sorted(set(cut))]
    lines.append("workloads:")
    count, taken = draw(st.integers(1, 2)), 0 if state else draw(st.sampled_from((0, 1, 600, 3000)))
    if taken:
        model = draw(st.sampled_from(models))
        lines.append(f"- {{name: w1-2, count: {count}, memory: {taken}MiB, unaccounted: true, model: {model}}}")
    for number in range(draw(st.integers(1, 10))):
        isolation = draw(st.sampled_from(("trusted", "trusted", "untrusted", "latency-bound")))
        tenant = f", tenant: t{draw(st.integers(0, 9))}" if draw(st.booleans()) else ""
        size = f"count: {draw(st.integers(1, 20))}, memory: {min(draw(_SIZES), 11037 - count * taken)}MiB"
        lines.append(f"- {{name: w{number}, {size}, isolation: {isolation}{tenant}}}")
    lines += ["current:", *state] if state else []
    return "\n".join(lines) + "\n"
