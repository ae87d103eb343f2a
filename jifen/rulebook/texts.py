"""The text of a rulebook in a file that somebody hands over."""

from jifen.core.errors import Refusal


def text_of(content: bytes, name: str) -> str:
    """Return the text of a file, as the reader takes it. `name` says what kind of file it is.

    Raises:
        Refusal: "draft.unreadable" for bytes that are no text in UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("draft.unreadable", name=name) from None
