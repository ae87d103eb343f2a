"""How one cell holds several things: 名称：内容；名称：内容, and lists parted by 、.

    分值：3                    a table with one entry
    县级：6；镇级：2           a table; a new line parts entries as well
    站所、镇纪委               a list
    级别：【（代码：county；分值：6）、（代码：town；分值：2）】
                               inside, a table stands in （） and a list in 【】
    名称："甲；乙"             a text that holds a mark, or begins like a bracket, is quoted

Inside quotes \\" is a quotation mark, \\\\ a backslash, \\n a new line. ASCII : and ; part as well.
"""

from collections.abc import Iterable

PAIR, ENTRY, LIST = "：:", "；;\n", "、\n"
TABLE_MARKS, LIST_MARKS = "（）", "【】"
_OPEN, _CLOSE = "（【", "）】"
_MARKS = set('：:；;、\n"')
_ESCAPES = {"\\": "\\", '"': '"', "n": "\n"}


class Unreadable(ValueError):
    """A cell whose marks do not fit together; its text says in Chinese what is wrong."""


# ------------------------------------------------------------------ writing
def scalar(text: str) -> str:
    """Write one text, quoted where it could be taken for something else.

    >>> scalar("站所"), scalar("满意率（%）"), scalar("甲；乙")
    ('站所', '满意率（%）', '"甲；乙"')
    """
    plain = text and text == text.strip() and not _MARKS & set(text) and text[0] not in _OPEN
    if plain and _balanced(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def table(rows: Iterable[tuple[str, str]], joint: str = "；") -> str:
    """Write a table whose keys are texts and whose values are written already."""
    return joint.join(f"{scalar(key)}：{value}" for key, value in rows)


def listing(entries: Iterable[str], joint: str = "、") -> str:
    """Write a list whose entries are written already."""
    return joint.join(entries)


def wrapped(text: str, marks: str) -> str:
    """Put a table or a list that stands inside another into its brackets."""
    return f"{marks[0]}{text}{marks[1]}"


# ------------------------------------------------------------------ reading
def unscalar(text: str) -> str:
    """Read one text.

    >>> unscalar(' "甲；乙" ')
    '甲；乙'

    Raises:
        Unreadable: a quotation mark is not closed, or something follows it.
    """
    text = text.strip()
    if not text.startswith('"'):
        return text
    read: list[str] = []
    place = 1
    while place < len(text):
        mark = text[place]
        if mark == '"':
            if text[place + 1 :].strip():
                raise Unreadable(f"引号后面还有“{text[place + 1 :].strip()[:20]}”")
            return "".join(read)
        if mark == "\\":
            place += 1
            mark = _ESCAPES.get(text[place : place + 1], "\\" + text[place : place + 1])
        read.append(mark)
        place += 1
    raise Unreadable(f"引号没有成对：{text[:20]}")


def parts(text: str, marks: str) -> list[str]:
    """Part a text at marks that stand in no bracket and no quotes; empty parts are left out.

    >>> parts("甲：1；乙：（丙：2；丁：3）", ENTRY)
    ['甲：1', '乙：（丙：2；丁：3）']

    Raises:
        Unreadable: brackets or quotation marks do not fit together.
    """
    found: list[str] = []
    start = 0
    for place in _outside(text):
        if text[place] in marks:
            found.append(text[start:place])
            start = place + 1
    found.append(text[start:])
    return [part.strip() for part in found if part.strip()]


def pair(text: str) -> tuple[str, str]:
    """Part an entry of a table into its key, read, and its value, unread.

    Raises:
        Unreadable: there is no ：, or nothing follows it.
    """
    for place in _outside(text):
        if text[place] in PAIR:
            key, value = unscalar(text[:place]), text[place + 1 :].strip()
            if not value:
                raise Unreadable(f"“{key}”后面没有内容")
            return key, value
    raise Unreadable(f"“{text[:20]}”里没有“：”，分不出名称和内容")


def unwrapped(text: str, marks: str) -> str:
    """Take a table or a list out of its brackets, where it stands in them."""
    text = text.strip()
    if text.startswith(marks[0]) and text.endswith(marks[1]) and _balanced(text[1:-1]):
        return text[1:-1]
    return text


def _outside(text: str) -> list[int]:
    """Return the places of a text that stand in no bracket and no quotes."""
    found: list[int] = []
    open_: list[str] = []
    begins = True
    place = 0
    while place < len(text):
        mark = text[place]
        if mark == '"' and begins:
            place = _closing(text, place)
            begins = False
        elif mark in _OPEN:
            open_.append(_CLOSE[_OPEN.index(mark)])
            begins = True
        elif mark in _CLOSE:
            if not open_ or open_.pop() != mark:
                raise Unreadable(f"括号“{mark}”没有成对")
            begins = False
        else:
            if not open_:
                found.append(place)
            begins = mark in PAIR + ENTRY + LIST or (begins and mark.isspace())
        place += 1
    if open_:
        raise Unreadable(f"括号“{open_[-1]}”没有成对")
    return found


def _closing(text: str, place: int) -> int:
    """Return where the quotation that begins at `place` ends."""
    start = place
    place += 1
    while place < len(text):
        if text[place] == "\\":
            place += 1
        elif text[place] == '"':
            return place
        place += 1
    raise Unreadable(f"引号没有成对：{text[start : start + 20]}")


def _balanced(text: str) -> bool:
    try:
        _outside(text)
    except Unreadable:
        return False
    return True
