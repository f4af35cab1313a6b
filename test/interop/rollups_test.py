"""Features rolled up to another entity: what the official client rolls up, Firn lists, describes, reads and drops, with its numbers."""

import collections
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from snowflake.ml.feature_store import CreationMode, Entity, Feature, FeatureStore, FeatureView, RollupConfig
from snowflake.snowpark import Session

from account import fresh_database, options

HOUR = datetime.timedelta(hours=1)
START = datetime.datetime(2026, 3, 1)

Event = collections.namedtuple("Event", "visitor at amount")
Member = collections.namedtuple("Member", "visitor house since until")

EVENTS = [Event(visitor, START + hours * HOUR + datetime.timedelta(minutes=visitor), float(hours * 10 + visitor)) for hours in range(12) for visitor in (1, 2, 3)]
# The second moves house after six hours, the third is nobody's.
MEMBERS = [
    Member(1, 100, START - HOUR, None),
    Member(2, 100, START - HOUR, START + 6 * HOUR),
    Member(2, 200, START + 6 * HOUR, None),
]
FEATURES = [Feature.sum("AMT", "3h"), Feature.count("AMT", "12h"), Feature.max("AMT", "2h"), Feature.last_n("AMT", "2h", n=3)]
CONFIG = {"parent_join_keys": ["VISITOR"], "mapping_valid_from_col": "SINCE", "mapping_valid_to_col": "UNTIL"}


