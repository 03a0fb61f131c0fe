"""The browser's client: built files, held in memory, compressed once.

The router of the client knows the pages, so every address that no operation or asset has answers
with index.html; addresses below /api and the like stay problems.
"""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from server.platform.http.problems import NotFound

INDEX = "index.html"
# The build puts a hash of the content into the names of what lies in assets/.
_HASHED = re.compile(r"^assets/.+-[A-Za-z0-9_-]{8,}\.\w+$")
_NOT_PAGES = (
    "/api/",
    "/socket.io/",
    "/metrics",
    "/healthz",
    "/readyz",
    "/assets/",
    "/.well-known/",
)
_COMPRESSED = (
    "text/",
    "application/javascript",
    "application/json",
    "image/svg",
    "application/manifest",
)
_WORTH_COMPRESSING = 1024
TAG_DIGITS = 32
A_YEAR = 31_536_000

NOT_BUILT = """<!doctype html><html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>congvu</title></head>
<body><main><h1>Giao diện chưa được dựng</h1>
<p>Máy chủ đang chạy, nhưng chưa có giao diện web. Hãy chạy <code>make build</code> rồi tải lại
trang này.</p>
<div lang="en"><h2>The web client has not been built</h2>
<p>The server is running without its web client. Run <code>make build</code>, then reload this
page. The API is described at <a href="/api/docs">/api/docs</a>.</p></div></main></body></html>"""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Asset:
    """One file as it goes out."""

    content_type: str
    plain: bytes
    gzipped: bytes | None
    tag: str
    cache: str


def load(folder: Path) -> dict[str, Asset]:
    """Every file below `folder` by its relative name; empty when there is no such folder."""
    if not (folder / INDEX).is_file():
        return {}
    return {
        path.relative_to(folder).as_posix(): _asset(path, path.relative_to(folder).as_posix())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in {".map", ".gz", ".br"}
    }


def _asset(path: Path, name: str) -> Asset:
    content = path.read_bytes()
    kind = _content_type(name)
    gzipped = None
    if kind.startswith(_COMPRESSED) and len(content) >= _WORTH_COMPRESSING:
        gzipped = gzip.compress(content, 6, mtime=0)
    return Asset(
        content_type=kind,
        plain=content,
        gzipped=gzipped,
        tag=f'"{hashlib.sha256(content).hexdigest()[:TAG_DIGITS]}"',
        cache=f"public, max-age={A_YEAR}, immutable" if _HASHED.match(name) else "no-cache",
    )


def _content_type(name: str) -> str:
    known = {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".webmanifest": "application/manifest+json",
        ".woff2": "font/woff2",
    }
    suffix = Path(name).suffix
    kind = known.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def pages(folder: Path) -> Middleware:
    """A middleware that answers with the client's files where no route does."""
    assets = load(folder)
    if not assets:
        log.warning("the web client is not built", folder=str(folder))

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        missing = request.match_info.http_exception
        if missing is None or missing.status != 404 or request.method not in {"GET", "HEAD"}:
            return await handler(request)
        asset = assets.get(request.path.lstrip("/"))
        if asset is not None:
            return _send(request, asset)
        if f"{request.path}/".startswith(_NOT_PAGES) or "." in request.path.rsplit("/", 1)[1]:
            raise NotFound
        if not assets:
            return web.Response(text=NOT_BUILT, content_type="text/html", status=503)
        return _send(request, assets[INDEX])

    return middleware


def _send(request: web.Request, asset: Asset) -> web.Response:
    headers = {
        "Content-Type": asset.content_type,
        "Cache-Control": asset.cache,
        "ETag": asset.tag,
        "Vary": "Accept-Encoding",
    }
    if asset.tag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    if asset.gzipped is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        return web.Response(body=asset.gzipped, headers={**headers, "Content-Encoding": "gzip"})
    return web.Response(body=asset.plain, headers=headers)
