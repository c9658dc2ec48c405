"""Django's door for those who work on Duebook; the office uses ``duebook``."""

from __future__ import annotations

import os

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duebook.project.settings")
    execute_from_command_line()
