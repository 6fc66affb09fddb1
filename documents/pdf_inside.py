"""A program of its own that looks inside one PDF: pdf_inside.py < FILE. It imports nothing of the portal.

It runs apart from the web process, with little memory and little time, because the file may be made to harm.
Exit status: 0 plain, 3 asks for a password, 4 holds a program or another file, 5 cannot be read.
"""

import io
import re
import resource
import sys

MEMORY = 256 * 1024 * 1024
SECONDS = 3
PLAIN, PASSWORD, ACTIVE, UNREADABLE = 0, 3, 4, 5
# An action that runs a script or starts a program, and a file inside the file. The document is first written
# out with its objects in clear and names in one spelling, so that neither packing nor #xx escapes hide them.
_ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?)(?![A-Za-z0-9])")


def look(data):
    """Give the exit status for a PDF."""
    from pikepdf import ObjectStreamMode, PasswordError, Pdf, PdfError, StreamDecodeLevel

    written = io.BytesIO()
    try:
        with Pdf.open(io.BytesIO(data)) as pdf:
            pdf.save(
                written,
                object_stream_mode=ObjectStreamMode.disable,
                stream_decode_level=StreamDecodeLevel.none,
                compress_streams=False,
                encryption=False,
            )
    except PasswordError:
        return PASSWORD
    except (PdfError, MemoryError, RuntimeError, ValueError, RecursionError):
        return UNREADABLE
    return ACTIVE if _ACTIVE.search(written.getbuffer()) else PLAIN


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(look(sys.stdin.buffer.read()))
