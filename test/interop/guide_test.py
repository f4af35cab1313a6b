"""
A feature store from the first role to the last clean-up, as a customer-segmentation guide does it in Python: tables loaded from a stage,
a database that grows by streams and tasks, a pipeline of Snowpark data frames, feature views in two stores, training data.

The data are our own: a few customers with orders, their lines and what came back of them, by a seed.
"""

import datetime
import decimal
import json
import pathlib
import random
import tempfile
import time
import unittest
import uuid

import pandas
from snowflake.ml.feature_store import CreationMode, Entity, FeatureStore, FeatureView
from snowflake.ml.model import custom_model
from snowflake.ml.registry import Registry
from snowflake.snowpark import Session, Window
from snowflake.snowpark import functions as F

from account import options

PARTS = ("TRAINING", "SERVING")
COLUMNS = {
    "CUSTOMER": "C_CUSTOMER_SK INTEGER, C_NAME VARCHAR, C_BIRTH_YEAR INTEGER",
    "ORDERS": "O_ORDER_ID INTEGER, O_CUSTOMER_SK INTEGER, ORDER_TS TIMESTAMP, WEEKDAY VARCHAR, ORDER_DATE DATE",
    "LINEITEM": "LI_ORDER_ID INTEGER, LI_PRODUCT_ID INTEGER, QUANTITY INTEGER, PRICE DECIMAL(8,2)",
    "ORDER_RETURNS": "OR_ORDER_ID INTEGER, OR_PRODUCT_ID INTEGER, OR_RETURN_QUANTITY INTEGER",
}
CLUSTERED = {"CUSTOMER": "C_CUSTOMER_SK", "ORDERS": "O_ORDER_ID, ORDER_DATE", "LINEITEM": "LI_PRODUCT_ID, LI_ORDER_ID", "ORDER_RETURNS": "OR_PRODUCT_ID, OR_ORDER_ID"}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CUSTOMERS = 40
DUE = 6
"""Orders of SERVING that are still to come, one a minute."""


def generated(part):
    """The part's tables as data frames; `minutes` of an order is its time from the day of loading on."""
    chance = random.Random(f"firn {part}")
    orders, lines, returns = [], [], []
    for order in range(1, 12 * CUSTOMERS + 1):
        coming = part == "SERVING" and order <= DUE
        minutes = 60 * order if coming else -chance.randrange(1, 700 * 1440)
        orders.append((order, chance.randrange(CUSTOMERS), minutes))
        for _ in range(chance.randrange(1, 5)):
            product, quantity = chance.randrange(20), chance.randrange(1, 6)
            lines.append((order, product, quantity, decimal.Decimal(chance.randrange(10, 2000)) / 100))
            if chance.random() < 0.3:
                returns.append((order, product, chance.randrange(1, quantity + 1)))
    customers = [(n, f"Customer {n}", chance.randrange(1940, 2006)) for n in range(CUSTOMERS)]
    return {
        "CUSTOMER": pandas.DataFrame(customers, columns=["sk", "name", "birth_year"]),
        "ORDERS": pandas.DataFrame(orders, columns=["id", "customer", "minutes"]),
        "LINEITEM": pandas.DataFrame(lines, columns=["order", "product", "quantity", "price"]),
        "ORDER_RETURNS": pandas.DataFrame(returns, columns=["order", "product", "quantity"]),
    }


LOADED = {
    "CUSTOMER": "$1:sk::INT, $1:name::VARCHAR, $1:birth_year::INT",
    # The weekday and the date are those of the time, which stands beside them under its alias.
    "ORDERS": "$1:id::INT, $1:customer::INT, TIMESTAMPADD('MINS', $1:minutes::INT, '{now}'::TIMESTAMP_NTZ) AS ORDER_TS, "
    "DECODE(EXTRACT(DAYOFWEEK FROM ORDER_TS), 1, 'Monday', 2, 'Tuesday', 3, 'Wednesday', 4, 'Thursday', 5, 'Friday', 6, 'Saturday', 0, 'Sunday'), TO_DATE(ORDER_TS)",
    "LINEITEM": "$1:order::INT, $1:product::INT, $1:quantity::INT, $1:price::DECIMAL(8,2)",
    "ORDER_RETURNS": "$1:order::INT, $1:product::INT, $1:quantity::INT",
}


