"""Callbacks for frameworks, a module each; none is imported unless its framework is there."""
