"""Online feature tables as snowflake-ml-python's feature store makes and reads them, and as Firn does."""

import json
import pathlib
import shutil
import tempfile
import unittest

from snowflake.ml.feature_store import CreationMode, Entity, FeatureStore, FeatureView
from snowflake.ml.feature_store.feature_view import OnlineConfig, StoreType
from snowflake.snowpark import Session

from account import fresh_database, options
from cross_client_test import firn

DEFINITIONS = """
import { entity, featureView } from 'firn';
import { SPENT } from '../firn/sources';

export const customer = entity('CUSTOMER', { joinKeys: ['ID'] });
const view = { version: 'V1', entities: [customer], from: SPENT, timestamp: 'TS' } as const;
export const plain = featureView('FIRN_PLAIN', { ...view, online: true });
export const managed = featureView('FIRN_MANAGED', {
  ...view, refresh: '1 hour', initializationWarehouse: 'FS_WH', online: LAG,
});
"""


class Online(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.session = Session.builder.configs(options()).create()
        cls.database = fresh_database(cls.session.connection)
        cls.session.sql("CREATE WAREHOUSE IF NOT EXISTS FS_WH").collect()
        cls.session.sql("USE WAREHOUSE FS_WH").collect()
        cls.session.sql(
            "CREATE TABLE SPENT AS SELECT COLUMN1 AS ID, COLUMN2::TIMESTAMP_NTZ AS TS, COLUMN3::FLOAT AS AMT FROM VALUES (1, '2026-01-01', 10), (1, '2026-01-03', 30), (2, '2026-01-02', 20)"
        ).collect()
        cls.store = FeatureStore(cls.session, cls.database, "FS", default_warehouse="FS_WH", creation_mode=CreationMode.CREATE_IF_NOT_EXIST)
        cls.entity = cls.store.register_entity(Entity("CUSTOMER", ["ID"]))

    @classmethod
    def tearDownClass(cls):
        cls.session.sql(f"DROP DATABASE {cls.database}").collect()
        cls.session.close()

    def register(self, name, refresh="1 minute", **online):
        frame = self.session.sql(f"SELECT ID, TS, AMT FROM {self.database}.PUBLIC.SPENT")
        view = FeatureView(name, [self.entity], frame, timestamp_col="TS", refresh_freq=refresh, online_config=OnlineConfig(enable=True, **online))
        return self.store.register_feature_view(view, "V1")

    def rows(self, view, **more):
        return sorted(tuple(row) for row in self.store.read_feature_view(view, feature_names=["AMT"], store_type=StoreType.ONLINE, **more).collect())

    def test_a_feature_view_is_read_by_key(self):
        view = self.register("READ", target_lag="30 seconds")
        self.assertEqual(self.rows(view), [(1, 30.0), (2, 20.0)])
        self.assertEqual(self.rows(view, keys=[[1]]), [(1, 30.0)])
        self.assertEqual(self.rows(view, keys=[[1], [2]]), [(1, 30.0), (2, 20.0)])
        self.assertEqual(self.rows(view, keys=[[3]]), [])

    def test_what_is_online_is_listed_changed_and_taken_down(self):
        view = self.register("CHANGED", target_lag="30 seconds")
        config = self.store.get_feature_view("CHANGED", "V1").online_config
        self.assertEqual((config.enable, config.target_lag), (True, "30 seconds"))
        self.store.update_feature_view("CHANGED", "V1", online_config=OnlineConfig(enable=True, target_lag="1 minute"))
        self.assertEqual(self.store.get_feature_view("CHANGED", "V1").online_config.target_lag, "1 minute")
        self.store.refresh_feature_view(view, store_type=StoreType.ONLINE)
        self.assertEqual(self.store.suspend_feature_view("CHANGED", "V1").status.value, "SUSPENDED")
        (row,) = self.session.sql(f"SHOW ONLINE FEATURE TABLES LIKE 'CHANGED%' IN SCHEMA {self.database}.FS").collect()
        self.assertEqual(row["scheduling_state"], "SUSPENDED")
        self.store.resume_feature_view("CHANGED", "V1")
        self.store.update_feature_view("CHANGED", "V1", online_config=OnlineConfig(enable=False))
        self.assertFalse(self.store.get_feature_view("CHANGED", "V1").online)
        self.store.delete_feature_view("CHANGED", "V1")

    def test_a_view_is_online_too(self):
        view = self.register("PLAIN", refresh=None)
        self.assertEqual(self.rows(view, keys=[[2]]), [(2, 20.0)])
        self.store.delete_feature_view(view)
        self.assertEqual(self.session.sql(f"SHOW ONLINE FEATURE TABLES LIKE 'PLAIN%' IN SCHEMA {self.database}.FS").collect(), [])

    def test_what_firn_puts_online_is_online_to_both(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        target = {"connection": "local", "database": self.database, "schema": "FS", "sources": "PUBLIC", "warehouse": "FS_WH"}
        (folder / "firn.json").write_text(json.dumps({"definitions": ["features/**/*.ts"], "targets": {"dev": target}}))
        (folder / "features").mkdir()
        firn("pull", folder=folder)
        for lag, wanted in (("{ targetLag: '30 seconds' }", "30 seconds"), ("{ targetLag: '1 minute' }", "1 minute")):
            (folder / "features" / "online.ts").write_text(DEFINITIONS.replace("LAG", lag))
            firn("apply", folder=folder)
            firn("plan", folder=folder)  # fails where anything is left to do
            managed = self.store.get_feature_view("FIRN_MANAGED", "V1")
            self.assertEqual((managed.online, managed.online_config.target_lag), (True, wanted))
        self.assertEqual(managed.initialization_warehouse, "FS_WH")
        plain = self.store.get_feature_view("FIRN_PLAIN", "V1")
        self.assertEqual((plain.online, plain.online_config.target_lag), (True, "10 seconds"))
        for view in (managed, plain):
            self.assertEqual(self.rows(view, keys=[[1]]), [(1, 30.0)])
        (folder / "features" / "online.ts").write_text(DEFINITIONS.replace("LAG", "false"))
        firn("apply", folder=folder)
        self.assertFalse(self.store.get_feature_view("FIRN_MANAGED", "V1").online)


if __name__ == "__main__":
    unittest.main()
