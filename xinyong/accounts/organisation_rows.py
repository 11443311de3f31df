"""Makes the rows of an organisation what the city's file says; in the transaction of `actions.sync_organisations`."""

from xinyong.accounts.models import Organisation, OrganisationName, Succession
from xinyong.accounts.organisations import OrganisationSpec


def write_organisation(spec: OrganisationSpec) -> bool:
    """Write an organisation and its names; return whether anything changed."""
    parent = Organisation.objects.get(code=spec.parent) if spec.parent else None
    wanted = {
        "kind": spec.kind,
        "uscc": spec.uscc,
        "parent_id": parent.pk if parent else None,
        "is_township": spec.is_township,
        "valid_from": spec.valid_from,
        "valid_to": spec.valid_to,
    }
    organisation = Organisation.objects.filter(code=spec.code).first() or Organisation(code=spec.code)
    changed = organisation.pk is None or any(
        getattr(organisation, key) != value for key, value in wanted.items()
    )
    if changed:
        for key, value in wanted.items():
            setattr(organisation, key, value)
        organisation.save()
    return _write_names(organisation, spec) or changed


def _write_names(organisation: Organisation, spec: OrganisationSpec) -> bool:
    wanted = [(each.name, each.valid_from, each.valid_to) for each in spec.names]
    known = organisation.names.order_by("id").values_list("name", "valid_from", "valid_to")
    if list(known) == wanted:
        return False
    organisation.names.all().delete()
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=organisation, name=name, valid_from=start, valid_to=stop)
        for name, start, stop in wanted
    )
    return True


def write_succession(spec: OrganisationSpec) -> bool:
    """Write to whom the duties have passed, once all organisations are there; return whether anything changed."""
    known = Succession.objects.filter(predecessor__code=spec.code)
    if list(known.values_list("successor__code", "on")) == ([spec.successor] if spec.successor else []):
        return False
    known.delete()
    if spec.successor:
        code, on = spec.successor
        Succession.objects.create(
            predecessor=Organisation.objects.get(code=spec.code),
            successor=Organisation.objects.get(code=code),
            on=on,
        )
    return True
