"""Level tables (级别表) as they are written: rows, ranges inside a row, and who counts as what."""

from jifen.core.points import Centipoints, display
from jifen.core.shapes import Issuer, Level, LevelRow
from jifen.rulebook.fields import Fields
from jifen.rulebook.keys import ISSUER, LEVEL_ROW


def level(fields: Fields, name: str = "") -> Level | None:
    """Return the level table written in `fields`, or None with the reason in the report."""
    lower = fields.boolean("department_lower", False)
    rows = _rows(fields)
    if rows is None:
        return None
    if lower and len(rows) == 1:
        fields.problem("scoring.level-department", "department_lower")
        return None
    issuers = _issuers(fields, [row.key for row in rows], lower=lower)
    if issuers is None:
        return None
    return Level(rows=rows, department_lower=lower, issuers=issuers, table=name)


def _rows(fields: Fields) -> tuple[LevelRow, ...] | None:
    rows: list[LevelRow] = []
    broken = False
    for entry in fields.entries("rows", LEVEL_ROW):
        row = LevelRow(
            key=entry.code("key"),
            name=entry.text("name"),
            points=entry.award("points"),
            most=entry.award_or_none("most"),
        )
        if not entry.sound(*LEVEL_ROW.every):
            broken = True
            continue
        if any(earlier.key == row.key for earlier in rows):
            entry.problem("scoring.level-key", "key", value=row.key)
        elif row.most is not None and row.most <= row.points:
            least, most = display(row.points), display(row.most)
            entry.problem("scoring.range", "most", least=least, most=most)
        elif rows and _below(rows[-1], row):
            entry.problem(
                "scoring.level-order",
                "points",
                lower=row.name,
                lower_points=_figures(row),
                higher=rows[-1].name,
                higher_points=_figures(rows[-1]),
            )
        else:
            rows.append(row)
            continue
        broken = True
    return None if broken or not rows else tuple(rows)


def _below(higher: LevelRow, row: LevelRow) -> bool:
    """Say whether the row listed first is worth less, at its bottom or at its top."""
    return higher.points < row.points or _top(higher) < _top(row)


def _top(row: LevelRow) -> Centipoints:
    return row.points if row.most is None else row.most


def _figures(row: LevelRow) -> str:
    top = "" if row.most is None else f"–{display(row.most)}"
    return display(row.points) + top


def _issuers(fields: Fields, levels: list[str], *, lower: bool) -> tuple[Issuer, ...] | None:
    issuers: list[Issuer] = []
    sound = True
    for entry in fields.entries("issuers", ISSUER):
        issuer = Issuer(
            name=entry.text("name"),
            level=entry.code("level"),
            department=entry.boolean("department", False),
        )
        if entry.has("level") and entry.sound("level"):
            entry.refers("level", issuer.level, "rows", levels)
        if issuer.name in levels or any(issuer.name == earlier.name for earlier in issuers):
            entry.problem("scoring.issuer", "name", value=issuer.name)
        if issuer.department and not lower:
            entry.problem("scoring.issuer-department", "department", value=issuer.name)
        sound = sound and entry.sound(*ISSUER.every)
        issuers.append(issuer)
    return tuple(issuers) if sound and fields.sound("issuers") else None
