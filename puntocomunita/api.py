"""What every API answer shares: the renderer, the shape of an error."""

import orjson
from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response


def to_json(value) -> bytes:
    """UUIDs, dates and times as HSDS writes them: UTC with Z, microseconds kept."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z, default=str)


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return b"" if data is None else to_json(data)


def exception_handler(exc, context):
    """`{"errors": {parameter: [reasons]}}` for a bad request, `{"detail": …}` for the rest."""
    if isinstance(exc, DjangoValidationError):
        return Response({"errors": exc.message_dict}, status=400)
    from rest_framework.views import exception_handler as rest_exception_handler  # itself reads this module

    return rest_exception_handler(exc, context)
