"""A stand-in for ClamAV on a machine without it: it speaks the same protocol and knows only the test file.

For demonstration only. It is a program of its own: python portal/local/scanner.py PORT
"""

import asyncio
import struct
import sys

# Put together here, so that a virus scanner does not take this source for the test file itself.
TEST_FILE = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-" + b"TEST-FILE!$H+H*"
LARGEST = 60 * 1024 * 1024
VERSION = b"Demonstration scanner: not a virus scanner"


async def read_command(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Read one command and what ends it: zCOMMAND NUL, nCOMMAND newline, or the old COMMAND newline."""
    first = await reader.readexactly(1)
    end = b"\0" if first == b"z" else b"\n"
    rest = await reader.readuntil(end)
    return (rest if first in (b"z", b"n") else first + rest).strip(b"\0\r\n"), end


async def read_stream(reader: asyncio.StreamReader) -> bytes:
    """Read the chunks of INSTREAM, each after its length, to the empty one."""
    taken = bytearray()
    while size := struct.unpack("!I", await reader.readexactly(4))[0]:
        if len(taken) + size > LARGEST:
            raise ValueError("too large")
        taken += await reader.readexactly(size)
    return bytes(taken)


async def answer(command: bytes, reader: asyncio.StreamReader) -> bytes:
    """Return the words ClamAV would use."""
    if command == b"PING":
        return b"PONG"
    if command == b"VERSION":
        return VERSION
    if command != b"INSTREAM":
        return b"UNKNOWN COMMAND"
    try:
        found = TEST_FILE in await read_stream(reader)
    except ValueError:
        return b"INSTREAM size limit exceeded. ERROR"
    return b"stream: Eicar-Test-Signature FOUND" if found else b"stream: OK"


async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one command, as ClamAV does outside a session, and hang up."""
    try:
        command, end = await read_command(reader)
        writer.write(await answer(command, reader) + end)
        await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(port: int) -> None:
    """Listen on the loopback address only."""
    server = await asyncio.start_server(converse, "127.0.0.1", port)
    print("For demonstration only: this knows the harmless test virus and no other.", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
