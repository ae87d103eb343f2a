"""The words of a mistake, in both languages, with blanks that are filled where it is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh-hans", "en"]


@dataclass(frozen=True, slots=True)
class Said:
    """The same words in both languages."""

    zh: str
    en: str

    def words(self, language: Language) -> str:
        """Return one of them."""
        return self.zh if language == "zh-hans" else self.en

    def filled(self, values: Mapping[str, str]) -> "Said":
        """Fill the blanks of both."""
        return Said(self.zh.format_map(values), self.en.format_map(values))


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of mistake: sentences with blanks, in pairs."""

    what: Said
    why: Said
    suggestion: Said


def kind(what: Sequence[str], why: Sequence[str], suggestion: Sequence[str]) -> Kind:
    """Return a kind from three pairs of sentences, Chinese and English."""
    return Kind(Said(*what), Said(*why), Said(*suggestion))
