"""The API document as a page to read: HTML from the server, no script, nothing from elsewhere."""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from aiohttp import web

from server.platform.http.openapi import DESCRIPTION

Json = dict[str, Any]

STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#8881}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:64rem;padding:1rem}
h1{font-size:1.6rem}h2{border-bottom:1px solid var(--line);margin-top:2rem}
details{border:1px solid var(--line);border-radius:.4rem;margin:.4rem 0;padding:.4rem .7rem}
summary{cursor:pointer}code,pre{font:14px/1.4 ui-monospace,monospace}
pre{background:var(--soft);overflow-x:auto;padding:.6rem}
.method{display:inline-block;font-weight:700;min-width:4.5rem}
table{border-collapse:collapse;width:100%}
td,th{border-top:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top}
nav a{margin-right:1rem}.tag{border:1px solid var(--line);border-radius:.3rem;padding:0 .3rem}
"""


def add_routes(app: web.Application) -> None:
    """Add /api/docs."""
    app.router.add_get("/api/docs", show)


async def show(request: web.Request) -> web.Response:
    """The page."""
    page = "".join(_page(await request.app[DESCRIPTION].document()))
    return web.Response(text=page, content_type="text/html")


def _page(document: Json) -> Iterator[str]:
    info = document["info"]
    by_tag: dict[str, list[tuple[str, str, Json]]] = {}
    for path, methods in document["paths"].items():
        for method, entry in methods.items():
            by_tag.setdefault(entry["tags"][0], []).append((method.upper(), path, entry))
    yield "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
    yield "<meta name='viewport' content='width=device-width,initial-scale=1'>"
    yield f"<title>congvu API {escape(info['version'])}</title><style>{STYLE}</style></head><body>"
    yield f"<main><h1>congvu API {escape(info['version'])}</h1><p>{escape(info['description'])}"
    yield " Machines read <a href='/api/openapi.json'>/api/openapi.json</a> (OpenAPI 3.1). Errors"
    yield " are problem+json with a stable <code>code</code>.</p><nav aria-label='Contents'>"
    for tag in by_tag:
        yield f"<a href='#tag-{escape(tag)}'>{escape(tag)}</a>"
    yield "<a href='#schemas'>schemas</a></nav>"
    for tag, entries in by_tag.items():
        yield f"<h2 id='tag-{escape(tag)}'>{escape(tag)}</h2>"
        for method, path, entry in entries:
            yield from _operation(method, path, entry)
    yield "<h2 id='schemas'>schemas</h2>"
    for name, schema in document["components"]["schemas"].items():
        yield f"<details id='schema-{escape(name)}'><summary><code>{escape(name)}</code></summary>"
        yield f"<pre>{escape(json.dumps(schema, ensure_ascii=False, indent=1))}</pre></details>"
    yield "</main></body></html>"


def _operation(method: str, path: str, entry: Json) -> Iterator[str]:
    open_to_all = "" if "security" in entry else " <span class='tag'>no session needed</span>"
    yield f"<details id='{escape(entry['operationId'])}'><summary><span class='method'>{method}"
    yield f"</span> <code>{escape(path)}</code> {escape(entry['summary'])}{open_to_all}</summary>"
    if "description" in entry:
        yield f"<p>{escape(entry['description'])}</p>"
    if "parameters" in entry:
        yield "<table><tr><th>Parameter</th><th>In</th><th>Schema</th></tr>"
        for one in entry["parameters"]:
            required = " (required)" if one["required"] else ""
            yield f"<tr><td><code>{escape(one['name'])}</code>{required}</td>"
            yield f"<td>{one['in']}</td><td>{_schema(one['schema'])}</td></tr>"
        yield "</table>"
    for media, content in entry.get("requestBody", {}).get("content", {}).items():
        yield f"<p>Body <code>{escape(media)}</code>: {_schema(content['schema'])}</p>"
    yield "<table><tr><th>Status</th><th>Meaning</th><th>Content</th></tr>"
    for status, response in entry["responses"].items():
        contents = [_schema(content["schema"]) for content in response.get("content", {}).values()]
        meaning = escape(response["description"])
        yield f"<tr><td>{status}</td><td>{meaning}</td><td>{' '.join(contents)}</td></tr>"
    yield "</table></details>"


def _schema(schema: Json) -> str:
    if "allOf" in schema:
        schema = schema["allOf"][0]
    if "$ref" in schema:
        name = escape(schema["$ref"].rsplit("/", 1)[1])
        return f"<a href='#schema-{name}'><code>{name}</code></a>"
    return f"<code>{escape(json.dumps(schema, ensure_ascii=False))}</code>"
