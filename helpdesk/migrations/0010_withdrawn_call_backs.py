from django.db import migrations, models

from helpdesk.moves import only_legal_moves

TABLE = "helpdesk_callbackrequest"
STATES = [
    ("received", "da richiamare"),
    ("answered", "richiamata"),
    ("erased", "cancellata"),
    ("withdrawn", "ritirata da chi l’aveva chiesta"),
]
BEFORE = {"": {"received"}, "received": {"answered", "erased"}}
MOVES = BEFORE | {"received": {"answered", "erased", "withdrawn"}}
WAITS = models.Q(state="received", settled_at__isnull=True) & ~models.Q(name="") & ~models.Q(contact="")
LEFT = {"settled_at__isnull": False, "name": "", "contact": "", "when_safe": "", "digest": ""}
CONSTRAINTS = [
    models.CheckConstraint(
        condition=WAITS | ~models.Q(state="received") & models.Q(**LEFT), name="settled_call_back_has_no_text"
    ),
    models.CheckConstraint(
        condition=~models.Q(state="withdrawn") | models.Q(settled_by__isnull=True),
        name="withdrawn_call_back_is_settled_by_nobody_else",
    ),
    models.UniqueConstraint(fields=["digest"], condition=~models.Q(digest=""), name="call_back_link_is_of_one_request"),
]


class Migration(migrations.Migration):
    """Whoever asked to be called takes it back by a private link, of which the digest is kept while they wait."""

    dependencies = [("helpdesk", "0009_message_of_a_client")]

    operations = [
        migrations.AddField(
            "callbackrequest", "digest", models.CharField(blank=True, default="", editable=False, max_length=64), False
        ),
        migrations.RunSQL(f"DROP TRIGGER {TABLE}_moves ON {TABLE}", only_legal_moves(TABLE, BEFORE).sql),
        migrations.AlterField(
            "callbackrequest",
            "state",
            models.CharField("stato", choices=STATES, default="received", max_length=9),
        ),
        only_legal_moves(TABLE, MOVES),
        migrations.RemoveConstraint("callbackrequest", "settled_call_back_has_no_text"),
        *(migrations.AddConstraint("callbackrequest", each) for each in CONSTRAINTS),
    ]
