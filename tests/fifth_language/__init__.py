"""A fifth language, Oromo, added by a setting and a catalog. Run by
tests/site/test_fifth_language.py.
"""
