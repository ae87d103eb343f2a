"""docs/mutants.md: how many mutants each module has, and those that nothing notices, with a reason.

The list and the numbers are drawn; the reasons are written by hand, under the mutant they are for,
and kept when the page is drawn again:

    python -m tests.harness.survivors PAGE RESULT
"""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tests.harness.mutants import Mutant
from tests.harness.mutation import Trial, read

Name = tuple[str, str]
"""The module's last name, and what was changed in it: no line numbers."""

_HEAD = """# Mutants 变异

Does anything notice when the assessment goes wrong? One small thing is changed in its code (a
bound, an operator, a constant, a condition, a statement left out), and the tests are asked; then
the next thing, and so on through all of them. What asks, and why in this way, is in
[decision 15](decisions/0015-mutants-of-our-own.md).

A mutant is *noticed* when a test by hand fails, when the plain recomputation disagrees on one of
the random accounts, when a law of the trace breaks, when one fact at a time comes to something
else than the whole account, or when it comes to no end. `make test` tries a sample; `make full`
tries all of them, and fails where one survives without a reason here.

The lists and numbers are drawn by `tests/harness/survivors.py`; the reasons are written by hand.
"""


def name_of(mutant: Mutant) -> Name:
    """Return what the page knows a mutant by."""
    return mutant.module.rpartition(".")[2], str(mutant)


def reasons(page: str) -> dict[Name, str]:
    """Return the reasons that a page gives; "" where it lists a mutant without one."""
    found: dict[Name, str] = {}
    module, name = "", None
    for line in page.splitlines():
        if line.startswith("## "):
            module, name = line.removeprefix("## ").strip(), None
        elif line.startswith("- `"):
            name = (module, line.removeprefix("- "))
            found[name] = ""
        elif line.startswith("  ") and name is not None:
            found[name] = f"{found[name]} {line.strip()}".strip()
    return found


def survivors(trials: Iterable[Trial]) -> list[Mutant]:
    """Return those that nothing noticed."""
    return [trial.mutant for trial in trials if not trial.noticed_by]


def drawn(trials: Sequence[Trial], why: Mapping[Name, str]) -> str:
    """Return the page of these trials, with the reasons that are known."""
    all_of = Counter(name_of(trial.mutant)[0] for trial in trials)
    left = Counter(name_of(mutant)[0] for mutant in survivors(trials))
    rows = ["| module | mutants | noticed | survive |", "|---|---:|---:|---:|"]
    for module, count in sorted(all_of.items()):
        rows.append(f"| {module} | {count} | {count - left[module]} | {left[module]} |")
    whole, alive = len(trials), left.total()
    share = f"{100 * (whole - alive) / whole:.1f} %"
    rows.append(f"| **all** | {whole} | {whole - alive} ({share}) | {alive} |")
    parts = [_HEAD, *rows]
    module = ""
    for name in sorted({name_of(mutant) for mutant in survivors(trials)}):
        if name[0] != module:
            module = name[0]
            parts += ["", f"## {module}", ""]
        parts += [f"- {name[1]}", *([f"  {why[name]}"] if why.get(name) else [])]
    return "\n".join([*parts, ""])


def main(page: Path, result: Path) -> None:
    """Draw the page anew from the trials of a full run, keeping its reasons."""
    known = reasons(page.read_text("utf-8")) if page.exists() else {}
    page.write_text(drawn(read(result), known), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
