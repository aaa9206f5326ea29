"""Settings and tests for Oromo, a fifth language that tests/site/test_fifth_language.py adds."""
