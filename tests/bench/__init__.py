"""Benchmarks with performance budgets, run by `make bench`."""
