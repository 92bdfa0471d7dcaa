"""PLG2xx: the device plugin's configuration, its flags and its DaemonSets."""
