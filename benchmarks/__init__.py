"""Measurements of the portal's pages beside raw SQL and a hand-written template: `python -m benchmarks --help`."""
