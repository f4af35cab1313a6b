"""
Clients of other days: a store of their own on the local account, which the newest client reads, and the stores of the newest client and
of Firn. Of those they list the entities and read the rows. The views they cannot describe, on Snowflake neither: the newest client writes
more about a view than they have names for, and Firn writes what the newest client writes.
"""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from snowflake.ml.feature_store import CreationMode, Entity, FeatureStore, FeatureView
from snowflake.snowpark import Session

import cross_client_test as firn
from account import fresh_database, options

ERAS = json.loads(os.environ.get("FIRN_ERAS", "{}"))
"""The interpreters that have them, by version."""
CLIENT = pathlib.Path(__file__).parent / "eras" / "client.py"
WAREHOUSE = "FS_WH"


def setUpModule():
    """The sample's store, as Firn registers it, where no other test has made it."""
    if not ERAS:
        return
    folder = tempfile.mkdtemp()
    try:
        firn.firn("init", "--sample", os.path.join(folder, "sample"), folder=folder)
        firn.firn("apply", folder=os.path.join(folder, "sample"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Era(unittest.TestCase):
    """One client; the subclasses name it."""

    version = ""
    unknown = ""
    """The first word about a view that it does not know."""

    @classmethod
    def setUpClass(cls):
        interpreter = ERAS.get(cls.version)
        if interpreter is None:
            raise unittest.SkipTest(f"snowflake-ml-python {cls.version} is not installed here: it needs Python 3.10 or 3.11")
        cls.session = Session.builder.configs(options()).create()
        cls.database = fresh_database(cls.session.connection)
        cls.session.sql(f"CREATE WAREHOUSE IF NOT EXISTS {WAREHOUSE}").collect()
        cls.session.sql(f"USE WAREHOUSE {WAREHOUSE}").collect()
        cls.session.sql(
            "CREATE TABLE SPENT AS SELECT COLUMN1 AS ID, COLUMN2::TIMESTAMP_NTZ AS TS, COLUMN3::FLOAT AS AMT FROM VALUES (1, '2026-01-01', 10), (1, '2026-01-03', 30), (2, '2026-01-02', 20)"
        ).collect()
        cls.register_newest()
        cls.seen = cls.run_client(interpreter)

    @classmethod
    def tearDownClass(cls):
        cls.session.sql(f"DROP DATABASE {cls.database}").collect()
        cls.session.close()

    @classmethod
    def register_newest(cls):
        store = FeatureStore(cls.session, cls.database, "NEW", default_warehouse=WAREHOUSE, creation_mode=CreationMode.CREATE_IF_NOT_EXIST)
        entity = Entity("CUSTOMER", ["ID"], desc="it's a customer")
        store.register_entity(entity)
        for name, refresh in (("SPENDING", "2 minutes"), ("SPENDING_NOW", None)):
            frame = cls.session.sql(f"SELECT ID, TS, AMT FROM {cls.database}.PUBLIC.SPENT")
            view = FeatureView(name, [entity], frame, timestamp_col="TS", refresh_freq=refresh, desc="it's spending").attach_feature_desc({"AMT": "amount spent"})
            store.register_feature_view(view, "V1")

    @classmethod
    def run_client(cls, interpreter):
        spine = "SELECT COLUMN1 AS ID, COLUMN2::TIMESTAMP_NTZ AS AT FROM VALUES (1, '2026-01-02'), (1, '2026-01-04'), (2, '2026-01-01')"
        place = {"database": cls.database, "warehouse": WAREHOUSE}
        of_newest = [f"{cls.database}.NEW.{name}$V1" for name in ("SPENDING", "SPENDING_NOW")]
        of_firn = [f"{firn.DATABASE}.{firn.STORE}.FV_UC01_PREPROCESS$V_2"]
        sample = {"database": firn.DATABASE, "store": firn.STORE, "warehouse": WAREHOUSE, "tables": of_firn}
        work = {
            "options": options(database=cls.database, schema="PUBLIC", warehouse=WAREHOUSE),
            "own": {**place, "store": "OLD", "spine": spine, "query": f"SELECT ID, TS, AMT FROM {cls.database}.PUBLIC.SPENT", "of": ["MANAGED", "V1"], "dataset": "OWN"},
            "others": {"newest": {**place, "store": "NEW", "tables": of_newest}, "firn": sample},
        }
        done = subprocess.run([interpreter, str(CLIENT)], input=json.dumps(work), capture_output=True, text=True, timeout=180)
        if done.returncode != 0:
            raise AssertionError(f"snowflake-ml-python {cls.version} failed:\n{done.stderr[-4000:]}")
        return json.loads(done.stdout.strip().splitlines()[-1])

    def assert_training(self, found):
        """As of each moment of the spine; the first row of customer 2 is later than its moment."""
        wanted = [(1, 10.0), (1, 30.0), (2, None)]
        for rows in (found["values"], found["dataset"]):
            self.assertEqual(sorted(((row["ID"], row["AMT"]) for row in rows), key=lambda row: (row[0], row[1] or 0)), wanted)

    def test_it_is_the_client_of_its_day(self):
        self.assertEqual(self.seen["version"], self.version)

    def assert_views_are_of_later(self, found):
        self.assertNotIn("views", found)
        self.assertRegex(found["error"], rf"_FeatureViewMetadata.*unexpected keyword argument '{self.unknown}'")

    def test_it_lists_the_entities_and_reads_the_rows_of_the_newest(self):
        found = self.seen["others"]["newest"]
        (entity,) = found["entities"]
        self.assertEqual((entity["NAME"], entity["JOIN_KEYS"], entity["DESC"]), ("CUSTOMER", '["ID"]', "it's a customer"))
        for rows in found["tables"].values():
            self.assertEqual(sorted((row["ID"], row["AMT"]) for row in rows), [(1, 10.0), (1, 30.0), (2, 20.0)])
        self.assertEqual(len(found["tables"]), 2)
        self.assert_views_are_of_later(found)

    def test_it_lists_the_entities_and_reads_the_rows_of_firn(self):
        (applies,) = self.session.sql(f"SELECT COUNT(*) AS N FROM {firn.DATABASE}.{firn.STORE}.FIRN_APPLIES").collect()
        self.assertGreater(applies["N"], 0)
        found = self.seen["others"]["firn"]
        self.assertEqual([row["JOIN_KEYS"] for row in found["entities"]], ['["O_CUSTOMER_SK"]'])
        (rows,) = found["tables"].values()
        self.assertGreater(len(rows), 0)
        self.assertEqual(len({row["O_CUSTOMER_SK"] for row in rows}), len(rows))
        self.assert_views_are_of_later(found)

    def test_its_own_store_lives(self):
        own = self.seen["own"]
        self.assertEqual(own["states"], ["ACTIVE", "STATIC", "STATIC", "SUSPENDED", "ACTIVE"])
        self.assertEqual(sorted(row["NAME"] for row in own["views"]), ["MANAGED", "PLAIN"])
        self.assert_training(own)

    def test_the_newest_reads_its_store(self):
        store = FeatureStore(self.session, self.database, "OLD", default_warehouse=WAREHOUSE)
        self.assertEqual([row["DESC"] for row in store.list_entities().collect()], ["made long ago"])
        for name, status, refresh in (("MANAGED", "ACTIVE", "1 minute"), ("PLAIN", "STATIC", None)):
            view = store.get_feature_view(name, "V1")
            self.assertEqual((view.status.value, view.refresh_freq, view.desc), (status, refresh, f"{name} of old"))
            self.assertEqual({str(k): v for k, v in view.feature_descs.items()}, {"AMT": "amount spent"})
            self.assertEqual(sorted(tuple(row) for row in store.read_feature_view(view).select("ID", "AMT").collect()), [(1, 10.0), (1, 30.0), (2, 20.0)])


class Version15(Era):
    version = "1.5.1"
    unknown = "is_tiled"


class Version126(Era):
    version = "1.26.0"
    unknown = "is_rollup"


del Era  # It is no test itself.
