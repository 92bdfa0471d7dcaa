"""Images of programs that compute on NVIDIA's cards in some builds alone: which builds have no CUDA.

Sources, each the project's own list of images: immich-app/immich docs (hardware-accelerated machine learning: the tag
gets `-cuda`); ggml-org/llama.cpp docs/docker.md; huggingface/text-embeddings-inference README.md (`cpu-` before the
version); ahmetoner/whisper-asr-webservice README.md, linuxserver/docker-faster-whisper README.md (tags with `gpu`);
rhasspy/wyoming-faster-whisper and wyoming-piper Dockerfile (nothing of CUDA is installed); tensorflow/tensorflow
tensorflow/tools/tf_sig_build_dockerfiles and tensorflow/serving docs (tags with `gpu`); pytorch/serve docker/README.md;
PaddlePaddle/Paddle tools/dockerfile; open-webui/open-webui Dockerfile and README.md (`USE_CUDA`: tags with `cuda`);
kubeflow/kubeflow components/example-notebook-servers (names with `-cuda`); ollama/ollama Dockerfile (`-rocm`).
"""

import re
from typing import NamedTuple

_WORDS = re.compile(r"[a-z0-9]+")
_OTHER_BUILDS = frozenset({"armnn", "cpu", "cpuonly", "openvino", "rknn", "rocm", "xpu"})
"""Words of a tag, or of an image's name, that say what it computes on instead."""
_OF_CUDA = re.compile(r"cuda|cublas|gpu|nvidia|tensorrt|cu1\d\d|vulkan")


_PUBLIC = frozenset(
    {
        *("docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com", "mirror.gcr.io"),
        *("gcr.io", "ghcr.io", "lscr.io", "public.ecr.aws", "quay.io", "registry.k8s.io"),
    }
)
"""Registries in which a name is its project's."""
_NEUTRAL = frozenset({"base", "image", "inference", "latest", "release", "repo", "runtime", "server"})
"""Words of a name that leave what stands before them as it is: `cpu-server`, and not `cpu-exporter`."""


class Build(NamedTuple):
    """Images of one program: by which folder and name they are known, and which words of a tag say that CUDA is in it.

    `words` is None where no build has it. `in_name` says that the words stand in the name and not in the tag.
    `instead` is what to write.
    """

    known: re.Pattern[str]
    words: re.Pattern[str] | None
    instead: str
    in_name: bool = False


_GPU = re.compile(r"gpu|cuda")
_CUDA = re.compile(r"cuda")
BUILDS = (
    Build(re.compile(r"(immich-app|altran1502)/immich-machine-learning"), _CUDA, "Put -cuda behind the tag."),
    Build(
        re.compile(r"(ggml-org|ggerganov)/llama\.cpp"),
        re.compile(r"cuda|vulkan"),
        "Write the same with -cuda, such as server-cuda.",
    ),
    Build(re.compile(r"onerahmet/openai-whisper-asr-webservice"), _GPU, "Put -gpu behind the tag."),
    Build(re.compile(r"linuxserver/faster-whisper"), _GPU, "Take a tag with gpu, such as `gpu`."),
    Build(
        re.compile(r"rhasspy/wyoming-(whisper|piper)"),
        None,
        "Take an image that is built with CUDA, such as linuxserver/faster-whisper:gpu for Whisper.",
    ),
    Build(re.compile(r"tensorflow/(tensorflow|serving)"), _GPU, "Take a tag with -gpu, such as latest-gpu."),
    Build(re.compile(r"pytorch/torchserve(-kfs|-nightly)?"), _GPU, "Take a tag with -gpu, such as latest-gpu."),
    Build(re.compile(r"paddlepaddle/paddle"), _GPU, "Take a tag with -gpu and a release of CUDA."),
    Build(re.compile(r"open-webui/open-webui"), re.compile(r"cuda|ollama"), "Take a tag with cuda, such as `cuda`."),
    Build(
        re.compile(r"(kubeflownotebookswg|kubeflow/notebook-servers)/jupyter-(pytorch|tensorflow)(-cuda)?(-full)?"),
        _CUDA,
        "Take the image with -cuda behind jupyter-pytorch or jupyter-tensorflow.",
        in_name=True,
    ),
)


def lacks_cuda(repository: str, tag: str) -> Build | str | None:
    """Return the program's builds where this is one without CUDA, or the word that says so; None where it is none.

    `repository` has folders and name, perhaps with a registry before them; an empty `tag` says nothing.
    """
    folder, name, text = repository.lower().rpartition("/")[0], repository.lower().rpartition("/")[2], tag.lower()
    path = "/".join((*folder.split("/")[-2:], name))
    for one in BUILDS:
        if any(one.known.fullmatch(end) for end in _ends(path)):
            said = name if one.in_name else text
            if one.words is None:
                return one
            return one if said and not one.words.search(said) else None
    if not _OF_CUDA.search(f"{name}:{text}"):
        return next((word for word in _WORDS.findall(f"{name} {text}") if word in _OTHER_BUILDS), None)
    return None


def is_public(repository: str) -> bool:
    """Say whether an image is taken from a registry of all projects; in one's own it may be built otherwise."""
    host = repository.lower().partition("/")[0]
    is_host = "/" in repository and (any(sign in host for sign in ".:") or host == "localhost")
    return not is_host or host in _PUBLIC


def is_about_build(word: str, repository: str, tag: str) -> bool:
    """Say whether a word says what an image is built for, and not what its program is about, as in `cpu-exporter`."""
    if word in _WORDS.findall(tag.lower()):
        return True
    words = _WORDS.findall(repository.lower().rpartition("/")[2])
    return all(one in _NEUTRAL or one.isdigit() for one in words[words.index(word) + 1 :])


def _ends(path: str) -> tuple[str, ...]:
    parts = [part for part in path.split("/") if part]
    return tuple("/".join(parts[index:]) for index in range(len(parts)))
