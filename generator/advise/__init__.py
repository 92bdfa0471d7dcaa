"""From GPUs and workloads to the best split: rules of thumb first, then numbers; pure, no disk."""
