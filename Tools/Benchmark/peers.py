"""What other people's programs take for the same facts; prints a JSON object a line.

peers.py FACTS.csv DAY SIZE RUNS: the columns are sequence, cis, day, kind (1 status, 2 marketing,
3 authorisation, 0 anything else) and value. The question is the list as of a day, as known at a
size; the peers are asked it in their best form. Processor time of this process, all threads.
"""

import functools
import json
import os
import sqlite3
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path


def measured(name, runs, work, count=1, clock=time.process_time_ns):
    """Runs the work and prints its times; the first run warms up and is not counted."""
    answer = work()
    times = []
    for _ in range(runs):
        start = clock()
        work()
        times.append(clock() - start)
    line = {"name": name, "count": count, "nanoseconds": times}
    if answer is not None:
        line["answer"] = answer
    print(json.dumps(line), flush=True)


def absent(name, error):
    print(json.dumps({"name": name, "absent": str(error)}), flush=True)


def ask_duckdb(facts, day, size, runs):
    import duckdb

    base = duckdb.connect()
    base.execute("SET threads = 2")
    base.execute(f"CREATE TABLE facts AS SELECT * FROM read_csv('{facts}', header = true)")
    query = f"""
        SELECT count(*) FROM (
          SELECT cis FROM facts WHERE kind > 0 AND day <= {day} AND sequence < {size} GROUP BY cis
          HAVING arg_max(value, (day, sequence)) FILTER (WHERE kind = 1) = 1
             AND arg_max(value, (day, sequence)) FILTER (WHERE kind = 2) = 1
             AND coalesce(arg_max(value, (day, sequence)) FILTER (WHERE kind = 3), 1) = 1)"""
    measured("DuckDB: list as of", runs, lambda: base.execute(query).fetchone()[0])


def ask_pandas(facts, day, size, runs):
    import pandas

    frame = pandas.read_csv(facts)

    def work():
        known = frame[(frame.kind > 0) & (frame.day <= day) & (frame.sequence < size)]
        last = known.sort_values(["day", "sequence"]).drop_duplicates(["cis", "kind"], keep="last")
        table = last.pivot(index="cis", columns="kind", values="value")
        return int(((table[1] == 1) & (table[2] == 1) & (table[3].fillna(1) == 1)).sum())

    measured("pandas: list as of", runs, work)


def ask_sqlite(facts, day, size, runs):
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE facts (sequence INTEGER PRIMARY KEY, cis, day, kind, value)")
    with open(facts, encoding="ascii") as lines:
        next(lines)
        base.executemany(
            "INSERT INTO facts VALUES (?, ?, ?, ?, ?)", (list(map(int, line.split(","))) for line in lines)
        )
    base.execute("CREATE INDEX covering ON facts (kind, cis, day, sequence, value) WHERE kind > 0")
    query = f"""
        SELECT count(*) FROM (
          SELECT cis FROM (
            SELECT cis, kind, value,
              row_number() OVER (PARTITION BY kind, cis ORDER BY day DESC, sequence DESC) AS place
            FROM facts WHERE kind > 0 AND day <= {day} AND sequence < {size})
          WHERE place = 1 GROUP BY cis
          HAVING max(kind = 1 AND value = 1) AND max(kind = 2 AND value = 1)
             AND NOT max(kind = 3 AND value = 0))"""
    measured("SQLite window: list as of", runs, lambda: base.execute(query).fetchone()[0])


def append_eventsourcing_on_a_server(runs):
    server = urllib.parse.urlparse(os.environ["MITM_BENCH_POSTGRES"])
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres", "POSTGRES_DBNAME": "postgres", "POSTGRES_PASSWORD": "",
        "POSTGRES_HOST": server.hostname, "POSTGRES_PORT": str(server.port), "POSTGRES_USER": server.username,
    }
    append_eventsourcing(runs, env, " on PostgreSQL", time.perf_counter_ns)


@functools.cache
def aggregate():
    """A report as eventsourcing has it: it takes each of its classes for another's that has the same name."""
    from eventsourcing.domain import Aggregate, event

    class Report(Aggregate):
        @event("Stated")
        def __init__(self, cis, units, sales):
            self.cis, self.units, self.sales = cis, units, sales

    return Report


def append_eventsourcing(runs, env=None, where="", clock=time.process_time_ns):
    from eventsourcing.application import Application

    Report = aggregate()
    with tempfile.TemporaryDirectory() as folder:
        application = Application(
            env=env
            or {
                "PERSISTENCE_MODULE": "eventsourcing.sqlite",
                "SQLITE_DBNAME": str(Path(folder, "peer.sqlite")),
            }
        )

        def append():
            application.save(*[Report(60_000_000 + n, n, 12 * n) for n in range(1_000)])

        def replay():
            stored = application.recorder.select_notifications(1, 1_000)
            return len([application.mapper.to_domain_event(event) for event in stored])

        def append_one():
            application.save(Report(60_000_000, 1, 12))

        measured(f"eventsourcing{where}: append, by the thousand", runs, append, 1_000, clock)
        measured(f"eventsourcing{where}: replay", runs, replay, 1_000, clock)
        if env:
            measured(f"eventsourcing{where}: append of one", runs, append_one, 1, clock)


def main():
    facts, day, size, runs = sys.argv[1], *map(int, sys.argv[2:5])
    for name, work in [
        ("DuckDB", lambda: ask_duckdb(facts, day, size, runs)),
        ("pandas", lambda: ask_pandas(facts, day, size, runs)),
        ("SQLite window functions", lambda: ask_sqlite(facts, day, size, runs)),
        ("eventsourcing", lambda: append_eventsourcing(runs)),
        ("eventsourcing on PostgreSQL", lambda: append_eventsourcing_on_a_server(runs)),
    ]:
        try:
            work()
        except Exception as error:  # A peer that is not there, or changed its ways, is no fault of ours.
            absent(name, error)


main()
