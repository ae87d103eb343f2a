"""A progress bar for work that takes longer than two seconds: on a terminal only, on stderr."""

import sys
import threading
import time
from types import TracebackType

PATIENCE = 2.0
"""Seconds of silence before the bar shows."""
_BEAT = 0.2
_WIDTH = 24


class Bar:
    """Shows what is done of how much, or how long it has been; gone without a trace at the end.

    Work that knows its size calls `tell`; the rest shows the seconds. One bar at a time: a command
    line run inside another shows none.
    """

    _shown: "Bar | None" = None

    def __init__(self, said: str) -> None:
        self.said = said
        self.done, self.total = 0, 0
        self.beaten = threading.Event()
        """Set once the bar has been drawn."""
        self._over = threading.Event()
        self._began = time.monotonic()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Bar":
        if Bar._shown is None and sys.stderr.isatty():
            Bar._shown = self
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if Bar._shown is self:
            self._thread.join()
            Bar._shown = None

    def tell(self, done: int, total: int) -> None:
        """Note that `done` of `total` are done."""
        shown = Bar._shown or self
        shown.done, shown.total = done, total

    def _run(self) -> None:
        drawn = False
        while not self._over.wait(_BEAT):
            passed = time.monotonic() - self._began
            if passed < PATIENCE:
                continue
            drawn = True
            sys.stderr.write(f"\r{self.said} {self._share()} {passed:.0f} s\033[K")
            sys.stderr.flush()
            self.beaten.set()
        if drawn:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

    def _share(self) -> str:
        if not self.total:
            return "…"
        filled = _WIDTH * self.done // self.total
        return f"[{'█' * filled}{'·' * (_WIDTH - filled)}] {self.done}/{self.total}"
