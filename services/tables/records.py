"""One row of a table as HSDS records: an organization, a service or an asset, with its place."""

from services.hsds.importer.cleaning import Unreadable, line_of, text_of
from services.hsds.importer.spool import Record

from .addresses import istat_code_of, parts_of, phones_of, point_of, postal_code_of
from .naming import readable


class Row:
    """The cells of a row by field of ours."""

    def __init__(self, place, cells, mapping, report):
        self.place, self.cells, self.mapping, self.report = place, cells, mapping, report

    def raw(self, field):
        """The first cell of the field's columns that says something."""
        return next((cell for c in self.mapping.get(field, ()) if (cell := text_of(self.cells.get(c)))), "")

    def text(self, field):
        return line_of(self.raw(field))

    def name(self, field):
        return readable(self.text(field))

    def problem(self, field, reason):
        column = self.mapping[field][0] if self.mapping.get(field) else field
        self.report.problem(self.place, column, reason)


def records_of(row, table):
    """Yields the records of a row; none when it has no name."""
    name = row.name("name")
    if not name:
        table.report.refuse(table.kind.removesuffix("s"), row.place, table.mapping["name"][0], "manca il nome")
        return
    address = address_of(row, table)
    key = key_of(row, table, name, address)
    location = location_of(row, table, key, address)
    yield from MAKERS[table.kind](row, table, name, key, location)


def key_of(row, table, name, address):
    """What tells this row apart for ever: its code, else its name and where it is."""
    code = row.text("code") if table.codes_are_keys else ""
    where = ", ".join(str(address.get(key, "")) for key in ("address_1", "postal_code", "city"))
    return code or f"{name}|{where}".lower()


def identified(table, kind, key):
    return str(table.feed.identities.of(kind, key))


# Places


def address_of(row, table):
    """An HSDS address, {} when the row says none."""
    parts = {
        "postal_code": postal_code_of(row.text("postal_code")),
        "city": row.name("city"),
        "province": row.text("province"),
    }
    street = row.text("address")
    if street and not parts["city"]:
        parts |= parts_of(street)
        street = parts.pop("address")
    number = row.text("house_number")
    territory = table.feed.territory
    municipality = territory.by_istat.get(istat_code_of(row.text("istat_code")))
    municipality = municipality or territory.municipality(parts["city"], parts["province"], "IT")
    address = {
        "address_1": f"{readable(street)}, {number}" if number and street else readable(street),
        "address_2": row.text("address_detail"),
        "city": municipality.name if municipality else readable(parts["city"]),
        "state_province": municipality.province if municipality else parts["province"],
        "postal_code": parts["postal_code"],
        "country": row.text("country") or "IT",
        "address_type": "physical",
    }
    return address if address["address_1"] or address["postal_code"] else {}


def location_of(row, table, key, address):
    """The Record of a location, None when the row does not say where it is."""
    point = coordinates_of(row)
    if not address and point is None:
        return None
    data = {"id": identified(table, "location", key), "location_type": "physical", "latitude": None, "longitude": None}
    if point:
        data["latitude"], data["longitude"] = point
    if address:
        data["addresses"] = [address | {"id": identified(table, "address", key)}]
    return Record("location", data["id"], row.place, data)


def coordinates_of(row):
    """`(latitude, longitude)` as text: the point of the row, else its two columns."""
    try:
        point = point_of(row.raw("point"))
    except Unreadable as error:
        row.problem("point", str(error))
        point = None
    latitude, longitude = row.text("latitude"), row.text("longitude")
    return point or ((latitude, longitude) if latitude or longitude else None)


# Contacts


def phones_for(row, table, key):
    phones = [(number, "voice", remark) for f in ("phone", "mobile") for number, remark in phones_of(row.raw(f))]
    if row.raw("phone") and not phones:
        row.problem("phone", "non ci sono numeri di telefono")
    phones += [(number, "fax", remark) for number, remark in phones_of(row.raw("fax"))]
    return [
        {"id": identified(table, "phone", f"{key}/{number}"), "number": number, "type": kind, "description": remark}
        for number, kind, remark in dict.fromkeys(phones)
    ]


