"""Mutation testing of a sample of the code: each small fault should be detected by some test."""
