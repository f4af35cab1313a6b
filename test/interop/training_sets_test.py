"""Training sets and datasets: what Firn generates is what the official client generates from the same spine."""

import json
import pathlib
import shutil
import tempfile
import unittest

import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet
from snowflake.ml.dataset import load_dataset
from snowflake.ml.feature_store import CreationMode, Entity, Feature, FeatureStore, FeatureView
from snowflake.snowpark import Session

from account import options
from cross_client_test import DATABASE, STORE, firn

SPINE = f"SELECT O_CUSTOMER_SK, ORDER_DATE::TIMESTAMP_NTZ AS EVENT_TS, STORE FROM {DATABASE}.TRAINING.ORDERS"


def rows_of(frame):
    """Rows that can be compared, whatever their order."""
    return sorted((tuple(map(str, row)) for row in frame.collect()))


class TrainingSets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.parent = tempfile.mkdtemp()
        cls.folder = pathlib.Path(cls.parent, "sample")
        firn("init", "--sample", "--customers", "60", str(cls.folder), folder=cls.parent)
        firn("apply", folder=cls.folder)
        cls.session = Session.builder.configs(options(database=DATABASE, schema="TRAINING")).create()
        cls.store = FeatureStore(cls.session, DATABASE, STORE, default_warehouse="FS_WH", creation_mode=CreationMode.CREATE_IF_NOT_EXIST)
        customer = cls.store.get_entity("CUSTOMER")
        facts = cls.session.sql(f'SELECT O_CUSTOMER_SK, COUNT(*) AS "all orders", MAX(STORE) AS LAST_STORE FROM {DATABASE}.TRAINING.ORDERS GROUP BY O_CUSTOMER_SK')
        cls.store.register_feature_view(FeatureView("FACTS", [customer], facts), "V1", overwrite=True)
        history = cls.session.sql(f"SELECT O_CUSTOMER_SK, ORDER_DATE AS SEEN, SUM(STORE) AS STORES FROM {DATABASE}.TRAINING.ORDERS GROUP BY O_CUSTOMER_SK, ORDER_DATE")
        cls.store.register_feature_view(FeatureView("HISTORY", [customer], history, timestamp_col="SEEN"), "V1", overwrite=True)
        cls.views = [cls.store.get_feature_view(name, version) for name, version in (("FV_UC01_PREPROCESS", "V_2"), ("FACTS", "V1"), ("HISTORY", "V1"))]
        cls.named = "FV_UC01_PREPROCESS@V_2,FACTS@V1,HISTORY@V1"

    @classmethod
    def tearDownClass(cls):
        for name in ("FACTS", "HISTORY"):
            cls.store.delete_feature_view(name, "V1")
        cls.session.close()
        shutil.rmtree(cls.parent, ignore_errors=True)

    def ours(self, *arguments):
        return self.session.sql(firn("dataset", "sql", "--spine", SPINE, *arguments, folder=self.folder))

    def theirs(self, **arguments):
        return self.store.generate_training_set(spine_df=self.session.sql(SPINE), features=self.views, **arguments)

    def test_rows_and_names_are_the_same(self):
        for method in ("cte", "sequential"):
            official = self.theirs(spine_timestamp_col="EVENT_TS", auto_prefix=True, include_feature_view_timestamp_col=True, join_method=method)
            firns = self.ours("--views", self.named, "--timestamp", "EVENT_TS", "--auto-prefix", "--timestamps")
            self.assertEqual(sorted(firns.columns), sorted(official.columns))
            self.assertEqual(rows_of(firns.select(*sorted(firns.columns))), rows_of(official.select(*sorted(official.columns))))
            self.assertGreater(firns.count(), 60)

    def test_some_features_without_prefixes(self):
        slices = [self.views[1].slice(["LAST_STORE"]), self.views[2]]
        official = self.store.generate_training_set(spine_df=self.session.sql(SPINE), features=slices, spine_timestamp_col="EVENT_TS", exclude_columns=["STORE"], join_method="cte")
        firns = self.ours("--views", "FACTS@V1:LAST_STORE,HISTORY@V1", "--timestamp", "EVENT_TS", "--exclude", "STORE")
        self.assertEqual(firns.columns, official.columns)
        self.assertEqual(rows_of(firns), rows_of(official))

    def test_a_dataset_of_firn_is_one_of_the_official_client(self):
        firn("dataset", "create", "OURS@V1", "--spine", SPINE, "--views", "FACTS@V1:LAST_STORE,HISTORY@V1", "--timestamp", "EVENT_TS", "--label", "STORE", "--desc", "it's ours", folder=self.folder)
        ours = load_dataset(self.session, f"{DATABASE}.{STORE}.OURS", "V1")
        self.assertEqual(ours.selected_version.comment, "it's ours")
        self.assertEqual(ours.selected_version.label_cols, ["STORE"])
        loaded = self.store.load_feature_views_from_dataset(ours)
        views = [getattr(view, "feature_view_ref", view) for view in loaded]
        self.assertEqual([(str(view.name), str(view.version)) for view in views], [("FACTS", "V1"), ("HISTORY", "V1")])
        self.assertEqual([str(name) for name in loaded[0].names], ["LAST_STORE"])
        theirs = self.store.generate_dataset(name="THEIRS", spine_df=self.session.sql(SPINE), features=[self.views[1].slice(["LAST_STORE"]), self.views[2]], spine_timestamp_col="EVENT_TS", spine_label_cols=["STORE"], version="V1")
        self.assertEqual(rows_of(ours.read.to_snowpark_dataframe()), rows_of(theirs.read.to_snowpark_dataframe()))
        listed = {row["name"]: row for row in json.loads(firn("dataset", "list", "--json", folder=self.folder))}
        self.assertEqual({listed[name]["versions"] for name in ("OURS", "THEIRS")}, {1})
        shown = json.loads(firn("dataset", "show", "THEIRS@V1", "--json", "--limit", "100000", folder=self.folder))
        self.assertEqual(shown["rowCount"], theirs.read.to_snowpark_dataframe().count())

    def test_exported_files_are_frames_of_numbers(self):
        firn("dataset", "create", "FILES@V1", "--spine", SPINE, "--views", "FACTS@V1,HISTORY@V1", "--timestamp", "EVENT_TS", folder=self.folder)
        kept = load_dataset(self.session, f"{DATABASE}.{STORE}.FILES", "V1").read.to_pandas()
        order = list(kept.columns)
        kept = kept.sort_values(order).reset_index(drop=True)
        for ending, read in (("parquet", pyarrow.parquet.read_table), ("arrow", pyarrow.feather.read_table), ("arrows", read_stream)):
            file = pathlib.Path(self.parent, f"files.{ending}")
            firn("dataset", "export", "FILES@V1", "--out", str(file), folder=self.folder)
            table = read(file)
            table.validate(full=True)
            frame = table.to_pandas()
            self.assertEqual({str(frame[name].dtype) for name in ("O_CUSTOMER_SK", "STORE", "all orders")}, {"int64"})
            found = frame.sort_values(order).reset_index(drop=True)
            self.assertEqual(found.astype(str).values.tolist(), kept.astype(found.dtypes).astype(str).values.tolist())


def read_stream(file):
    with pyarrow.ipc.open_stream(file) as reader:
        return reader.read_all()


if __name__ == "__main__":
    unittest.main()
