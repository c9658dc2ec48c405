"""Pages of payments: money received, unapplied, sent back."""
