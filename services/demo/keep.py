"""Writing rows so that the same content again writes nothing."""


def keep_rows(model, wanted):
    """Creates or changes these rows of a model, by primary key; returns how many it had to write."""
    fields = [f for f in model._meta.concrete_fields if not (f.generated or f.primary_key or _of_itself(f))]
    known = model._default_manager.in_bulk([row.pk for row in wanted])
    new = [row for row in wanted if row.pk not in known]
    changed = [row for row in wanted if row.pk in known and _differs(row, known[row.pk], fields)]
    model._default_manager.bulk_create(new)
    if changed:
        model._default_manager.bulk_update(changed, [field.name for field in fields])
    return len(new) + len(changed)


def keep_links(model, name, wanted, owners):
    """Makes the pairs of a many-to-many of these owners what they should be; returns how many it changed."""
    field = model._meta.get_field(name)
    through = getattr(model, name).through
    own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    rows = through.objects.filter(**{f"{own}__in": owners}).values_list("pk", own, other)
    known = {(first, second): pk for pk, first, second in rows}
    pairs = dict.fromkeys(wanted)
    gone = [pk for pair, pk in known.items() if pair not in pairs]
    new = [through(**{own: first, other: second}) for first, second in pairs if (first, second) not in known]
    through.objects.filter(pk__in=gone).delete()
    through.objects.bulk_create(new)
    return len(gone) + len(new)


def keep_only(queryset, wanted):
    """Removes what is not among the wanted rows; returns how many went."""
    return queryset.exclude(pk__in=[row.pk for row in wanted]).delete()[0]


def keep_set(queryset, wanted, fields):
    """Makes rows without a key of their own the same set of values; returns how many it wrote."""
    wanted = {tuple(getattr(row, field) for field in fields): row for row in wanted}
    known = {values: pk for pk, *values in queryset.values_list("pk", *fields) for values in [tuple(values)]}
    new = [row for values, row in wanted.items() if values not in known]
    gone = [pk for values, pk in known.items() if values not in wanted]
    queryset.filter(pk__in=gone).delete()
    queryset.model._default_manager.bulk_create(new)
    return len(new) + len(gone)


def _of_itself(field):
    """What the row learns from the database, not from us."""
    return getattr(field, "auto_now_add", False) or field.name == "timetable"


def _differs(row, known, fields):
    return any(getattr(row, field.attname) != getattr(known, field.attname) for field in fields)
