"""The reason that a decision of weight is given with: written by a person, and not in two words."""

LEAST = 15
"""Characters of such a reason at least: it is a person's decision, with why (PIPL 24)."""


def weighs(text: str) -> bool:
    """Say whether a text is a reason for a decision of weight.

    >>> weighs("原始凭证登记有误，经核对予以更正。"), weighs(" 同意 ")
    (True, False)
    """
    return len(text.strip()) >= LEAST
