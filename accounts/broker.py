from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class BrokerAdapter(DefaultSocialAccountAdapter):
    """Who comes through the city's OpenID Connect broker."""