def cleansed(orders, lines, returns):
    """Every line with what came back of it and the order it is of."""
    joined = lines.join(returns, (lines["LI_ORDER_ID"] == returns["OR_ORDER_ID"]) & (lines["LI_PRODUCT_ID"] == returns["OR_PRODUCT_ID"]), "left")
    joined = joined.join(orders, joined["LI_ORDER_ID"] == orders["O_ORDER_ID"], "inner")
    filled = joined.select("O_ORDER_ID", "O_CUSTOMER_SK", "ORDER_DATE", "LI_PRODUCT_ID", "PRICE", "QUANTITY", "OR_RETURN_QUANTITY").fillna(
        {"O_CUSTOMER_SK": 0, "ORDER_DATE": datetime.date(1970, 1, 1), "PRICE": decimal.Decimal("0.0"), "QUANTITY": 0, "OR_RETURN_QUANTITY": 0}
    )
    return filled


def features(lines):
    """Each customer's yearly orders and how much of an order comes back."""
    priced = lines.with_columns(
        ["INVOICE_YEAR", "ROW_PRICE", "RETURN_ROW_PRICE"],
        [F.year("ORDER_DATE"), F.col("QUANTITY") * F.col("PRICE"), F.col("OR_RETURN_QUANTITY") * F.col("PRICE")],
    )
    orders = priced.group_by("O_CUSTOMER_SK", "O_ORDER_ID").agg(
        F.sum("ROW_PRICE").alias("ROW_PRICE"),
        F.sum("RETURN_ROW_PRICE").alias("RETURN_ROW_PRICE"),
        F.min("INVOICE_YEAR").alias("INVOICE_YEAR"),
        F.max("ORDER_DATE").alias("LATEST_ORDER_DATE"),
    )
    orders = orders.with_column("RATIO", F.col("RETURN_ROW_PRICE") / F.col("ROW_PRICE"))
    ratio = orders.group_by("O_CUSTOMER_SK").agg(F.avg("RATIO").cast("FLOAT").alias("RETURN_RATIO"), F.max("LATEST_ORDER_DATE").alias("LATEST_ORDER_DATE"))
    yearly = orders.group_by("O_CUSTOMER_SK", "INVOICE_YEAR").agg(F.count("O_ORDER_ID").cast("FLOAT").alias("FREQUENCY"))
    frequency = yearly.group_by("O_CUSTOMER_SK").agg(F.avg("FREQUENCY").alias("FREQUENCY"))
    return frequency.join(ratio, "O_CUSTOMER_SK", "inner")


def expected(orders, lines, returns):
    """The same by pandas, which knows nothing of the account's SQL."""
    joined = lines.merge(returns, how="left", left_on=["LI_ORDER_ID", "LI_PRODUCT_ID"], right_on=["OR_ORDER_ID", "OR_PRODUCT_ID"])
    joined = joined.merge(orders, how="inner", left_on="LI_ORDER_ID", right_on="O_ORDER_ID")
    price = joined["PRICE"].astype(float)
    joined["PAID"] = joined["QUANTITY"].astype(float) * price
    joined["BACK"] = joined["OR_RETURN_QUANTITY"].astype(float).fillna(0) * price
    joined["YEAR"] = pandas.to_datetime(joined["ORDER_DATE"]).dt.year
    order = joined.groupby(["O_CUSTOMER_SK", "O_ORDER_ID"]).agg(PAID=("PAID", "sum"), BACK=("BACK", "sum"), YEAR=("YEAR", "min"), LATEST=("ORDER_DATE", "max")).reset_index()
    order["RATIO"] = order["BACK"] / order["PAID"]
    frequency = order.groupby(["O_CUSTOMER_SK", "YEAR"]).size().groupby("O_CUSTOMER_SK").mean()
    customer = order.groupby("O_CUSTOMER_SK").agg(RATIO=("RATIO", "mean"), LATEST=("LATEST", "max"))
    return {key: (frequency[key], customer["RATIO"][key], customer["LATEST"][key]) for key in customer.index}


