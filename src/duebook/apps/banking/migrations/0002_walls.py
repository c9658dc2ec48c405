"""The walls between entities, and what the app may do with each table."""

from __future__ import annotations

from django.db import migrations

from duebook.db.operations import Facts, Guarded, SameEntity

FACTS = (
    *("BankFile", "BankStatement", "BankLine", "Explanation", "Rejection"),
    *("Deposit", "DepositedPayment", "Advice", "AdviceUse", "Reconciliation"),
    *("Payout", "ProcessorMovement"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("banking", "0001_initial"),
        ("audit", "0001_initial"),
        ("entities", "0002_walls"),
        ("parties", "0002_walls"),
        ("ledger", "0003_walls"),
        ("payments", "0002_walls"),
        ("receivables", "0002_walls"),
    ]
    operations = [
        Guarded(
            "BankAccount",
            app_may=("INSERT", "UPDATE"),
            may_update=("name", "out_is_positive"),
        ),
        Guarded("Alias", app_may=("INSERT", "UPDATE", "DELETE"), may_update=("hits",)),
        Guarded("Deduction", app_may=("INSERT", "UPDATE", "DELETE")),
        Guarded("HouseRule", app_may=("INSERT", "UPDATE")),
        Guarded(
            "OpenLine",
            app_may=("INSERT", "UPDATE"),
            may_update=(
                *("state", "held", "sentence", "proposals", "credit_id", "payment_id"),
            ),
        ),
        *(Facts(fact) for fact in FACTS),
        *(
            SameEntity(model)
            for model in ("BankAccount", "OpenLine", "Alias", "Deduction", "HouseRule")
        ),
        *(SameEntity(fact) for fact in FACTS if fact != "BankFile"),
    ]
