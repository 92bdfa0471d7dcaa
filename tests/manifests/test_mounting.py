from tests.manifests.reading import manifests

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: NAME}
spec:
  containers: [{name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}]
  volumes:
"""


def test_pods_are_found_by_the_config_maps_that_they_mount() -> None:
    volumes = {
        "one": ["{name: a, configMap: {name: sharing}}", "{name: b, configMap: {name: sharing}}"],
        "two": ["{name: a, projected: {sources: [{configMap: {name: sharing}}, {configMap: {name: other}}]}}"],
        "three": ["{name: a, secret: {secretName: sharing}}", "{name: b, configMap: {name: 5}}", "null", "text"],
    }
    files = {
        f"{name}.yaml": POD.replace("NAME", name) + "".join(f"  - {one}\n" for one in each)
        for name, each in volumes.items()
    }
    mounting = manifests(files).mounting
    assert {name: [one.name for one in pods] for name, pods in mounting.items()} == {
        "sharing": ["one", "two"],
        "other": ["two"],
    }
