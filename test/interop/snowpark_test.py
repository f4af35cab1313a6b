"""snowflake-snowpark-python: data frames whose SQL it writes itself."""

import datetime
import unittest

from snowflake.snowpark import Session, Window
from snowflake.snowpark import functions as F
from snowflake.snowpark.types import IntegerType, LongType, StringType, StructField, StructType

from account import fresh_database, options


class Frames(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.session = Session.builder.configs(options()).create()
        cls.database = fresh_database(cls.session.connection)
        cls.session.sql(
            "CREATE TABLE ORDERS AS SELECT * FROM VALUES (1, 'a', 10.5::FLOAT, '2026-01-01'::DATE), (2, 'a', 20, '2026-01-02'), (3, 'b', NULL, '2026-01-03') AS T (ID, CUSTOMER, AMOUNT, AT)"
        ).collect()

    @classmethod
    def tearDownClass(cls):
        cls.session.sql(f"DROP DATABASE {cls.database}").collect()
        cls.session.close()

    def test_a_session_knows_where_it_is(self):
        self.assertEqual(self.session.get_current_database(), f'"{self.database}"')
        self.assertEqual(self.session.get_current_schema(), '"PUBLIC"')

    def test_a_table_has_its_schema(self):
        fields = [(f.name, type(f.datatype).__name__) for f in self.session.table("ORDERS").schema.fields]
        self.assertEqual(fields, [("ID", "LongType"), ("CUSTOMER", "StringType"), ("AMOUNT", "DoubleType"), ("AT", "DateType")])

    def test_rows_are_filtered_and_computed(self):
        frame = self.session.table("ORDERS").filter(F.col("AMOUNT") > 10).select("ID", (F.col("AMOUNT") * 2).alias("DOUBLE")).sort("ID")
        self.assertEqual([tuple(row) for row in frame.collect()], [(1, 21.0), (2, 40.0)])

    def test_rows_are_grouped(self):
        frame = self.session.table("ORDERS").group_by("CUSTOMER").agg(F.sum("AMOUNT").alias("TOTAL"), F.count("*").alias("N")).sort("CUSTOMER")
        self.assertEqual([tuple(row) for row in frame.collect()], [("a", 30.5, 2), ("b", None, 1)])

    def test_frames_are_joined(self):
        orders = self.session.table("ORDERS")
        names = self.session.sql("SELECT COLUMN1 AS CUSTOMER, COLUMN2 AS NAME FROM VALUES ('a', 'Ada')")
        frame = orders.join(names, "CUSTOMER", "left").select("ID", "NAME").sort("ID")
        self.assertEqual([tuple(row) for row in frame.collect()], [(1, "Ada"), (2, "Ada"), (3, None)])

    def test_windows(self):
        window = Window.partition_by("CUSTOMER").order_by("AT")
        frame = self.session.table("ORDERS").select("ID", F.row_number().over(window).alias("N"), F.lag("AMOUNT").over(window).alias("BEFORE")).sort("ID")
        self.assertEqual([tuple(row) for row in frame.collect()], [(1, 1, None), (2, 2, 10.5), (3, 1, None)])

    def test_a_pandas_frame(self):
        frame = self.session.table("ORDERS").sort("ID").to_pandas()
        self.assertEqual(frame["ID"].tolist(), [1, 2, 3])
        self.assertEqual(frame["AMOUNT"].iloc[1], 20.0)
        self.assertEqual(frame["AT"].iloc[0], datetime.date(2026, 1, 1))

    def test_local_rows_become_a_frame(self):
        schema = StructType([StructField("ID", IntegerType()), StructField("NAME", StringType())])
        frame = self.session.create_dataframe([(1, "it's"), (2, None)], schema=schema)
        self.assertEqual([tuple(row) for row in frame.sort("ID").collect()], [(1, "it's"), (2, None)])

    def test_many_local_rows_become_a_frame(self):
        schema = StructType([StructField("ID", LongType()), StructField("NAME", StringType())])
        frame = self.session.create_dataframe([(n, f"row {n}") for n in range(1000)], schema=schema)
        self.assertEqual(frame.count(), 1000)
        self.assertEqual(frame.agg(F.sum("ID")).collect()[0][0], 499500)

    def test_a_frame_is_saved_and_read_again(self):
        self.session.table("ORDERS").select("ID").write.mode("overwrite").save_as_table("SAVED")
        self.session.table("ORDERS").select("ID").write.mode("append").save_as_table("SAVED")
        self.assertEqual(self.session.table("SAVED").count(), 6)

    def test_a_view_is_made_of_a_frame(self):
        self.session.table("ORDERS").filter(F.col("CUSTOMER") == "a").create_or_replace_view("OF_A")
        self.assertEqual(self.session.table("OF_A").count(), 2)

    def test_a_table_is_changed(self):
        self.session.sql("CREATE OR REPLACE TABLE CHANGED AS SELECT * FROM ORDERS").collect()
        table = self.session.table("CHANGED")
        self.assertEqual(table.update({"AMOUNT": 1.0}, table["ID"] == 3).rows_updated, 1)
        self.assertEqual(table.delete(table["ID"] == 1).rows_deleted, 1)
        self.assertEqual([row[0] for row in table.sort("ID").select("AMOUNT").collect()], [20.0, 1.0])

    def test_a_frame_is_kept_as_a_temporary_table(self):
        kept = self.session.table("ORDERS").cache_result()
        self.assertEqual(kept.count(), 3)

    def test_binds(self):
        rows = self.session.sql("SELECT ? + 1, ?", params=[41, "x"]).collect()
        self.assertEqual([tuple(row) for row in rows], [(42, "x")])

    def test_a_query_runs_on_while_the_client_goes_on(self):
        job = self.session.table("ORDERS").sort("ID").collect_nowait()
        self.assertEqual([row[0] for row in job.result()], [1, 2, 3])
