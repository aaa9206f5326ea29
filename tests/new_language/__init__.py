"""Settings and tests for Latin, which `test_new_language.py` adds to the languages of the site.

No campaign needs Latin, so it cannot clash with a language that is added in earnest.
"""
