"""Pages of reports: questions, tables, and what stands behind a figure."""
