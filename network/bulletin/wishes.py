"""What a reader wants to read of: one rule, asked when a mail is planned and again when it is written."""


def fits(entry, themes, quarters) -> bool:
    """`themes` and `quarters` are keys; none means all. What is of no theme, or of the whole city, is for everybody."""
    return meets(entry.themes, themes) and meets(entry.quarters, quarters)


def meets(told, wished) -> bool:
    return not told or not wished or not set(told).isdisjoint(wished)


def fitting(entries, reader) -> list:
    """`reader` is a row `with_wishes`."""
    return [each for each in entries if fits(each, reader.wished_themes, reader.wished_quarters)]
