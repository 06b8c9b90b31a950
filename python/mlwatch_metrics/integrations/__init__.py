"""Metrics from the hooks of frameworks. Each module imports its framework, this package none."""
