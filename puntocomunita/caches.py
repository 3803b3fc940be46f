"""How a key of the cache is kept: limits count by network address, and neither the table nor a backup shows one."""

from django.utils.crypto import salted_hmac


def digest_of(key, key_prefix, version):
    return salted_hmac("puntocomunita.caches", f"{key_prefix}:{version}:{key}", algorithm="sha256").hexdigest()
