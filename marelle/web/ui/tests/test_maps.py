import re
from itertools import combinations
from math import hypot

import pytest
from django.template import engines

from marelle.web.ui.maps import (
    RADIUS,
    Area,
    MapPoint,
    OffTheMap,
    Placed,
    Shading,
    apart,
    draw,
    outlines,
    place,
)
from marelle.web.ui.projection import BY_NAME, FRAMES, SHEET
from marelle.web.ui.zooming import bounds, paths_of, zoomed

CASES = [
    ("Les Abymes", -61.505, 16.271, "guadeloupe"),
    ("Marie-Galante", -61.22, 15.88, "guadeloupe"),
    ("Fort-de-France", -61.069, 14.607, "martinique"),
    ("Cayenne", -52.33, 4.93, "guyane"),
    ("Maripasoula", -54.03, 3.64, "guyane"),
    ("Le Port", 55.290, -20.936, "reunion"),
    ("Mamoudzou", 45.232, -12.780, "mayotte"),
    ("Ajaccio", 8.738, 41.927, "metropole"),
    ("Bastia", 9.450, 42.697, "metropole"),
    ("Brest", -4.486, 48.390, "metropole"),
    ("Dunkerque", 2.377, 51.034, "metropole"),
    ("Bondy", 2.483, 48.902, "ile-de-france"),
    ("Grigny", 2.389, 48.655, "ile-de-france"),
    ("Mantes-la-Jolie", 1.715, 48.989, "ile-de-france"),
]


@pytest.mark.parametrize("name, lon, lat, frame", CASES)
def test_every_place_stands_in_its_frame(name, lon, lat, frame):
    placed = place(lon, lat)
    box = BY_NAME[frame]
    assert placed.inset == frame
    assert box.left <= placed.x <= box.left + box.width
    assert box.top <= placed.y <= box.top + box.height


def test_north_is_up_and_west_is_left():
    lille, marseille = place(3.06, 50.63), place(5.37, 43.30)
    brest, strasbourg = place(-4.49, 48.39), place(7.75, 48.58)
    assert lille.y < marseille.y and brest.x < strasbourg.x
    assert place(8.7, 41.9).x > strasbourg.x - 60 and place(8.7, 41.9).y > marseille.y


@pytest.mark.parametrize("lon, lat", [(0, 0), (-56.3, 46.8), (166.4, -22.3)])
def test_what_no_frame_shows_is_refused(lon, lat):
    with pytest.raises(OffTheMap):
        place(lon, lat)


def test_the_frames_do_not_overlap_and_fit_the_sheet():
    boxes = [frame for frame in FRAMES if frame.boxed]
    for frame in boxes:
        assert frame.left >= 0 and frame.left + frame.width <= SHEET[0]
        assert frame.top + frame.height <= SHEET[1]
    for one, two in combinations(boxes, 2):
        beside = one.left + one.width <= two.left or two.left + two.width <= one.left
        above = one.top + one.height <= two.top or two.top + two.height <= one.top
        assert beside or above


def test_the_101_departements_are_drawn_and_the_capitals_stand_in_them():
    land = outlines()["departements"]
    assert len(land) == 101
    assert {"2A", "2B", "971", "972", "973", "974", "976"} < land.keys()
    for code, lon, lat in [
        ("80", 2.30, 49.89),
        ("2A", 8.738, 41.927),
        ("2B", 9.15, 42.31),
        ("974", 55.5, -21.1),
        ("973", -53.0, 4.0),
        ("972", -61.0, 14.65),
        ("33", -0.58, 44.84),
    ]:
        placed = place(lon, lat)
        left, top, right, bottom = bounds(land[code]["path"])
        assert left <= placed.x <= right and top <= placed.y <= bottom, code


@pytest.mark.parametrize("code", ["971", "972", "973", "974", "976"])
def test_overseas_outlines_fit_their_frames(code):
    frame = BY_NAME[
        {"971": "guadeloupe", "972": "martinique", "973": "guyane", "974": "reunion", "976": "mayotte"}[code]
    ]
    left, top, right, bottom = bounds(outlines()["departements"][code]["path"])
    assert frame.left <= left and right <= frame.left + frame.width
    assert frame.top <= top and bottom <= frame.top + frame.height


def test_points_on_one_spot_open_so_that_each_can_be_taken():
    spot = place(5.37, 43.30)
    opened = apart((spot,) * 7)
    for one, two in combinations(opened, 2):
        assert hypot(one["x"] - two["x"], one["y"] - two["y"]) >= 2 * RADIUS - 0.5


def test_a_point_alone_does_not_move():
    spot = place(2.30, 49.89)
    assert apart((spot,)) == [{"x": spot.x, "y": spot.y, "inset": spot.inset}]


POINTS = [MapPoint(lon, lat, name, f"/cites/{index}/") for index, (name, lon, lat, _frame) in enumerate(CASES)]


