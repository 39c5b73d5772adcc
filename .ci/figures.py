"""Reads what `spoc figures --out` writes with DuckDB and with pyarrow, and compares every table with its CSV and with the JSON of the same figures.

    python3 figures.py SPOC DRIVE TODAY

SPOC is the binary, DRIVE a drive of records, TODAY the day of the figures. It needs the packages of figures-requirements.txt.
"""

import csv
import datetime
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pyarrow.dataset as dataset
import pyarrow.parquet as parquet

spoc, drive, today = sys.argv[1:]
TABLES = ["schools_terms", "deadlines", "visits", "decisions", "absence", "exclusions", "thresholds"]
PUBLISHED = ["decisions", "exclusions", "thresholds"]
KEYS = {"authority", "year", "term", "urn"}
YEARS = ["2025-26", "2026-27"]


def run(*arguments):
    """Runs the command."""
    command = [spoc, "figures", "--drive", drive, "--today", today, *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


def figures(*arguments):
    """Runs the command; gives what it writes."""
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(why, *arguments):
    """Runs the command, which refuses."""
    done = run(*arguments)
    assert done.returncode == 2 and why in done.stderr, (done.returncode, done.stderr)


def of_csv(file, types):
    """The rows of a CSV as values of the types of the Parquet file."""
    reads = {
        "text": str,
        "date": datetime.date.fromisoformat,
        "whole number": lambda text: None if text == "c" else int(text),
        "yes or no": lambda text: {"true": True, "false": False}[text],
    }
    with open(file, newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            # The keys by which tables are joined stand in both files letter by letter.
            text = {name: text if name in KEYS or types[name] != "text" else text.removeprefix("'") for name, text in row.items()}
            yield {name: reads[types[name]](text) if text else None for name, text in text.items()}


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for year in YEARS:
            figures("--year", year, "--out", str(folder))
        # One year is published whole, the other by its terms: both of one year would tell what is hidden.
        figures("--year", YEARS[0], "--publish", "--out", str(folder))
        figures("--term", "Autumn 2026", "--publish", "--out", str(folder))
        refused("published in", "--term", "Spring 2026", "--publish", "--out", str(folder))
        refused("published in", "--year", YEARS[1], "--publish", "--out", str(folder))
        refused("Name a folder", "--out", str(folder / "figures.parquet"))
        # A term exports its whole year: the second run changes nothing.
        before = {file: file.read_bytes() for file in folder.rglob("*.parquet")}
        figures("--term", "Autumn 2026", "--out", str(folder))
        assert before == {file: file.read_bytes() for file in folder.rglob("*.parquet")}
        read(folder, TABLES, "part-0", YEARS)
        read(folder / "published", [f"years/{name}" for name in ["schools_years", *PUBLISHED]], "part-0", YEARS[:1])
        read(folder / "published", [f"terms/{name}" for name in ["schools_terms", *PUBLISHED]], "Autumn 2026", YEARS[1:])
        hidden(folder / "published")
        totals(folder)
    print("DuckDB and pyarrow read what the CSV and the JSON say")


def read(folder, tables, part, years):
    """Every file of some tables, read three ways."""
    dictionary = json.loads((folder / "dictionary.json").read_text("utf-8"))["columns"]
    for table in tables:
        types = {row["column"]: row["type"] for row in dictionary if row["table"] == table}
        files = sorted(folder.glob(f"{table}/authority=*/year=*/{part}.parquet"))
        assert len(files) == len(years), (table, files)
        for file in files:
            beside = folder / "csv" / file.relative_to(folder).with_suffix(".csv")
            expected = list(of_csv(beside, types))
            in_file = [{name: value for name, value in row.items() if name not in ("authority", "year")} for row in expected]
            assert parquet.ParquetFile(file).read().to_pylist() == in_file, file
            by_duckdb = duckdb.execute("select * from read_parquet(?, hive_partitioning = false)", [str(file)])
            names = [column[0] for column in by_duckdb.description]
            assert [dict(zip(names, row)) for row in by_duckdb.fetchall()] == in_file, file
            check_types(file, types)
        # All files as one data set: the folders give the authority and the year.
        whole = [row for file in files for row in of_csv(folder / "csv" / file.relative_to(folder).with_suffix(".csv"), types)]
        glob = str(folder / table / "*" / "*" / "*.parquet")
        relation = duckdb.execute(f"select {', '.join(quoted(types))} from read_parquet('{glob}', hive_partitioning = true)")
        assert as_set(relation.fetchall()) == as_set(tuple(row.values()) for row in whole), table
        joined = dataset.dataset(folder / table, partitioning=dataset.partitioning(flavor="hive"), format="parquet")
        rows = joined.to_table(columns=list(types)).to_pylist()
        assert as_set(tuple(row.values()) for row in rows) == as_set(tuple(row.values()) for row in whole), table


def quoted(names):
    return [f'"{name}"' for name in names]


def as_set(rows):
    """Rows in an order of their own: that of a data set is not laid down."""
    return sorted(map(repr, map(tuple, rows)))


def check_types(file, types):
    expected = {"text": "VARCHAR", "date": "DATE", "whole number": "BIGINT", "yes or no": "BOOLEAN"}
    described = duckdb.execute("describe select * from read_parquet(?, hive_partitioning = false)", [str(file)]).fetchall()
    assert {row[0]: row[1] for row in described} == {
        name: expected[kind] for name, kind in types.items() if name not in ("authority", "year")
    }, file
    for group in range(parquet.ParquetFile(file).num_row_groups):
        of_group = parquet.ParquetFile(file).metadata.row_group(group)
        for place in range(of_group.num_columns):
            assert of_group.column(place).compression == "SNAPPY", file


def hidden(folder):
    """What a published table says is hidden is the letter c in its CSV, and null in its Parquet file; a data set has terms or years, never both."""
    seen = 0
    for file in sorted(folder.glob("*/*/authority=*/year=*/*.parquet")):
        names = parquet.ParquetFile(file).schema.names
        assert ("term" in names) == file.is_relative_to(folder / "terms"), (file, names)
        with open(folder / "csv" / file.relative_to(folder).with_suffix(".csv"), newline="", encoding="utf-8") as rows:
            for row, in_file in zip(csv.DictReader(rows), parquet.ParquetFile(file).read().to_pylist(), strict=True):
                said = row["hidden"].split(",") if row["hidden"] else []
                assert said == [name for name, cell in row.items() if cell == "c"], (file, row)
                assert all(in_file[name] is None for name in said), (file, row)
                seen += len(said)
    assert seen > 20, seen
    query = "select count(*) from read_parquet(?, hive_partitioning = true) where list_contains(string_split(hidden, ','), 'children') and children is null"
    (found,) = duckdb.execute(query, [str(folder / "years/thresholds/*/*/*.parquet")]).fetchone()
    assert found > 0


def totals(folder):
    """The sums of the tables are the figures of the JSON."""
    terms = 0
    for year in YEARS:
        whole = json.loads(figures("--year", year, "--format", "json"))
        for term in whole["terms"]:
            terms += 1
            where = "from read_parquet(?, hive_partitioning = true) where year = ? and term = ?"
            for name, number in term["figures"].items():
                file = [str(folder / "schools_terms" / "*" / "*" / "*.parquet"), year, term["term"]]
                (found,) = duckdb.execute(f'select sum("{name}") {where}', file).fetchone()
                assert found == number, (term["term"], name, found, number)
            for table, column, key, name in [
                ("exclusions", "exclusions", "type = 'fixed-term'", "exclusions_fixed_term"),
                ("thresholds", "children", "threshold = 'review'", "children_review"),
                ("decisions", "children", "kind = 'early-help-referral' and threshold = 'met' and action = 'refer'", "early_help_referral_met_refer"),
                ("visits", "children_undecided", "held", "children_undecided"),
            ]:
                file = [str(folder / table / "*" / "*" / "*.parquet"), year, term["term"]]
                (found,) = duckdb.execute(f"select coalesce(sum({column}), 0) {where} and {key}", file).fetchone()
                assert found == (term["figures"][name] or 0), (term["term"], name, found)
            file = [str(folder / "deadlines" / "*" / "*" / "*.parquet"), year, term["term"]]
            (found,) = duckdb.execute(f"select count(*) {where} and step = 'pro-forma-returned' and state = 'late'", file).fetchone()
            assert found == term["figures"]["pro_forma_returned_late"], term["term"]
    assert terms == 6


main()
