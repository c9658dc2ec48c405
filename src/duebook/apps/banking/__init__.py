"""The room of the bank: statements, their lines, and what they are in the books."""
