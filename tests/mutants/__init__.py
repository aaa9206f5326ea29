"""Mutation testing of a sample of the code: some test should detect each small fault."""
