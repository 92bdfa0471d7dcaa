"""PriorityClasses that every cluster has."""

SYSTEM_PRIORITIES = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}
"""Their values by name; source: kubernetes/kubernetes pkg/apis/scheduling/types.go."""
