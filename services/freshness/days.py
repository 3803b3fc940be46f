"""How long a check is good for."""

import datetime

FRESH = 183  # days after which the organisation is asked again
EVERY = 14  # days between one mail and the next
UNCONFIRMED = FRESH + 2 * EVERY  # days after which, mails and all, nobody has confirmed it

CHECK_AGAIN_AFTER = datetime.timedelta(days=FRESH)
UNCONFIRMED_AFTER = datetime.timedelta(days=UNCONFIRMED)
