"""
Clients of other days: a store of their own on the local account, which the newest client reads, and the stores of the newest client and
of Firn. The newest client writes more about a view than they have names for, so of its store they list the entities and read the rows.
What Firn registers they list, read whole, join and delete.
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

from account import fresh_database, options
from cross_client_test import firn
from stores_test import project, unwell

ERAS = json.loads(os.environ.get("FIRN_ERAS", "{}"))
"""The interpreters that have them, by version."""
CLIENT = pathlib.Path(__file__).parent / "eras" / "client.py"
WAREHOUSE = "FS_WH"


DEFINITIONS = """
import { entity, featureView } from 'firn';
import { SPENT } from '../firn/sources';

export const customer = entity('CUSTOMER', { joinKeys: ['ID'], desc: "it's a customer" });
const view = { version: 'V1', entities: [customer], from: SPENT, timestamp: 'TS', desc: "it's spending", features: { AMT: 'amount spent' } } as const;
export const plain = featureView('PLAIN', view);
export const managed = featureView('MANAGED', { ...view, refresh: '2 minutes' });
export const scheduled = featureView('SCHEDULED', { ...view, refresh: '0 3 * * * UTC' });
"""
REGISTERED = {"PLAIN": ("STATIC", None), "MANAGED": ("ACTIVE", "2 minutes"), "SCHEDULED": ("ACTIVE", "0 3 * * * UTC")}
SPENDING = [(1, 10.0), (1, 30.0), (2, 20.0)]


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
        cls.register_firn()
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
    def register_firn(cls):
        folder = tempfile.mkdtemp()
        try:
            target = {"connection": "local", "database": cls.database, "schema": "FIRN", "sources": "PUBLIC", "warehouse": WAREHOUSE}
            pathlib.Path(folder, "firn.json").write_text(json.dumps({"definitions": ["features/**/*.ts"], "targets": {"dev": target}}))
            pathlib.Path(folder, "features").mkdir()
            firn("pull", folder=folder)
            pathlib.Path(folder, "features", "spending.ts").write_text(DEFINITIONS)
            firn("apply", folder=folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @classmethod
    def run_client(cls, interpreter):
        spine = "SELECT COLUMN1 AS ID, COLUMN2::TIMESTAMP_NTZ AS AT FROM VALUES (1, '2026-01-02'), (1, '2026-01-04'), (2, '2026-01-01')"
        place = {"database": cls.database, "warehouse": WAREHOUSE}
        of_newest = [f"{cls.database}.NEW.{name}$V1" for name in ("SPENDING", "SPENDING_NOW")]
        used = {"spine": spine, "of": ["MANAGED", "V1"], "dataset": "MADE"}
        work = {
            "options": options(database=cls.database, schema="PUBLIC", warehouse=WAREHOUSE),
            "own": {**place, **used, "store": "OLD", "query": f"SELECT ID, TS, AMT FROM {cls.database}.PUBLIC.SPENT"},
            "others": {"newest": {**place, "store": "NEW", "tables": of_newest}, "firn": {**place, **used, "store": "FIRN", "delete": sorted(REGISTERED)}},
        }
        done = subprocess.run([interpreter, str(CLIENT)], input=json.dumps(work), capture_output=True, text=True, timeout=600)
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

    def test_it_lists_the_entities_and_reads_the_rows_of_the_newest(self):
        found = self.seen["others"]["newest"]
        (entity,) = found["entities"]
        self.assertEqual((entity["NAME"], entity["JOIN_KEYS"], entity["DESC"]), ("CUSTOMER", '["ID"]', "it's a customer"))
        for rows in found["tables"].values():
            self.assertEqual(sorted((row["ID"], row["AMT"]) for row in rows), SPENDING)
        self.assertEqual(len(found["tables"]), 2)
        self.assertNotIn("views", found)
        self.assertRegex(found["error"], rf"_FeatureViewMetadata.*unexpected keyword argument '{self.unknown}'")

    def test_it_lists_and_reads_what_firn_registered(self):
        (applies,) = self.session.sql(f"SELECT COUNT(*) AS N FROM {self.database}.FIRN.FIRN_APPLIES").collect()
        self.assertGreater(applies["N"], 0)
        found = self.seen["others"]["firn"]
        self.assertEqual([(row["NAME"], row["JOIN_KEYS"], row["DESC"]) for row in found["entities"]], [("CUSTOMER", '["ID"]', "it's a customer")])
        self.assertEqual(sorted(row["NAME"] for row in found["views"]), sorted(REGISTERED))
        for name, (status, refresh) in REGISTERED.items():
            view = found["read"][f"{name}@V1"]
            # Before 1.39 the client shows the target lag of what is refreshed on a schedule.
            refreshes = [refresh, "DOWNSTREAM"] if name == "SCHEDULED" else [refresh]
            self.assertIn(view["refresh"], refreshes)
            self.assertEqual((view["status"], view["keys"], view["timestamp"]), (status, ["ID"], "TS"))
            # Clients of 1.5 show the text of the comment's literal.
            self.assertEqual((view["desc"].replace("''", "'"), view["descriptions"]), ("it's spending", {"AMT": "amount spent"}))
            self.assertEqual(sorted((row["ID"], row["AMT"]) for row in view["rows"]), SPENDING)

    def test_it_makes_training_data_of_what_firn_registered(self):
        self.assert_training(self.seen["others"]["firn"])

    def test_it_deletes_what_firn_registered(self):
        self.assertEqual(self.seen["others"]["firn"]["left"], {"entities": [], "views": []})
        for kind in ("VIEWS", "DYNAMIC TABLES", "TASKS"):
            self.assertEqual(self.session.sql(f"SHOW {kind} IN SCHEMA {self.database}.FIRN").collect(), [], kind)

    def test_its_own_store_lives(self):
        own = self.seen["own"]
        self.assertEqual(own["states"], ["ACTIVE", "STATIC", "STATIC", "SUSPENDED", "ACTIVE"])
        self.assertEqual(sorted(row["NAME"] for row in own["views"]), ["MANAGED", "PLAIN"])
        self.assert_training(own)

    def test_firn_reads_its_store(self):
        folder = project(self.database, "OLD")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        ours = lambda *arguments: json.loads(firn(*arguments, "--json", folder=folder))
        (entity,) = ours("list", "entities")
        self.assertEqual((entity["name"], entity["joinKeys"], entity["desc"]), ("CUSTOMER", ["ID"], "made long ago"))
        views = {view["name"]: (view["refreshFreq"], view["schedulingState"], view["desc"]) for view in ours("list", "views")}
        self.assertEqual(views, {"MANAGED": ("1 minute", "ACTIVE", "MANAGED of old"), "PLAIN": (None, None, "PLAIN of old")})
        described = ours("describe", "PLAIN@V1")
        self.assertEqual([(column["name"], column["category"], column["desc"]) for column in described["columns"]], [("ID", "ENTITY", ""), ("TS", "TIMESTAMP", ""), ("AMT", "FEATURE", "amount spent")])
        self.assertEqual(sorted((row[0], row[2]) for row in ours("preview", "MANAGED@V1")["rows"]), SPENDING)
        self.assertEqual(unwell(folder), [])
        self.assertEqual(ours("dataset", "views", "MADE"), [{"name": "MANAGED", "version": "V1", "features": None}])

    def test_the_newest_reads_its_store(self):
        store = FeatureStore(self.session, self.database, "OLD", default_warehouse=WAREHOUSE)
        self.assertEqual([row["DESC"] for row in store.list_entities().collect()], ["made long ago"])
        for name, status, refresh in (("MANAGED", "ACTIVE", "1 minute"), ("PLAIN", "STATIC", None)):
            view = store.get_feature_view(name, "V1")
            self.assertEqual((view.status.value, view.refresh_freq, view.desc), (status, refresh, f"{name} of old"))
            self.assertEqual({str(k): v for k, v in view.feature_descs.items()}, {"AMT": "amount spent"})
            self.assertEqual(sorted(tuple(row) for row in store.read_feature_view(view).select("ID", "AMT").collect()), SPENDING)


class Version15(Era):
    version = "1.5.1"
    unknown = "is_tiled"


class Version126(Era):
    version = "1.26.0"
    unknown = "is_rollup"


del Era  # It is no test itself.
