"""The one place that holds the release's number; the wheel is built from it."""

VERSION = "0.1.0"
