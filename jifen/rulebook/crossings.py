"""Says in Chinese which limits do not nest: there the order of recording decides a total."""

from jifen.core.limits import Scope, ScopeKind, nesting
from jifen.core.rules import Direction, Rulebook
from jifen.core.shapes import Period
from jifen.rulebook.figures import EACH

_SIDES = {Direction.ADD: "加分", Direction.DEDUCT: "扣分"}


def crossings(rulebook: Rulebook) -> tuple[str, ...]:
    """Return a sentence for each pair of limits that cut across each other.

    Nothing is wrong with them: a version may be signed so. But whoever signs it should know that
    what is recorded first takes the room.
    """
    return tuple(
        f"{_name(rulebook, one)}与{_name(rulebook, two)}互不包含："
        "同样的事实，先后入账的次序不同，合计可能不同；一律先入账的先占，分值明细会注明。"
        for one, two in nesting(rulebook)
    )


def _name(rulebook: Rulebook, scope: Scope) -> str:
    """Name a limit: "“矛盾调解”每月加分封顶"."""
    side = _SIDES[scope.side]
    each = "" if scope.period is Period.CYCLE else EACH[scope.period]
    match scope.kind:
        case ScopeKind.MATTER:
            text = next(g.text for g in rulebook.matter_groups if g.code == scope.code)
            return f"同一事项规则{scope.code}（{text}）的{side}"
        case ScopeKind.ITEM:
            return f"{scope.code}“{rulebook.item(scope.code).title}”{each}封顶"
        case ScopeKind.GROUP:
            text = next(limit.text for limit in rulebook.limits if limit.code == scope.code)
            return f"共用封顶{scope.code}（{text}）"
        case ScopeKind.CHAPTER:
            name = next(c.name for c in rulebook.chapters if c.code == scope.code)
            return f"“{name}”一章{side}封顶"
        case ScopeKind.SIDE:
            return f"{side}合计封顶"
