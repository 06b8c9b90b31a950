"""Flask server for the digits model, with Prometheus metrics."""
