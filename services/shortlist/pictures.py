"""An address as a picture that a telephone reads."""

from itertools import groupby

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M


def qr_path(address):
    """(modules on a side with the quiet edge, the dark ones as the `d` of an SVG path): no style, no script."""
    code = QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(address)
    code.make()
    rows = code.get_matrix()
    return len(rows), "".join(_row(y, row) for y, row in enumerate(rows))


def _row(y, row):
    """One stroke a run of dark modules: "M4 7h3v1h-3z"."""
    runs, x = [], 0
    for dark, modules in groupby(row):
        width = len(list(modules))
        runs += [f"M{x} {y}h{width}v1h-{width}z"] if dark else []
        x += width
    return "".join(runs)
