"""Settings and tests for Oromo, which `test_fifth_language.py` adds as a fifth language."""
