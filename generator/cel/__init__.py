"""CEL, the Common Expression Language, as selectors of devices are written in it: read, and checked as Kubernetes does.

Sources: cel-expr/cel-spec doc/langdef.md (grammar, operators, macros); kubernetes/kubernetes
staging/src/k8s.io/dynamic-resource-allocation/cel/compile.go (what a selector sees) and
staging/src/k8s.io/apiserver/pkg/cel/environment/base.go, library (the functions beside those of the language).
"""
