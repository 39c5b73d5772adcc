"""Makes the drives of many invented authorities one after the other, exports the figures of each into one folder, and asks DuckDB about all of them. It
prints what docs/figures.md shows.

    python3 benches/many_authorities.py SPOC MAKE_DRIVE DIR [AUTHORITIES [RECORDS]]

SPOC is the binary, MAKE_DRIVE the maker of drives (`cargo build --bench make_drive` says where it is), DIR a new folder for the export. Each authority has a
drive of its own of about RECORDS records, from half to one and a half of that. The drives are removed once they are exported.
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

spoc, make_drive, out = sys.argv[1:4]
authorities = int(sys.argv[4]) if len(sys.argv) > 4 else 150
records = int(sys.argv[5]) if len(sys.argv) > 5 else 2000
TODAY = "2026-11-23"


def export_all():
    made = exported = 0.0
    for number in range(1, authorities + 1):
        with tempfile.TemporaryDirectory() as folder:
            drive = Path(folder) / "drive"
            begun = time.monotonic()
            share = 50 + 100 * (number % 11) // 10
            run([make_drive, drive, "--records", records * share // 100])
            policy = drive / "policy.toml"
            name = f'authority = "Authority {number:03}"'
            policy.write_text(re.sub(r'^authority = ".*"$', name, policy.read_text("utf-8"), flags=re.M), "utf-8")
            made += time.monotonic() - begun
            begun = time.monotonic()
            for year in ["2025-26", "2026-27"]:
                run([spoc, "figures", "--drive", drive, "--today", TODAY, "--no-cache", "--year", year, "--out", out])
            exported += time.monotonic() - begun
    print(f"{authorities} authorities: drives made in {made:.0f} s, figures of two years exported in {exported:.0f} s")


def run(command):
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


QUERIES = {
    "How large the data set is": """
select count(distinct authority) as authorities, count(distinct (authority, urn)) as schools, count(*) as visits
from {visits}""",
    "Visits held of those due, the five authorities with the lowest share": """
select authority, sum(visits_due) as due, sum(visits_held) as held,
       round(100.0 * sum(visits_held) / nullif(sum(visits_held) + sum(visits_not_held), 0), 1) as percent
from {schools_terms} where term = 'Summer 2026'
group by authority order by percent, authority limit 5""",
    "Pro formas on time, by phase, over all authorities": """
select s.phase, count(*) filter (d.state = 'done') as on_time, count(*) filter (d.state = 'late') as late,
       count(*) filter (d.state = 'overdue') as overdue
from {deadlines} d join {schools_terms} s using (authority, year, term, urn)
where d.step = 'pro-forma-returned' and d.year = '2025-26'
group by s.phase order by s.phase""",
    "Exclusions by type, and whether the authority was told in time": """
select type, sum(exclusions) as exclusions, sum(half_days) / 2 as days,
       sum(told_on_time) as on_time, sum(told_late) as late, sum(not_told) as not_told
from {exclusions} where year = '2025-26' group by type order by type""",
    "Children at each threshold a term; schools of which it is not known": """
select term, threshold, sum(children) as children, count(*) filter (children is null) as not_known
from {thresholds} where year = '2025-26' and threshold in ('persistent-absence', 'exclusions-primary', 'exclusions-secondary')
group by term, threshold order by min(year), term, threshold""",
}


def ask_all():
    files = list(Path(out).rglob("part-0.parquet"))
    size = sum(file.stat().st_size for file in files)
    print(f"{len(files)} Parquet files, {size / 1e6:.1f} MB\n")
    tables = ["schools_terms", "deadlines", "visits", "decisions", "absence", "exclusions", "thresholds"]
    names = {name: f"read_parquet('{out}/{name}/*/*/*.parquet', hive_partitioning = true)" for name in tables}
    database = duckdb.connect()
    for title, query in QUERIES.items():
        begun = time.monotonic()
        answer = database.sql(query.format(**names))
        rows = answer.fetchall()
        took = time.monotonic() - begun
        print(f"{title}: {took:.2f} s{query}\n")
        show([description[0] for description in answer.description], rows)


def show(names, rows):
    texts = [names, *[[str(cell) for cell in row] for row in rows]]
    widths = [max(len(row[place]) for row in texts) for place in range(len(names))]
    for row in texts:
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths)))
    print()


export_all()
ask_all()
