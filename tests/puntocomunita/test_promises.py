"""Numbers that people read are those of the code: whoever changes one finds every sentence that says it."""

import datetime
from pathlib import Path

import pytest
from allauth.mfa import app_settings as mfa
from django.conf import settings

from accounts.models import api_token
from accounts.retention import MONTH, THREE_MONTHS
from organizations.models import people
from services.claims import actions as claims
from services.freshness import links
from services.freshness.days import CHECK_AGAIN_AFTER
from services.models import link_check
from services.models.history import KEPT_IN_TRASH
from services.views import embed

DAY, HOUR = datetime.timedelta(days=1), 60 * 60
PROMISES = [
    (settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS, 3, "tre giorni", [
        "account/email/email_confirmation_message.txt", "account/verification_sent.html",
    ]),
    (settings.PASSWORD_RESET_TIMEOUT, 2 * HOUR, "due ore", [
        "account/password_reset_done.html", "account/password_reset_from_key.html",
        "account/email/password_reset_key_message.txt",
    ]),
    (settings.SESSION_COOKIE_AGE, 12 * HOUR, "entro dodici ore", ["usersessions/usersession_list.html"]),
    (settings.LIMITS["report"], "10/10m/ip", "Riprova fra dieci minuti", ["services/views/reports.py"]),
    (settings.LIMITS["shortlist"], "10/h/ip,5/h/key", "Riprova fra un’ora", ["services/views/shortlist.py"]),
    (mfa.RECOVERY_CODE_COUNT, 10, "dieci codici nuovi", ["mfa/recovery_codes/generate.html"]),
    (api_token.MOST, 10, "Ne hai dieci", ["account/api_token_list.html"]),
    (people.GOOD_FOR, 7 * DAY, "vale sette giorni", ["organizations/forms.py"]),
    (claims.GOOD_FOR, 3 * DAY, "tre giorni", [
        "services/claims/claim_create.html", "services/claims/claim_answer.html", "services/claims/email/ask.txt",
    ]),
    (links.GOOD_FOR, 30 * DAY, "30 giorni", [
        "services/freshness/confirm_gone.html", "services/freshness/email/ask.txt",
    ]),
    (CHECK_AGAIN_AFTER, 183 * DAY, "più di sei mesi", [
        "services/freshness/email/ask.txt", "services/freshness/stale_list.html",
    ]),
    (link_check.DEAD_AFTER, 3, "tre giorni", [
        "services/freshness/dead_site_list.html", "services/parts/figures_gaps.html",
    ]),
    (KEPT_IN_TRASH, 30 * DAY, "30 giorni", [
        "services/keeping/entry_remove.html", "services/keeping/trash.html", "services/views/trash.py",
        "services/history/plans.py", "services/retention.py",
    ]),
    (THREE_MONTHS, 90 * DAY, "90 giorni", [
        "services/keeping/draft_list.html", "services/views/keeping.py", "organizations/retention.py",
    ]),
    (MONTH, 30 * DAY, "30 giorni", ["accounts/retention.py"]),
    (embed.STRIKE, 5 * 60, "cinque minuti al massimo", ["services/embed/instructions.html"]),
]  # fmt: skip


@pytest.mark.parametrize(("said_by_code", "value", "words", "paths"), PROMISES)
def test_sentence_says_the_number_that_the_code_keeps(said_by_code, value, words, paths):
    texts = {path: (settings.BASE_DIR / at(path)).read_text() for path in paths}

    assert (said_by_code, [path for path, text in texts.items() if words not in text]) == (value, [])


def at(path):
    return Path(path) if path.endswith(".py") else Path("templates") / path
