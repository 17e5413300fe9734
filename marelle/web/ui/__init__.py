"""The look: components that every screen is written with, their style sheets, the tables, the map, the gallery at /ui/.

Promises that a screen needs no other markup than these tags, that a tag refuses a missing or unknown parameter
(`TemplateSyntaxError`), that everything it writes is escaped, readable without colour, without JavaScript, from 320
pixels up, in light, dark and print. Knows no word of the trade and asks the database nothing.

The tags are a built-in library (no `{% load %}`); `tags/` holds them by subject, each with its parameters:

* words    badge, state, amount, unknown, source_link, figure_number, definition_list, icon
* boxes    alert, notice … endnotice, card … endcard, details … enddetails, empty_state
* actions  button, link_button, spreadsheet_links, tabs, breadcrumb, pagination, pages_by_key
* forms    field, form_fields, form_errors
* data     table, bars, progress, coverage
* paths    hopscotch, programme_hopscotch, timeline
* maps     map_france

`tables.py` declares columns once for the screen, the CSV and the JSON; `maps.py` places a longitude and a latitude
(`zooming.py` on one département, `spreading.py` apart from each other) and `shading.py` shades a measure;
`site_points.py` and `dues.py`, alone here, know what a site is, and what is to be done in a project: the pages of
several domains draw the same map of the first, and say the second in the same words;
`forms.py` is the renderer that makes every Django form look like ours.
"""
