"""Oromo, a fifth language for tests/site/test_fifth_language.py, which adds it by a setting."""
