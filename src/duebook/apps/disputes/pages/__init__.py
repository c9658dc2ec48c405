"""Pages of disputes: what is contested, and how it ends."""
