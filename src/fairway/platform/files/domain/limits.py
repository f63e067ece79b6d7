"""How much is accepted. The size of one upload is a setting of the instance: FAIRWAY_UPLOAD_LIMIT."""

from __future__ import annotations

from datetime import timedelta

QUOTA_BYTES = 1_000_000_000  # of one organisation, with what waits to be removed
PIXELS = 50_000_000  # of one picture
PAGES = 500  # of one PDF
PARTS = 2_000  # in one workbook or document
UNPACKED_BYTES = 200_000_000  # of one workbook or document, and of the streams of one PDF
NAME_LETTERS = 120
# A backup that began before a file was deleted must still find its content.
GRACE = timedelta(days=7)
