"""snowflake-ml-python's FeatureStore: the official client of what Firn's own client reads and writes."""

import unittest

from snowflake.ml.feature_store import CreationMode, Entity, FeatureStore, FeatureView
from snowflake.snowpark import Session

from account import fresh_database, options


class Store(unittest.TestCase):
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
        cls.entity = Entity("CUSTOMER", ["ID"], desc="it's a customer")
        cls.store.register_entity(cls.entity)

    @classmethod
    def tearDownClass(cls):
        cls.session.sql(f"DROP DATABASE {cls.database}").collect()
        cls.session.close()

    def draft(self, name, refresh="1 minute", **more):
        frame = self.session.sql(f"SELECT ID, TS, AMT FROM {self.database}.PUBLIC.SPENT")
        view = FeatureView(name, [self.entity], frame, timestamp_col="TS", refresh_freq=refresh, desc=f"{name} isn't much", **more)
        return view.attach_feature_desc({"AMT": "amount spent"})

    def test_is_opened_again(self):
        again = FeatureStore(self.session, self.database, "FS", default_warehouse="FS_WH", creation_mode=CreationMode.FAIL_IF_NOT_EXIST)
        self.assertEqual(len(again.list_entities().collect()), 1)

    def test_is_refused_where_there_is_none(self):
        with self.assertRaisesRegex(ValueError, "does not exist"):
            FeatureStore(self.session, self.database, "NOT_THERE", default_warehouse="FS_WH")

    def test_an_entity_is_listed_and_read(self):
        (row,) = self.store.list_entities().collect()
        self.assertEqual((row["NAME"], row["JOIN_KEYS"], row["DESC"]), ("CUSTOMER", '["ID"]', "it's a customer"))
        self.assertEqual([str(key) for key in self.store.get_entity("CUSTOMER").join_keys], ["ID"])

    def test_an_entity_is_described_anew_and_deleted(self):
        self.store.register_entity(Entity("PASSING", ["A", "B"]))
        self.store.update_entity("PASSING", desc="for a moment")
        self.assertEqual(self.store.get_entity("PASSING").desc, "for a moment")
        self.store.delete_entity("PASSING")
        with self.assertRaisesRegex(ValueError, "Cannot find Entity"):
            self.store.get_entity("PASSING")

    def test_a_managed_feature_view_lives(self):
        view = self.store.register_feature_view(self.draft("MANAGED"), "V1")
        self.assertEqual(view.status.value, "ACTIVE")
        self.assertEqual(view.refresh_freq, "1 minute")
        self.assertEqual(sorted(tuple(row) for row in self.store.read_feature_view(view).select("ID", "AMT").collect()), [(1, 10.0), (1, 30.0), (2, 20.0)])
        read = self.store.get_feature_view("MANAGED", "V1")
        self.assertEqual((read.desc, {str(k): v for k, v in read.feature_descs.items()}), ("MANAGED isn't much", {"AMT": "amount spent"}))
        self.assertEqual([str(column) for column in read.feature_names], ["AMT"])
        self.session.sql(f"INSERT INTO {self.database}.PUBLIC.SPENT VALUES (3, '2026-01-04', 40)").collect()
        self.store.refresh_feature_view(read)
        self.assertEqual(self.store.read_feature_view(read).count(), 4)
        self.assertEqual({row["STATE"] for row in self.store.get_refresh_history(read).collect()}, {"SUCCEEDED"})
        self.assertEqual(self.store.suspend_feature_view(read).status.value, "SUSPENDED")
        self.assertEqual(self.store.resume_feature_view(read).status.value, "ACTIVE")
        self.session.sql(f"DELETE FROM {self.database}.PUBLIC.SPENT WHERE ID = 3").collect()
        self.store.delete_feature_view(read)
        with self.assertRaisesRegex(ValueError, "Failed to find FeatureView"):
            self.store.get_feature_view("MANAGED", "V1")

    def test_an_external_feature_view_is_a_view(self):
        view = self.store.register_feature_view(self.draft("EXTERNAL", refresh=None), "V1")
        self.assertEqual(view.status.value, "STATIC")
        self.assertEqual(self.store.read_feature_view(view).count(), 3)
        self.store.delete_feature_view(view)

    def test_feature_views_are_listed(self):
        self.store.register_feature_view(self.draft("LISTED"), "V1")
        self.store.register_feature_view(self.draft("LISTED", refresh=None), "V2")
        rows = self.store.list_feature_views(feature_view_name="LISTED").sort("VERSION").collect()
        self.assertEqual([(row["NAME"], row["VERSION"], row["REFRESH_FREQ"]) for row in rows], [("LISTED", "V1", "1 minute"), ("LISTED", "V2", None)])
        by_entity = self.store.list_feature_views(entity_name="CUSTOMER").collect()
        self.assertLessEqual({("LISTED", "V1"), ("LISTED", "V2")}, {(row["NAME"], row["VERSION"]) for row in by_entity})

    def test_a_feature_view_is_read_by_key(self):
        view = self.store.register_feature_view(self.draft("KEYED", refresh=None), "V1")
        rows = self.store.read_feature_view(view, keys=[["2"]], feature_names=["AMT"]).collect()
        self.assertEqual([tuple(row) for row in rows], [(2, 20.0)])

    def test_a_feature_view_is_updated(self):
        self.store.register_feature_view(self.draft("UPDATED"), "V1")
        self.store.update_feature_view("UPDATED", "V1", refresh_freq="2 minutes", desc="anew")
        view = self.store.get_feature_view("UPDATED", "V1")
        self.assertEqual((view.refresh_freq, view.desc), ("2 minutes", "anew"))

    def test_a_feature_view_is_replaced(self):
        self.store.register_feature_view(self.draft("REPLACED"), "V1")
        again = self.store.register_feature_view(self.draft("REPLACED", refresh=None), "V1", overwrite=True)
        self.assertEqual(again.status.value, "STATIC")

    def test_a_feature_view_on_a_cron_schedule(self):
        view = self.store.register_feature_view(self.draft("CRON", refresh="0 0 * * * UTC"), "V1")
        self.assertEqual(view.refresh_freq, "0 0 * * * UTC")
        self.store.delete_feature_view(view)

    def test_a_training_set_takes_the_features_as_of_each_moment(self):
        view = self.store.register_feature_view(self.draft("TRAINING"), "V1")
        spine = self.session.sql("SELECT COLUMN1 AS ID, COLUMN2::TIMESTAMP_NTZ AS AT FROM VALUES (1, '2026-01-02'), (1, '2026-01-04'), (2, '2026-01-01')")
        rows = self.store.generate_training_set(spine, [view], spine_timestamp_col="AT").sort("ID", "AT").collect()
        self.assertEqual([(row["ID"], row["AMT"]) for row in rows], [(1, 10.0), (1, 30.0), (2, None)])

    def test_feature_values_are_retrieved(self):
        view = self.store.register_feature_view(self.draft("RETRIEVED", refresh=None), "V1")
        spine = self.session.sql("SELECT 2 AS ID, '2026-06-01'::TIMESTAMP_NTZ AS AT")
        (row,) = self.store.retrieve_feature_values(spine, [view], spine_timestamp_col="AT").collect()
        self.assertEqual((row["ID"], row["AMT"]), (2, 20.0))
