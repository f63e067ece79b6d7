"""Releases over HTTP, a page at a time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from fairway.data.idb.presentation import release_plain
from fairway.data.idb.selectors import release_find, releases_page
from fairway.platform.access.decisions import public

router = Router(tags=["data"])


class PageSchema(Schema):
    cursor: str = Field("", description="Where the page begins: “next” of the page before.")
    limit: int = Field(50, ge=1, le=200, description="At most so many releases.")


class ReleasePage(Schema):
    """The newest release first; `next` is null on the last page."""

    items: list[dict[str, Any]]
    next: str | None


@router.get("/releases", response=ReleasePage, summary="What is loaded: every release, the newest first")
@public
def releases(request: HttpRequest, query: Query[PageSchema]) -> Any:
    found, following = releases_page(after=query.cursor, limit=query.limit)
    return {"items": [release_plain(release) for release in found], "next": following}


@router.get("/releases/{name}", response=dict[str, Any], summary="One release: source, period, rows")
@public
def release(request: HttpRequest, name: str) -> Any:
    return release_plain(release_find(name))
