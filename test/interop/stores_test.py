"""What the official client registers, of every kind that it can register here, is what Firn lists, describes and reads."""

import json
import pathlib
import shutil
import tempfile
import unittest

from snowflake.ml.feature_store import CreationMode, Entity, Feature, FeatureStore, FeatureView, setup_feature_store
from snowflake.ml.feature_store.feature_view import OnlineConfig
from snowflake.ml.feature_store.stream_source import StreamSource
from snowflake.snowpark import Session
from snowflake.snowpark.types import DoubleType, StringType, StructField, StructType, TimestampTimeZone, TimestampType

from account import fresh_database, options
from cross_client_test import firn


def project(database, schema, sources="PUBLIC"):
    """A Firn project whose target is that store."""
    folder = pathlib.Path(tempfile.mkdtemp())
    target = {"connection": "local", "database": database, "schema": schema, "sources": sources, "warehouse": "FS_WH"}
    (folder / "firn.json").write_text(json.dumps({"definitions": ["features/**/*.ts"], "defaultTarget": "dev", "targets": {"dev": target}}))
    (folder / "features").mkdir()
    (folder / "features" / "customer.ts").write_text("import { entity } from 'firn';\n\nexport const customer = entity('CUSTOMER', { joinKeys: ['ID'], desc: \"it's a customer\" });\n")
    return folder


def unwell(folder):
    """What `firn doctor` finds wrong with the store of a project."""
    firn("pull", folder=folder)
    checks = json.loads(firn("doctor", "--json", folder=folder))["checks"]
    store = [check for check in checks if check["check"].startswith("store")]
    if len(store) < 10:
        raise AssertionError(f"too few checks: {checks}")
    return [check for check in store if check["state"] != "ok"]


class Stores(unittest.TestCase):
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
        cls.entity = cls.store.register_entity(Entity("CUSTOMER", ["ID"], desc="it's a customer"))
        cls.store.register_entity(Entity('"odd one"', ["A", '"b"']))
        cls.register("PLAIN", "V1")
        cls.register("MANAGED", "v1", refresh_freq="1 minute", warehouse="FS_WH", refresh_mode="FULL")
        cls.register("CRON", "1.0", refresh_freq="0 3 * * * UTC")
        cls.register('"my view"', "V1", timestamp_col=None)
        cls.register("ONLINE", "V1", refresh_freq="1 minute", online_config=OnlineConfig(enable=True, target_lag="30 seconds"))
        cls.register("WINDOWS", "V1", refresh_freq="1 hour", feature_granularity="1h", features=[Feature.sum("AMT", "24h").alias("DAY"), Feature.count("AMT", "48h")])
        columns = StructType([StructField("USER_ID", StringType(64)), StructField("AT", TimestampType(TimestampTimeZone.NTZ)), StructField("AMT", DoubleType())])
        cls.store.register_stream_source(StreamSource("TXN", columns, desc="it's a stream"))
        cls.folder = project(cls.database, "FS")

    @classmethod
    def tearDownClass(cls):
        cls.session.sql(f"DROP DATABASE {cls.database}").collect()
        cls.session.close()
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def register(cls, name, version, **more):
        frame = cls.session.sql(f"SELECT ID, TS, AMT FROM {cls.database}.PUBLIC.SPENT")
        view = FeatureView(name, [cls.entity], frame, **{"timestamp_col": "TS", "desc": f"{name} isn't much", **more})
        if "features" not in more:
            view = view.attach_feature_desc({"AMT": "amount spent"})
        return cls.store.register_feature_view(view, version)

    def ours(self, *arguments):
        return json.loads(firn(*arguments, "--json", folder=self.folder))

    def test_every_feature_view_is_listed_as_they_list_it(self):
        theirs = {(row["NAME"], row["VERSION"]): row for row in self.store.list_feature_views().collect()}
        ours = {(row["name"], row["version"]): row for row in self.ours("list", "views")}
        self.assertEqual(set(ours), set(theirs))
        self.assertEqual(len(ours), 6)
        for key, row in theirs.items():
            mine = ours[key]
            for column, name in (("DESC", "desc"), ("OWNER", "owner"), ("REFRESH_FREQ", "refreshFreq"), ("REFRESH_MODE", "refreshMode"), ("SCHEDULING_STATE", "schedulingState"), ("WAREHOUSE", "warehouse"), ("KIND", "kind"), ("APPEND_ONLY", "appendOnly"), ("DATABASE_NAME", "databaseName"), ("SCHEMA_NAME", "schemaName")):
                self.assertEqual(mine[name], row[column], (key, column))
            self.assertEqual(mine["entities"], json.loads(row["ENTITIES"]))
            online = json.loads(row["ONLINE_CONFIG"])
            self.assertEqual([mine["onlineConfig"][name] for name in ("enable", "targetLag", "storeType")], [online[name] for name in ("enable", "target_lag", "store_type")])

    def test_every_feature_view_is_described_with_their_columns(self):
        for row in self.store.list_feature_views().collect():
            view = self.store.get_feature_view(f'"{row["NAME"]}"', row["VERSION"])
            mine = self.ours("describe", f'{row["NAME"]}@{row["VERSION"]}')
            features = {column["name"]: column["desc"] for column in mine["columns"] if column["category"] == "FEATURE"}
            self.assertEqual(features, {name.resolved(): text for name, text in view.feature_descs.items()})
            self.assertEqual(mine["timestampCol"], view.timestamp_col and view.timestamp_col.resolved())

    def test_entities_and_stream_sources_are_listed(self):
        theirs = {row["NAME"]: row for row in self.store.list_entities().collect()}
        ours = {row["name"]: row for row in self.ours("list", "entities")}
        self.assertEqual({name: (row["joinKeys"], row["desc"]) for name, row in ours.items()}, {name: (json.loads(row["JOIN_KEYS"]), row["DESC"]) for name, row in theirs.items()})
        (source,) = self.ours("list", "streams")
        self.assertEqual((source["name"], source["desc"], [column["type"] for column in source["schema"]]), ("TXN", "it's a stream", ["VARCHAR(64)", "TIMESTAMP_NTZ(9)", "FLOAT"]))
        self.assertEqual(self.ours("list", "groups"), [])

    def test_the_store_is_healthy(self):
        self.assertEqual(unwell(self.folder), [])

    def test_a_training_set_of_all_kinds_is_theirs(self):
        spine = "SELECT COLUMN1 AS ID, COLUMN2::TIMESTAMP_NTZ AS AT FROM VALUES (1, '2026-01-02'), (1, '2026-01-04'), (1, '2026-01-04'), (2, '2026-01-01'), (9, NULL)"
        names = [("PLAIN", "V1"), ("MANAGED", "v1"), ("CRON", "1.0"), ("ONLINE", "V1")]
        views = [self.store.get_feature_view(*name) for name in names]
        for method, of, named in (("sequential", views, names), ("cte", views, names), ("cte", [*views, self.store.get_feature_view("WINDOWS", "V1")], [*names, ("WINDOWS", "V1")])):
            theirs = self.store.generate_training_set(self.session.sql(spine), of, spine_timestamp_col="AT", auto_prefix=True, include_feature_view_timestamp_col=len(of) == 4, join_method=method)
            more = ["--timestamps"] if len(of) == 4 else []
            sql = firn("dataset", "sql", "--spine", spine, "--views", ",".join("@".join(name) for name in named), "--timestamp", "AT", "--auto-prefix", "--join-method", method, *more, folder=self.folder)
            ours = self.session.sql(sql)
            self.assertEqual(sorted(ours.columns), sorted(theirs.columns))
            rows = [sorted(tuple(map(str, row)) for row in frame.select(*sorted(ours.columns)).collect()) for frame in (ours, theirs)]
            self.assertEqual(rows[0], rows[1])
            self.assertEqual(len(rows[0]), 5)

    def test_a_dataset_of_theirs_names_its_feature_views(self):
        spine = self.session.sql("SELECT 1 AS ID, '2026-01-04'::TIMESTAMP_NTZ AS AT")
        views = [self.store.get_feature_view("PLAIN", "V1").slice(["AMT"]), self.store.get_feature_view("MANAGED", "v1").with_name("m")]
        self.store.generate_dataset("THEIRS", spine, views, version="V1", spine_timestamp_col="AT", join_method="cte")
        found = self.ours("dataset", "views", "THEIRS@V1")
        self.assertEqual(found, [{"name": "PLAIN", "version": "V1", "features": ["AMT"]}, {"name": "MANAGED", "version": "v1", "features": None}])


