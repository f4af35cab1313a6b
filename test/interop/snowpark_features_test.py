"""What a feature engineer does with Snowpark frames, held to pandas or to plain Python over the same rows."""

import datetime
import math
import unittest

import pandas as pd
from snowflake.snowpark import Session, Window
from snowflake.snowpark import functions as F

from account import fresh_database, options

START = datetime.datetime(2026, 1, 1)
ROWS = [
    (i, "abc"[i % 3], None if i % 7 == 0 else i * 1.5, START + datetime.timedelta(hours=7 * i), i % 2 == 0)
    for i in range(60)
]


class Features(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.session = Session.builder.configs(options()).create()
        cls.database = fresh_database(cls.session.connection)
        columns = ["ID", "G", "X", "TS", "B"]
        cls.session.create_dataframe(ROWS, schema=columns).write.save_as_table("T")
        cls.t = cls.session.table("T")
        cls.p = pd.DataFrame(ROWS, columns=columns)

    @classmethod
    def tearDownClass(cls):
        cls.session.sql(f"DROP DATABASE {cls.database}").collect()
        cls.session.close()

    def same(self, frame, expected):
        """Rows of a frame, sorted by their first columns, against rows of Python; numbers to nine digits."""
        rows = [tuple(row) for row in frame.collect()]
        self.assertEqual(len(rows), len(expected))
        for row, other in zip(rows, expected):
            for a, b in zip(row, other):
                missing = b is None or (isinstance(b, float) and math.isnan(b))
                if missing:
                    self.assertIsNone(a, row)
                elif isinstance(b, float):
                    self.assertAlmostEqual(float(a), b, places=9)
                else:
                    self.assertEqual(a, b)

    def test_moving_aggregates(self):
        frame = self.t.analytics.moving_agg(aggs={"X": ["SUM", "MAX"]}, window_sizes=[3], order_by=["TS"], group_by=["G"])
        rolled = self.p.sort_values("TS").groupby("G").X.rolling(3, min_periods=1)
        expected = pd.DataFrame({"S": rolled.sum(), "M": rolled.max()}).reset_index(level=0).sort_index()
        self.same(frame.sort("ID").select("ID", "X_SUM_3", "X_MAX_3"), list(expected[["S", "M"]].itertuples(name=None)))

    def test_cumulative_aggregates(self):
        frame = self.t.analytics.cumulative_agg(aggs={"X": ["SUM", "COUNT"]}, group_by=["G"], order_by=["TS"], is_forward=False)
        total, count, expected = {}, {}, []
        for id, group, x, _, _ in ROWS:
            if x is not None:
                total[group] = total.get(group, 0) + x
                count[group] = count.get(group, 0) + 1
            expected.append((id, total.get(group), count.get(group, 0)))
        self.same(frame.sort("ID").select("ID", "X_SUM", "X_COUNT"), expected)

    def test_lags_and_leads(self):
        frame = self.t.analytics.compute_lag(cols=["X"], lags=[1], order_by=["TS"], group_by=["G"])
        frame = frame.analytics.compute_lead(cols=["X"], leads=[2], order_by=["TS"], group_by=["G"])
        by = self.p.groupby("G").X
        expected = zip(self.p.ID, by.shift(1), by.shift(-2))
        self.same(frame.sort("ID").select("ID", "X_LAG_1", "X_LEAD_2"), list(expected))

    def test_aggregates_over_windows_of_time(self):
        frame = self.t.analytics.time_series_agg(time_col="TS", aggs={"X": ["SUM"]}, windows=["-1D"], group_by=["G"])
        day = datetime.timedelta(days=1)
        expected = []
        for id, group, _, moment, _ in ROWS:
            values = [x for _, g, x, at, _ in ROWS if g == group and x is not None and moment - day <= at <= moment]
            expected.append((id, float(sum(values)) if values else None))
        self.same(frame.sort("ID").select("ID", '"X_SUM_-1D"'), expected)

    def test_rows_as_of_a_moment(self):
        later = self.t.filter(F.col("ID") % 5 == 0).select(F.col("TS").alias("AT"), F.col("G").alias("KEY"), F.col("ID").alias("FOUND"))
        frame = self.t.join(later, on=F.col("G") == F.col("KEY"), how="asof", match_condition=F.col("TS") >= F.col("AT"))
        def found(id, group):
            return max((i for i, g, *_ in ROWS if i % 5 == 0 and g == group and i <= id), default=None)
        expected = [(id, found(id, group)) for id, group, *_ in ROWS]
        matched = [row for row in expected if row[1] is not None]
        self.same(frame.sort("ID").filter(F.col("FOUND").is_not_null()).select("ID", "FOUND"), matched)

    def test_pivots_and_unpivots(self):
        frame = self.t.group_by("B").pivot("G", ["a", "b", "c"]).agg(F.sum("X")).sort("B")
        table = self.p.pivot_table(index="B", columns="G", values="X", aggfunc="sum").reset_index()
        self.same(frame, [(bool(row[0]), *row[1:]) for row in table.itertuples(index=False, name=None)])
        wide = self.t.filter(F.col("X").is_not_null()).select("ID", F.col("X").alias("ONE"), (F.col("X") * 2).alias("TWO"))
        long = wide.unpivot("V", "N", ["ONE", "TWO"]).sort("ID", "N").limit(4)
        self.same(long.select("ID", "N", "V"), [(1, "ONE", 1.5), (1, "TWO", 3.0), (2, "ONE", 3.0), (2, "TWO", 6.0)])

    def test_grouping_sets(self):
        rows = self.t.rollup("G", "B").agg(F.count("*").alias("N")).collect()
        self.assertEqual(sorted(r["N"] for r in rows if r["G"] is None), [60])
        self.assertEqual(len(rows), 1 + 3 + 6)
        self.assertEqual(len(self.t.cube("G", "B").agg(F.count("*")).collect()), 1 + 3 + 2 + 6)

    def test_statistics(self):
        described = {r["SUMMARY"]: r["X"] for r in self.t.select("X").describe().collect()}
        self.assertAlmostEqual(described["mean"], self.p.X.mean(), places=9)
        self.assertAlmostEqual(described["stddev"], self.p.X.std(), places=9)
        self.assertAlmostEqual(self.t.stat.corr("ID", "X"), self.p.ID.corr(self.p.X), places=9)
        self.assertAlmostEqual(self.t.stat.cov("ID", "X"), self.p[self.p.X.notna()].ID.cov(self.p.X.dropna()), places=6)
        table = self.t.stat.crosstab("G", "B").collect()
        self.assertEqual(sum(value for row in table for value in tuple(row)[1:]), 60)

    def test_missing_values(self):
        nulls = int(self.p.X.isna().sum())
        self.assertEqual(self.t.na.drop(subset=["X"]).count(), 60 - nulls)
        filled = self.t.na.fill({"X": -1.0}).filter(F.col("X") == -1).count()
        self.assertEqual(filled, nulls)
        self.assertEqual(self.t.na.replace({"a": "z"}, subset=["G"]).filter(F.col("G") == "z").count(), 20)

    def test_samples(self):
        self.assertEqual(self.t.sample(n=5).count(), 5)
        parts = self.t.random_split([0.7, 0.3], seed=1)
        self.assertEqual(sum(part.count() for part in parts), 60)
        self.assertEqual(self.t.sample_by("G", {"a": 1.0, "b": 0.0}).select("G").distinct().collect()[0][0], "a")

    def test_arrays_become_rows(self):
        arrays = self.t.filter(F.col("ID") < 2).select("ID", F.array_construct(F.col("ID"), F.lit("x")).alias("A"))
        exploded = arrays.select("ID", F.explode("A").alias("V")).sort("ID", F.col("V").cast("string"))
        self.assertEqual([(r[0], r[1]) for r in exploded.collect()], [(0, "0"), (0, '"x"'), (1, "1"), (1, '"x"')])
        joined = arrays.join_table_function("flatten", F.col("A")).sort("ID", "INDEX")
        self.assertEqual([(r["ID"], r["INDEX"], r["VALUE"]) for r in joined.collect()][1], (0, 1, '"x"'))

    def test_ranges_and_generated_rows(self):
        self.same(self.session.range(1, 10, 2).sort("ID"), [(1,), (3,), (5,), (7,), (9,)])
        self.assertEqual(self.session.generator(F.seq1(), F.uniform(1, 10, F.random(1)), rowcount=5).count(), 5)

    def test_windows_by_time(self):
        window = Window.partition_by("G").order_by("TS").range_between(-F.make_interval(days=1), Window.CURRENT_ROW)
        frame = self.t.select("ID", F.count("X").over(window).alias("N")).sort("ID")
        day = datetime.timedelta(days=1)
        expected = [
            (id, sum(1 for _, g, x, at, _ in ROWS if g == group and x is not None and moment - day <= at <= moment))
            for id, group, _, moment, _ in ROWS
        ]
        self.same(frame, expected)

    def test_sets_by_name(self):
        other = self.t.select("X", "ID", "G")
        self.assertEqual(self.t.select("ID", "G", "X").union_all_by_name(other).count(), 120)
        self.assertEqual(self.t.select("ID").union_by_name(self.t.select("ID", "G"), allow_missing_columns=True).count(), 120)

    def test_a_table_is_merged_into(self):
        self.session.sql("CREATE OR REPLACE TABLE M AS SELECT ID, G FROM T WHERE ID < 3").collect()
        target = self.session.table("M")
        source = self.session.create_dataframe([(1, "one"), (9, "new")], schema=["ID", "G"])
        result = target.merge(
            source,
            target["ID"] == source["ID"],
            [F.when_matched().update({"G": source["G"]}), F.when_not_matched().insert({"ID": source["ID"], "G": source["G"]})],
        )
        self.assertEqual((result.rows_inserted, result.rows_updated, result.rows_deleted), (1, 1, 0))
        self.same(target.sort("ID"), [(0, "a"), (1, "one"), (2, "c"), (9, "new")])

    def test_a_frame_becomes_a_dynamic_table(self):
        self.session.sql("CREATE WAREHOUSE IF NOT EXISTS WH").collect()
        frame = self.t.group_by("G").agg(F.sum("X").alias("TOTAL"))
        frame.create_or_replace_dynamic_table("TOTALS", warehouse="WH", lag="1 hour")
        self.same(self.session.table("TOTALS").sort("G"), [(g, float(v)) for g, v in self.p.groupby("G").X.sum().items()])


if __name__ == "__main__":
    unittest.main()
