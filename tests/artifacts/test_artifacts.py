"""What all files of a bundle have in common, and what beside it belongs into no repository."""

from tests.support.bundles import bundle_of

ALL = """\
pools: [{name: cards, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 4}}]
priorities: [{name: high, value: 1000}]
tenants: [{namespace: ai, create: true, quota: {nvidia.com/gpu: 2}}]
workloads: [{name: chat, namespace: ai, memory: 4GiB}]
policy: {oneSharePerContainer: true}
"""


def test_every_file_says_which_profile_it_was_made_from_but_those_that_are_always_the_same() -> None:
    silent = [path for path, text in bundle_of(ALL).files.items() if "test.yaml" not in text]
    assert silent == [".gitignore", "chart/.helmignore", "chart/templates/NOTES.txt", "chart/templates/manifests.yaml"]


def test_what_is_fetched_and_what_a_render_leaves_behind_is_committed_by_nobody() -> None:
    lines = bundle_of(ALL).files[".gitignore"].splitlines()
    fetched = ["/charts/", "/chart/charts/", "/chart/Chart.lock"]
    left = ["/.render", "/.files.pending", ".gpuslice-*.tmp"]
    assert [one for one in lines if not one.startswith("#")] == [*fetched, *left]