class Access(unittest.TestCase):
    """The roles of a store, set up by both."""

    @classmethod
    def setUpClass(cls):
        cls.session = Session.builder.configs(options()).create()
        cls.database = fresh_database(cls.session.connection)
        cls.session.sql("CREATE WAREHOUSE IF NOT EXISTS FS_WH").collect()
        cls.session.sql("USE WAREHOUSE FS_WH").collect()

    @classmethod
    def tearDownClass(cls):
        cls.session.sql(f"DROP DATABASE {cls.database}").collect()
        cls.session.close()

    def test_the_statements_and_the_grants_are_the_same(self):
        sent = []
        with self.session.query_history() as history:
            setup_feature_store(self.session, self.database, "FS", "FS_WH", producer_role="P_A", consumer_role="C_A")
            sent = [query.sql_text for query in history.queries]
        folder = project(self.database, "FS")
        try:
            shown = json.loads(firn("store", "access", "--producer-role", "P_A", "--consumer-role", "C_A", "--sql", "--json", folder=folder))
            self.assertEqual([self.normal(sql) for sql in shown], [self.normal(sql) for sql in sent if self.changes(sql)])
            (folder / "firn.json").write_text((folder / "firn.json").read_text().replace('"schema": "FS"', '"schema": "FS_B"'))
            firn("store", "access", "--producer-role", "P_B", "--consumer-role", "C_B", folder=folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        for role in ("P", "C"):
            theirs, ours = (self.grants(f"{role}_{who}") for who in ("A", "B"))
            self.assertEqual([tuple(text.replace("FS_B", "FS").replace("C_B", "C_A") for text in grant) for grant in ours], theirs)

    def grants(self, role):
        return sorted((row["privilege"], row["granted_on"], row["name"]) for row in self.session.sql(f"SHOW GRANTS TO ROLE {role}").collect())

    @staticmethod
    def normal(sql):
        lines = [line for line in sql.splitlines() if not line.strip().startswith("--")]
        return " ".join(" ".join(lines).replace('"', "").upper().replace("(", " ( ").replace(")", " ) ").split())

    @staticmethod
    def changes(sql):
        return sql.strip().upper().startswith(("CREATE", "GRANT", "USE ROLE", "ALTER"))


if __name__ == "__main__":
    unittest.main()
