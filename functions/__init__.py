"""The functions. Whatever is imported first of one, this is before it."""

from shared.edge.starting import on_lambda, start

if on_lambda():
    start()
