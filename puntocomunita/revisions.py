"""Which words somebody has read, of a thing that keeps no count of its changes."""

import zlib


def revision_of(*said) -> int:
    """The same for the same words, another for others."""
    return zlib.crc32("\0".join(map(str, said)).encode())
