"""Draw the tables of docs/ anew: `python -m scripts.drawn_tables`."""

import os
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Rewrite the pages whose tables are stale, and name them."""
    # Settings make a data folder where there is none: one beside the tools, not the user's.
    os.environ.update(JIFEN_HOME=str(ROOT / ".venv" / "home"), DATABASE_URL="")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jifen.settings")
    django.setup()
    from .tables import redraw

    for page in sorted((ROOT / "docs").rglob("*.md")):
        old = page.read_text("utf-8")
        new = redraw(old)
        if new != old:
            page.write_text(new, "utf-8")
            print(page.relative_to(ROOT))


if __name__ == "__main__":
    main()
