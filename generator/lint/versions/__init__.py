"""VER2xx: versions that do not go together."""
