"""Feature views that keep the rows of every refresh: what the official client registers runs, and Firn lists, joins and drops it."""

import datetime
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

from snowflake.ml.feature_store import CreationMode, Entity, FeatureStore, FeatureView
from snowflake.snowpark import Session

from account import fresh_database, options


class AppendOnly(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.session = Session.builder.configs(options()).create()
        cls.database = fresh_database(cls.session.connection)
        for sql in (
            "CREATE WAREHOUSE IF NOT EXISTS FS_WH",
            "USE WAREHOUSE FS_WH",
            "CREATE TABLE BALANCES (ID INT, TS TIMESTAMP_NTZ, BALANCE FLOAT)",
            "INSERT INTO BALANCES VALUES (1, '2026-03-01', 10), (2, '2026-03-01', 20)",
        ):
            cls.session.sql(sql).collect()
        cls.store = FeatureStore(cls.session, cls.database, "FS", default_warehouse="FS_WH", creation_mode=CreationMode.CREATE_IF_NOT_EXIST)
        cls.entity = cls.store.register_entity(Entity("CUST", ["ID"]))
        cls.register("KEPT")
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        target = {"connection": "local", "database": cls.database, "schema": "FS", "sources": "PUBLIC", "warehouse": "FS_WH"}
        (cls.folder / "firn.json").write_text(json.dumps({"definitions": ["features/**/*.ts"], "targets": {"dev": target}}))

    @classmethod
    def register(cls, name):
        frame = cls.session.sql(f"SELECT ID, TS, BALANCE FROM {cls.database}.PUBLIC.BALANCES")
        view = FeatureView(name, [cls.entity], frame, timestamp_col="TS", refresh_freq="0 3 * * * UTC", refresh_mode="FULL", append_only=True)
        cls.store.register_feature_view(view, "V1")

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

    def snapshot(self, runs):
        """Runs the task, and waits until it has."""
        self.session.sql(f"EXECUTE TASK {self.database}.FS.KEPT$V1").collect()
        history = f"SELECT STATE, ERROR_MESSAGE FROM TABLE({self.database}.INFORMATION_SCHEMA.TASK_HISTORY(RESULT_LIMIT => 100)) WHERE NAME = 'KEPT$V1' AND STATE IN ('SUCCEEDED', 'FAILED')"
        end = time.monotonic() + 60
        while len(rows := self.session.sql(history).collect()) < runs:
            self.assertLess(time.monotonic(), end, "the task did not run")
            time.sleep(0.2)
        self.assertEqual([(row["STATE"], row["ERROR_MESSAGE"]) for row in rows], [("SUCCEEDED", None)] * runs)

    def test_snapshots_are_kept_joined_and_dropped(self):
        self.snapshot(1)
        self.session.sql(f"UPDATE {self.database}.PUBLIC.BALANCES SET TS = '2026-03-05', BALANCE = BALANCE + 5").collect()
        self.snapshot(2)
        kept = self.session.sql(f"SELECT ID, TS, BALANCE FROM {self.database}.FS.KEPT$V1$SNAPSHOTS ORDER BY TS, ID").collect()
        first, second = datetime.datetime(2026, 3, 1), datetime.datetime(2026, 3, 5)
        self.assertEqual([tuple(row) for row in kept], [(1, first, 10.0), (2, first, 20.0), (1, second, 15.0), (2, second, 25.0)])
        self.assertEqual(self.session.sql(f"SELECT COUNT(*) FROM {self.database}.FS.SNOWML_SNAPSHOT_STATUS").collect()[0][0], 0)

        spine = "SELECT COLUMN1 AS ID, COLUMN2::TIMESTAMP_NTZ AS AT FROM VALUES (1, '2026-02-01'), (1, '2026-03-02'), (1, '2026-03-06'), (2, '2026-03-05')"
        theirs = self.store.generate_training_set(self.session.sql(spine), [self.store.get_feature_view("KEPT", "V1")], spine_timestamp_col="AT")
        ours = self.session.sql(self.firn("dataset", "sql", "--spine", spine, "--views", "KEPT@V1", "--timestamp", "AT"))
        for frame in (theirs, ours):
            self.assertEqual([row["BALANCE"] for row in frame.sort("ID", "AT").collect()], [None, 10.0, 15.0, 25.0])

        described = json.loads(self.firn("describe", "KEPT@V1", "--json"))
        self.assertEqual([column["name"] for column in described["columns"]], ["ID", "TS", "BALANCE"])
        self.firn("drop", "KEPT@V1")
        with self.assertRaisesRegex(ValueError, "Failed to find FeatureView"):
            self.store.get_feature_view("KEPT", "V1")
        self.assertEqual(self.session.sql(f"SHOW TABLES LIKE 'KEPT%' IN SCHEMA {self.database}.FS").collect(), [])


if __name__ == "__main__":
    unittest.main()
