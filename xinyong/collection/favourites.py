"""收藏: marks an item, or takes the mark away.

No event: it says nothing of data or rights, only how one person likes the list of items (第十四条 asks for neither).
"""

from xinyong.accounts.models import User
from xinyong.catalogue.model import Item
from xinyong.collection.models import Favourite


def set_favourite(*, user: User, item: Item, on: bool) -> None:
    """Mark an item for a member of staff, or take the mark away; repeating it changes nothing."""
    if on:
        Favourite.objects.get_or_create(user=user, item=item.code)
    else:
        Favourite.objects.filter(user=user, item=item.code).delete()


def favourites_of(user: User) -> frozenset[str]:
    """Return the codes of the items a member of staff has marked."""
    return frozenset(Favourite.objects.filter(user=user).values_list("item", flat=True))
