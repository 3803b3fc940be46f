"""What was refused at a concierge may stand on its board after all, when who reads an appeal says so."""

from django.db import migrations

from helpdesk.moves import only_legal_moves

MOVES = {
    "": {"open"},
    "open": {"proposed", "expired", "withdrawn", "refused"},
    "proposed": {"open", "agreed", "expired", "withdrawn", "refused"},
    "agreed": {"done", "not_done", "expired", "withdrawn"},
    "refused": {"open"},
}


class Migration(migrations.Migration):
    dependencies = [("community", "0016_safety_rules")]

    operations = [only_legal_moves("community_exchange", MOVES)]
