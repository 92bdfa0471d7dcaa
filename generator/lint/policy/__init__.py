"""POL2xx: ClusterPolicy and NVIDIADriver."""
