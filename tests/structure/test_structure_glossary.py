"""One domain word, one identifier: docs/glossary.md against the names in the code."""

import re

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

_CODE = re.compile(r"`([^`]+)`")


@pytest.fixture(scope="module")
def words(repository, table_rows):
    """Rows of the glossary: Chinese, identifier, meaning, article, not this."""
    found = [row for row in table_rows(repository / "docs" / "glossary.md") if len(row) == 5]
    assert len(found) > 60
    return found


@pytest.fixture(scope="module")
def names(modules, own_models, repository):
    """Every name of a module, a model, a model's field, an address: as written, with where it is from."""
    found = {
        part: str(path) for path in modules for part in path.relative_to(repository).with_suffix("").parts
    }
    for model in own_models:
        found[model.__name__] = "model"
        found |= {field.name: model.__name__ for field in model._meta.local_fields}
    return found | dict.fromkeys(_addresses(get_resolver()), "address")


def _addresses(resolver):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _addresses(each)
            yield from [each.namespace] if each.namespace else []
        elif each.name:
            yield each.name


def _folded(name):
    """Return a name as small words in the singular with bars around: `SubjectLinks` → |subject|link|."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return "|" + "|".join(_singular(word) for word in apart.split("_")) + "|"


def _singular(word):
    word = re.sub(r"ies$", "y", word)
    return re.sub(r"(?<=ch|sh|ss)es$|(?<=x)es$|(?<![sui])s$", "", word)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        pytest.param("LegalEntities", "entity", id="a class in the plural"),
        pytest.param("upload_batches", "batch", id="a module in the plural"),
        pytest.param("id_card_no", "id_card", id="two words of three"),
    ],
)
def test_a_synonym_is_recognised(name, word):
    """Repair `_folded`: what it does not recognise it does not keep out."""
    assert _folded(word) in _folded(name)


def test_no_synonym_is_used(words, names):
    """Use the identifier of the glossary's row instead; if the word means something else, say so in the glossary."""
    forbidden = {_folded(word): row[1] for row in words for word in _CODE.findall(row[4])}
    used = [
        (name, where, right)
        for name, where in names.items()
        for word, right in forbidden.items()
        if word in _folded(name)
    ]
    assert used == []


def test_no_identifier_is_forbidden_elsewhere(words):
    """Two rows contradict each other: one calls for what the other forbids."""
    wanted = {word for row in words for word in _CODE.findall(row[1])}
    assert wanted & {word for row in words for word in _CODE.findall(row[4])} == set()


def test_every_identifier_is_in_the_code(words, repository):
    """The word is not used any more, or was renamed: correct the row."""
    sources = [path for end in ("py", "yaml", "sql") for path in (repository / "xinyong").rglob(f"*.{end}")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    absent = [word for row in words for word in _CODE.findall(row[1]) if word not in text]
    assert absent == []
