"""Mutation testing of a sample of the code: the tests should detect each small fault."""
