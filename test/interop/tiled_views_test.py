"""Features over windows: Firn and the official client register the same tiles, and each reads the other's."""

import collections
import datetime
import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from snowflake.ml.feature_store import CreationMode, Entity, Feature, FeatureStore, FeatureView
from snowflake.snowpark import Session

from account import fresh_database, options

HOUR = datetime.timedelta(hours=1)
START = datetime.datetime(2026, 3, 1)
SECOND = datetime.timedelta(seconds=1)

Event = collections.namedtuple("Event", "id at amount quantity page ad")

# Events on, just before and just after the hours at which windows begin and end; NULLs, and values that come again.
EVENTS = [
    Event(1, START, 10.0, "1.50", "a", "x"),
    Event(1, START + HOUR - SECOND, 20.0, "2.25", "b", "y"),
    Event(1, START + HOUR, 30.0, None, "a", "x"),
    Event(1, START + HOUR + SECOND, None, "4.00", None, None),
    Event(1, START + 2 * HOUR, 5.0, "1.00", "c", "y"),
    Event(1, START + 24 * HOUR - SECOND, 7.5, "0.75", "c", "x"),
    Event(1, START + 24 * HOUR, 2.5, "0.25", "d", "x"),
    Event(1, START + 25 * HOUR, 1.0, "9.00", "a", "z"),
    Event(2, START + 5 * HOUR, 5.0, "1.00", "z", "x"),
]

# (function of Firn, the official one, column, window, options): one of each function, and each kind of window.
FEATURES = [
    ("sum", "sum", "AMT", "2h", {}),
    ("sum", "sum", "AMT", "24h", {"offset": "1h"}),
    ("count", "count", "PAGE", "24h", {}),
    ("avg", "avg", "QTY", "24h", {}),
    ("min", "min", "AMT", "1 day", {}),
    ("max", "max", "AMT", "24h", {"offset": "24h"}),
    ("stddev", "stddev", "AMT", "24h", {}),
    ("variance", "var", "QTY", "24h", {}),
    ("approxCountDistinct", "approx_count_distinct", "PAGE", "24h", {"precision": 12}),
    ("approxPercentile", "approx_percentile", "AMT", "24h", {"percentile": 0.9}),
    ("lastN", "last_n", "PAGE", "24h", {"n": 2}),
    ("firstN", "first_n", "PAGE", "24h", {"n": 3, "offset": "1h"}),
    ("lastDistinctN", "last_distinct_n", "PAGE", "24h", {"n": 2}),
    ("firstDistinctN", "first_distinct_n", "PAGE", "24h", {"n": 3}),
    ("sum", "sum", "AMT", "lifetime", {}),
    ("avg", "avg", "QTY", "lifetime", {}),
    ("stddev", "stddev", "AMT", "lifetime", {}),
]
BY_AD = [("sum", "sum", "AMT", "24h", {}), ("avg", "avg", "QTY", "2h", {}), ("count", "count", "PAGE", "24h", {})]


def official(features):
    return [getattr(Feature, name)(column, window, **more) for _, name, column, window, more in features]


def typescript(features):
    lines = [f"feature.{name}(e.{column}, {json.dumps(window)}, {json.dumps(more)})" for name, _, column, window, more in features]
    return ",\n    ".join(lines)


def definition_file(database):
    return f"""
import {{ entity, feature, featureView }} from 'firn';
import {{ EVENTS }} from '../firn/sources';

export const customer = entity('CUSTOMER', {{ joinKeys: ['ID'], desc: 'who' }});
const seen = EVENTS.filter((e) => e.ID.gt(0));
export const plain = featureView('PLAIN', {{ version: 'V1', entities: [customer], from: seen, timestamp: 'TS' }});
const tiled = {{
  entities: [customer], from: seen, timestamp: 'TS', refresh: '1 hour', granularity: '1h', desc: "it's in windows",
}} as const;
export const every = featureView('EVERY', {{
  version: 'FIRN',
  ...tiled,
  aggregations: (e) => [
    {typescript(FEATURES)},
    feature.sum(e.AMT, '48h', {{ as: '"Two Days"', desc: 'of $$ spent' }}),
  ],
}});
export const byAd = featureView('BY_AD', {{
  version: 'FIRN',
  ...tiled,
  secondaryKey: 'AD',
  aggregations: (e) => [
    {typescript(BY_AD)}
  ],
}});
"""