class Rollups(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.session = Session.builder.configs(options()).create()
        cls.database = fresh_database(cls.session.connection)

        def text(value):
            return "NULL" if value is None else f"'{value}'"

        events = ", ".join(f"({e.visitor}, {text(e.at)}, {e.amount})" for e in EVENTS)
        members = ", ".join(f"({m.visitor}, {m.house}, {text(m.since)}, {text(m.until)})" for m in MEMBERS)
        for sql in (
            "CREATE WAREHOUSE IF NOT EXISTS FS_WH",
            "USE WAREHOUSE FS_WH",
            "CREATE TABLE EVENTS (VISITOR INT, TS TIMESTAMP_NTZ, AMT FLOAT)",
            f"INSERT INTO EVENTS VALUES {events}",
            "CREATE TABLE MEMBERS (VISITOR INT, HOUSE INT, SINCE TIMESTAMP_NTZ, UNTIL TIMESTAMP_NTZ)",
            f"INSERT INTO MEMBERS VALUES {members}",
        ):
            cls.session.sql(sql).collect()
        cls.store = FeatureStore(cls.session, cls.database, "FS", default_warehouse="FS_WH", creation_mode=CreationMode.CREATE_IF_NOT_EXIST)
        visitor, house = (cls.store.register_entity(Entity(name, [name])) for name in ("VISITOR", "HOUSE"))
        visits = FeatureView("VISITS", [visitor], cls.session.table(f"{cls.database}.PUBLIC.EVENTS"), timestamp_col="TS", refresh_freq="1 hour", feature_granularity="1h", features=FEATURES)
        visits = cls.store.register_feature_view(visits, "V1")
        config = RollupConfig(source=visits, mapping_df=cls.session.table(f"{cls.database}.PUBLIC.MEMBERS"), mapping_valid_from_col="SINCE", mapping_valid_to_col="UNTIL")
        cls.store.register_feature_view(FeatureView("HOUSES", [house], rollup_config=config), "V1")
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        target = {"connection": "local", "database": cls.database, "schema": "FS", "sources": "PUBLIC", "warehouse": "FS_WH"}
        (cls.folder / "firn.json").write_text(json.dumps({"definitions": ["features/**/*.ts"], "targets": {"dev": target}}))

    @classmethod
    def tearDownClass(cls):
        cls.session.sql(f"DROP DATABASE {cls.database}").collect()
        cls.session.close()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def firn(self, *arguments):
        command = [*json.loads(os.environ["FIRN_COMMAND"]), *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=180)
        self.assertEqual(done.returncode, 0, f"firn {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    MOMENTS = [(house, START + hours * HOUR) for house in (100, 200) for hours in (1, 4, 7, 9, 12)]

    def test_what_it_remembers_is_what_firn_writes(self):
        (row,) = self.session.sql(f"SELECT METADATA FROM {self.database}.FS._FEATURE_STORE_METADATA WHERE METADATA_TYPE = 'ROLLUP_CONFIG'").collect()
        table = f"{self.database}.FS.VISITS$V1"
        self.assertEqual(json.loads(row[0]), {**CONFIG, "parent_tile_table": table, "mapping_query": f"SELECT  *  FROM {self.database}.PUBLIC.MEMBERS"})
        kinds = self.session.sql(f"SELECT METADATA_TYPE FROM {self.database}.FS._FEATURE_STORE_METADATA WHERE OBJECT_NAME = 'HOUSES'").collect()
        self.assertEqual(sorted(kind for kind, in kinds), ["FEATURE_DESCS", "FEATURE_SPECS", "FEATURE_VIEW_METADATA", "ROLLUP_CONFIG"])

    def test_firn_lists_and_describes_it(self):
        listed = json.loads(self.firn("list", "views", "--json"))
        self.assertIn(("HOUSES", "V1"), {(view["name"], view["version"]) for view in listed})
        described = json.loads(self.firn("describe", "HOUSES@V1", "--json"))
        self.assertEqual([column["name"] for column in described["columns"]], ["HOUSE", *(f.to_spec().output_column for f in FEATURES)])

    def test_both_have_the_numbers_of_plain_arithmetic(self):
        rows = ", ".join(f"({house}, '{at}')" for house, at in self.MOMENTS)
        spine = f"SELECT COLUMN1 AS HOUSE, COLUMN2::TIMESTAMP_NTZ AS AT FROM VALUES {rows}"
        view = self.store.get_feature_view("HOUSES", "V1")
        theirs = self.store.generate_training_set(self.session.sql(spine), [view], spine_timestamp_col="AT", join_method="cte")
        ours = self.session.sql(self.firn("dataset", "sql", "--spine", spine, "--views", "HOUSES@V1", "--timestamp", "AT"))
        for frame in (ours, theirs):
            found = frame.sort("HOUSE", "AT").collect()
            self.assertEqual([(row["HOUSE"], row["AT"]) for row in found], self.MOMENTS)
            for row in found:
                self.assertEqual([comparable(value) for value in list(row)[2:]], [comparable(value) for value in plain(row["HOUSE"], row["AT"])], (row["HOUSE"], row["AT"]))

    def test_both_read_the_same_rows(self):
        theirs = self.store.read_feature_view(self.store.get_feature_view("HOUSES", "V1")).collect()
        ours = json.loads(self.firn("preview", "HOUSES@V1", "--json"))["rows"]
        self.assertEqual(sorted([comparable(value) for value in row] for row in ours), sorted([comparable(value) for value in row] for row in theirs))

    def test_firn_drops_it(self):
        config = RollupConfig(source=self.store.get_feature_view("VISITS", "V1"), mapping_df=self.session.table(f"{self.database}.PUBLIC.MEMBERS"))
        self.store.register_feature_view(FeatureView("PASSING", [self.store.get_entity("HOUSE")], rollup_config=config), "V1")
        self.firn("drop", "PASSING@V1")
        with self.assertRaisesRegex(ValueError, "Failed to find FeatureView"):
            self.store.get_feature_view("PASSING", "V1")


def plain(house, moment):
    """The features of a house: of each visitor the whole hours in which it lived there."""

    def values(hours):
        found = []
        for event in sorted(EVENTS, key=lambda event: event.at):
            tile = event.at.replace(minute=0)
            lived = any(m.visitor == event.visitor and m.house == house and m.since <= tile and (m.until is None or tile < m.until) for m in MEMBERS)
            if lived and moment - hours * HOUR <= event.at < moment:
                found.append(event.amount)
        return found

    latest = values(2)
    return [sum(values(3)), len(values(12)), max(latest, default=None), latest[-3:] or None]


def comparable(value):
    if isinstance(value, str):
        return [comparable(item) for item in json.loads(value)] if value.startswith("[") else float(value)
    if isinstance(value, list):
        return [comparable(item) for item in value]
    return value if value is None else float(value)


if __name__ == "__main__":
    unittest.main()
