"""The `jifen` command: reads the line, calls one verb, turns what comes back into an exit code.

Exit codes: 0 done, 1 refused (the rules say no, and why), 2 the line was wrong, 3 a proof failed.
"""

import os
import sys
from collections.abc import Sequence

DONE, REFUSED, USAGE, UNPROVED = 0, 1, 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; the return value is the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jifen.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as problem:
        print(f"jifen: {problem}", file=sys.stderr)
        return USAGE
    from jifen.console import custody, verbs

    words = sys.argv[1:] if argv is None else list(argv)
    return custody.ready(words) or verbs.run(words)


if __name__ == "__main__":
    sys.exit(main())
