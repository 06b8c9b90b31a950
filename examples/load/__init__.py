"""Bounded load for the inference example."""
