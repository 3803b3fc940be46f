"""What makes two entries alike: the telling words of a name, ways to reach it, its address; each with its index.

From PostgreSQL 17 on an index is built with no search path, so what calls a function of ours brings its own.
"""

from django.db import migrations

FUNCTIONS = r"""
CREATE FUNCTION plain_name(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT trim(regexp_replace(
        translate(
            lower(regexp_replace(coalesce(name, ''), '\m(\w)\.(?=\w(\.|\M))', '\1', 'g')),
            'àáâäãèéêëìíîïòóôöõùúûüçñÀÁÂÄÃÈÉÊËÌÍÎÏÒÓÔÖÕÙÚÛÜÇÑ',
            'aaaaaeeeeiiiiooooouuuucnaaaaaeeeeiiiiooooouuuucn'
        ),
        '[^a-z0-9]+', ' ', 'g'
    ))
$$;
CREATE FUNCTION telling_name(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
    SELECT coalesce(nullif(trim(regexp_replace(regexp_replace(regexp_replace(
        plain_name(name),
        '\m(santa|santo|santi|sant|san|ss|s)\M', 'san', 'g'),
        '\m(associazione|ass|assoc|aps|odv|onlus|ets|asd|ssd|sms|cooperativa|coop|soc|societa|sociale|scarl|scs|srl|spa'
        '|organizzazione|ente|onlus|volontariato|promozione|dilettantistica|sportiva|il|lo|la|i|gli|le|l|di|d|a|e|ed|del'
        '|dello|della|dei|degli|delle|dell|al|alla|ai|agli|alle|all|per|da|dal|dalla|in|nel|nella|con|su|tra|fra)\M',
        ' ', 'g'),
        '\s+', ' ', 'g')), ''), plain_name(name))
$$;
CREATE FUNCTION contact_marks(phones jsonb, email text, website text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY(
        SELECT 'phone ' || right(digits, 9) FROM (
            SELECT regexp_replace(phone ->> 'number', '\D', '', 'g') AS digits
            FROM jsonb_array_elements(CASE jsonb_typeof(phones) WHEN 'array' THEN phones ELSE '[]' END) AS phone
        ) AS said WHERE length(digits) >= 6
        UNION SELECT 'email ' || lower(email) WHERE email <> ''
        UNION SELECT 'website ' || regexp_replace(lower(website), '^https?://(www\.)?|[/?#]+$', '', 'g')
        WHERE website <> ''
    )
$$;
CREATE FUNCTION address_mark(address text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
    SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        plain_name(address),
        '^v ', 'via '), '^(v le|vle) ', 'viale '), '^(p zza|pzza|p za|pza) ', 'piazza '), '^(c so|cso) ', 'corso '),
        ' (n|nr|num|civico) (?=\d)', ' ')
$$;
CREATE INDEX organization_by_likeness ON organizations_organization USING gin (telling_name(name) gin_trgm_ops);
CREATE INDEX organization_by_contact ON organizations_organization USING gin (contact_marks(phones, email, website));
CREATE INDEX organization_by_tax_code ON organizations_organization (tax_code) WHERE tax_code <> '';
CREATE INDEX location_by_address ON organizations_location (address_mark(address)) WHERE address <> '';
"""
NOTHING = """
DROP INDEX location_by_address;
DROP INDEX organization_by_tax_code;
DROP INDEX organization_by_contact;
DROP INDEX organization_by_likeness;
DROP FUNCTION address_mark;
DROP FUNCTION contact_marks;
DROP FUNCTION telling_name;
DROP FUNCTION plain_name;
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0009_words")]

    operations = [migrations.RunSQL(FUNCTIONS, NOTHING)]
