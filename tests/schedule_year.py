#!/usr/bin/env python3
"""Compares firings with those of croniter and of systemd, over the year 2026.

    schedule_year.py FIRINGS.tsv     lines of: zone, cron expression, instant in UTC

Exit 0: all equal, but for the differences that are meant; 1: others; 2: it could not be done.

Two comparisons, of which each does what the other cannot:

* croniter says on which wall times of a calendar without any zone an expression fires; Python's
  zoneinfo and our rule for clocks that change (docs/daemon.md) bring them to UTC. Every firing has
  to be equal. (croniter with a zone is of no use: in 1.3.5 the firing after a change is an hour off,
  as 2026-03-09 09:00 UTC for "0 6 * * mon" in New York, where it is 05:00 then.)
* systemd-analyze says when an expression fires in the zone itself. Its rule for clocks that change
  is not ours: nothing fires in a skipped hour, and a repeated hour counts once, also where the hour
  begins with `*` (there we fire in both passes, so that the spacing is that of real time). What it
  says has to be that, exactly; each firing in which we differ is listed as "meant". What it cannot
  say is not asked: both day fields restricted (where one has to fit), names of months.
"""
import collections
import datetime
import re
import shutil
import subprocess
import sys
import zoneinfo

try:
    import croniter
except ImportError:
    print("schedule_year.py: needs the package python3-croniter")
    sys.exit(2)

UTC = datetime.timezone.utc
BEGIN = datetime.datetime(2026, 1, 1, tzinfo=UTC)
END = datetime.datetime(2027, 1, 2, tzinfo=UTC)
DAY = datetime.timedelta(days=1)
MACROS = {"@weekly": "0 0 * * 0", "@daily": "0 0 * * *"}


def gap_end(wall, zone):
    """The first instant after the gap that a wall time lies in."""
    instant = (wall - DAY).replace(tzinfo=zone).astimezone(UTC).replace(second=0)
    before = instant.astimezone(zone).utcoffset()
    while instant.astimezone(zone).utcoffset() == before:
        instant += datetime.timedelta(minutes=1)
    return instant


def instants(wall, zone, real_time):
    """Where our rule puts a wall time."""
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) != wall:
        return [] if real_time else [gap_end(wall, zone)]
    if first != second and real_time:
        return [first, second]
    return [first]


def by_croniter(expression, place):
    """The firings, from the wall times of a calendar without a zone; `place` brings them to UTC."""
    found = set()
    walls = croniter.croniter(expression, (BEGIN - 2 * DAY).replace(tzinfo=None))
    wall = walls.get_next(datetime.datetime)
    while wall < (END + 2 * DAY).replace(tzinfo=None):
        found.update(place(wall))
        wall = walls.get_next(datetime.datetime)
    return {one for one in found if BEGIN < one < END}


def by_our_rule(expression, zone):
    real_time = MACROS.get(expression, expression).split()[1].startswith("*")
    return by_croniter(expression, lambda wall: instants(wall, zone, real_time))


def by_rule_of_systemd(expression, zone):
    return by_croniter(expression, lambda wall: instants(wall, zone, True)[:1])


def systemd_form(expression, zone):
    """An expression as systemd writes it; None for what it cannot express."""
    fields = MACROS.get(expression, expression).split()
    minute, hour, day, month, weekday = fields
    if day != "*" and weekday != "*":
        return None
    if re.search(r"[a-z]", month):
        return None
    names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    weekday = re.sub(r"\d", lambda one: names[int(one.group())], weekday.title())

    def part(text):
        return re.sub(r"^\*/", "0/", text).replace("-", "..")
    days = "" if weekday == "*" else weekday + " "
    return f"{days}*-{part(month)}-{part(day)} {part(hour)}:{part(minute)}:00 {zone.key}"


def by_systemd(expression, zone, count):
    form = systemd_form(expression, zone)
    if form is None or not shutil.which("systemd-analyze"):
        return None
    shown = subprocess.run(
        ["systemd-analyze", "calendar", f"--iterations={count}",
         "--base-time=2026-01-01 00:00:00 UTC", form],
        capture_output=True, text=True, env={"TZ": "UTC", "PATH": "/usr/bin:/bin", "LC_ALL": "C"})
    if shown.returncode != 0:
        print(f"systemd-analyze: {form}: {shown.stderr.strip()}")
        return None
    stamps = re.findall(r"(?:Next elapse|Iter\. #\d+): \w+ ([-\d]+ [:\d]+) UTC",
                        shown.stdout)
    return {datetime.datetime.fromisoformat(one).replace(tzinfo=UTC) for one in stamps}


def differ(what, expression, zone, ours, theirs):
    """Shows what is in one set only; how many there were."""
    wrong = sorted(ours ^ theirs)
    for one in wrong[:5]:
        side = "here only" if one in ours else f"{what} only"
        print(f"{zone.key}\t{expression}\t{one:%Y-%m-%dT%H:%M:%SZ}\t{side}")
    return len(wrong)


def main(file):
    ours = collections.defaultdict(set)
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            zone, expression, instant = line.rstrip("\n").split("\t")
            ours[zone, expression].add(datetime.datetime.fromisoformat(instant[:-1] + "+00:00"))
    wrong = meant = compared = 0
    for (name, expression), firings in ours.items():
        zone = zoneinfo.ZoneInfo(name)
        wrong += differ("by rule", expression, zone, firings, by_our_rule(expression, zone))
        theirs = by_systemd(expression, zone, len(firings))
        if theirs is None:
            continue
        rule = by_rule_of_systemd(expression, zone)
        last = min(max(rule), max(theirs))
        wrong += differ("systemd", expression, zone, {one for one in rule if one <= last},
                        {one for one in theirs if one <= last})
        compared += len(theirs)
        for one in sorted(firings ^ rule):
            meant += 1
            print(f"meant: {zone.key}\t{expression}\t{one:%Y-%m-%dT%H:%M:%SZ}\t"
                  f"{'here' if one in firings else 'systemd'} only")
    print(f"{sum(map(len, ours.values()))} firings, {compared} of them compared with systemd, too: "
          f"{meant} are meant to differ; {wrong} differ otherwise")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
