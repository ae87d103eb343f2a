"""Pictures: drawn anew, so that nothing but what is seen is kept; and what they look like.

Where and when it was taken, on whose phone (EXIF, GPS), a second file hidden behind the picture:
none of it outlives the redrawing.
"""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from jifen.core.errors import Refusal
from jifen.sheets.limits import KEPT

Image.MAX_IMAGE_PIXELS = KEPT.pixels
_DECODERS = {"jpg": "JPEG", "png": "PNG"}
_QUALITY = 88
_SIDE = 16
BITS = _SIDE * _SIDE
_STEP = 4
"""Levels of grey that a neighbour must be darker by: less is a camera's noise."""
_FLAT = 12
"""A picture with fewer such steps is a blank page, and looks like every other blank page."""
ALIKE = 90
"""Percent of equal bits from which on two pictures look alike."""


def redraw(content: bytes, ending: str) -> tuple[bytes, str]:
    """Return a picture drawn anew (JPEG or PNG, upright, nothing else in it) and its print.

    The print is a difference hash: whether each of 16 × 16 places is brighter than its right-hand
    neighbour, as 64 hexadecimal digits; "" for a picture with too little in it.

    Raises:
        Refusal: "evidence.pixels" for more than 40 million, "evidence.moving" for an animation,
            "evidence.damaged" where it is none, or not whole.
    """
    try:
        with Image.open(io.BytesIO(content), formats=[_DECODERS[ending]]) as opened:
            if opened.width * opened.height > KEPT.pixels:
                raise Refusal("evidence.pixels", most=KEPT.pixels // 1_000_000)
            if getattr(opened, "n_frames", 1) > 1:
                raise Refusal("evidence.moving")
            upright = ImageOps.exif_transpose(opened)
            picture = upright.convert("RGBA" if _is_seen_through(upright) else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as large:
        raise Refusal("evidence.pixels", most=KEPT.pixels // 1_000_000) from large
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as broken:
        raise Refusal("evidence.damaged") from broken
    picture.info = {}
    drawn = io.BytesIO()
    if ending == "jpg":
        picture.convert("RGB").save(drawn, "JPEG", quality=_QUALITY)
    else:
        picture.save(drawn, "PNG")
    return drawn.getvalue(), _print(picture)


def likeness(one: str, other: str) -> int:
    """Return how much two prints agree, in percent; 0 where either is "".

    >>> likeness("ff" * 32, "ff" * 31 + "fe"), likeness("", "")
    (99, 0)
    """
    if not one or not other:
        return 0
    return 100 * (BITS - (int(one, 16) ^ int(other, 16)).bit_count()) // BITS


def _is_seen_through(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info


def _print(picture: Image.Image) -> str:
    size = (_SIDE + 1, _SIDE)
    grey = picture.convert("RGB").convert("L").resize(size, Image.Resampling.BOX).tobytes()
    bits = [
        grey[row * size[0] + column] > grey[row * size[0] + column + 1] + _STEP
        for row in range(_SIDE)
        for column in range(_SIDE)
    ]
    if sum(bits) < _FLAT:
        return ""
    return f"{int(''.join('01'[bit] for bit in bits), 2):064x}"
