"""PDF files are written anew without what acts: scripts, launches, attachments, films, forms of XFA."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from fairway.kernel.text import Text
from fairway.platform.files.domain.limits import PAGES
from fairway.platform.files.domain.refusal import FileRefused, Why
from fairway.platform.files.examination.streams import check_streams

# ISO 32000: the types of action that leave the document or run something. What turns pages may stay.
_ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Movie", "/Sound",
    "/Rendition", "/RichMediaExecute", "/GoTo3DView",
}  # fmt: skip
_ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/Sound", "/3D"}
_SAFE_LINKS = ("http://", "https://", "mailto:", "tel:")
_OF_CATALOGUE = ("/OpenAction", "/AA", "/AF", "/Collection")
_OF_NAMES = ("/JavaScript", "/EmbeddedFiles")
_EXTERNAL_STREAM = ("/F", "/FFilter", "/FDecodeParms")


def pdf_cleaned(content: bytes) -> bytes:
    """The document without what acts; a signed one without it as it came. Raises FileRefused."""
    try:
        pdf = pikepdf.open(BytesIO(content), attempt_recovery=False)
    except pikepdf.PasswordError:
        raise _protected() from None
    except (pikepdf.PdfError, ValueError, OverflowError):
        raise _damaged() from None
    with pdf:
        if pdf.is_encrypted:
            raise _protected()
        _check_pages(pdf)
        _check_streams(pdf)
        return _written(pdf, content)


def _written(pdf: Pdf, content: bytes) -> bytes:
    is_signed = any("/ByteRange" in found for found in _dictionaries(pdf))
    removed = _disarm(pdf)
    if is_signed and (removed or not content.rstrip().endswith(b"%%EOF")):
        raise FileRefused(
            Why.SIGNED,
            Text(
                "This PDF is signed, and it holds something that acts, such as a script or an attachment. "
                "Taking that out would break the signature. Ask its author for one without."
            ),
        )
    return content if is_signed else _saved(pdf)


def _saved(pdf: Pdf) -> bytes:
    out = BytesIO()
    try:
        # Nothing is unpacked: a small stream may hold a huge one.
        pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, deterministic_id=True)
    except (pikepdf.PdfError, ValueError):
        raise _damaged() from None
    return out.getvalue()


def _check_pages(pdf: Pdf) -> None:
    try:
        count = len(pdf.pages)
    except (pikepdf.PdfError, ValueError, AttributeError, TypeError):
        raise _damaged() from None
    if not count:
        raise _damaged()
    if count > PAGES:
        raise FileRefused(
            Why.EXPANDS,
            Text(
                "This PDF has {count} pages; {limit} are accepted. Split it.",
                {"count": count, "limit": PAGES},
            ),
        )


def _check_streams(pdf: Pdf) -> None:
    try:
        check_streams(pdf)
    except FileRefused:
        raise
    except (pikepdf.PdfError, ValueError, TypeError):
        raise _damaged() from None


def _disarm(pdf: Pdf) -> int:
    """Take out what acts; how many things were taken out."""
    names, form = _child(pdf.Root, "/Names"), _child(pdf.Root, "/AcroForm")
    removed = _drop(pdf.Root, *_OF_CATALOGUE) if _acts(pdf.Root) else 0
    removed += _drop(names, *_OF_NAMES) + _drop(form, "/XFA")
    for found in _dictionaries(pdf):
        removed += _disarm_one(found)
    return removed + sum(_drop_annotations(page.obj) for page in pdf.pages)


def _acts(catalogue: Any) -> bool:
    """An OpenAction that is a destination only says on which page to begin."""
    return not isinstance(catalogue.get("/OpenAction"), Array) or any(
        key in catalogue for key in _OF_CATALOGUE[1:]
    )


def _disarm_one(found: Any) -> int:
    if _is_active(found):
        for key in list(found.keys()):
            del found[key]
        return 1
    if isinstance(found, Stream):
        return _drop(found, *_EXTERNAL_STREAM)
    removed = _drop(found, "/EF") if "/F" in found or "/UF" in found else 0
    return removed + (_drop(found, "/AA") if _is_trigger_map(found.get("/AA")) else 0)


def _is_active(found: Any) -> bool:
    action = found.get("/S")
    if not isinstance(action, Name):
        return False
    if action == "/URI" and "/URI" in found:
        return not str(found["/URI"]).strip().lower().startswith(_SAFE_LINKS)
    return str(action) in _ACTIONS


def _is_trigger_map(value: Any) -> bool:
    """Whether /AA is a map from events to actions, not a font of that name."""
    return isinstance(value, Dictionary) and "/Type" not in value


def _drop_annotations(page: Any) -> int:
    annotations = page.get("/Annots")
    if not isinstance(annotations, Array):
        return 0
    kept = [one for one in annotations if str(_subtype(one)) not in _ANNOTATIONS]
    removed = len(annotations) - len(kept)
    if removed:
        page["/Annots"] = Array(kept)
    return removed


def _subtype(annotation: Any) -> Any:
    return annotation.get("/Subtype") if isinstance(annotation, Dictionary) else None


def _drop(container: Any, *keys: str) -> int:
    present = [key for key in keys if container is not None and key in container]
    for key in present:
        del container[key]
    return len(present)


def _child(container: Any, key: str) -> Any:
    child = container.get(key)
    return child if isinstance(child, Dictionary) else None


def _dictionaries(pdf: Pdf) -> Iterator[Any]:
    """Every dictionary and stream of the document, also those inside others."""
    for top in pdf.objects:
        waiting: list[Any] = [top]
        while waiting:
            current = waiting.pop()
            if isinstance(current, Dictionary | Stream):
                yield current
                waiting += [value for _key, value in current.items() if _is_inside(value)]
            elif isinstance(current, Array):
                waiting += [value for value in current if _is_inside(value)]


def _is_inside(value: Any) -> bool:
    return isinstance(value, Dictionary | Array) and not value.is_indirect


def _protected() -> FileRefused:
    return FileRefused(
        Why.PROTECTED,
        Text("This PDF is protected by a password, so nobody else could read it. Save it without."),
    )


def _damaged() -> FileRefused:
    return FileRefused(
        Why.DAMAGED, Text("This PDF is damaged. Open it, save or print it as PDF anew, and add the new file.")
    )
