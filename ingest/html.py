"""Saved web pages: the main text, without navigation, scripts and what nobody sees."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlparse

from lxml import etree, html

from ingest.content import Content, Line
from ingest.encodings import decode
from ingest.errors import Refused
from ingest.readability import error_page, only_loads
from ingest.tables import sentences_of

Element = Any
"""An lxml element; lxml has no types."""
_DROPPED = frozenset((
    "script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "embed",
    "form", "button", "input", "select", "textarea", "nav", "footer", "aside", "dialog", "head",
    "link", "meta", "audio", "video", "picture", "map",
))  # fmt: skip
_BLOCKS = frozenset((
    "p", "div", "section", "article", "main", "header", "li", "ul", "ol", "dl", "dt", "dd",
    "table", "tbody", "thead", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote",
    "pre", "figure", "figcaption", "center", "details", "summary", "address", "hr", "br", "body",
))  # fmt: skip
_CHROME = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|breadcrumbs?|sidebar|footer|cookie|share|social|widget|"
    r"advert|ads|banner|popup|modal|toc|mw-jump-link|mw-editsection|navbox|catlinks|printfooter|"
    r"pagenum|noprint|related|comments?|skip-link|metadata|pagination|page-numbers|pager)"
    r"(?:$|[-_ ])",
    re.IGNORECASE,
)
_BUTTON = re.compile(r"(?:^|[-_ ])(?:button|btn|page-numbers|page-link)(?:$|[-_ ])")
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|text-indent\s*:\s*-\d{3,}|left\s*:\s*-\d{3,}"
    r"|(?<![-\w])color\s*:\s*(?:#fff(?:fff)?\b|white\b|rgba?\(\s*255\s*,\s*255\s*,\s*255)",
    re.IGNORECASE,
)
_FOLDED = re.compile(r"accordion|collapse|panel|faq|answer|tab-?content|toggle", re.IGNORECASE)
_ROLES = frozenset(("navigation", "search", "banner", "contentinfo", "dialog", "menu", "menubar"))
_CONTAINERS = frozenset(("body", "div", "section", "article", "main", "table", "tbody", "tr", "td"))
_MAIN = ("//main", "//*[@role='main']", "//article", "//*[@itemprop='articleBody']")
_MAX_DEPTH = 250
"""libxml2 drops without a word what stands deeper than 256."""
_LINKS = 0.6
_HIDDEN_COUNTED = 40


def read(data: bytes) -> Content:
    """The main text of a page.

    Raises:
        Refused: an error page, or a page whose text comes only by JavaScript.

    >>> page = b"<nav>Beranda</nav><main><h1>Cuti</h1><p>PNS berhak atas cuti tahunan.</p></main>"
    >>> [line.text for line in read(page).lines]
    ['Cuti', 'PNS berhak atas cuti tahunan.']
    """
    root = _parse(_text(data))
    title = _title(root)
    published = _published(root)
    address = _address(root)
    everything = " ".join(root.text_content().split())
    hidden = _strip(root)
    main = _main(root)
    lines = tuple(_Reader().read(main))
    text = "\n".join(line.text for line in lines)
    if error_page(text, title) or error_page(everything, title):
        raise Refused("Ini halaman kesalahan dari server (misalnya 403 atau 404), bukan dokumen.")
    if only_loads(text):
        raise Refused(
            "Isi halaman ini baru muncul lewat JavaScript dan tidak ikut tersimpan. "
            "Simpan ulang dari peramban setelah isinya tampil, atau cetak ke PDF."
        )
    notes = []
    if hidden > _HIDDEN_COUNTED:
        notes.append(f"{hidden} huruf yang tidak terlihat di halaman tidak diambil.")
    if address:
        notes.append(f"Alamat menurut halaman itu sendiri: {address}")
    return Content("html", lines, title=title, published=published, notes=tuple(notes))


def _text(data: bytes) -> str:
    named = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", data[:4096], re.IGNORECASE)
    if named and named[1].lower() in (b"iso-8859-1", b"windows-1252", b"latin-1"):
        return data.decode("cp1252", errors="replace")
    return decode(data)


def _parse(text: str) -> Element:
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        root: Element = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise Refused("HTML ini tidak dapat diuraikan.") from None
    if _too_deep(root):
        raise Refused("HTML ini bersarang terlalu dalam.")
    return root


def _too_deep(root: Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _MAX_DEPTH:
            return True
    return False


def _title(root: Element) -> str | None:
    for path in ("//h1", "//meta[@property='og:title']/@content", "//title"):
        for found in root.xpath(path):
            text = found if isinstance(found, str) else found.text_content()
            if text := " ".join(str(text).split()):
                return text[:300]
    return None


def _published(root: Element) -> str | None:
    paths = (
        "//meta[@property='article:published_time']/@content",
        "//meta[@itemprop='datePublished']/@content",
        "//time[@itemprop='datePublished']/@datetime",
        "//meta[@name='date' or @name='DC.date']/@content",
    )
    for path in paths:
        for found in root.xpath(path):
            if match := re.match(r"\d{4}-\d{2}-\d{2}", str(found)):
                return match.group()
    return None


def _address(root: Element) -> str | None:
    """The address that a saved page says it came from."""
    for found in root.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"):
        if urlparse(str(found)).scheme in ("http", "https"):
            return str(found)[:300]
    return None


def _strip(root: Element) -> int:
    """Take out what is no text for people; returns how much hidden text there was."""
    hidden = 0
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        if _is_unseen(element):
            hidden += len(" ".join(element.text_content().split()))
            element.drop_tree()
        elif _is_chrome(element):
            element.drop_tree()
    return hidden


def _is_unseen(element: Element) -> bool:
    style = element.get("style") or ""
    seen_later = _FOLDED.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    by_attribute = "hidden" in element.attrib and element.tag not in ("input",)
    folded = by_attribute or re.search(r"display\s*:\s*none", style)
    return bool((folded and not seen_later) or (_UNSEEN.search(style) and not folded))


def _is_chrome(element: Element) -> bool:
    if element.tag in ("html", "body", "main", "article"):
        return False
    if element.tag in _DROPPED or element.get("role") in _ROLES:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.tag == "a" and _BUTTON.search(names):
        return True
    return _CHROME.search(names) is not None and _mostly_links(element, _LINKS / 2)


def _mostly_links(element: Element, share: float) -> bool:
    said = len(" ".join(element.text_content().split()))
    linked = sum(len(" ".join(link.text_content().split())) for link in element.iter("a"))
    return said == 0 or linked >= said * share or said < 60


def _main(root: Element) -> Element:
    """The part that holds the text: as marked, or the smallest with most of the running words."""
    for path in _MAIN:
        found = root.xpath(path)
        if len(found) == 1 and len(found[0].text_content().split()) >= 30:
            return found[0]
    best = root.find("body") if root.find("body") is not None else root
    while True:
        whole = _running(best)
        inner = [c for c in best if c.tag in _CONTAINERS and _running(c) >= whole * 0.9 > 0]
        if not inner or best.xpath("h1|h2|h3"):
            return best
        best = inner[0]


def _running(element: Element) -> int:
    said = len(" ".join(element.text_content().split()))
    linked = sum(len(" ".join(link.text_content().split())) for link in element.iter("a"))
    return max(0, said - linked)


class _Reader:
    """Turns elements into lines: blocks, items of lists with their numbers, rows of tables."""

    def __init__(self) -> None:
        self._inline: list[str] = []
        self._tables = 0
        self._prefix = ""

    def read(self, element: Element) -> Iterator[Line]:
        yield from self._inside(element)
        yield from self._flush()

    def _inside(self, element: Element) -> Iterator[Line]:
        self._say(element.text)
        for child in element:
            if isinstance(child.tag, str):
                yield from self._element(child)
            self._say(child.tail)

    def _element(self, element: Element) -> Iterator[Line]:
        tag = element.tag
        if tag in ("ol", "ul"):
            yield from self._flush()
            yield from self._list(element)
        elif tag == "table" and _is_data(element):
            yield from self._flush()
            yield from self._table(element)
        elif re.fullmatch(r"h[1-6]|summary|dt", tag):
            yield from self._heading(element, int(tag[1]) if tag[0] == "h" else 4)
        elif tag in _BLOCKS:
            yield from self._flush()
            yield from self._inside(element)
            yield from self._flush()
        else:
            yield from self._inside(element)

    def _heading(self, element: Element, level: int) -> Iterator[Line]:
        """A heading; each line of a heading that is broken in two."""
        yield from self._flush()
        for line in self._inside(element):
            yield Line(line.text, kind="heading", level=level)
        for line in self._flush():
            yield Line(line.text, kind="heading", level=level)

    def _list(self, element: Element) -> Iterator[Line]:
        number = _first_number(element)
        for item in element:
            if item.tag != "li":
                continue
            value = item.get("value") or ""
            number = int(value) if value.isdigit() else number
            self._prefix = _numbered(element, item, number)
            yield from self._inside(item)
            yield from self._flush()
            self._prefix = ""
            number += 1

    def _table(self, element: Element) -> Iterator[Line]:
        self._tables += 1
        rows = [
            [" ".join(cell.text_content().split()) for cell in row if cell.tag in ("td", "th")]
            for row in element.iter("tr")
        ]
        yield from sentences_of(rows, f"Tabel {self._tables}")

    def _say(self, text: str | None) -> None:
        if text:
            self._inline.append(text)

    def _flush(self) -> Iterator[Line]:
        text = " ".join("".join(self._inline).split())
        self._inline.clear()
        if text:
            yield Line(f"{self._prefix}{text}")
            self._prefix = ""


def _first_number(element: Element) -> int:
    counter = re.search(r"counter-(?:set|reset)\s*:\s*\w+\s+(\d+)", element.get("style") or "")
    if counter:
        return int(counter[1]) + 1
    start = element.get("start") or "1"
    return int(start) if start.isdigit() else 1


def _numbered(element: Element, item: Element, number: int) -> str:
    """The number that a browser shows before an item of a list."""
    if element.tag == "ul":
        return ""
    style = f"{element.get('style') or ''} {item.get('class') or ''} {element.get('class') or ''}"
    kind = element.get("type") or ""
    letter = chr(ord("a") + (number - 1) % 26)
    if kind in ("a", "A") or "alpha" in style:
        return f"{letter.upper() if kind == 'A' else letter}. "
    return f"({number}) " if re.search(r"ayat|kurung|parenthes", style) else f"{number}. "


def _is_data(table: Element) -> bool:
    """Whether a table holds data rather than the layout of a page."""
    if any(True for _ in table.iter("ol", "ul", "h1", "h2", "h3")) or table.xpath(".//table"):
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    rows = [row for row in rows if row]
    wide = [
        row
        for row in rows
        if len(row) >= 2 and sum(bool(c.text_content().strip()) for c in row) >= 2
    ]
    if len(wide) < 2 or len(wide) < len(rows) * 0.6:
        return False
    return bool(table.xpath(".//th")) or max(len(row) for row in rows) >= 3
