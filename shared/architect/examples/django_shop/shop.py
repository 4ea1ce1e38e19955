"""A Django model with its rule in the database, and a use case that locks what it changes."""

from django.db import models, transaction


class OutOfStock(Exception):
    """Fewer are left than were asked for."""


class Product(models.Model):
    sku = models.CharField(max_length=40, unique=True)
    stock = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "shop"
        constraints = [models.CheckConstraint(condition=models.Q(stock__gte=0), name="stock_is_not_negative")]

    def __str__(self) -> str:
        return str(self.sku)


class Reservation(models.Model):
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    quantity = models.PositiveIntegerField()

    class Meta:
        app_label = "shop"

    def __str__(self) -> str:
        return f"{self.quantity} of {self.product}"


def reserve(sku: str, quantity: int) -> Reservation:
    """Raises Product.DoesNotExist, OutOfStock. Two at once: the second waits for the row and sees what is left."""
    with transaction.atomic():
        product = Product.objects.select_for_update().get(sku=sku)
        if product.stock < quantity:
            raise OutOfStock(sku)
        product.stock -= quantity
        product.save(update_fields=["stock"])
        made: Reservation = Reservation.objects.create(product=product, quantity=quantity)
        return made
