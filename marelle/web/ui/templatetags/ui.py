"""The component tags, as one library. It is a builtin of the template engine: no `{% load ui %}` is needed."""

from django import template

from marelle.web.ui.tags import actions, boxes, data, distributions, forms, maps, matrices, paths, weeks, words

register = template.Library()

for _library in (actions, boxes, data, distributions, forms, maps, matrices, paths, weeks, words):
    _twice = register.tags.keys() & _library.register.tags.keys()
    if _twice:
        raise RuntimeError(f"component tags declared twice: {sorted(_twice)}")
    register.tags.update(_library.register.tags)
    register.filters.update(_library.register.filters)
