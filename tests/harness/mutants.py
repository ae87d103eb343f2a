"""Mutants: a program with one small thing changed, to ask whether anything notices.

A mutant is one change in the tree of a module. It is put in place by giving the functions that
are there already the changed code, so that whoever imported them has it too, and nothing is
imported anew. For a process that ends afterwards: nothing is put back.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType

_PAIRS: tuple[tuple[type[ast.AST], type[ast.AST]], ...] = (
    (ast.Lt, ast.LtE),
    (ast.Gt, ast.GtE),
    (ast.Eq, ast.NotEq),
    (ast.Is, ast.IsNot),
    (ast.In, ast.NotIn),
    (ast.Add, ast.Sub),
    (ast.Mult, ast.FloorDiv),
    (ast.BitOr, ast.BitAnd),
    (ast.And, ast.Or),
)
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    **{one: other for pair in _PAIRS for one, other in (pair, pair[::-1])},
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.LShift: ast.RShift,
}
_CALLED = (("min", "max"), ("any", "all"), ("bisect_left", "bisect_right"))
CALLS = {one: other for pair in _CALLED for one, other in (pair, pair[::-1])}
ASSERTED = (ast.Assert, ast.Raise)
"""Left alone: an assertion says what cannot be otherwise, and makes a mutant loud, not wrong."""
SHORTEST = 24
"""A change is shown with as much of what stands around it as makes so many characters."""


@dataclass(frozen=True, slots=True, order=True)
class Mutant:
    """One change, known by what it changes and not by where: line numbers move."""

    module: str  # "jifen.core.rooms"
    function: str  # "Rooms.hold"; a constant's name
    before: str
    after: str
    nth: int = 1  # of equal ones in the function

    def __str__(self) -> str:
        often = f" ({self.nth})" if self.nth > 1 else ""
        return f"`{self.function}`: `{self.before}` → `{self.after}`{often}"


@dataclass(frozen=True, slots=True)
class Change:
    """A node put in another's place: in a field of its parent, or in a list that is one."""

    parent: ast.AST
    field: str
    at: int | None
    node: object

    def make(self) -> "Change":
        """Make the change; return the one that takes it back."""
        found = getattr(self.parent, self.field)
        if self.at is None:
            setattr(self.parent, self.field, self.node)
            return Change(self.parent, self.field, None, found)
        old = found[self.at]
        found[self.at] = self.node
        return Change(self.parent, self.field, self.at, old)


