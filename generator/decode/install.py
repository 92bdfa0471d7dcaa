"""Decodes what a profile says about the cluster and the installed chart."""

from generator.decode.read import Mapping, as_text, flag, labels, mappings, section, switch, text, texts, whole
from generator.model.distribution import Installer
from generator.model.profile import (
    Cluster,
    Component,
    Driver,
    Install,
    KubernetesVersion,
    NfdSource,
    PluginSource,
    RuntimeClass,
    Toolkit,
)
from generator.model.taints import Toleration


def decode_cluster(tree: Mapping) -> Cluster:
    """Return the cluster."""
    major, _, minor = as_text(tree["kubernetes"]).partition(".")
    return Cluster(
        as_text(tree["name"]),
        KubernetesVersion(int(major), int(minor)),
        as_text(tree["distribution"]),
        text(tree, "currency"),
    )


def decode_install(tree: Mapping) -> Install:
    """Return the installation."""
    runtime_class = section(tree, "runtimeClass")
    return Install(
        chart=as_text(tree["chart"]),
        version=as_text(tree["version"]),
        release_name=text(tree, "releaseName"),
        namespace=text(tree, "namespace"),
        create_namespace=flag(tree, "createNamespace"),
        repository=text(tree, "repository"),
        driver=_driver(_spelt_out(tree, "driver")),
        toolkit=_toolkit(_spelt_out(tree, "toolkit")),
        node_feature_discovery=NfdSource(text(tree, "nodeFeatureDiscovery") or "bundled"),
        device_plugin=PluginSource(text(tree, "devicePlugin") or "chart"),
        runtime_class=RuntimeClass(text(runtime_class, "name"), flag(runtime_class, "create")),
        cdi=flag(tree, "cdi"),
        node_selector=labels(tree, "nodeSelector"),
        tolerations=tuple(decode_toleration(entry) for entry in mappings(tree, "tolerations")),
        priority_class_name=text(tree, "priorityClassName"),
        image_pull_secrets=texts(tree, "imagePullSecrets"),
        components=tuple(
            _component(name, section(section(tree, "components"), name)) for name in section(tree, "components")
        ),
    )


def _spelt_out(tree: Mapping, key: str) -> Mapping:
    """Return `driver: host` as the mapping that it is short for."""
    word = tree.get(key)
    return {"from": word} if isinstance(word, str) else section(tree, key)


def _owner(tree: Mapping) -> Installer | None:
    word = text(tree, "from")
    return None if word is None else Installer(word)


def _driver(tree: Mapping) -> Driver:
    return Driver(
        owner=_owner(tree),
        version=text(tree, "version"),
        repository=text(tree, "repository"),
        image=text(tree, "image"),
        kernel_module_type=text(tree, "kernelModuleType"),
        install_dir=text(tree, "installDir"),
    )


def _toolkit(tree: Mapping) -> Toolkit:
    return Toolkit(
        owner=_owner(tree),
        containerd_config=text(tree, "containerdConfig"),
        containerd_socket=text(tree, "containerdSocket"),
        default_runtime=switch(tree, "defaultRuntime", default=False),
    )


def decode_toleration(tree: Mapping) -> Toleration:
    """Return a toleration as written."""
    return Toleration(
        key=text(tree, "key"),
        operator=text(tree, "operator"),
        value=text(tree, "value"),
        effect=text(tree, "effect"),
        toleration_seconds=whole(tree, "tolerationSeconds"),
    )


def _component(name: str, tree: Mapping) -> Component:
    return Component(
        name=name,
        enabled=flag(tree, "enabled"),
        repository=text(tree, "repository"),
        image=text(tree, "image"),
        version=text(tree, "version"),
        resources=tree.get("resources"),
        env=labels(tree, "env"),
        args=texts(tree, "args"),
    )
