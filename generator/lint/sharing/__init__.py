"""SHR2xx: ways of sharing that do not go together."""
