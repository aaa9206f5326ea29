"""Mutation testing of a sample: small faults in lines that decide, each of which some test should notice."""
