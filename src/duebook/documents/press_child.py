"""Run as a process of its own: print what is tried, within bounds of memory and time.

Reads JSON from standard input (``folder``, ``template``, ``data``, ``fonts``) and
writes JSON: ``pages`` as SVG, or the ``fault`` with its place.
"""

from __future__ import annotations

import json
import sys
from typing import Any

MEMORY_BYTES = 2 * 1024**3  # of addresses; the compiler reserves more than it uses
CPU_SECONDS = 10


def limit_resources() -> None:
    """Bound the memory and the time of this process."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (not on Windows)

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Print once."""
    asked = json.load(sys.stdin)
    limit_resources()
    import typst  # noqa: PLC0415  (within the bounds)

    try:
        pages: Any = typst.compile(
            asked["template"],
            root=asked["folder"],
            font_paths=[asked["fonts"]],
            ignore_system_fonts=True,
            format="svg",
            sys_inputs={"data": json.dumps(asked["data"], ensure_ascii=False)},
        )
    except typst.TypstError as error:
        json.dump({"fault": error.diagnostic or error.message}, sys.stdout)
        return
    drawn = [pages] if isinstance(pages, bytes) else pages
    json.dump({"pages": [page.decode() for page in drawn]}, sys.stdout)


if __name__ == "__main__":
    main()
