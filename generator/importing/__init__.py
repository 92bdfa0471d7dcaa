"""From manifests that people have to the profile that means the same: pure, no disk; `result` is the way in.

A module per part of the profile; `draft` is where they meet, `said` what the chart is told, and `verified` holds the
result against the compiler.
"""
