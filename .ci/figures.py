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
PUBLISHED = ["schools_terms", "decisions", "exclusions", "thresholds"]
YEARS = ["2025-26", "2026-27"]


def figures(*arguments):
    """Runs the command; gives what it writes."""
    run = subprocess.run(
        [spoc, "figures", "--drive", drive, "--today", today, *arguments], capture_output=True, text=True, encoding="utf-8"
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def of_csv(file, types):
    """The rows of a CSV as values of the types of the Parquet file."""
    reads = {
        "text": lambda text: text.removeprefix("'"),
        "date": datetime.date.fromisoformat,
        "whole number": lambda text: None if text == "c" else int(text),
        "yes or no": lambda text: {"true": True, "false": False}[text],
    }
    with open(file, newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            yield {name: reads[types[name]](text) if text else None for name, text in row.items()}


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for year in YEARS:
            figures("--year", year, "--out", str(folder))
            figures("--year", year, "--publish", "--out", str(folder))
        # A term exports its whole year: the second run changes nothing.
        before = {file: file.read_bytes() for file in folder.rglob("*.parquet")}
        figures("--term", "Autumn 2026", "--out", str(folder))
        assert before == {file: file.read_bytes() for file in folder.rglob("*.parquet")}
        read(folder, TABLES, "part-0")
        read(folder / "published", PUBLISHED, "*")
        totals(folder)
    print("DuckDB and pyarrow read what the CSV and the JSON say")


def read(folder, tables, part):
    """Every file of some tables, read three ways."""
    root = folder if (folder / "dictionary.json").exists() else folder.parent
    dictionary = json.loads((root / "dictionary.json").read_text("utf-8"))["columns"]
    for table in tables:
        types = {row["column"]: row["type"] for row in dictionary if row["table"] == table}
        files = sorted(folder.glob(f"{table}/authority=*/year=*/{part}.parquet"))
        assert len(files) == len(YEARS), (table, files)
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
    expected = {"text": "VARCHAR", "date": "DATE", "whole number": "INTEGER", "yes or no": "BOOLEAN"}
    described = duckdb.execute("describe select * from read_parquet(?, hive_partitioning = false)", [str(file)]).fetchall()
    assert {row[0]: row[1] for row in described} == {
        name: expected[kind] for name, kind in types.items() if name not in ("authority", "year")
    }, file
    for group in range(parquet.ParquetFile(file).num_row_groups):
        of_group = parquet.ParquetFile(file).metadata.row_group(group)
        for place in range(of_group.num_columns):
            assert of_group.column(place).compression == "SNAPPY", file


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
