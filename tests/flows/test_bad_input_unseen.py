"""What nobody sees: characters without a form, and numbers in the reason of a look."""

from builders import grid, penalty, resident_id, xlsx


def test_a_personal_number_in_the_reason_of_a_look_is_not_kept_in_clear(desk):
    """Whoever looks writes down whom; the log knows that by digest already. Masked or refused, not kept."""
    from contextlib import suppress

    from conftest import AT

    from xinyong.accounts import actions
    from xinyong.accounts.actors import os_actor
    from xinyong.accounts.queries import actor_for_user
    from xinyong.inquiries import looks
    from xinyong.inquiries.actions import ReasonMissingError
    from xinyong.inquiries.models import Entry, Way

    actions.add_user(
        username="clerk", name="王试例", organisation="scjg", role="reporter", by=os_actor("root"), at=AT
    )
    reason = f"核对{resident_id(1)}的处罚"
    look = looks.Look(code=resident_id(1), purpose="other", reason=reason, way=Way.COMMAND_LINE)
    with suppress(ReasonMissingError):
        looks.look_up(look=look, by=actor_for_user("clerk", AT.date()), at=AT)
    assert all(resident_id(1)[6:14] not in entry.purpose_text for entry in Entry.objects.all())


def test_a_row_of_characters_nobody_sees_is_blank(desk):
    table = grid([penalty(1), {"CF_XDR_MC": "\u200b", "CF_SY": " \u3000", "BZ": "\ufeff"}, penalty(2)])
    answer = desk.submit(xlsx(table))
    assert answer.ledger == {2: "inserted", 4: "inserted"}
