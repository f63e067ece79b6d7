"""Pictures are drawn anew from their pixels: what else was in the file, its place and time, is gone."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, ImageOps

from fairway.kernel.text import Text
from fairway.platform.files.domain.kinds import Kind
from fairway.platform.files.domain.limits import PIXELS
from fairway.platform.files.domain.refusal import FileRefused, Why

_MODES = {
    Kind.JPEG: ("RGB", "L"),
    Kind.WEBP: ("RGB", "RGBA"),
    Kind.PNG: ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
}
_OPTIONS = {
    Kind.JPEG: {"quality": 92, "optimize": True},
    Kind.WEBP: {"quality": 92},
    Kind.PNG: {},
}


def picture_redrawn(content: bytes, kind: Kind) -> bytes:
    """The same picture, upright, in a file of the same kind. Raises FileRefused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit of the house is lower
        picture = _pixels(content, kind)
    if picture.mode not in _MODES[kind]:
        picture = picture.convert(
            "RGBA" if picture.has_transparency_data and kind is not Kind.JPEG else "RGB"
        )
    out = BytesIO()
    picture.save(out, kind, **_OPTIONS[kind])
    return out.getvalue()


def _pixels(content: bytes, kind: Kind) -> Image.Image:
    try:
        picture = Image.open(BytesIO(content), formats=[kind])
        _check_size(picture)
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    except FileRefused:
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except (OSError, SyntaxError, ValueError, IndexError, TypeError, OverflowError):
        raise FileRefused(
            Why.DAMAGED, Text("This picture is damaged. Open it, save it anew, and add the new file.")
        ) from None
    transparency = upright.info.get("transparency")
    upright.info = {} if transparency is None or kind is not Kind.PNG else {"transparency": transparency}
    return upright


def _check_size(picture: Image.Image) -> None:
    if picture.width * picture.height > PIXELS:
        raise _too_many_pixels()
    if getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO":  # phones put a second view in a JPEG
        raise FileRefused(Why.UNKNOWN_KIND, Text("This picture moves. Only still pictures are accepted."))


def _too_many_pixels() -> FileRefused:
    return FileRefused(
        Why.EXPANDS,
        Text(
            "This picture has more than {limit} million points. Make it smaller.",
            {"limit": PIXELS // 1_000_000},
        ),
    )
