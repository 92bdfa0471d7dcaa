"""DST2xx: containerd, runtimes and drivers as the clusters' distributions have them."""
