"""PRI2xx: priority classes."""
