#!/usr/bin/env python3
"""Work a closed cycle's results out again, without Jifen: python3 results.py EXPORT.json

Written from docs/results.md and docs/scoring.md with its own small code; Python 3.10 or later and
its standard library, nothing else. From each account's points and what the version says it ranks,
rolls up the villages, grades, gives the prizes, draws the warning lines, splits the bonus, adds up
everybody's pay and counts the streaks, and names every figure of the export that comes out
otherwise. Points are whole hundredths, money whole fen, everything between an exact fraction.
Exit codes: 0 everything comes out the same, 3 something does not, 2 the file cannot be read.
"""

import json
import math
import sys
from fractions import Fraction
from itertools import groupby
from pathlib import Path

UNGRADED = {"suspended", "withheld", "served-too-short", "not-established"}


def half_up(exact):
    """Round to a whole, halves away from zero."""
    whole = math.floor(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


def same(ordered, key):
    """Yield those of one place after another."""
    for _, some in groupby(ordered, key=key):
        yield list(some)


# ---------------------------------------------------------------- results, places, low rank
def total(person, rules, villages):
    """Return what a person comes to, or None while a part is missing."""
    if any(part["value"] is None for part in person["parts"]):
        return None
    whole = (Fraction(part["weight"]) * Fraction(part["value"]) for part in person["parts"])
    found = half_up(sum(whole, Fraction(0)))
    if rules["village_max"] is not None:
        if person["village"] not in villages:
            return None
        found = min(found, half_up(Fraction(rules["village_max"]) * villages[person["village"]]))
    for held in person["held_at"]:
        found = min(found, held)
    return found


def order(person, rules):
    """Return what is compared for a place: smaller is ahead, equal is a tie."""
    key = [-person["total"]]
    for tie_break in rules["tie_breaks"]:
        if tie_break == "leading_group_decides":
            break
        fewer = tie_break == "fewer_gross_deductions"
        key.append(person["gross"] if fewer else -person["in_chapter"])
    return key


def rank(people, rules):
    """Give places: one more than the number strictly ahead; 0 and why for the others."""
    for person in people:
        person["why"] = ""
        if person["total"] is None:
            person["why"] = "not-established"
        elif person["kept_out"]:
            person["why"] = person["kept_out"]
        elif person["left_out"]:
            person["why"] = "left-out"
        elif person["months"] < rules["months_to_rank"]:
            person["why"] = "served-too-short"
        person["found_place"] = 0
    ranked = sorted((p for p in people if not p["why"]), key=lambda p: order(p, rules))
    place = 1
    for some in same(ranked, lambda p: order(p, rules)):
        for person in some:
            person["found_place"] = place
        place += len(some)
    return ranked


def low(ranked, rules):
    """Return who lies in the low rank, and who is tied across its line."""
    rule = rules["low_rank"]
    if rule is None:
        return set(), set()
    whole = [p for p in ranked if not p["prorated"]]
    left = min(max(math.floor(Fraction(rule["ratio"]) * len(whole)), rule["people"]), len(whole))
    inside = set()
    for some in same(list(reversed(whole)), lambda p: p["found_place"]):
        if left and len(some) > left:
            return inside, {p["code"] for p in some}
        if left:
            inside |= {p["code"] for p in some}
            left -= len(some)
    return inside, set()


def warned(people, rules, inside):
    """Return who reaches a trigger of the ladder."""
    found = set()
    for person in people:
        line = rules["gross_line_of"].get(person["group"], rules["gross_line"])
        over, down = person["gross"] >= line, person["code"] in inside
        removal = rules["removal_line"] is not None and person["gross"] >= rules["removal_line"]
        if removal or (over or down if rules["trigger"] == "either" else over and down):
            found.add(person["code"])
    return found


def rolled(village, rules):
    """Return a village's roll-up: the members' mean by days, and its own account, weighed."""
    days = sum(days for _, _, days in village["members"])
    weight = Fraction(rules["members_weight"]) if days else Fraction(0)
    mean = Fraction(sum(t * d for _, t, d in village["members"]), days) if days else Fraction(0)
    return half_up(weight * mean + (1 - weight) * village["own"])


# ---------------------------------------------------------------- lines, grades
def draw(places, seats):
    """Draw a line after `seats` people by places: inside, tied across it, seats left over."""
    inside, left = [], max(seats, 0)
    for some in places:
        if len(some) > left:
            return inside, sorted(some) if left else [], left
        inside += some
        left -= len(some)
    return inside, [], 0


def seated(key, tied, seats, export):
    """Return whom a meeting seated of this very tie; None while it has not said."""
    said = export["seatings"].get(key)
    if said is None or sorted(said["tied"]) != sorted(tied) or len(said["seated"]) > seats:
        return None
    return said["seated"]


def band(bands, points):
    """Return which band points lie in, 0 the highest."""
    for index, (_code, least, inside) in enumerate(bands):
        if least is None or points > least or (inside and points == least):
            return index
    raise ValueError("the lowest band takes everybody")


def grade(people, rules, export):
    """Give everybody a grade; None where a meeting has to say first."""
    graded = [p for p in people if p["why"] not in UNGRADED and bands_of(p, rules)]
    for person in graded:
        bands = bands_of(person, rules)
        codes = [code for code, _, _ in bands]
        worst = band(bands, person["total"])
        best = min(band(bands, person["whole"]), worst)
        person["straight"] = bool(person["straight_grades"])
        if person["straight"]:
            worst = best = max(map(codes.index, person["straight_grades"]))
        for cap in person["caps"]:
            worst, best = max(worst, codes.index(cap)), max(best, codes.index(cap))
        if best != worst:
            said = seated(f"whole:{person['code']}", [person["code"]], 1, export)
            worst = None if said is None else best if said else worst
        person["index"] = worst
    for quota, key, scope in quotas(graded, rules):
        members = [p for p in graded if scope_of(quota["among"], p) == scope]
        ranked = [p for p in members if p["found_place"]]
        by_unit = quota["by_unit_grade"]
        ratios = [Fraction(by_unit.get(p["unit_grade"], quota["ratio"])) for p in ranked]
        places = sum(ratios, Fraction(0))
        rounded = {"down": math.floor, "half_up": half_up, "up": math.ceil}[quota["rounding"]]
        seats = min(rounded(places), len(ranked))
        sure = [p for p in members if p["index"] is not None]
        holders = [p for p in sure if code_of(p, rules) == quota["grade"]]
        runners = []
        for person in holders:
            under = quota["floor"] is not None and person["total"] < quota["floor"]
            if not person["found_place"] or (under and not person["straight"]):
                person["index"] += 1
            else:
                runners.append(person)
        runners.sort(key=lambda p: (not p["straight"], p["found_place"]))
        by_code = {p["code"]: p for p in runners}
        groups = same(runners, lambda p: (not p["straight"], p["found_place"]))
        inside, tied, left = draw([[p["code"] for p in some] for some in groups], seats)
        said = seated(key, tied, left, export) if tied else []
        for code, person in by_code.items():
            if code in tied and said is None:
                person["index"] = None
            elif code not in inside and code not in (said or []):
                person["index"] += 1
    return {p["code"]: None if p["index"] is None else code_of(p, rules) for p in graded}


def bands_of(person, rules):
    """Return the bands that hold for a person."""
    return rules["bands_of"].get(person["group"], rules["bands"])


def code_of(person, rules):
    """Return the code of the band that a person is in now."""
    return bands_of(person, rules)[person["index"]][0]


def scope_of(among, person):
    """Return the name of the scope that a person counts in."""
    return {
        "town": "town",
        "post_group": f"post_group:{person['group']}",
        "village": f"village:{person['village']}",
    }[among]


def quotas(graded, rules):
    """Yield quota, key of its line and scope, the highest grade first."""
    position = {code: n for n, (code, _, _) in enumerate(rules["bands"])}
    seen = {}
    for quota in sorted(rules["quotas"], key=lambda q: position.get(q["grade"], 0)):
        number = seen[quota["grade"], quota["among"]] = (
            seen.get((quota["grade"], quota["among"]), 0) + 1
        )
        for scope in sorted({scope_of(quota["among"], p) for p in graded}):
            key = f"quota:{quota['grade']}:{scope}" + (f":{number}" if number > 1 else "")
            yield quota, key, scope


# ---------------------------------------------------------------- the bonus
def worth(pool, points):
    """Return what a result weighs: itself, or its money by brackets; never under nothing."""
    if not pool["brackets"]:
        return max(points, 0)
    money = 0
    for number, (over, fen) in enumerate(pool["brackets"]):
        later = pool["brackets"][number + 1 :]
        end = min(points, later[0][0]) if later else points
        money += max(end - over, 0) // 100 * fen
    return money


def bonus(people, rules, export):
    """Split the pool by largest remainder; return shares in fen by code, and what is left over."""
    pool, fen = rules["pool"], export["pool_fen"]
    if pool is None or fen is None:
        return {}, fen or 0
    weights = {}
    for person in people:
        months = person["months"] if pool["by_months"] else 1
        may = person["total"] is not None and not person["kept_out"] and not person["no_bonus"]
        may = may and person["months"] >= rules["months_to_award"]
        if not may or (pool["least"] is not None and person["total"] < pool["least"]):
            continue
        if pool["ratio"] is not None and not person["found_place"]:
            continue
        coefficient = Fraction(pool["coefficients"].get(person["group"], "1"))
        weight = worth(pool, person["total"]) * coefficient * months
        if weight > 0:
            weights[person["code"]] = weight
    by_code = {p["code"]: p for p in people}
    if pool["ratio"] is not None:
        count = math.floor(Fraction(pool["ratio"]) * sum(p["found_place"] > 0 for p in people))
        runners = sorted((by_code[c] for c in weights), key=lambda p: p["found_place"])
        groups = [[p["code"] for p in some] for some in same(runners, lambda p: p["found_place"])]
        inside, tied, left = draw(groups, count)
        said = seated("pool", tied, left, export) if tied else []
        if said is None:
            return {}, fen
        weights = {c: w for c, w in weights.items() if c in inside or c in said}
    unit = {"fen": 1, "yuan": 100}[pool["unit"]]
    share_max = pool["share_max"]
    most = None if share_max is None else math.floor(Fraction(share_max) * fen / unit)
    exact, rest, left = {}, dict(weights), Fraction(fen // unit)
    while rest:
        each = left / sum(rest.values())
        full = [c for c, w in rest.items() if most is not None and each * w >= most]
        if not full:
            exact.update({c: each * w for c, w in rest.items()})
            break
        for code in full:
            exact[code] = Fraction(most)
            left -= most
            del rest[code]
    given = {c: math.floor(amount) for c, amount in exact.items()}

    def remainder(code):
        place = by_code[code]["found_place"] or len(exact) + 1
        return given[code] - exact[code], -by_code[code]["total"], place

    ordered = sorted(exact, key=lambda c: (remainder(c), c))
    extra = int(sum(exact.values())) - sum(given.values())
    inside, tied, open_seats = draw(list(same(ordered, remainder)), extra)
    lot = seated("pool:remainder", tied, open_seats, export) if tied else []
    if tied and (lot is None or len(lot) != open_seats):
        lot = tied[:open_seats]
    for code in [*inside, *lot]:
        given[code] += 1
    shares = {code: units * unit for code, units in given.items()}
    return shares, fen - sum(shares.values())


# ---------------------------------------------------------------- prizes, streaks
def prizes(people, rules, export):
    """Give the prizes by rank: codes of the prizes by code of the person."""
    may = [p for p in people if p["found_place"] and not p["no_award"]]
    may = [p for p in may if p["months"] >= rules["months_to_award"]]
    won = {}
    for among in ("town", "post_group", "village"):
        for scope in sorted({scope_of(among, p) for p in may}):
            runners = [p for p in may if scope_of(among, p) == scope]
            runners.sort(key=lambda p: p["found_place"])
            queue = []  # people of one place, how many of them have nothing yet, their result
            for some in same(runners, lambda p: p["found_place"]):
                queue.append([[p["code"] for p in some], len(some), some[0]["total"]])
            ended = 0
            for prize in rules["prizes"]:
                if prize["among"] == among:
                    ended += hand_out(prize, prize["places"] - ended, queue, scope, export, won)
    return won


def hand_out(prize, seats, queue, scope, export, won):
    """Give one prize to those who are next and have its least; return how many places it took."""
    took = 0
    for group in queue:
        codes, free, points = group
        if seats <= 0 or points < prize["least"]:
            break
        sure, winners = len(codes) == free, []
        count = min(seats, free)
        seats -= count
        if count == free:
            winners = codes if sure else []
        else:
            key = f"prize:{prize['code']}:{scope}"
            said = seated(key, codes, count, export) if sure else None
            if said is not None:
                winners, count = said, len(said)
        took += count
        group[0], group[1] = [code for code in codes if code not in winners], free - count
        for code in winners:
            won.setdefault(code, []).append(prize["code"])
    return took


def streaks(code, grade_now, low_now, rules, export):
    """Return the streaks that reach this cycle, each with how many cycles it runs."""
    marks = [(past["grades"].get(code), code in past["lowest"]) for past in export["history"]]
    marks.append((grade_now, low_now))
    found = []
    for rule in rules["streaks"]:
        length = 0
        for grade_then, low_then in reversed(marks):
            if not (low_then if rule["of"] == "lowest" else grade_then == rule["grade"]):
                break
            length += 1
        if length >= rule["times"]:
            found.append([rule["code"], length])
    return found


# ---------------------------------------------------------------- comparing
def differing(export):
    """Yield every figure that comes out otherwise than the export says."""
    rules, people = export["rules"], export["people"]
    villages = {v["path"]: rolled(v, rules) for v in export["villages"]}
    for village in export["villages"]:
        if villages[village["path"]] != village["total"]:
            yield village["path"], "roll-up", village["total"], villages[village["path"]]
    for person in people:
        person["total"] = total(person, rules, villages)
    ranked = rank(people, rules)
    inside, _tied = low(ranked, rules)
    over = warned(people, rules, inside)
    grades = grade(people, rules, export)
    shares, left = bonus(people, rules, export)
    won = prizes(people, rules, export)
    fen = {prize["code"]: prize["fen"] or 0 for prize in rules["prizes"]}
    for person in people:
        code, said = person["code"], person["said"]
        found = {
            "result": person["total"],
            "place": person["found_place"],
            "grade": grades.get(code, "") or "",
            "share": shares.get(code),
            "prizes": sorted(won.get(code, [])),
            "pay": pay(person, shares, [fen[prize] for prize in won.get(code, [])]),
            "streaks": streaks(code, grades.get(code), code in inside, rules, export),
            "low": code in inside,
            "warned": code in over,
        }
        for name, value in found.items():
            if value != said[name]:
                yield code, name, said[name], value
    if left != export["left_fen"]:
        yield export["cycle"], "left over", export["left_fen"], left
    if rules["pool"] is not None and sum(shares.values()) + left != (export["pool_fen"] or 0):
        yield export["cycle"], "pool", export["pool_fen"], sum(shares.values()) + left


def pay(person, shares, won):
    """Return what somebody gets: prizes, share and money; never under nothing, or what was paid."""
    whole = sum(won) + shares.get(person["code"], 0) + person["money_fen"]
    return max(whole, person["paid_before_fen"], 0)


def main(path):
    """Compare an export with what comes out here; say what differs."""
    try:
        export = json.loads(Path(path).read_text(encoding="utf-8"))
        if export["format"] != "jifen-results/2":
            raise ValueError(export["format"])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        print(f"无法读取 (cannot be read): {problem}")
        return 2
    found = list(differing(export))
    for where, what, said, came in found:
        print(f"{where}  {what}: {said} ≠ {came}")
    count = len(export["people"])
    print(f"{export['town']} {export['cycle']}: {count} 人，{len(found)} 处不同 (differences)")
    return 3 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print(__doc__)
        raise SystemExit(2)
    raise SystemExit(main(sys.argv[1]))
