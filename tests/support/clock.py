"""Replacement for the module `time` in tests of exact waits."""

from fractions import Fraction


class Clock:
    """Module `time` in which no time passes except in `sleep`."""

    now = Fraction(0)

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        assert seconds > 0
        self.now += Fraction(str(seconds))  # exact, unlike a sum of floats