def test_a_place_off_the_map_is_named():
    lost = MapPoint(0, 0, "Île inconnue", "/cites/lost/")
    drawn = draw([*POINTS, lost])
    assert drawn["missing"] == [lost] and len(drawn["points"]) == len(POINTS)


def test_shades_follow_counts():
    shades = {land["code"]: land["shade"] for land in draw([], {"93": 9, "69": 4, "80": 1, "75": 0})["departements"]}
    assert (shades["93"], shades["69"], shades["80"], shades["75"], shades["2A"]) == (4, 2, 1, 0, 0)


def test_the_map_is_links_with_names_and_a_way_to_the_table():
    evil = MapPoint(2.3, 49.9, '"><script>', "/cites/x/")
    html = (
        engines["django"]
        .from_string('{% map_france points label="Les cités" table="#liste" %}')
        .render({"points": [*POINTS, evil]})
    )
    assert html.count('class="map-point tone') == len(POINTS) + 1
    assert 'aria-label="Fort-de-France"' in html and 'href="#liste"' in html
    assert "<script" not in html and "!!undefined" not in html and "style=" not in html
    assert not re.search(r'c[xy]="[^"]*,', html), "a French decimal comma would break the drawing"


def test_a_thousand_points_open_without_comparing_each_with_each():
    crowd = tuple(Placed(300 + number % 40 * 5.0, 300 + number // 40 * 5.0, "metropole") for number in range(1000))
    opened = apart(crowd, (4.5,) * 1000)
    assert len({(point["x"], point["y"]) for point in opened}) == 1000


def test_points_of_two_frames_do_not_push_each_other():
    one, two = Placed(100, 100, "metropole"), Placed(101, 100, "guyane")
    assert [(point["x"], point["y"]) for point in apart((one, two))] == [(100, 100), (101, 100)]


MEASURE = Shading(
    [Area(code, f"/carte/{code}/", value, f"{code}, {value}") for code, value in [("80", 4), ("59", 19), ("69", 12)]]
    + [Area("48", "/carte/48/", 0, "48, 0"), Area("33", "/carte/33/", None, "33, inconnu"), Area("75", "/p/", 9, "75")],
    "Mesure",
    zero="aucun",
    unknown="inconnu",
)


def test_unknown_is_never_zero():
    shades = MEASURE.shades()
    assert (shades["48"], shades["33"]) == (0, None)
    assert [shades[code] for code in ("80", "75", "69", "59")] == [1, 2, 3, 4]
    assert [words for _shade, words in MEASURE.legend()] == ["aucun", "4", "9", "12", "19", "inconnu"]


def test_equal_values_wear_one_shade():
    alike = Shading([Area(str(n), "/", 5, "") for n in range(10, 20)], "Mesure", "aucun", "inconnu")
    assert set(alike.shades().values()) == {1}
    assert alike.legend() == [(1, "5")]
    assert Shading([], "Mesure", "aucun", "inconnu").legend() == []


def test_départements_are_links_once_each_and_the_unknown_is_hatched():
    source = '{% map_france points label="Carte" table="#t" shading=shading %}'
    html = engines["django"].from_string(source).render({"points": [], "shading": MEASURE})
    assert html.count('class="map-point map-area"') == len(MEASURE.areas)
    assert 'href="/p/" aria-label="75"' in html
    assert 'id="map-hatch"' in html
    assert html.count('"shade-unknown"') == 2
    assert not re.search(r'data-at="[^"]*,', html)


@pytest.mark.parametrize("code", sorted(outlines()["departements"]))
def test_every_département_fills_its_own_view(code):
    view = zoomed(code)
    left, top, right, bottom = bounds(paths_of(view.frame)[code])
    assert view.left <= left and right <= view.left + view.width / view.scale + 0.1
    assert view.top <= top and bottom <= view.top + view.height / view.scale + 0.1
    assert max((right - left) * view.scale / view.width, (bottom - top) * view.scale / view.height) > 0.75


def test_a_place_stands_inside_its_département_and_far_ones_are_refused():
    for code, lon, lat in [("80", 2.30, 49.89), ("75", 2.35, 48.86), ("974", 55.5, -21.1), ("77", 2.96, 48.54)]:
        placed = zoomed(code).place(lon, lat)
        assert 0.1 * zoomed(code).width < placed.x < 0.9 * zoomed(code).width
    with pytest.raises(OffTheMap):
        zoomed("80").place(5.37, 43.30)
    with pytest.raises(LookupError):
        zoomed("975")


def test_a_sized_point_has_an_amount_and_stays_where_it_is():
    with pytest.raises(ValueError):
        MapPoint(2.3, 49.9, "Amiens", "/", tone="sized")
    rings = [
        MapPoint(2.3, 49.9, "Un", "/1/", tone="sized", amount=1),
        MapPoint(2.3, 49.9, "Dix", "/10/", tone="sized", amount=10),
    ]
    first, second = draw(rings, focus="80")["points"]
    assert (first["point"].label, first["x"]) == ("Dix", second["x"]), "the largest is below"
    assert first["point"].radius > second["point"].radius
