"""The model registry of snowflake-ml-python: what it uploads is kept, listed and read back."""

import pathlib
import tempfile
import unittest

import pandas
from snowflake.ml.dataset import create_from_dataframe
from snowflake.ml.model import custom_model
from snowflake.ml.registry import Registry
from snowflake.snowpark import Session

from account import fresh_database, options


class Twice(custom_model.CustomModel):
    @custom_model.inference_api
    def predict(self, X: pandas.DataFrame) -> pandas.DataFrame:
        return pandas.DataFrame({"OUT": X["A"] * 2})


SAMPLE = pandas.DataFrame({"A": [1.5, 2.5]})


class Models(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.session = Session.builder.configs(options()).create()
        cls.database = fresh_database(cls.session.connection)
        cls.registry = Registry(cls.session, database_name=cls.database, schema_name="PUBLIC")
        cls.log("TWICE", "V1", comment="the first", metrics={"accuracy": 0.9})
        cls.log("TWICE", "V2")

    @classmethod
    def tearDownClass(cls):
        cls.session.sql(f"DROP DATABASE {cls.database}").collect()
        cls.session.close()

    @classmethod
    def log(cls, name, version, sample=SAMPLE, **more):
        return cls.registry.log_model(Twice(), model_name=name, version_name=version, sample_input_data=sample, **more)

    def test_models_and_versions_are_listed(self):
        listed = self.registry.show_models()
        row = listed[listed["name"] == "TWICE"].iloc[0]
        self.assertEqual((row["default_version_name"], row["versions"]), ("V1", '["V1","V2"]'))
        self.assertIn("TWICE", [model.name for model in self.registry.models()])
        model = self.registry.get_model("TWICE")
        self.assertEqual([version.version_name for version in model.versions()], ["V1", "V2"])
        self.assertEqual(model.show_versions()["comment"].tolist(), ["the first", ""])
        with self.assertRaises(Exception):
            self.registry.get_model("NONE")

    def test_a_version_tells_its_metrics_comment_and_functions(self):
        version = self.registry.get_model("TWICE").version("V1")
        self.assertEqual((version.comment, version.get_metric("accuracy")), ("the first", 0.9))
        version.set_metric("loss", 2)
        self.assertEqual(version.show_metrics(), {"accuracy": 0.9, "loss": 2})
        version.delete_metric("loss")
        version.comment = "still the first"
        self.assertEqual(version.comment, "still the first")
        version.comment = "the first"
        (function,) = version.show_functions()
        self.assertEqual((function["name"], function["target_method"]), ("PREDICT", "predict"))
        self.assertEqual([(f.name, str(f._dtype)) for f in function["signature"].inputs], [("A", "DataType.DOUBLE")])

    def test_the_default_an_alias_and_tags_are_set(self):
        self.log("CHANGED", "V1")
        self.log("CHANGED", "V2")
        model = self.registry.get_model("CHANGED")
        model.default = "V2"
        self.assertEqual(model.default.version_name, "V2")
        model.version("V1").set_alias("OLD")
        self.assertEqual(model.version("OLD").version_name, "V1")
        model.version("V1").unset_alias("OLD")
        model.comment = "changes"
        self.assertEqual(model.comment, "changes")
        self.session.sql(f"CREATE TAG {self.database}.PUBLIC.STAGE_OF").collect()
        model.set_tag(f"{self.database}.PUBLIC.STAGE_OF", "live")
        self.assertEqual(model.get_tag(f"{self.database}.PUBLIC.STAGE_OF"), "live")
        self.assertEqual(list(model.show_tags().values()), ["live"])
        model.unset_tag(f"{self.database}.PUBLIC.STAGE_OF")
        model.rename(f"{self.database}.PUBLIC.RENAMED")
        model.delete_version("V1")
        self.assertEqual([version.version_name for version in self.registry.get_model("RENAMED").versions()], ["V2"])
        with self.assertRaisesRegex(Exception, "default version"):
            self.registry.get_model("RENAMED").delete_version("V2")
        self.registry.delete_model("RENAMED")
        self.assertNotIn("RENAMED", [m.name for m in self.registry.models()])

    def test_a_model_is_fetched_and_loaded(self):
        version = self.registry.get_model("TWICE").version("V1")
        with tempfile.TemporaryDirectory() as folder:
            version.export(folder)
            self.assertTrue((pathlib.Path(folder) / "model" / "model.yaml").is_file())
        loaded = version.load(force=True)
        self.assertEqual(loaded.predict(SAMPLE)["OUT"].tolist(), [3.0, 5.0])

    def test_a_model_is_made_of_another(self):
        version = self.registry.get_model("TWICE").version("V1")
        copied = self.registry.log_model(version, model_name="COPIED", version_name="V9")
        self.assertEqual(copied.version_name, "V9")
        self.assertEqual([f["name"] for f in copied.show_functions()], ["PREDICT"])

    def test_lineage_leads_from_data_to_the_model(self):
        self.session.sql(f"CREATE TABLE {self.database}.PUBLIC.SEEN AS SELECT 1.5::FLOAT AS A").collect()
        dataset = create_from_dataframe(self.session, f"{self.database}.PUBLIC.TRAINING", "V1", input_dataframe=self.session.table(f"{self.database}.PUBLIC.SEEN"))
        version = self.log("TRACED", "V1", sample=dataset.read.to_snowpark_dataframe())
        (source,) = version.lineage(direction="upstream")
        self.assertEqual((source.fully_qualified_name, source.selected_version.name), (f"{self.database}.PUBLIC.TRAINING", "V1"))
        (model,) = dataset.lineage(domain_filter={"model"})
        self.assertEqual((model.model_name, model.version_name), ("TRACED", "V1"))

    def test_a_model_runs_over_a_frame(self):
        version = self.registry.get_model("TWICE").version("V1")
        answered = version.run(pandas.DataFrame({"A": [1.0, None, 4.0]}), function_name="predict")
        self.assertEqual([None if pandas.isna(value) else value for value in answered["OUT"]], [2.0, None, 8.0])
        frame = self.session.sql("SELECT SEQ4()::FLOAT AS A FROM TABLE(GENERATOR(ROWCOUNT => 5000))")
        (row,) = version.run(frame, function_name="predict").agg({"OUT": "sum"}).collect()
        self.assertEqual(row[0], 24995000.0)


if __name__ == "__main__":
    unittest.main()