class Source:
    """A module's tree, and all that can be changed in it."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.tree = ast.parse(text)
        self.changes: dict[Mutant, tuple[ast.AST, Change]] = {}
        for function, top in _tops(self.tree):
            trail = _trails(top)
            for change in _changes(top):
                shown = _shown(change.parent, trail)
                before = ast.unparse(shown)
                back = change.make()
                after = ast.unparse(ast.fix_missing_locations(shown))
                back.make()
                before, after = _apart(before, after)
                nth = 1
                while (mutant := Mutant(name, function, before, after, nth)) in self.changes:
                    nth += 1
                self.changes[mutant] = top, change

    def become(self, mutant: Mutant) -> None:
        """Let the running program be this mutant, for good."""
        module = sys.modules[self.name]
        top, change = self.changes[mutant]
        change.make()
        ast.fix_missing_locations(self.tree)
        if isinstance(top, ast.FunctionDef):
            _recode(module, mutant.function, top, compile(self.tree, self.name, "exec"))
        else:
            assert isinstance(top, ast.Assign | ast.AnnAssign)
            assert top.value is not None
            _rebind(mutant.function, getattr(module, mutant.function), _value(top.value, module))


# ------------------------------------------------------------------ where a change may be
def _tops(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Yield the functions, methods and constants of a module, by their names."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.FunctionDef):
                    yield f"{node.name}.{each.name}", each
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and target.id.isupper() and node.value is not None:
                yield target.id, node


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a tree's nodes, but for annotations, decorators and what is asserted."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, ASSERTED):
                yield from _walk(child)


def _changes(top: ast.AST) -> Iterator[Change]:
    for node in _walk(top):
        yield from _in_place(node)
        for name, value in ast.iter_fields(node):
            if name in {"annotation", "returns", "decorator_list"}:
                continue
            many = isinstance(value, list)
            for at, child in enumerate(value if many else [value]):
                if isinstance(child, ast.AST):
                    for other in _instead(node, name, child):
                        yield Change(node, name, at if many else None, other)


def _in_place(node: ast.AST) -> Iterator[Change]:
    """Yield changes of what a node is made of: its operator, a bound, the key of a sort."""
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in SWAPS:
        yield Change(node, "op", None, SWAPS[type(node.op)]())
    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            yield Change(node, "ops", at, SWAPS[type(op)]())
    if isinstance(node, ast.Slice):
        for bound in ("lower", "upper"):
            if getattr(node, bound) is not None:
                yield Change(node, bound, None, None)
    if isinstance(node, ast.Call):
        kept = [keyword for keyword in node.keywords if keyword.arg != "key"]
        if len(kept) < len(node.keywords):
            yield Change(node, "keywords", None, kept)
        if isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield Change(node, "func", None, ast.Name(CALLS[node.func.id], ast.Load()))
    if isinstance(node, ast.Return) and node.value is not None and not _is(node.value, None):
        yield Change(node, "value", None, ast.Constant(None))


def _instead(parent: ast.AST, field: str, node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in a node's place."""
    if isinstance(node, ast.Constant) and not isinstance(parent, ast.Expr | ast.FormattedValue):
        if isinstance(node.value, bool):
            if not (isinstance(parent, ast.keyword) and parent.arg == "strict"):
                yield ast.Constant(not node.value)
        elif isinstance(node.value, int):
            yield ast.Constant(node.value + 1)
            yield ast.Constant(node.value - 1)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand
    asks = field == "test" or (field == "ifs" and isinstance(parent, ast.comprehension))
    if asks and isinstance(node, ast.Name | ast.Attribute | ast.Call):
        yield ast.UnaryOp(ast.Not(), node)
    calls = isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
    sets = isinstance(node, ast.AugAssign) or (
        isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute | ast.Subscript)
    )
    if calls or sets or isinstance(node, ast.Continue | ast.Break):
        yield ast.Pass()


def _is(node: ast.AST, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


# ------------------------------------------------------------------ how it is shown
def _trails(top: ast.AST) -> dict[ast.AST, ast.AST]:
    """Return each node's parent."""
    return {child: node for node in ast.walk(top) for child in ast.iter_child_nodes(node)}


def _shown(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> ast.AST:
    """Return the smallest piece around a change that says something by itself."""
    names = ast.expr | ast.stmt
    while not isinstance(node, names) or (
        isinstance(node, ast.expr) and len(ast.unparse(node)) < SHORTEST and node in parents
    ):
        node = parents[node]
    return node


def _apart(before: str, after: str) -> tuple[str, str]:
    """Return the lines in which two pieces differ; the first one, where it is a block."""
    was, now = before.splitlines(), after.splitlines()
    at = next((n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), 0)
    return was[at].strip(), now[at].strip() if at < len(now) else ""


# ------------------------------------------------------------------ how it comes to life
def _recode(module: ModuleType, name: str, top: ast.FunctionDef, code: CodeType) -> None:
    found = inspect.getattr_static(module, name.split(".")[0])
    for part in name.split(".")[1:]:
        found = inspect.getattr_static(found, part)
    for wrapped in ("__func__", "fget"):
        found = getattr(found, wrapped, found)
    assert isinstance(found, FunctionType), f"{name} is no function"
    found.__code__ = next(each for each in _codes(code) if each.co_qualname == name)
    found.__defaults__ = tuple(_value(each, module) for each in top.args.defaults) or None
    named = zip(top.args.kwonlyargs, top.args.kw_defaults, strict=True)
    found.__kwdefaults__ = {
        arg.arg: _value(default, module) for arg, default in named if default is not None
    }


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _value(node: ast.expr, module: ModuleType) -> object:
    return eval(compile(ast.Expression(node), module.__name__, "eval"), vars(module))


def _rebind(name: str, old: object, new: object) -> None:
    """Give a constant another value wherever it was imported to."""
    for module in list(sys.modules.values()):
        if vars(module).get(name) is old:
            with suppress(TypeError):
                setattr(module, name, new)
