"""What Firn's own client registers is what the official one lists and reads."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from snowflake.ml.feature_store import FeatureStore
from snowflake.snowpark import Session

from account import options

DATABASE = "TPCXAI_SF0001_QUICKSTART_INC"
STORE = "_TRAINING_FEATURE_STORE"


def firn(*arguments, folder):
    """Runs the `firn` command; its output."""
    command = [*json.loads(os.environ["FIRN_COMMAND"]), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180)
    if done.returncode != 0:
        raise AssertionError(f"firn {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


class Sample(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.parent = tempfile.mkdtemp()
        folder = pathlib.Path(cls.parent, "sample")
        firn("init", "--sample", str(folder), folder=cls.parent)
        firn("apply", folder=folder)
        cls.session = Session.builder.configs(options(database=DATABASE)).create()
        cls.store = FeatureStore(cls.session, DATABASE, STORE, default_warehouse="FS_WH")

    @classmethod
    def tearDownClass(cls):
        cls.session.close()
        shutil.rmtree(cls.parent, ignore_errors=True)

    def test_its_entity_is_listed(self):
        (row,) = self.store.list_entities().collect()
        self.assertEqual((row["NAME"], row["JOIN_KEYS"]), ("CUSTOMER", '["O_CUSTOMER_SK"]'))

    def test_its_feature_views_are_listed(self):
        rows = self.store.list_feature_views().sort("VERSION").collect()
        self.assertEqual([(row["NAME"], row["VERSION"]) for row in rows], [("FV_UC01_PREPROCESS", "V_1"), ("FV_UC01_PREPROCESS", "V_2")])

    def test_the_record_of_applies_is_in_no_list(self):
        record, elsewhere = f"{DATABASE}.{STORE}.FIRN_APPLIES", f"{DATABASE}.PUBLIC.FIRN_APPLIES"
        (row,) = self.session.sql(f"SELECT COUNT(*) AS N FROM {record}").collect()
        self.assertGreater(row["N"], 0)
        with_it = self.lists()
        self.session.sql(f"ALTER TABLE {record} RENAME TO {elsewhere}").collect()
        try:
            self.assertEqual(self.lists(), with_it)
        finally:
            self.session.sql(f"ALTER TABLE {elsewhere} RENAME TO {record}").collect()

    def lists(self):
        """All that a client of its own lists of the store."""
        store = FeatureStore(self.session, DATABASE, STORE, default_warehouse="FS_WH")
        frames = [store.list_entities(), store.list_feature_views()]
        return [sorted(str(row.as_dict()) for row in frame.collect()) for frame in frames]

    def test_a_feature_view_is_read_whole(self):
        view = self.store.get_feature_view("FV_UC01_PREPROCESS", "V_2")
        self.assertEqual(str(view.timestamp_col), "LATEST_ORDER_DATE")
        self.assertEqual([str(key) for entity in view.entities for key in entity.join_keys], ["O_CUSTOMER_SK"])
        rows = self.store.read_feature_view(view).to_pandas()
        self.assertGreater(len(rows), 0)
        self.assertEqual(rows["O_CUSTOMER_SK"].nunique(), len(rows))
        self.assertLessEqual({str(name) for name in view.feature_names}, set(rows.columns))

    def test_a_feature_view_is_refreshed_suspended_and_resumed(self):
        view = self.store.get_feature_view("FV_UC01_PREPROCESS", "V_1")
        self.store.refresh_feature_view(view)
        self.assertEqual(self.store.suspend_feature_view(view).status.value, "SUSPENDED")
        view = self.store.get_feature_view("FV_UC01_PREPROCESS", "V_1")
        self.assertEqual(self.store.resume_feature_view(view).status.value, "ACTIVE")
