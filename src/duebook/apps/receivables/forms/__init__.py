"""Forms of receivables."""
