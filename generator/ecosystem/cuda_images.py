"""Tags of nvidia/cuda that Docker Hub does not have.

Sources: NVIDIA/nvidia-docker issues 1454 (`latest`, and with it an image without a tag: withdrawn in January 2021),
1735 (11.0-base-ubuntu20.04), 1768 and 1790 (those of CUDA 10), NVIDIA/libnvidia-container issue 181 (11.0-base),
containerd/nerdctl pull request 2756 (9.0-base), docker/docs pull request 18898 (10.2-base), agrimgupta92/metamorph
issue 3 (11.1-cudnn8-devel-ubuntu20.04, where 11.1.1 was there), NVIDIA/dgx-spark-playbooks issue 4
(12.0-base-ubuntu20.04); the reason is in https://gitlab.com/nvidia/container-images/cuda doc/support-policy.md:
releases of CUDA that are no longer supported are deleted. CUDA 11 and 12 have three numbers in each tag. Nothing is
said here of releases of which no thread says so.
"""

import re

REPOSITORIES = frozenset(
    f"{host}nvidia/cuda" for host in ("", "docker.io/", "index.docker.io/", "registry-1.docker.io/")
)
"""The image as it is taken from Docker Hub, and not from nvcr.io or another registry."""
_is_none = re.compile(r"10\.\d(?:\.\d+)?(?:-.*)?|(?:9\.0|11\.[01]|12\.0)(?:-.*)?").fullmatch


def is_missing(repository: str, tag: str) -> bool:
    """Say whether an image is one of nvidia/cuda's that there is not; an empty tag is `latest`."""
    return repository in REPOSITORIES and (tag in ("", "latest") or _is_none(tag) is not None)
