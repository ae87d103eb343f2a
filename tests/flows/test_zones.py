"""A day is a day of Beijing's, wherever the server thinks it stands (R-22)."""

import datetime as dt
import json

import pytest

from tests.custody import homes
from tests.custody.homes import TOWN, Home
from tests.harness import forked
from tests.harness.figures import figure, record

ZONES = ("UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati")
EDGES = {
    "2024-08-01": "2024-2025",
    "2025-02-01": "2024-2025",
    "2024-03-01": "",
    "2025-03-01": "2024-2025",
    "2025-01-01": "2024-2025",
    "2025-08-01": "",
}
"""First day after an edge → the cycle that is open on it, if one is."""
STEP = figure(15, 1)
"""Minutes between two looks; around midnight there is one at each."""
MINUTES = len({*range(-1440, 1440, STEP), *range(-780, -660)})
PROGRAM = """
import time; time.tzset(); here = time.strftime("%z")  # before Django sets its own
import datetime as dt, json, sys
import django; django.setup()
from django.template import Context, Template
from django.utils import timezone
from jifen.core.errors import Refusal
from jifen.core.hand import local_date
from jifen.core.workdays import after
from jifen.cycles import queries as cycles
from jifen.people.models import Area
from jifen.web.templatetags import jifen as _ours

town = Area.objects.get(path=sys.argv[1])
shown = Template("{{ at|date:'Y-m-d' }}")
calendar = cycles.calendar()
names = {}
def cycle(day):
    if day not in names:
        try:
            names[day] = cycles.cycle_on(town, day).name
        except Refusal as refusal:
            names[day] = refusal.code
    return names[day]

told = {}
step = int(sys.argv[2])
for edge in sys.argv[3:]:
    noon = dt.datetime.fromisoformat(edge + "T04:00:00+00:00")  # noon in Beijing
    rows = []
    for minute in range(-1440, 1440):
        if minute % step and not -780 <= minute < -660:  # an hour on each side of midnight
            continue
        at = noon + dt.timedelta(minutes=minute)
        day = local_date(at)
        page = shown.render(Context({"at": at}))
        due = after(day, 3, calendar)
        said = [str(day), page, str(timezone.localdate(at)), cycle(day), str(due)]
        if not rows or rows[-1][1] != said:
            rows.append([at.isoformat(), said])
    told[edge] = rows
print(json.dumps([here, told]))
"""


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, list[tuple[str, list[str]]]]]:
    """What a process in each zone says of every minute around each edge: where it changes."""
    home: Home = homes.settled()
    lines, offsets = {}, set()
    for zone in ZONES:
        line = ["-c", PROGRAM, TOWN, str(STEP), *EDGES]
        done = forked.run(line, environment=home.environment(TZ=zone))
        assert done.returncode == 0, done.stderr
        offset, lines[zone] = json.loads(done.stdout)
        offsets.add(offset)
    assert len(offsets) == len(ZONES), "each process stood elsewhere"
    return lines


@pytest.mark.parametrize("edge", EDGES)
def test_every_minute_around_an_edge_is_of_the_same_day_and_cycle_in_every_zone(
    told: dict[str, dict[str, list[tuple[str, list[str]]]]], edge: str
) -> None:
    first, *others = (told[zone][edge] for zone in ZONES)
    assert all(other == first for other in others)
    day = dt.date.fromisoformat(edge)
    before = str(day - dt.timedelta(days=1))
    last = next(said for at, said in reversed(first) if said[0] == before)
    (turn, said) = next((at, said) for at, said in first if said[0] == edge)
    assert turn == f"{before}T16:00:00+00:00", "midnight in Beijing"
    assert said[:3] == [edge] * 3
    assert last[:3] == [before] * 3
    assert (said[3] if said[3].startswith("20") else "") == EDGES[edge]
    record(
        f"Minutes around {edge} of one day and cycle, in {len(ZONES)} server time zones",
        n=MINUTES * len(ZONES),
        result="0 differ",
    )
