"""The press: HTML in, tagged PDF out, in a process of its own that knows no database and no network.

Its parent (`letters/pdf.py`) talks to it through pipes. A letter that takes too long ends this process by the
kernel's alarm, whatever code is running, and the parent starts another.
"""

import json
import resource
import signal
import struct
import sys
from functools import cache
from io import BytesIO
from pathlib import Path

MOST_MEMORY = 2 * 1024**3
# Finding the fonts takes longer than most letters, so it is done before the first one is timed.
WARM_UP = '<!DOCTYPE html><html lang="en-GB"><title>Ready</title><h1>Ready</h1><b>1</b>'
STYLE = Path(__file__).with_name("press.css")


@cache
def _tools():
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    class Nothing(URLFetcher):
        """A fetcher that fetches nothing: a letter needs no file, and hostile text gets none."""

        def fetch(self, url, headers=None):
            raise ValueError("a letter fetches nothing")

    fonts = FontConfiguration()
    return fonts, CSS(string=STYLE.read_text(), font_config=fonts, url_fetcher=Nothing()), Nothing()


def print_html(html):
    """Make a tagged PDF of a whole HTML page; the same page gives the same bytes."""
    from weasyprint import HTML

    fonts, style, nothing = _tools()
    page = HTML(string=html, url_fetcher=nothing, base_url="letter:")
    tagged = page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    return with_scopes(tagged)


def with_scopes(tagged):
    """Say of each table header whether it heads a column or a row: WeasyPrint leaves that out."""
    import pikepdf

    with pikepdf.open(BytesIO(tagged)) as pdf:
        _scope(pdf.Root.get("/StructTreeRoot"), "/Row")
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _scope(element, scope):
    import pikepdf

    # The tree is as deep as the HTML is nested, so it is walked with a list and not by recursion.
    waiting = [(element, scope)]
    while waiting:
        element, scope = waiting.pop()
        if not isinstance(element, pikepdf.Dictionary):
            continue
        tag = element.get("/S")
        scope = "/Column" if tag == "/THead" else "/Row" if tag == "/TBody" else scope
        if tag == "/TH":
            element.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name(scope))
        kids = element.get("/K", [])
        waiting += [(kid, scope) for kid in (kids if isinstance(kids, pikepdf.Array) else [kids])]


def read_block(pipe):
    """Read a block with its length before it; None at the end of the pipe."""
    head = pipe.read(4)
    if len(head) < 4:
        return None
    size = struct.unpack(">I", head)[0]
    block = pipe.read(size)
    return block if len(block) == size else None


def write_block(pipe, block):
    """Write a block with its length before it."""
    pipe.write(struct.pack(">I", len(block)) + block)
    pipe.flush()


def main():
    """Print what comes in until nothing does; a failure is answered with its kind and no words."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    print_html(WARM_UP)
    while (order := read_block(source)) is not None:
        order = json.loads(order)
        signal.setitimer(signal.ITIMER_REAL, order["seconds"])
        try:
            answer = b"+" + print_html(order["html"])
        except Exception as problem:
            answer = b"-" + type(problem).__name__.encode()
        signal.setitimer(signal.ITIMER_REAL, 0)
        write_block(sink, answer)


if __name__ == "__main__":
    main()
