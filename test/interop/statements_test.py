"""
What the newest client sends for each operation on a feature store is what Firn sends: both are held to the file that Firn's own test
writes (test/account/featurestore/statements.sql), which has the normal form of statements that is made here.
"""

import pathlib
import re
import unittest

import snowflake.connector.cursor as cursors
from snowflake.ml.feature_store import CreationMode, Entity, Feature, FeatureStore, FeatureView, RollupConfig
from snowflake.ml.feature_store.feature_view import OnlineConfig, StorageConfig, StorageFormat, StoreType
from snowflake.snowpark import Session

from account import fresh_database, options

FILE = pathlib.Path(__file__).parent.parent / "account/featurestore/statements.sql"
DAILY, HOURLY = {"refresh_freq": "0 3 * * * UTC"}, {"refresh_freq": "1 hour"}
ROLLED = [
    Feature.sum("AMT", "24h"),
    Feature.avg("AMT", "2h"),
    Feature.min("AMT", "24h"),
    Feature.stddev("AMT", "1d"),
    Feature.approx_count_distinct("AMT", "7d"),
    Feature.approx_percentile("AMT", "7d", percentile=0.5),
    Feature.last_n("AMT", "1d", n=3),
    Feature.first_distinct_n("AMT", "1d", n=2),
    Feature.count("AMT", "lifetime"),
]
PUZZLING = "it's \"so\" $$ and ünï → \n on a second line; --no comment"


def normal(sql):
    """Without what differs from client to client: blanks, the order of tags, false flags, the writer's version, a swap's names."""
    sql = re.sub(r"\s+", " ", sql)
    sql = re.sub(r" ?([(),=]) ?", r"\1", sql)
    sql = re.sub(r', ?"is_\w+": ?false', "", sql)
    sql = re.sub(r'"pkg_version": ?"[^"]*"', '"pkg_version": "…"', sql)
    sql = re.sub(r'"?([\w$]+_TMP_(?:VIEW|TABLE)_)[0-9a-f]{8}"?', r"\1…", sql)
    sql = sql.replace("VARCHAR(16777216)", "VARCHAR")
    sql = re.sub(r" AS DECLARE .* END;?\s*$", " AS …", sql)
    sql = re.sub(r"(?<=\bTAG)\((.*?)\)(?=WAREHOUSE|AS )", lambda found: f"({','.join(sorted(re.split(r',(?=DB[.])', found[1])))})", sql)
    return sql.strip()


