"""Which typefaces a PDF is set in.

GB/T 9704—2012 asks for 仿宋, 楷体, 黑体, 宋体 and 小标宋.  Their usual files are licensed
and cannot be shipped, so faces are looked for in this order: the site's own fonts folder,
Fandol where Debian's texlive-lang-chinese put it, the Noto faces that install with this
product.  Debian's Noto CJK comes last, for rare characters none of the others draws.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path

import typst
from pylopdf_fonts_zh_cn import serif_path

FANDOL = Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")
RARE = Path("/usr/share/fonts/opentype/noto")

FACES: Mapping[str, tuple[str, ...]] = {
    "仿宋": ("仿宋_GB2312", "FangSong_GB2312", "方正仿宋_GBK", "FZFangSong-Z02", "FZFangSong-Z02S",
             "仿宋", "FangSong", "STFangsong", "FandolFang R"),
    "楷体": ("楷体_GB2312", "KaiTi_GB2312", "方正楷体_GBK", "FZKai-Z03", "FZKai-Z03S",
             "楷体", "KaiTi", "STKaiti", "FandolKai"),
    "黑体": ("黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "FZHei-B01S", "STHeiti",
             "FandolHei", "Noto Sans SC"),
    "宋体": ("宋体", "SimSun", "方正书宋_GBK", "FZShuSong-Z01", "FZShuSong-Z01S", "STSong",
             "FandolSong", "Noto Serif SC"),
    "小标宋": ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05S",
               "华文中宋", "STZhongsong", "FandolSong"),
}  # fmt: skip
"""Official style → the families that are of that style, best first."""

STAND_IN = "Noto Serif SC"
"""Drawn instead where no family of a style is found."""

FALLBACKS = ("Noto Serif SC", "Noto Sans SC", "Noto Serif CJK SC", "Noto Sans CJK SC")
"""Asked in turn for a character that the chosen family has not."""

BOLD = "FandolSong"
"""Comes close to 小标宋 only in its bold cut."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The families for one style: the first is meant, the rest draw what it has not."""

    families: tuple[str, ...]
    bold: bool
    substituted: bool


def choose(available: Set[str]) -> dict[str, Choice]:
    """Choose the families for every official style from those that can be had.

    `substituted` tells that no family of that style was found and a stand-in is drawn.

    Raises:
        LookupError: not even the stand-in is there; the product is not installed whole.
    """
    if STAND_IN not in available:
        raise LookupError(f"the bundled typeface {STAND_IN} is missing")
    # FandolFang and FandolKai draw no figures; those of the 宋体 sit better beside them.
    plain = next(family for family in FACES["宋体"] if family in available)
    fallbacks = (plain, *(family for family in FALLBACKS if family in available))
    chosen: dict[str, Choice] = {}
    for style, families in FACES.items():
        found = next((family for family in families if family in available), None)
        first = found or STAND_IN
        chosen[style] = Choice(
            families=tuple(dict.fromkeys((first, *fallbacks))),
            bold=style == "小标宋" and first == BOLD,
            substituted=found is None,
        )
    return chosen


def folders(site: Path | None) -> tuple[Path, ...]:
    """Name the folders that exist, in the order in which faces are looked for."""
    wanted = (site, FANDOL, serif_path().parent, RARE)
    return tuple(folder for folder in wanted if folder is not None and folder.is_dir())


def load(places: tuple[Path, ...]) -> typst.Fonts:
    """Open the faces in these folders, and no others of the machine."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(place) for place in places],
    )
