"""The rule holds in the use case and in the database, and the settings refuse to guess."""

import importlib
from collections.abc import Iterator
from typing import Any

import django
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

if not settings.configured:
    settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, USE_TZ=True)
    django.setup()

shop: Any = importlib.import_module("shop")


@pytest.fixture(autouse=True)
def tables() -> Iterator[None]:
    with connection.schema_editor() as editor:
        for model in (shop.Product, shop.Reservation):
            editor.create_model(model)
    yield
    with connection.schema_editor() as editor:
        for model in (shop.Reservation, shop.Product):
            editor.delete_model(model)


def test_what_is_reserved_is_gone_and_no_more_than_is_there() -> None:
    shop.Product.objects.create(sku="a-1", stock=3)
    shop.reserve("a-1", 2)
    with pytest.raises(shop.OutOfStock):
        shop.reserve("a-1", 2)
    assert shop.Product.objects.get(sku="a-1").stock == 1


def test_the_database_itself_refuses_a_negative_stock() -> None:
    product = shop.Product.objects.create(sku="a-1", stock=1)
    product.stock = -1
    with pytest.raises(IntegrityError), transaction.atomic():
        product.save()


def test_a_setting_that_is_missing_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DJANGO_SECRET_KEY", raising=False)
    with pytest.raises(KeyError, match="DJANGO_SECRET_KEY"):
        importlib.import_module("shop_settings")
    for name in ("DJANGO_SECRET_KEY", "DJANGO_HOSTS", "DJANGO_DATABASE"):
        monkeypatch.setenv(name, "x")
    assert importlib.import_module("shop_settings").SESSION_COOKIE_SECURE is True