class Statements(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.session = Session.builder.configs(options()).create()
        cls.database = fresh_database(cls.session.connection)
        for sql in (
            "CREATE WAREHOUSE IF NOT EXISTS WH",
            "CREATE WAREHOUSE IF NOT EXISTS LARGE",
            "USE WAREHOUSE WH",
            "CREATE SCHEMA SRC",
            "CREATE TABLE SRC.T (ID INTEGER, TS TIMESTAMP_NTZ, AMT FLOAT)",
            "INSERT INTO SRC.T VALUES (1, '2026-01-01', 10.5), (2, '2026-01-02', 20.5), (3, NULL, NULL)",
        ):
            cls.session.sql(sql).collect()
        cls.wanted = {
            lines[0]: lines[1:] for lines in (part.strip().splitlines() for part in FILE.read_text(encoding="utf-8").split("-- ") if part.strip())
        }

    @classmethod
    def tearDownClass(cls):
        cls.session.sql(f"DROP DATABASE {cls.database}").collect()
        cls.session.close()

    def recorded(self, operation, work):
        """Does the work, and compares what the account took with the file."""
        sent = []
        execute = cursors.SnowflakeCursor.execute

        def recording(cursor, command, *more, **named):
            answer = execute(cursor, command, *more, **named)
            if re.match(r"\s*(CREATE|ALTER|DROP|INSERT|DELETE|MERGE)\b", command, re.I) and not re.match(r"\s*ALTER SESSION", command, re.I):
                sent.append(command.replace(self.database, "DB"))
            return answer

        cursors.SnowflakeCursor.execute = recording
        try:
            answer = work()
        finally:
            cursors.SnowflakeCursor.execute = execute
        found = [normal(sql) for sql in sent if "_FEATURE_STORE_METADATA" not in sql]
        if operation == "":
            return answer
        wanted = self.wanted.pop(operation)
        if operation.startswith("overwrite"):
            # It drops an online table that is not there, too; Firn looks first.
            found = [sql for sql in found if sql in wanted or not sql.startswith("DROP ONLINE FEATURE TABLE IF EXISTS")]
        with self.subTest(operation):
            self.assertEqual(found, wanted)
        return answer

    def test_every_operation_sends_what_firn_sends(self):
        store = self.recorded(
            "create a store",
            lambda: FeatureStore(self.session, self.database, "FS", default_warehouse="WH", creation_mode=CreationMode.CREATE_IF_NOT_EXIST),
        )
        entity = self.recorded("register an entity", lambda: store.register_entity(Entity("CUST", ["ID"], desc="it's a customer")))
        self.recorded("update an entity", lambda: store.update_entity("CUST", desc="other"))

        def register(operation, name, version="V1", overwrite=False, columns="ID, TS, AMT", described={"AMT": "amount"}, **more):
            frame = self.session.sql(f"SELECT {columns} FROM {self.database}.SRC.T")
            view = FeatureView(name, **{"entities": [entity], "timestamp_col": "TS", "desc": "it's", "feature_df": frame, **more})
            view = view.attach_feature_desc(described) if described else view
            self.recorded(operation, lambda: store.register_feature_view(view, version, overwrite=overwrite))

        def windows(operation, name, features, **more):
            register(operation, name, **{**HOURLY, "described": {}, "feature_granularity": "1h", "features": features, **more})

        def update(operation, name, **change):
            self.recorded(operation, lambda: store.update_feature_view(name, "V1", **change))

        register("register a view", "PLAIN")
        register("register a dynamic table", "DYN", **HOURLY, refresh_mode="INCREMENTAL")
        register(
            "register with an initialization warehouse, on schedule, without clustering",
            "INIT",
            **HOURLY,
            initialization_warehouse="LARGE",
            initialize="ON_SCHEDULE",
            cluster_by=[],
        )
        register("register with a schedule", "CRON", **DAILY)
        register("register a view online", "ONLINE_PLAIN", online_config=OnlineConfig(enable=True))
        half_a_minute = OnlineConfig(enable=True, target_lag="30 seconds")
        register("register a dynamic table online", "ONLINE_DYN", **HOURLY, online_config=half_a_minute)
        register("register a full dynamic table online", "ONLINE_FULL", **HOURLY, refresh_mode="FULL", online_config=OnlineConfig(enable=True))
        register("register under names in quotes", '"my fv"', "v1", **HOURLY)
        register("overwrite a view", "PLAIN", overwrite=True)
        register("overwrite a view by a dynamic table", "PLAIN", overwrite=True, **HOURLY)
        register("overwrite a dynamic table by a view", "PLAIN", overwrite=True)
        register("overwrite a schedule by a lag", "CRON", overwrite=True, **HOURLY)
        register("overwrite a lag by a schedule", "CRON", overwrite=True, **DAILY)
        register("overwrite what is online", "ONLINE_DYN", overwrite=True, **HOURLY, online_config=half_a_minute)
        update("describe a view", "PLAIN", desc="new's")
        update("update a dynamic table", "DYN", desc="new", refresh_freq="2 hours", warehouse="LARGE")
        update("set an initialization warehouse", "DYN", initialization_warehouse="LARGE")
        update("unset an initialization warehouse", "DYN", initialization_warehouse=None)
        update("update a lag to a schedule", "DYN", **DAILY)
        update("update a schedule", "DYN", refresh_freq="0 4 * * * UTC")
        update("update a schedule to a lag", "DYN", **HOURLY)
        update("put a dynamic table online", "DYN", online_config=OnlineConfig(enable=True))
        update("change the online lag", "DYN", online_config=OnlineConfig(enable=True, target_lag="1 minute"))
        self.recorded("suspend what is online", lambda: store.suspend_feature_view("DYN", "V1"))
        self.recorded("resume what is online", lambda: store.resume_feature_view("DYN", "V1"))
        self.recorded("refresh online", lambda: store.refresh_feature_view("DYN", "V1", store_type=StoreType.ONLINE))
        update("take a dynamic table offline", "DYN", online_config=OnlineConfig(enable=False))
        update("put a view online", "PLAIN", online_config=OnlineConfig(enable=True))
        windows(
            "register features over windows",
            "TILES",
            [
                Feature.sum("AMT", "24h"),
                Feature.avg("AMT", "2 hours", offset="1h"),
                Feature.stddev("AMT", "1 day"),
                Feature.last_n("AMT", "1d", n=3),
                Feature.approx_count_distinct("AMT", "7d"),
                Feature.approx_percentile("AMT", "7d", percentile=0.9),
            ],
        )
        windows("overwrite features over windows", "TILES", [Feature.sum("AMT", "lifetime"), Feature.min("AMT", "24h")], overwrite=True)
        register("overwrite features over windows by others", "TILES", overwrite=True, **HOURLY)
        windows("register distinct values over windows", "DISTINCT_TILES", [Feature.last_distinct_n("AMT", "24h", n=2)])
        windows(
            "register features over windows by a secondary key",
            "BY_KEY",
            [Feature.sum("AMT", "24h")],
            columns="ID, TS, AMT, ID AS GROUPED",
            aggregation_secondary_keys=["GROUPED"],
        )
        history = {**DAILY, "refresh_mode": "FULL", "append_only": True}
        register("register with a history", "KEPT", **history)
        register("register with a history that has a past", "KEPT", "V2", backup_source=f"{self.database}.FS.KEPT$V1$SNAPSHOTS", **history)
        wider = self.session.sql(f"SELECT ID, TS, AMT, AMT * 2 AS TWICE, 'x'::VARCHAR AS WORD FROM {self.database}.SRC.T")
        update("give a history more columns", "KEPT", updated_feature_df=wider)
        self.recorded("delete a history", lambda: store.delete_feature_view("KEPT", "V2"))
        store.delete_feature_view("KEPT", "V1")
        windows("", "PARENT", ROLLED)
        parent = store.get_feature_view("PARENT", "V1")
        house = store.register_entity(Entity("HOUSE", ["HOUSE"]))
        mapping = self.session.sql(f"SELECT ID, ID AS HOUSE, TS AS VALID_FROM, TS AS VALID_TO FROM {self.database}.SRC.T")

        def roll_up(operation, name, validity={}, **more):
            config = RollupConfig(source=parent, mapping_df=mapping, **validity)
            view = FeatureView(name, entities=[house], rollup_config=config, desc="it's", **more)
            self.recorded(operation, lambda: store.register_feature_view(view, "V1"))

        roll_up("register a roll-up", "ROLLED")
        changing = {"mapping_valid_from_col": "VALID_FROM", "mapping_valid_to_col": "VALID_TO"}
        roll_up("register a roll-up by a mapping that changes", "ROLLED_THEN", changing, **DAILY)
        self.recorded("delete a roll-up", lambda: store.delete_feature_view("ROLLED", "V1"))
        for name in ("ROLLED_THEN", "PARENT"):
            store.delete_feature_view(name, "V1")
        store.delete_entity("HOUSE")
        self.recorded("delete features over windows", lambda: store.delete_feature_view("DISTINCT_TILES", "V1"))
        register("register an Iceberg table", "ICE", **HOURLY, storage_config=StorageConfig(StorageFormat.ICEBERG, "VOL"))
        placed = StorageConfig(StorageFormat.ICEBERG, "VOL", "it's/a place")
        register("register an Iceberg table in a place of its own", "ICE", "v1", **HOURLY, storage_config=placed)
        self.recorded("delete an Iceberg table", lambda: store.delete_feature_view("ICE", "V1"))
        store.delete_feature_view("ICE", "v1")
        update("describe a view in many characters", "PLAIN", desc=PUZZLING)
        register("register described in many characters", "DESCRIBED", desc=PUZZLING, **HOURLY)
        longest = self.recorded("register an entity of the longest name", lambda: store.register_entity(Entity("E" * 32, ["ID"], desc=PUZZLING)))
        quoted = self.recorded("register an entity in quotes", lambda: store.register_entity(Entity('"e $x"', ['"i d"'])))
        register("register under the longest name", "N" * 252, entities=[longest])
        register(
            "register with columns in quotes",
            "QUOTED",
            columns='ID AS "i d", TS AS "Ts", AMT AS "a""b$"',
            entities=[quoted],
            timestamp_col='"Ts"',
            described={'"a""b$"': "in quotes"},
            **HOURLY,
        )
        register("register a version of digits and points", "DYN", "1.0-b_2", **HOURLY)
        self.recorded("delete what is in quotes", lambda: store.delete_feature_view("QUOTED", "V1"))
        for name, version in (("TILES", "V1"), ("BY_KEY", "V1"), ("DESCRIBED", "V1"), ("DYN", "1.0-b_2")):
            store.delete_feature_view(name, version)
        # It would drop a history of 265 characters, which no name has.
        self.session.sql(f"DROP VIEW {self.database}.FS.{'N' * 252}$V1").collect()
        store.delete_entity("E" * 32)
        self.recorded("delete an entity in quotes", lambda: store.delete_entity('"e $x"'))
        self.recorded("refresh", lambda: store.refresh_feature_view("DYN", "V1"))
        self.recorded("suspend a schedule", lambda: store.suspend_feature_view("CRON", "V1"))
        self.recorded("resume a schedule", lambda: store.resume_feature_view("CRON", "V1"))
        self.recorded("delete a view", lambda: store.delete_feature_view("PLAIN", "V1"))
        self.recorded("delete a dynamic table", lambda: store.delete_feature_view("DYN", "V1"))
        self.recorded("delete a schedule", lambda: store.delete_feature_view("CRON", "V1"))
        self.recorded("delete what is online", lambda: store.delete_feature_view("ONLINE_DYN", "V1"))
        for name, version in (("INIT", "V1"), ("ONLINE_PLAIN", "V1"), ("ONLINE_FULL", "V1"), ('"my fv"', "v1")):
            store.delete_feature_view(name, version)
        self.recorded("delete an entity", lambda: store.delete_entity("CUST"))
        self.assertEqual(list(self.wanted), [], "operations that the file has and this test has not")


if __name__ == "__main__":
    unittest.main()