class Segments(custom_model.CustomModel):
    """Puts a customer into the segment whose centre is nearest, on axes scaled to the training data."""

    @custom_model.inference_api
    def predict(self, X: pandas.DataFrame) -> pandas.DataFrame:
        centres = ((0.2, 0.2), (0.2, 0.8), (0.8, 0.2), (0.8, 0.8))
        ratio, frequency = X["RETURN_RATIO"] / 0.5, X["FREQUENCY"] / 12
        distances = [(ratio - x) ** 2 + (frequency - y) ** 2 for x, y in centres]
        nearest = pandas.concat(distances, axis=1).to_numpy().argmin(axis=1)
        return pandas.DataFrame({"CLUSTER": nearest})


class Guide(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.session = Session.builder.configs(options()).create()
        suffix = uuid.uuid4().hex[:8].upper()
        cls.role, cls.warehouse = f"GUIDE_{suffix}_ROLE", f"GUIDE_{suffix}_WH"
        cls.base, cls.live = f"GUIDE_{suffix}", f"GUIDE_{suffix}_INC"
        cls.set_up_account()
        cls.load_tables()
        cls.session.use_database(cls.live)
        cls.store = cls.open_store("TRAINING")

    @classmethod
    def tearDownClass(cls):
        cls.sql("ALTER ACCOUNT SET FIRN_CLOCK = 'RESUME'")
        cls.sql("USE ROLE ACCOUNTADMIN")
        for statement in (f"DATABASE {cls.base}", f"DATABASE {cls.live}", f"WAREHOUSE {cls.warehouse}", f"ROLE {cls.role}"):
            cls.sql(f"DROP {statement}")
        cls.session.close()

    @classmethod
    def sql(cls, statement):
        return cls.session.sql(statement).collect()

    @classmethod
    def set_up_account(cls):
        for statement in (
            "USE ROLE ACCOUNTADMIN",
            f"CREATE ROLE IF NOT EXISTS {cls.role}",
            f"GRANT ROLE {cls.role} TO ROLE SYSADMIN",
            f"CREATE WAREHOUSE IF NOT EXISTS {cls.warehouse} WAREHOUSE_SIZE = XSMALL AUTO_SUSPEND = 60",
            f"GRANT ALL ON WAREHOUSE {cls.warehouse} TO ROLE {cls.role}",
            f"USE WAREHOUSE {cls.warehouse}",
            f"GRANT EXECUTE MANAGED TASK ON ACCOUNT TO ROLE {cls.role}",
            f"GRANT EXECUTE TASK ON ACCOUNT TO ROLE {cls.role}",
        ):
            cls.sql(statement)
        for database in (cls.base, cls.live):
            cls.sql(f"CREATE DATABASE IF NOT EXISTS {database}")
            cls.sql(f"GRANT ALL ON DATABASE {database} TO ROLE {cls.role}")
            cls.sql(f"GRANT ALL ON ALL SCHEMAS IN DATABASE {database} TO ROLE {cls.role}")
            cls.sql(f"GRANT ALL ON FUTURE SCHEMAS IN DATABASE {database} TO ROLE {cls.role}")
        cls.sql(f"USE ROLE {cls.role}")

    @classmethod
    def load_tables(cls):
        """The base database has everything there will ever be; the live one what has happened so far."""
        cls.sql(f"CREATE SCHEMA {cls.base}.CONFIG")
        cls.sql(f"CREATE FILE FORMAT IF NOT EXISTS {cls.base}.CONFIG.PARQUET_FF TYPE = 'parquet'")
        cls.sql(f"CREATE STAGE IF NOT EXISTS {cls.base}.CONFIG.LOADING FILE_FORMAT = (FORMAT_NAME = '{cls.base}.CONFIG.PARQUET_FF')")
        now = cls.sql("SELECT TO_VARCHAR(CURRENT_TIMESTAMP()::TIMESTAMP_NTZ, 'YYYY-MM-DD HH24:MI:SS')")[0][0]
        cls.reports = {}
        for part in PARTS:
            cls.sql(f"CREATE SCHEMA IF NOT EXISTS {cls.base}.{part}")
            cls.sql(f"CREATE SCHEMA IF NOT EXISTS {cls.live}.{part}")
            for table, frame in generated(part).items():
                with tempfile.TemporaryDirectory() as folder:
                    file = pathlib.Path(folder, f"{table.lower()}.parquet")
                    frame.to_parquet(file)
                    cls.session.file.put(file.as_posix(), f"@{cls.base}.CONFIG.LOADING/{part}/{table}", auto_compress=False)
                cls.sql(f"CREATE OR REPLACE TABLE {cls.base}.{part}.{table} ({COLUMNS[table]}) CLUSTER BY ({CLUSTERED[table]})")
                (report,) = cls.sql(
                    f"COPY INTO {cls.base}.{part}.{table} FROM (SELECT {LOADED[table].format(now=now)} FROM @{cls.base}.CONFIG.LOADING/{part}/{table}) "
                    f"FILE_FORMAT = (FORMAT_NAME = '{cls.base}.CONFIG.PARQUET_FF')"
                )
                cls.reports[part, table] = (report["status"], report["rows_loaded"], len(frame))
        for table in COLUMNS:
            cls.sql(f"CREATE TABLE {cls.live}.TRAINING.{table} AS SELECT * FROM {cls.base}.TRAINING.{table}")

    @classmethod
    def open_store(cls, part):
        name = f"_{part}_FEATURE_STORE"
        store = FeatureStore(cls.session, cls.live, name, default_warehouse=cls.warehouse, creation_mode=CreationMode.CREATE_IF_NOT_EXIST)
        if '"CUSTOMER"' not in (store.list_entities().select(F.to_json(F.array_agg("NAME", True))).collect()[0][0] or ""):
            store.register_entity(Entity(name="CUSTOMER", join_keys=["O_CUSTOMER_SK"], desc="Primary Key for CUSTOMER"))
        return store

    def tables(self, part):
        return [self.session.table(f"{self.live}.{part}.{name}") for name in ("ORDERS", "LINEITEM", "ORDER_RETURNS")]

    def register(self, store, part, version="V_1", refresh="60 minute"):
        frame = self.session.sql(features(cleansed(*self.tables(part))).queries["queries"][-1])
        view = FeatureView(
            name="FV_UC01_PREPROCESS",
            entities=[store.get_entity("CUSTOMER")],
            feature_df=frame,
            timestamp_col="LATEST_ORDER_DATE",
            refresh_freq=refresh,
            desc="Features to support Use Case 01",
        ).attach_feature_desc({"FREQUENCY": "Average yearly order frequency", "RETURN_RATIO": "Average of returned value by order / total value"})
        return store.register_feature_view(view, version=version, block=True)

    def assert_features(self, rows, part):
        wanted = expected(*[table.to_pandas() for table in self.tables(part)])
        self.assertEqual(len(rows), len(wanted))
        for row in rows:
            frequency, ratio, latest = wanted[row["O_CUSTOMER_SK"]]
            self.assertAlmostEqual(row["FREQUENCY"], frequency, places=9)
            self.assertAlmostEqual(row["RETURN_RATIO"], ratio, places=7)
            self.assertEqual(row["LATEST_ORDER_DATE"], latest)

    def test_01_tables_are_loaded_from_the_stage(self):
        self.assertEqual({status for status, _, _ in self.reports.values()}, {"LOADED"})
        for (part, table), (_, loaded, rows) in self.reports.items():
            self.assertEqual((loaded, self.session.table(f"{self.base}.{part}.{table}").count()), (rows, rows))
        for timestamp, weekday, day in self.session.table(f"{self.base}.TRAINING.ORDERS").select("ORDER_TS", "WEEKDAY", "ORDER_DATE").collect():
            self.assertEqual((weekday, day), (WEEKDAYS[timestamp.weekday()], timestamp.date()))
        (row,) = self.sql(f"SHOW TABLES LIKE 'ORDERS' IN SCHEMA {self.base}.TRAINING")
        self.assertEqual((row["cluster_by"], row["owner"]), ("LINEAR(O_ORDER_ID, ORDER_DATE)", self.role))

    def test_02_the_live_database_grows_by_streams_and_tasks(self):
        base, live, config = f"{self.base}.SERVING", f"{self.live}.SERVING", f"{self.base}.CONFIG"
        self.sql("ALTER ACCOUNT SET FIRN_CLOCK = 'PAUSE'")
        for table in COLUMNS:
            self.sql(f"CREATE OR REPLACE TABLE {live}.{table} ({COLUMNS[table]})")
        self.sql(f"INSERT INTO {live}.CUSTOMER SELECT * FROM {base}.CUSTOMER ORDER BY C_CUSTOMER_SK")
        for name in ("LINEITEM", "ORDER_RETURNS"):
            self.sql(f"CREATE OR REPLACE STREAM {config}.SERVING_{name}_STREAM ON TABLE {live}.ORDERS")
        bodies = {
            "ORDER": ("", f"INSERT INTO {live}.ORDERS SELECT * FROM {base}.ORDERS WHERE ORDER_TS <= CURRENT_TIMESTAMP() AND ORDER_TS > (SELECT MAX(ORDER_TS) FROM {live}.ORDERS) ORDER BY ORDER_TS, O_CUSTOMER_SK"),
            "LINEITEM": (
                f"WHEN SYSTEM$STREAM_HAS_DATA('{config}.SERVING_LINEITEM_STREAM')",
                f"INSERT INTO {live}.LINEITEM SELECT L.* FROM {base}.LINEITEM L JOIN {config}.SERVING_LINEITEM_STREAM S ON L.LI_ORDER_ID = S.O_ORDER_ID",
            ),
            "ORDER_RETURNS": (
                f"WHEN SYSTEM$STREAM_HAS_DATA('{config}.SERVING_ORDER_RETURNS_STREAM')",
                f"INSERT INTO {live}.ORDER_RETURNS SELECT R.* FROM {base}.ORDER_RETURNS R JOIN {config}.SERVING_ORDER_RETURNS_STREAM S ON R.OR_ORDER_ID = S.O_ORDER_ID",
            ),
        }
        self.sql(f"INSERT INTO {live}.ORDERS SELECT * FROM {base}.ORDERS WHERE ORDER_TS < CURRENT_TIMESTAMP()")
        for name, (when, body) in bodies.items():
            self.sql(f"CREATE OR REPLACE TASK {config}.APPEND_SERVING_{name}_TASK USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE = 'XSMALL' SCHEDULE = '1 MINUTE' {when} AS {body}")
            self.sql(f"ALTER TASK {config}.APPEND_SERVING_{name}_TASK RESUME")
        known = self.session.table(f"{live}.ORDERS").count()
        self.assertEqual(known, 12 * CUSTOMERS - DUE)
        for hour in range(1, DUE + 1):
            self.sql("ALTER ACCOUNT SET FIRN_CLOCK = 'STEP 60 minutes'")
            self.wait_for(lambda: self.session.table(f"{live}.ORDERS").count() == known + hour)
            self.sql("ALTER ACCOUNT SET FIRN_CLOCK = 'STEP 1 minutes'")
        for table in ("ORDERS", "LINEITEM", "ORDER_RETURNS"):
            wanted = self.session.table(f"{base}.{table}").count()
            self.wait_for(lambda: self.session.table(f"{live}.{table}").count() == wanted)
            self.assertEqual(self.session.table(f"{live}.{table}").except_(self.session.table(f"{base}.{table}")).count(), 0)
        history = self.sql(f"SELECT NAME, STATE FROM TABLE({self.base}.INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'APPEND_SERVING_ORDER_TASK')) WHERE STATE = 'SUCCEEDED'")
        self.assertGreaterEqual(len(history), DUE)
        for name in bodies:
            self.sql(f"ALTER TASK {config}.APPEND_SERVING_{name}_TASK SUSPEND")
        states = {row["name"]: row["state"] for row in self.sql(f"SHOW TASKS IN SCHEMA {config}")}
        self.assertEqual(set(states.values()), {"suspended"})

    def wait_for(self, holds):
        """Tasks begin when the clock steps, and end by themselves."""
        deadline = time.monotonic() + 60
        while not holds():
            self.assertLess(time.monotonic(), deadline, "the tasks have not done it")
            time.sleep(0.05)

    def test_03_the_pipeline_has_the_numbers_of_pandas(self):
        lines = cleansed(*self.tables("TRAINING"))
        self.assertEqual([field.name for field in lines.schema.fields][:3], ["O_ORDER_ID", "O_CUSTOMER_SK", "ORDER_DATE"])
        self.assertEqual(lines.filter(F.col("OR_RETURN_QUANTITY").is_null()).count(), 0)
        kept = features(lines).cache_result()
        self.assert_features(kept.collect(), "TRAINING")
        self.assertEqual([str(field.datatype) for field in kept.schema.fields if field.name in ("FREQUENCY", "RETURN_RATIO")], ["DoubleType()", "DoubleType()"])

    def test_04_frames_become_tables_views_and_dynamic_tables(self):
        frame = features(cleansed(*self.tables("TRAINING")))
        self.session.use_schema(f"{self.live}.TRAINING")
        frame.write.mode("overwrite").save_as_table("FEATURES")
        self.assert_features(self.session.table("FEATURES").collect(), "TRAINING")
        frame.create_or_replace_view("FEATURES_VIEW")
        frame.create_or_replace_dynamic_table("FEATURES_DYNAMIC", warehouse=self.warehouse, lag="1 hour")
        self.assert_features(self.session.table("FEATURES_DYNAMIC").collect(), "TRAINING")
        window = Window.partition_by("O_CUSTOMER_SK").order_by("ORDER_TS")
        orders = self.session.table("ORDERS")
        gaps = orders.select("O_CUSTOMER_SK", F.datediff("day", F.lag("ORDER_TS").over(window), F.col("ORDER_TS")).alias("GAP"), F.row_number().over(window).alias("N"))
        self.assertEqual(gaps.filter((F.col("N") == 1) & F.col("GAP").is_not_null()).count(), 0)
        self.assertEqual(gaps.count(), orders.count())
        pivoted = orders.select("O_CUSTOMER_SK", "WEEKDAY", "O_ORDER_ID").pivot("WEEKDAY", list(WEEKDAYS)).agg(F.count("O_ORDER_ID"))
        self.assertEqual(sum(sum(row[1:]) for row in pivoted.collect()), orders.count())

    def test_05_a_feature_view_is_registered_and_listed(self):
        view = self.register(self.store, "TRAINING")
        self.assertEqual((view.status.value, view.refresh_freq), ("ACTIVE", "1 hour"))
        (row,) = self.store.list_feature_views().collect()
        self.assertEqual((row["NAME"], row["VERSION"], row["DATABASE_NAME"], row["SCHEMA_NAME"]), ("FV_UC01_PREPROCESS", "V_1", self.live, "_TRAINING_FEATURE_STORE"))
        self.assertEqual((json.loads(row["ENTITIES"]), row["REFRESH_MODE"], row["SCHEDULING_STATE"]), (["CUSTOMER"], "INCREMENTAL", "ACTIVE"))
        got = self.store.get_feature_view("FV_UC01_PREPROCESS", "V_1")
        self.assertEqual({str(k): v for k, v in got.feature_descs.items()}["FREQUENCY"], "Average yearly order frequency")
        self.assert_features(self.store.read_feature_view(got).collect(), "TRAINING")

    def test_06_a_spine_gets_its_features_as_of_its_times(self):
        view = self.store.get_feature_view("FV_UC01_PREPROCESS", "V_1")
        spine = view.feature_df.group_by("O_CUSTOMER_SK").agg(F.max("LATEST_ORDER_DATE").alias("ASOF_DATE"))
        training = self.store.generate_training_set(spine, [view], spine_timestamp_col="ASOF_DATE")
        self.assertEqual([field.name for field in training.schema.fields], ["O_CUSTOMER_SK", "ASOF_DATE", "FREQUENCY", "RETURN_RATIO"])
        rows = training.with_column_renamed("ASOF_DATE", "LATEST_ORDER_DATE").collect()
        self.assert_features(rows, "TRAINING")
        early = spine.with_column("ASOF_DATE", F.dateadd("day", F.lit(-1), F.col("ASOF_DATE")))
        before = self.store.generate_training_set(early, [view], spine_timestamp_col="ASOF_DATE")
        self.assertEqual({row["FREQUENCY"] for row in before.collect()}, {None})

    def test_07_a_dataset_is_generated_and_read(self):
        view = self.store.get_feature_view("FV_UC01_PREPROCESS", "V_1")
        spine = view.feature_df.group_by("O_CUSTOMER_SK").agg(F.max("LATEST_ORDER_DATE").alias("ASOF_DATE"))
        made = self.store.generate_dataset(name="UC01_TRAINING", version="first", spine_df=spine, features=[view], spine_timestamp_col="ASOF_DATE")
        self.assertEqual([row if isinstance(row, str) else row["version"] for row in made.list_versions()], ["first"])
        frame = made.read.to_snowpark_dataframe()
        self.assertEqual(frame.count(), self.store.read_feature_view(view).count())
        self.assertEqual(sorted(made.read.to_pandas().columns), ["ASOF_DATE", "FREQUENCY", "O_CUSTOMER_SK", "RETURN_RATIO"])

    def test_08_the_same_pipeline_serves_another_store(self):
        store = self.open_store("SERVING")
        view = self.register(store, "SERVING")
        self.assert_features(store.read_feature_view(view).collect(), "SERVING")
        before = store.read_feature_view(view).count()
        live = f"{self.live}.SERVING"
        self.sql(f"INSERT INTO {live}.ORDERS SELECT 100000, 999, CURRENT_TIMESTAMP(), 'Monday', CURRENT_DATE()")
        self.sql(f"INSERT INTO {live}.LINEITEM VALUES (100000, 1, 2, 4.50)")
        store.refresh_feature_view(view)
        self.assertEqual(store.read_feature_view(view).count(), before + 1)
        self.assert_features(store.read_feature_view(view).collect(), "SERVING")
        self.assertEqual({row["STATE"] for row in store.get_refresh_history(view).collect()}, {"SUCCEEDED"})
        self.assertEqual(store.suspend_feature_view(view).status.value, "SUSPENDED")
        self.assertEqual(store.resume_feature_view(view).status.value, "ACTIVE")
        second = self.register(store, "SERVING", version="V_2", refresh=None)
        self.assertEqual(second.status.value, "STATIC")
        versions = [row["VERSION"] for row in store.list_feature_views(feature_view_name="FV_UC01_PREPROCESS").sort(F.col("VERSION").desc()).collect()]
        self.assertEqual(versions, ["V_2", "V_1"])
        store.delete_feature_view(second)
        store.delete_feature_view(view)
        store.delete_entity("CUSTOMER")
        self.assertEqual((store.list_feature_views().collect(), store.list_entities().collect()), ([], []))

    def test_09_a_model_of_the_training_data_segments_customers(self):
        self.sql(f"CREATE SCHEMA {self.live}._MODEL_REGISTRY")
        self.session.use_schema(f"{self.live}._TRAINING_FEATURE_STORE")
        registry = Registry(self.session, database_name=self.live, schema_name="_MODEL_REGISTRY")
        self.assertEqual(len(registry.show_models()), 0)
        view = self.store.get_feature_view("FV_UC01_PREPROCESS", "V_1")
        frame = self.store.read_feature_view(view).select("O_CUSTOMER_SK", "FREQUENCY", "RETURN_RATIO").to_pandas()
        inputs = frame[["RETURN_RATIO", "FREQUENCY"]]
        segments = Segments()
        wanted = segments.predict(inputs)["CLUSTER"].tolist()
        self.assertGreater(len(set(wanted)), 1)
        for version in ("V_1", "V_2"):
            registry.log_model(segments, model_name="UC01_SEGMENTS", version_name=version, sample_input_data=inputs, comment="customer purchase clusters")
        (row,) = registry.show_models().to_dict("records")
        self.assertEqual((row["name"], json.loads(row["versions"])), ("UC01_SEGMENTS", ["V_1", "V_2"]))
        model = registry.get_model("UC01_SEGMENTS")
        latest = model.show_versions()["name"].tolist()[-1]
        model.default = latest
        self.assertEqual(registry.get_model("UC01_SEGMENTS").default.version_name, "V_2")
        loaded = model.version(latest).load(force=True)
        self.assertEqual(loaded.predict(inputs)["CLUSTER"].tolist(), wanted)
        served = model.version(latest).run(self.store.read_feature_view(view), function_name="predict")
        self.assertEqual({row["O_CUSTOMER_SK"]: row["CLUSTER"] for row in served.collect()}, dict(zip(frame["O_CUSTOMER_SK"].tolist(), wanted)))
        inference = FeatureView(name="FV_UC01_INFERENCE_RESULT", entities=[self.store.get_entity("CUSTOMER")], feature_df=served, desc="Segments by UC01_SEGMENTS V_2")
        registered = self.store.register_feature_view(inference, version="V_1")
        self.assertEqual(registered.status.value, "STATIC")
        self.assertEqual({row["CLUSTER"] for row in self.store.read_feature_view(registered).collect()}, set(wanted))
