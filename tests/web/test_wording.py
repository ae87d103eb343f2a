"""Every refusal has its sentence, every sentence its refusal, and both come out whole."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from jifen.core.errors import Refusal
from jifen.wording import SENTENCES, sentence

PACKAGE = Path(__file__).parents[2] / "jifen"
MEASURES = ("quantity", "chosen", "level", "figure")
WHOLE = re.compile(r"[a-z]+\.[a-z-]+")
BLANK = re.compile(r"%\((\w+)\)s")


def refused() -> Iterator[tuple[str, frozenset[str], str]]:
    """Yield code, names of values and place of every refusal in the source."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _refuses(node) and node.args:
                for code in _codes(node.args[0], tree):
                    names = frozenset(k.arg for k in node.keywords if k.arg is not None)
                    open_ended = any(k.arg is None for k in node.keywords)
                    yield (
                        code,
                        names | ({"*"} if open_ended else set()),
                        f"{path.name}:{node.lineno}",
                    )


def _refuses(node: ast.Call) -> bool:
    called = node.func
    if isinstance(called, ast.Name):
        return called.id == "Refusal"
    # A subclass of Refusal hands its code on by super().__init__("code", …).
    return (
        isinstance(called, ast.Attribute)
        and called.attr == "__init__"
        and isinstance(node.args[0] if node.args else None, ast.Constant)
        and bool(WHOLE.fullmatch(str(ast.literal_eval(node.args[0]))))
    )


def _codes(argument: ast.expr, tree: ast.Module) -> Iterator[str]:
    if isinstance(argument, ast.Constant):
        yield str(argument.value)
    elif isinstance(argument, ast.JoinedStr):
        # core/measures.py: f"measures.{what}", where `what` is one of its literals or FIELD-…
        yield from _measures(tree)
    elif isinstance(argument, ast.IfExp):
        yield from _codes(argument.body, tree)
        yield from _codes(argument.orelse, tree)
    else:
        named = argument.value if isinstance(argument, ast.Subscript) else argument
        assert isinstance(named, ast.Name), ast.dump(argument)
        for node in ast.walk(tree):
            value = _assigned(node, named.id)
            if value is not None:
                for one in ast.walk(value):
                    if isinstance(one, ast.Constant) and WHOLE.fullmatch(str(one.value)):
                        yield str(one.value)


def _assigned(node: ast.AST, name: str) -> ast.expr | None:
    """Return what a statement gives to a name, if it does."""
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
        return node.value
    if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name:
        return node.value
    return None


def _measures(tree: ast.Module) -> Iterator[str]:
    for field in MEASURES:
        yield f"measures.{field}-missing"
        yield f"measures.{field}-unwanted"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "_refusal":
            what = node.args[1]
            if isinstance(what, ast.Constant):
                yield f"measures.{what.value}"


def test_the_source_is_read_at_all() -> None:
    codes = {code for code, _, _ in refused()}
    assert {"claim.same-hand", "measures.level-unknown", "claim.publicity-running"} <= codes
    assert all(WHOLE.fullmatch(code) for code in codes)


def test_every_refusal_has_a_sentence() -> None:
    lacking = sorted({f"{code} ({at})" for code, _, at in refused() if code not in SENTENCES})
    assert lacking == []


def test_every_sentence_has_a_refusal() -> None:
    said = {code for code, _, _ in refused()}
    assert sorted(SENTENCES.keys() - said) == []


def test_every_blank_is_filled() -> None:
    unfilled = []
    for code, names, at in refused():
        wanted = set(BLANK.findall(str(SENTENCES[code])))
        if "*" not in names and not wanted <= names:
            unfilled.append((code, at, sorted(wanted - names)))
    assert unfilled == []


@pytest.mark.parametrize("code", sorted(SENTENCES))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_sentence_is_whole_in_both_languages(code: str, language: str) -> None:
    with translation.override("en"):
        blanks = dict.fromkeys(BLANK.findall(str(SENTENCES[code])), "7")
    with translation.override(language):
        text = sentence(Refusal(code, **blanks))
    assert "%(" not in text
    assert text[-1] in "。.”" + "）"
    if language == "zh-hans":
        assert re.search(r"[一-鿿]", text)


def test_no_sentence_uses_words_that_help_nobody() -> None:
    with translation.override("zh-hans"):
        every = {code: str(text) for code, text in SENTENCES.items()}
    empty = ("操作失败", "非法", "系统异常", "参数错误", "未知错误")
    assert [code for code, text in every.items() if any(word in text for word in empty)] == []


def test_the_article_follows_the_sentence() -> None:
    with translation.override("zh-hans"):
        text = sentence(Refusal("claim.not-your-item", article="第八条", item="A-01"))
    assert text.endswith("（第八条）")
    assert "A-01" in text


def test_a_message_is_plain_text() -> None:
    letters = set(string.printable) - set("<>")
    for text in SENTENCES.values():
        assert not set(str(text)) & (set(string.printable) - letters)
