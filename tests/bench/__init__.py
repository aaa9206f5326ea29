"""Benchmarks for the budgets, each compared with a bare "hello" view in the same run."""