def contacts_for(row, table, key):
    name, role = row.name("contact_name"), row.text("contact_role")
    return [{"id": identified(table, "contact", key), "name": name, "title": role}] if name or role else []


def said_of_all(row, table, name, key):
    """What organizations, services and assets share; only fields that the table has columns for."""
    data = {"name": name, "description": row.raw("description")}
    if "email" in table.mapping:
        data["email"] = row.raw("email")
    if {"phone", "mobile", "fax"} & table.mapping.keys():
        data["phones"] = phones_for(row, table, key)
    if {"contact_name", "contact_role"} & table.mapping.keys():
        data["contacts"] = contacts_for(row, table, key)
    return data


def links_of(row, table, kind, key):
    """The terms that the row names, as attributes."""
    links = []
    for said in (part.strip() for part in row.text("terms").replace(",", ";").replace("|", ";").split(";")):
        term = table.feed.terms.called(said) if said else None
        if said and term is None:
            row.problem("terms", f"«{said}» non è fra i nostri temi")
        elif term is not None:
            id = identified(table, "attribute", f"{kind}/{key}/{term.uuid}")
            links.append({"id": id, "taxonomy_term_id": str(term.uuid), "link_entity": kind})
    return links


def hours_for(row, table, kind, key):
    """Opening hours as they are written: a note, until somebody puts them in days and times."""
    text = row.text("hours")
    return {"opening_hours": {"id": identified(table, "opening_hours", f"{kind}/{key}"), "notes": text}} if text else {}


# The three kinds


def organization_records(row, table, name, key, location):
    data = said_of_all(row, table, name, key)
    data |= {"id": identified(table, "organization", key), "alternate_name": row.name("alternate_name")}
    if "website" in table.mapping:
        data["website"] = row.text("website")
    if "tax_code" in table.mapping:
        data["tax_id"] = row.text("tax_code")
    yield Record("organization", data["id"], row.place, data)
    if location:
        location.data["organization_id"] = data["id"]
        yield location


def service_records(row, table, name, key, location):
    provider = row.name("organization") or name
    organization_id = table.organization_called(provider)
    if organization_id is None:
        organization_id = identified(table, "organization", provider.lower())
        yield Record(
            "organization", organization_id, row.place, {"id": organization_id, "name": provider, "_again": True}
        )
    data = said_of_all(row, table, name, key) | {"organization_id": organization_id, "status": "active"}
    data |= {"id": identified(table, "service", key), "alternate_name": row.name("alternate_name")}
    if "website" in table.mapping:
        data["url"] = row.text("website")
    if "terms" in table.mapping:
        data["attributes"] = links_of(row, table, "service", key)
    yield Record("service", data["id"], row.place, data | hours_for(row, table, "service", key))
    if location:
        location.data["organization_id"] = organization_id
        yield location
        at = {"id": identified(table, "service_at_location", key), "service_id": data["id"], "location_id": location.id}
        yield Record("service_at_location", at["id"], row.place, at)


def asset_records(row, table, name, key, location):
    said = row.text("kind")
    kind = table.feed.terms.called(said, "asset_kind") if said else table.kind_of_asset
    if kind is None:
        reason = f"«{said}» non è un tipo di risorsa" if said else "manca il tipo di risorsa: indicalo con --kind-term"
        table.report.refuse("asset", row.place, "kind", reason)
        return
    data = said_of_all(row, table, name, key) | {"id": identified(table, "asset", key), "kind_id": str(kind.uuid)}
    if "website" in table.mapping:
        data["url"] = row.text("website")
    if "terms" in table.mapping:
        data["attributes"] = links_of(row, table, "asset", key)
    if location:
        data["location_id"] = location.id
        yield location
    yield Record("asset", data["id"], row.place, data | hours_for(row, table, "asset", key))


MAKERS = {"organizations": organization_records, "services": service_records, "assets": asset_records}
