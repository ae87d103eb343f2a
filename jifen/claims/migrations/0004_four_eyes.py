"""Make the database itself refuse a step whose hand did the other half of it (four eyes, I4)."""

from django.db import migrations

from jifen.chain.four_eyes import four_eyes

UNLIKE = (
    # kind, step, earlier steps whose hand may not take it
    ("grant", "verify", ("submit",)),
    ("grant", "return", ("submit",)),
    (
        "grant",
        "approve",
        (
            "refuse",
            "submit",
            "verify",
        ),
    ),
    (
        "grant",
        "refuse",
        (
            "refuse",
            "submit",
            "verify",
        ),
    ),
    ("grant", "record", ("approve",)),
    (
        "grant",
        "dismiss",
        (
            "approve",
            "submit",
            "verify",
        ),
    ),
    ("deduction", "attest", ("propose",)),
    (
        "deduction",
        "take-up",
        (
            "attest",
            "propose",
        ),
    ),
    (
        "deduction",
        "check-law",
        (
            "attest",
            "notice",
            "propose",
            "reply",
            "take-up",
        ),
    ),
    (
        "deduction",
        "decide",
        (
            "attest",
            "check-law",
            "notice",
            "propose",
            "reply",
            "take-up",
        ),
    ),
    ("deduction", "record", ("decide",)),
    (
        "deduction",
        "drop",
        (
            "attest",
            "notice",
            "propose",
            "reply",
            "take-up",
        ),
    ),
    (
        "deduction",
        "exempt",
        (
            "attest",
            "notice",
            "propose",
            "reply",
            "take-up",
        ),
    ),
    (
        "deduction",
        "transfer",
        (
            "attest",
            "notice",
            "propose",
            "reply",
            "take-up",
        ),
    ),
)
_PAIRS = " UNION ALL ".join(
    f"SELECT '{kind}' AS kind, '{action}' AS action, '{one}' AS earlier"
    for kind, action, earlier in UNLIKE
    for one in earlier
)
SAME_HAND = f"""
NEW.by_id IS NOT NULL AND EXISTS (
  SELECT 1 FROM claims_claim c JOIN ({_PAIRS}) p ON p.kind = c.kind AND p.action = NEW.action
  WHERE c.id = NEW.claim_id AND (
    EXISTS (
      SELECT 1 FROM claims_decision d
      WHERE d.claim_id = c.id AND d.by_id = NEW.by_id AND d.action = p.earlier
    )
    OR (
      p.earlier IN ('submit', 'propose') AND c.identity = '' AND c.drafted_by_id = NEW.by_id
    )
  )
)
"""  # noqa: S608  # every part of it stands above


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_due_process")]
    operations = [four_eyes("claims_decision", SAME_HAND)]
