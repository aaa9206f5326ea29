"""Figures for the budgets: each is taken beside a bare "hello" view, in the same run."""