def tokens(sql):
    """A statement without white space outside of literals, so that line breaks do not count."""
    return [piece for piece in re.findall(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[\w$]+|[^\s\w]", sql)]


class Tiles(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.session = Session.builder.configs(options()).create()
        cls.database = fresh_database(cls.session.connection)
        cls.session.sql("CREATE WAREHOUSE IF NOT EXISTS FS_WH").collect()
        cls.session.sql("USE WAREHOUSE FS_WH").collect()
        cls.session.sql("CREATE TABLE EVENTS (ID NUMBER(38,0), TS TIMESTAMP_NTZ, AMT FLOAT, QTY NUMBER(10,2), PAGE VARCHAR, AD VARCHAR)").collect()

        def text(value):
            return "NULL" if value is None else f"'{value}'"

        values = ", ".join(f"({e.id}, {text(e.at)}, {text(e.amount)}, {text(e.quantity)}, {text(e.page)}, {text(e.ad)})" for e in EVENTS)
        cls.session.sql(f"INSERT INTO EVENTS SELECT COLUMN1, COLUMN2::TIMESTAMP_NTZ, COLUMN3::FLOAT, COLUMN4::NUMBER(10,2), COLUMN5, COLUMN6 FROM VALUES {values}").collect()
        cls.parent = tempfile.mkdtemp()
        cls.folder = pathlib.Path(cls.parent)
        target = {"connection": "local", "database": cls.database, "schema": "FS", "sources": "PUBLIC", "warehouse": "FS_WH"}
        (cls.folder / "firn.json").write_text(json.dumps({"definitions": ["features/**/*.ts"], "targets": {"dev": target}}))
        (cls.folder / "features").mkdir()
        cls.firn("pull")
        (cls.folder / "features" / "windows.ts").write_text(definition_file(cls.database))
        for name in ("EVERY", "BY_AD"):
            cls.firn("register", f"{name}@FIRN")
        cls.source = cls.firn("sql", "features/windows.ts", "--view", "PLAIN").strip()
        cls.store = FeatureStore(cls.session, cls.database, "FS", default_warehouse="FS_WH", creation_mode=CreationMode.FAIL_IF_NOT_EXIST)
        named = [*official(FEATURES), Feature.sum("AMT", "48h").alias("Two Days", case_sensitive=True)]
        cls.register("EVERY", named, {'"Two Days"': "of dollars spent"})
        cls.register("BY_AD", official(BY_AD), {}, aggregation_secondary_keys=["AD"])

    @classmethod
    def register(cls, name, features, descriptions, **more):
        view = FeatureView(
            name,
            [cls.store.get_entity("CUSTOMER")],
            cls.session.sql(cls.source),
            timestamp_col="TS",
            refresh_freq="1 hour",
            desc="it's in windows",
            feature_granularity="1h",
            features=features,
            **more,
        )
        cls.store.register_feature_view(view.attach_feature_desc(descriptions), "PYTHON")

    @classmethod
    def firn(cls, *arguments):
        command = [*json.loads(os.environ["FIRN_COMMAND"]), *arguments]
        done = subprocess.run(command, cwd=cls.folder, capture_output=True, text=True, timeout=180)
        if done.returncode != 0:
            raise AssertionError(f"firn {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    @classmethod
    def tearDownClass(cls):
        cls.session.sql(f"DROP DATABASE {cls.database}").collect()
        cls.session.close()
        shutil.rmtree(cls.parent, ignore_errors=True)

    def shown(self, name, version):
        (row,) = self.session.sql(f"SHOW DYNAMIC TABLES LIKE '{name}${version}' IN SCHEMA {self.database}.FS").collect()
        return row

    def test_the_statements_have_the_same_query_tags_and_clauses(self):
        for name in ("EVERY", "BY_AD"):
            theirs, ours = (self.shown(name, version)["text"] for version in ("PYTHON", "FIRN"))

            def parts(text):
                head, query = re.split(r"\bAS\s+(?=SELECT\b)", text, maxsplit=1)
                tags = dict(re.findall(r"(SNOWML_\w+) = '((?:[^']|'')*)'", head))
                tags["SNOWML_FEATURE_STORE_OBJECT"] = json.loads(tags["SNOWML_FEATURE_STORE_OBJECT"])["type"]
                # What is false goes without saying: clients of other days do not know the words.
                metadata = json.loads(tags["SNOWML_FEATURE_VIEW_METADATA"])
                tags["SNOWML_FEATURE_VIEW_METADATA"] = {key: value for key, value in metadata.items() if value is not False}
                clauses = re.findall(r"TARGET_LAG = '[^']*'|COMMENT = '(?:[^']|'')*'|WAREHOUSE = \w+|REFRESH_MODE = \w+|INITIALIZE = \w+|CLUSTER BY \([^)]*\)", head)
                return tags, sorted(clauses), tokens(query)

            self.assertEqual(parts(ours), parts(theirs), name)

    def test_the_tables_have_the_same_columns(self):
        for name in ("EVERY", "BY_AD"):
            theirs, ours = (
                [(row["name"], row["type"]) for row in self.session.sql(f"DESC DYNAMIC TABLE {self.database}.FS.{name}${version}").collect()]
                for version in ("PYTHON", "FIRN")
            )
            self.assertEqual(ours, theirs)

    def test_the_metadata_rows_are_the_same(self):
        rows = self.session.sql(f"SELECT OBJECT_TYPE, OBJECT_NAME, VERSION, METADATA_TYPE, METADATA FROM {self.database}.FS._FEATURE_STORE_METADATA WHERE OBJECT_NAME <> 'PASSING'").collect()
        written = collections.defaultdict(dict)
        for object_type, name, version, kind, value in rows:
            value = json.loads(value)
            if kind == "FEATURE_VIEW_METADATA":
                value = sorted(value)
            if kind == "FEATURE_DESCS" and name == "EVERY":
                value['"Two Days"'] = bool(value['"Two Days"'])
            self.assertNotIn((object_type, name, kind), written[version])
            written[version][object_type, name, kind] = value
        self.assertEqual(written["FIRN"], written["PYTHON"])

    def test_the_official_client_gets_what_firn_registered(self):
        ours, theirs = (self.store.get_feature_view("EVERY", version) for version in ("FIRN", "PYTHON"))
        self.assertTrue(ours.is_tiled)
        self.assertEqual(ours.feature_granularity, "1h")
        self.assertEqual([spec.to_dict() for spec in ours.aggregation_specs], [spec.to_dict() for spec in theirs.aggregation_specs])
        self.assertEqual([str(name) for name in ours.feature_names], [str(name) for name in theirs.feature_names])
        self.assertEqual({str(k): v for k, v in ours.feature_descs.items()}['"Two Days"'], "of $$ spent")
        self.assertEqual(self.store.get_feature_view("BY_AD", "FIRN").aggregation_secondary_keys, ["AD"])
        listed = self.store.list_feature_views(feature_view_name="EVERY").sort("VERSION").collect()
        self.assertEqual([row["VERSION"] for row in listed], ["FIRN", "PYTHON"])

    def training_set(self, name, version, moments):
        rows = ", ".join(f"({id}, '{at}')" for id, at in moments)
        spine = self.session.sql(f"SELECT COLUMN1 AS ID, COLUMN2::TIMESTAMP_NTZ AS AT FROM VALUES {rows}")
        view = self.store.get_feature_view(name, version)
        return self.store.generate_training_set(spine, [view], spine_timestamp_col="AT", join_method="cte").sort("ID", "AT").collect()

    MOMENTS = sorted(
        [(1, START + hours * HOUR + step) for hours in (0, 1, 2, 3, 24, 25, 26, 48, 49) for step in (-SECOND, 0 * SECOND, SECOND, HOUR / 2)]
        + [(2, START + 5 * HOUR), (2, START + 6 * HOUR), (3, START + HOUR)]
    )

    def test_a_training_set_has_the_numbers_of_plain_arithmetic(self):
        for version in ("FIRN", "PYTHON"):
            rows = self.training_set("EVERY", version, self.MOMENTS)
            self.assertEqual([(row["ID"], row["AT"]) for row in rows], self.MOMENTS)
            for row in rows:
                for feature in FEATURES:
                    name = official([feature])[0].to_spec().output_column
                    self.assertEqual(comparable(row[name]), comparable(plain(feature, row["ID"], row["AT"])), (version, name, row["ID"], row["AT"]))

    def test_arrays_by_a_secondary_key_have_them_too(self):
        for version in ("FIRN", "PYTHON"):
            for row in self.training_set("BY_AD", version, self.MOMENTS):
                for feature in BY_AD:
                    spec = official([feature])[0].to_spec()
                    keys = [k for k in ("x", "y", "z", None) if any(e.ad == k for e in seen(spec, row["ID"], row["AT"]))]
                    where = (version, spec.output_column, row["ID"], row["AT"])
                    self.assertEqual(json.loads(row[f"AD_KEYS_{spec.window.upper()}"]), keys, where)
                    # The sum of a key whose values are all NULL is NULL here: only a window without any event is 0.
                    wanted = [comparable(plain(feature, row["ID"], row["AT"], lambda e, k=k: e.ad == k, empty=None)) for k in keys]
                    self.assertEqual([comparable(value) for value in json.loads(row[spec.output_column])], wanted, where)

    def test_both_clients_read_the_same_rows_of_both(self):
        for name in ("EVERY", "BY_AD"):
            answers = []
            for version in ("FIRN", "PYTHON"):
                rows = self.store.read_feature_view(self.store.get_feature_view(name, version)).collect()
                answers.append({row["ID"]: [comparable(value) for value in row[1:]] for row in rows})
                read = json.loads(self.firn("preview", f"{name}@{version}", "--json"))
                answers.append({row[0]: [comparable(value) for value in row[1:]] for row in read["rows"]})
            for answer in answers[1:]:
                self.assertEqual(answer, answers[0], name)

    def test_firn_describes_what_the_official_client_registered(self):
        theirs, ours = (json.loads(self.firn("describe", f"EVERY@{version}", "--json")) for version in ("PYTHON", "FIRN"))
        self.assertEqual(ours["aggregations"], theirs["aggregations"])
        self.assertEqual([column["name"] for column in ours["columns"]], [column["name"] for column in theirs["columns"]])
        self.assertEqual({column["name"]: column["dtype"] for column in ours["columns"]}, {column["name"]: column["dtype"] for column in theirs["columns"]})

    def test_a_deleted_one_leaves_nothing_to_either(self):
        self.register("PASSING", official(BY_AD[:1]), {})
        self.firn("drop", "PASSING@PYTHON")
        with self.assertRaisesRegex(ValueError, "Failed to find FeatureView"):
            self.store.get_feature_view("PASSING", "PYTHON")
        left = self.session.sql(f"SELECT * FROM {self.database}.FS._FEATURE_STORE_METADATA WHERE OBJECT_NAME = 'PASSING'").collect()
        self.assertEqual(left, [])


def seen(spec, id, moment):
    """The events of a window: whole hours up to the moment's own, half-open."""
    boundary = moment.replace(minute=0, second=0, microsecond=0)
    end = boundary - datetime.timedelta(seconds=spec.get_offset_seconds())
    start = datetime.datetime.min if spec.is_lifetime() else end - datetime.timedelta(seconds=spec.get_window_seconds())
    return [event for event in EVENTS if event.id == id and start <= event.at < end]


def plain(feature, id, moment, chosen=lambda event: True, empty=0.0):
    """A feature in plain arithmetic."""
    _, name, column, _, more = feature
    spec = official([feature])[0].to_spec()
    events = sorted((event for event in seen(spec, id, moment) if chosen(event)), key=lambda event: event.at)
    field = {"AMT": "amount", "QTY": "quantity", "PAGE": "page"}[column]
    values = [getattr(event, field) for event in events if getattr(event, field) is not None]
    if column == "PAGE":
        if name == "count":
            return len(values)
        if name == "approx_count_distinct":
            return len(set(values))
        n = more["n"]
        if "distinct" in name:
            ordered = values if name.startswith("first") else values[::-1]
            different = list(dict.fromkeys(ordered))[:n]
            kept = different if name.startswith("first") else different[::-1]
        else:
            kept = values[:n] if name.startswith("first") else values[-n:]
        return kept or None
    numbers = [float(value) for value in values]
    if name == "sum":
        return sum(numbers) if numbers else (None if spec.is_lifetime() else empty)
    if not numbers:
        return None
    mean = sum(numbers) / len(numbers)
    variance = sum((value - mean) ** 2 for value in numbers) / len(numbers)
    if name == "approx_percentile":
        ordered, rank = sorted(numbers), more["percentile"] * (len(numbers) - 1)
        low, high = ordered[math.floor(rank)], ordered[math.ceil(rank)]
        return low + (high - low) * (rank - math.floor(rank))
    return {"avg": mean, "min": min(numbers), "max": max(numbers), "stddev": math.sqrt(variance), "var": variance}[name]


def comparable(value):
    """Numbers to six digits, whatever they come as; arrays of JSON as lists."""
    if isinstance(value, str) and value.startswith("["):
        return [comparable(item) for item in json.loads(value)]
    if isinstance(value, list):
        return [comparable(item) for item in value]
    try:
        return value if value is None else round(float(value), 6)
    except ValueError:
        return value
