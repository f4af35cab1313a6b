"""Datasets: snowflake-ml-python's Dataset, and the feature store that generates them."""

import unittest

from snowflake.ml.dataset import Dataset, create_from_dataframe, load_dataset
from snowflake.ml.feature_store import CreationMode, Entity, FeatureStore, FeatureView
from snowflake.snowpark import Session

from account import fresh_database, options


class Datasets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.session = Session.builder.configs(options()).create()
        cls.database = fresh_database(cls.session.connection)
        cls.session.sql("CREATE TABLE T AS SELECT COLUMN1 AS ID, COLUMN2::FLOAT AS AMT, COLUMN3 AS NAME FROM VALUES (1, 1.5, 'a'), (2, NULL, 'b')").collect()

    @classmethod
    def tearDownClass(cls):
        cls.session.sql(f"DROP DATABASE {cls.database}").collect()
        cls.session.close()

    def name(self, name):
        return f"{self.database}.PUBLIC.{name}"

    def test_a_version_is_made_listed_and_read(self):
        made = create_from_dataframe(self.session, self.name("MADE"), "V1", input_dataframe=self.session.table(self.name("T")), comment="it's one", label_cols=["NAME"])
        self.assertEqual(made.selected_version.comment, "it's one")
        self.assertEqual(made.selected_version.label_cols, ["NAME"])
        frame = made.read.to_pandas().sort_values("ID")
        self.assertEqual(frame["ID"].tolist(), [1, 2])
        self.assertEqual(str(frame["ID"].dtype), "int64")
        self.assertEqual(frame["AMT"].iloc[0], 1.5)
        self.assertTrue(frame["AMT"].isna().iloc[1])
        (file,) = made.read.files()
        self.assertRegex(file, rf"^snow://dataset/{self.database}.PUBLIC.MADE/versions/V1/data_.*\.parquet$")
        (listed,) = made.selected_version.list_files()
        self.assertEqual(listed["name"], "versions/V1/" + file.rsplit("/", 1)[1])

    def test_versions_keep_their_rows_and_go_one_by_one(self):
        made = create_from_dataframe(self.session, self.name("SEVERAL"), "v 1", input_dataframe=self.session.table(self.name("T")))
        made.create_version("V2", self.session.table(self.name("T")).filter("ID = 1"))
        loaded = Dataset.load(self.session, self.name("SEVERAL"))
        self.assertEqual(loaded.list_versions(), ["V2", "v 1"])
        self.assertEqual(len(load_dataset(self.session, self.name("SEVERAL"), "v 1").read.to_pandas()), 2)
        with self.assertRaisesRegex(Exception, "already exists"):
            loaded.create_version("V2", self.session.table(self.name("T")))
        loaded.delete_version("v 1")
        self.assertEqual([row["version"] for row in loaded.list_versions(detailed=True)], ["V2"])
        with self.assertRaisesRegex(Exception, "does not exist"):
            loaded.select_version("v 1")
        loaded.delete()
        with self.assertRaisesRegex(Exception, "does not exist"):
            Dataset.load(self.session, self.name("SEVERAL"))

    def test_rows_arrive_in_batches(self):
        made = create_from_dataframe(self.session, self.name("BATCHES"), "V1", input_dataframe=self.session.table(self.name("T")).select("ID", "AMT"))
        batches = list(made.read._ingestor.to_batches(batch_size=1, shuffle=False, drop_last_batch=False))
        self.assertEqual([batch["ID"].tolist() for batch in batches], [[1], [2]])

    def test_a_version_is_a_data_frame(self):
        made = create_from_dataframe(self.session, self.name("FRAME"), "V1", input_dataframe=self.session.table(self.name("T")))
        frame = made.read.to_snowpark_dataframe()
        self.assertEqual([tuple(row) for row in frame.sort("ID").collect()], [(1, 1.5, "a"), (2, None, "b")])

    def test_the_feature_store_generates_and_reads_back(self):
        self.session.sql("CREATE WAREHOUSE IF NOT EXISTS FS_WH").collect()
        self.session.sql("USE WAREHOUSE FS_WH").collect()
        self.session.sql("CREATE TABLE SPENT AS SELECT COLUMN1 AS ID, COLUMN2::TIMESTAMP_NTZ AS TS, COLUMN3::FLOAT AS AMT FROM VALUES (1, '2026-01-01', 10), (1, '2026-01-03', 30), (2, '2026-01-02', 20)").collect()
        store = FeatureStore(self.session, self.database, "FS", default_warehouse="FS_WH", creation_mode=CreationMode.CREATE_IF_NOT_EXIST)
        entity = store.register_entity(Entity("CUSTOMER", ["ID"]))
        frame = self.session.sql(f"SELECT ID, TS, AMT FROM {self.database}.PUBLIC.SPENT")
        view = store.register_feature_view(FeatureView("SPENDING", [entity], frame, timestamp_col="TS", refresh_freq="1 minute"), "V1")
        spine = self.session.sql("SELECT 1 AS ID, '2026-01-02'::TIMESTAMP_NTZ AS AT, 0 AS LABEL")
        for method in ("sequential", "cte"):
            made = store.generate_dataset(f"TRAINING_{method}".upper(), spine, [view], version="V1", spine_timestamp_col="AT", spine_label_cols=["LABEL"], desc="to train with", join_method=method)
            self.assertEqual(made.read.to_pandas()["AMT"].tolist(), [10.0])
            self.assertEqual(made.selected_version.label_cols, ["LABEL"])
            self.assertEqual([(str(v.name), str(v.version)) for v in store.load_feature_views_from_dataset(made)], [("SPENDING", "V1")])
        self.assertEqual([(node.fully_qualified_name, node.selected_version.name) for node in view.lineage()], [(f"{self.database}.FS.TRAINING_{m}", "V1") for m in ("SEQUENTIAL", "CTE")])
        (source,) = view.lineage(direction="upstream")
        self.assertEqual((source._lineage_node_name, source._lineage_node_domain), (f"{self.database}.PUBLIC.SPENT", "table"))
        (origin,) = made.lineage(direction="upstream", domain_filter={"feature_view"})
        self.assertEqual((str(origin.name), str(origin.version)), ("SPENDING", "V1"))


if __name__ == "__main__":
    unittest.main()
