"""Benchmarks that `make bench` compares with their budgets."""
