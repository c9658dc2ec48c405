"""Pages of the close: its months, the steps of one, files for others."""
