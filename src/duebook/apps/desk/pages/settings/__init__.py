"""Settings: one page each, saving alone, with who changed it last."""
