"""Bank files: what banks, processors and payers send, bytes to records."""
