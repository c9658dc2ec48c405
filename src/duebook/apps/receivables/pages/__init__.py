"""The pages of receivables: who owes what, and what parties were told."""
