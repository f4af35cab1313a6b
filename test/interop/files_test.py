"""Files on stages, as the connector and Snowpark put, load, read, unload and fetch them."""

import contextlib
import datetime
import decimal
import gzip
import json
import pathlib
import tempfile
import unittest

import pandas
from snowflake.connector.errors import ProgrammingError
from snowflake.connector.pandas_tools import write_pandas
from snowflake.snowpark import Session
from snowflake.snowpark import functions as F
from snowflake.snowpark.types import DateType, IntegerType, StringType, StructField, StructType

from account import connect, fresh_database, options


class InDatabase(unittest.TestCase):
    """A Snowpark session, its connection, a database and a folder of its own for each class of tests."""

    @classmethod
    def setUpClass(cls):
        cls.session = Session.builder.configs(options()).create()
        cls.connection = cls.session.connection
        cls.database = fresh_database(cls.connection)
        cls.exit = contextlib.ExitStack()
        cls.folder = pathlib.Path(cls.exit.enter_context(tempfile.TemporaryDirectory()))

    @classmethod
    def tearDownClass(cls):
        cls.connection.cursor().execute(f"DROP DATABASE {cls.database}")
        cls.session.close()
        cls.exit.close()

    def run_sql(self, sql, *arguments):
        return self.connection.cursor().execute(sql, *arguments)

    def rows(self, sql, *arguments):
        return self.run_sql(sql, *arguments).fetchall()

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def put(self, name, text, location, options=""):
        self.run_sql(f"PUT 'file://{self.file(name, text).as_posix()}' {location} {options}")


class Transfers(InDatabase):
    def test_files_are_fetched_by_the_connector(self):
        self.run_sql("CREATE STAGE FETCHED")
        self.put("one.csv", "1,a\n", "@FETCHED/in", "AUTO_COMPRESS = FALSE")
        self.put("two.csv", "2,b\n", "@FETCHED/in")
        target = self.folder / "fetched"
        target.mkdir()
        got = self.rows(f"GET @FETCHED/in 'file://{target.as_posix()}'")
        self.assertEqual(sorted((row[0], row[2]) for row in got), [("one.csv", "DOWNLOADED"), ("two.csv.gz", "DOWNLOADED")])
        self.assertEqual((target / "one.csv").read_text(), "1,a\n")
        self.assertEqual(gzip.decompress((target / "two.csv.gz").read_bytes()), b"2,b\n")

    def test_a_pattern_chooses_files(self):
        self.run_sql("CREATE STAGE CHOSEN")
        for name in ("a1.csv", "b1.csv"):
            self.put(name, "1\n", "@CHOSEN", "AUTO_COMPRESS = FALSE")
        target = self.folder / "chosen"
        target.mkdir()
        self.rows(f"GET @CHOSEN 'file://{target.as_posix()}' PATTERN = '.*a\\\\d.*'")
        self.assertEqual([path.name for path in target.iterdir()], ["a1.csv"])

    def test_snowpark_puts_and_gets(self):
        self.run_sql("CREATE STAGE SPARK")
        source = self.file("spark.csv", "1,x\n")
        (put,) = self.session.file.put(source.as_posix(), "@SPARK/p", auto_compress=False)
        self.assertEqual((put.target, put.status), ("spark.csv", "UPLOADED"))
        target = self.folder / "spark"
        (got,) = self.session.file.get("@SPARK/p/spark.csv", target.as_posix())
        self.assertEqual((got.file, got.status), ("spark.csv", "DOWNLOADED"))
        with self.session.file.get_stream("@SPARK/p/spark.csv") as stream:
            self.assertEqual(stream.read(), b"1,x\n")
        with (self.folder / "spark.csv").open("rb") as stream:
            self.session.file.put_stream(stream, "@SPARK/q/streamed.csv", auto_compress=False)
        self.assertEqual([row[0] for row in self.rows("LIST @SPARK/q")], ["spark/q/streamed.csv"])

    def test_a_temporary_stage_is_the_sessions_own(self):
        self.run_sql("CREATE TEMPORARY STAGE MINE")
        self.put("mine.csv", "1\n", "@MINE")
        self.run_sql("CREATE TEMPORARY FILE FORMAT MINE TYPE = CSV")
        with connect(database=self.database, schema="PUBLIC") as other:
            for statement in ("LIST @MINE", "DESCRIBE FILE FORMAT MINE"):
                with self.subTest(statement), self.assertRaisesRegex(ProgrammingError, "does not exist"):
                    other.cursor().execute(statement)
            self.assertEqual(other.cursor().execute("SHOW STAGES LIKE 'MINE'").fetchall(), [])
            other.cursor().execute("CREATE TEMPORARY STAGE MINE")
            self.assertEqual(other.cursor().execute("LIST @MINE").fetchall(), [])
        self.assertEqual(len(self.rows("LIST @MINE")), 1)


class Pandas(InDatabase):
    frame = pandas.DataFrame(
        {
            "ID": [1, 2, 3],
            "name": ["a", None, "it's \u2744"],
            "V": [0.5, None, 2.5],
            "OK": [True, False, None],
            "D": [datetime.date(2026, 1, 2), None, datetime.date(1969, 12, 31)],
            "AT": pandas.to_datetime(["2026-01-02 03:04:05.123456", None, "1969-12-31 23:59:59.000000"]),
            "N": [decimal.Decimal("1.25"), None, decimal.Decimal("-3.50")],
        }
    )
    expected = [
        (1, "a", 0.5, True, datetime.date(2026, 1, 2), datetime.datetime(2026, 1, 2, 3, 4, 5, 123456), decimal.Decimal("1.25")),
        (2, None, None, False, None, None, None),
        (3, "it's \u2744", 2.5, None, datetime.date(1969, 12, 31), datetime.datetime(1969, 12, 31, 23, 59, 59), decimal.Decimal("-3.50")),
    ]

    def test_a_frame_makes_its_table(self):
        success, chunks, rows, _ = write_pandas(self.connection, self.frame, "MADE", auto_create_table=True, use_logical_type=True)
        self.assertEqual((success, chunks, rows), (True, 1, 3))
        self.assertEqual(self.rows("SELECT * FROM MADE ORDER BY ID"), self.expected)
        types = {row[0]: row[1] for row in self.rows("DESCRIBE TABLE MADE")}
        self.assertEqual(types["ID"], "NUMBER(38,0)")
        self.assertEqual((types["V"], types["OK"], types["D"], types["AT"]), ("FLOAT", "BOOLEAN", "DATE", "TIMESTAMP_NTZ(9)"))


    def test_a_frame_is_appended_and_overwrites(self):
        self.run_sql("CREATE TABLE KEPT (ID NUMBER, V FLOAT, NOTE VARCHAR DEFAULT 'none')")
        frame = self.frame[["ID", "V"]]
        write_pandas(self.connection, frame, "KEPT", chunk_size=2)
        self.assertEqual(self.rows("SELECT * FROM KEPT ORDER BY ID"), [(1, 0.5, "none"), (2, None, "none"), (3, 2.5, "none")])
        write_pandas(self.connection, frame[:1], "KEPT", overwrite=True, auto_create_table=False)
        self.assertEqual(self.rows("SELECT ID FROM KEPT"), [(1,)])
        write_pandas(self.connection, frame[1:], "KEPT", overwrite=True, auto_create_table=True)
        self.assertEqual(self.rows("SELECT ID FROM KEPT ORDER BY ID"), [(2,), (3,)])
        self.assertEqual([row[0] for row in self.rows("DESCRIBE TABLE KEPT")], ["ID", "V"])

    def test_quoted_and_plain_names(self):
        frame = pandas.DataFrame({"lower": [1], "With Space": ["x"]})
        write_pandas(self.connection, frame, "quoted table", auto_create_table=True)
        self.assertEqual(self.rows('SELECT "lower", "With Space" FROM "quoted table"'), [(1, "x")])
        write_pandas(self.connection, frame[["lower"]], "PLAIN", auto_create_table=True, quote_identifiers=False)
        self.assertEqual(self.rows("SELECT LOWER FROM PLAIN"), [(1,)])

    def test_a_value_that_does_not_fit_is_refused(self):
        self.run_sql("CREATE TABLE NARROW (NAME VARCHAR(1))")
        with self.assertRaisesRegex(ProgrammingError, "too long"):
            write_pandas(self.connection, pandas.DataFrame({"NAME": ["long"]}), "NARROW")
        self.assertEqual(self.rows("SELECT COUNT(*) FROM NARROW"), [(0,)])

    def test_many_rows(self):
        frame = pandas.DataFrame({"ID": range(100_000), "T": [f"text {n}" for n in range(100_000)]})
        write_pandas(self.connection, frame, "LARGE", auto_create_table=True)
        self.assertEqual(self.rows("SELECT COUNT(*), SUM(ID), MAX(T) FROM LARGE"), [(100_000, 4_999_950_000, "text 99999")])

    def test_snowpark_writes_a_frame(self):
        table = self.session.write_pandas(self.frame[["ID", "name"]], "SPARKED", auto_create_table=True)
        self.assertEqual(table.filter(F.col("ID") == 3).select('"name"').collect()[0][0], "it's \u2744")

    def test_snowpark_makes_a_frame_of_a_pandas_frame(self):
        frame = self.session.create_dataframe(self.frame[["ID", "V"]])
        self.assertEqual(frame.agg(F.sum("V")).collect()[0][0], 3.0)


class Reads(InDatabase):
    def test_staged_files_are_queried(self):
        self.run_sql("CREATE STAGE QUERIED FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1)")
        self.put("q1.csv", "id,name\n1,a\n2,\n", "@QUERIED/d")
        self.put("q2.csv", "id,name,more\n3,c,x\n", "@QUERIED/d", "AUTO_COMPRESS = FALSE")
        self.assertEqual(
            self.rows("SELECT $1::INT, $2, t.$3 FROM @QUERIED/d t ORDER BY 1"),
            [(1, "a", None), (2, None, None), (3, "c", "x")],
        )
        self.assertEqual(
            self.rows("SELECT METADATA$FILENAME, METADATA$FILE_ROW_NUMBER, $1 FROM @QUERIED (PATTERN => '.*q1.*') ORDER BY 2"),
            [("queried/d/q1.csv.gz", 1, "1"), ("queried/d/q1.csv.gz", 2, "2")],
        )
        self.run_sql("CREATE FILE FORMAT WHOLE_LINES TYPE = CSV FIELD_DELIMITER = NONE")
        self.assertEqual(self.rows("SELECT $1 FROM @QUERIED/d/q2.csv (FILE_FORMAT => WHOLE_LINES)"), [("id,name,more",), ("3,c,x",)])

    def test_snowpark_reads_csv_by_schema(self):
        self.run_sql("CREATE STAGE CSVS")
        self.put("c.csv", "id;day;text\n1;2026-01-02;'a;b'\n2;;\n", "@CSVS")
        schema = StructType([StructField("ID", IntegerType()), StructField("DAY", DateType()), StructField("TEXT", StringType())])
        reader = self.session.read.options({"field_delimiter": ";", "skip_header": 1, "field_optionally_enclosed_by": "'"})
        rows = reader.schema(schema).csv("@CSVS/c.csv.gz").sort("ID").collect()
        self.assertEqual([tuple(row) for row in rows], [(1, datetime.date(2026, 1, 2), "a;b"), (2, None, None)])

    def test_snowpark_infers_the_schema_of_csv(self):
        self.run_sql("CREATE STAGE INFERRED")
        self.put("i.csv", "ID,PRICE,DAY,OK,NAME\n1,1.50,2026-01-02,true,a\n22,-3.25,2026-01-03,false,\n", "@INFERRED")
        frame = self.session.read.options({"parse_header": True, "infer_schema": True}).csv("@INFERRED")
        self.assertEqual(
            [(field.name, type(field.datatype).__name__) for field in frame.schema.fields],
            [("ID", "LongType"), ("PRICE", "DecimalType"), ("DAY", "DateType"), ("OK", "BooleanType"), ("NAME", "StringType")],
        )
        self.assertEqual(
            [tuple(row) for row in frame.sort("ID").collect()],
            [(1, decimal.Decimal("1.50"), datetime.date(2026, 1, 2), True, "a"), (22, decimal.Decimal("-3.25"), datetime.date(2026, 1, 3), False, None)],
        )

    def test_snowpark_reads_json(self):
        self.run_sql("CREATE STAGE JSONS")
        self.put("j.json", '{"id": 1, "tags": ["x", "y"]}\n{"id": 2}\n', "@JSONS")
        frame = self.session.read.json("@JSONS/j.json.gz")
        rows = frame.select(F.sql_expr("$1:id::INT").alias("ID"), F.sql_expr("$1:tags[1]::VARCHAR").alias("TAG")).sort("ID").collect()
        self.assertEqual([tuple(row) for row in rows], [(1, "y"), (2, None)])
        inferred = self.session.read.option("INFER_SCHEMA", True).json("@JSONS/j.json.gz")
        self.assertEqual([json.loads(row[1]) if row[1] else None for row in inferred.select('"id"', '"tags"').sort('"id"').collect()], [["x", "y"], None])

    def test_snowpark_reads_parquet(self):
        self.run_sql("CREATE STAGE PARQUETS")
        file = self.folder / "p.parquet"
        Pandas.frame.to_parquet(file)
        self.session.file.put(file.as_posix(), "@PARQUETS", auto_compress=False)
        frame = self.session.read.parquet("@PARQUETS/p.parquet")
        self.assertEqual([field.name for field in frame.schema.fields], ["ID", '"name"', "V", "OK", "D", "AT", "N"])
        self.assertEqual([tuple(row) for row in frame.sort("ID").collect()], Pandas.expected)

    def test_a_table_is_made_of_what_files_have(self):
        self.run_sql("CREATE STAGE TEMPLATES")
        self.run_sql("CREATE FILE FORMAT P TYPE = PARQUET")
        file = self.folder / "t.parquet"
        pandas.DataFrame({"ID": [1, 2], "NAME": ["a", "b"]}).to_parquet(file)
        self.session.file.put(file.as_posix(), "@TEMPLATES", auto_compress=False)
        inferred = self.rows("SELECT * FROM TABLE(INFER_SCHEMA(LOCATION => '@TEMPLATES', FILE_FORMAT => 'P')) ORDER BY ORDER_ID")
        self.assertEqual(
            inferred,
            [("ID", "NUMBER(38, 0)", True, "$1:ID::NUMBER(38, 0)", "t.parquet", 0), ("NAME", "TEXT", True, "$1:NAME::TEXT", "t.parquet", 1)],
        )
        self.run_sql(
            "CREATE TABLE OF_TEMPLATE USING TEMPLATE (SELECT ARRAY_AGG(OBJECT_CONSTRUCT(*)) WITHIN GROUP (ORDER BY ORDER_ID) "
            "FROM TABLE(INFER_SCHEMA(LOCATION => '@TEMPLATES', FILE_FORMAT => 'P')))"
        )
        self.run_sql("COPY INTO OF_TEMPLATE FROM @TEMPLATES FILE_FORMAT = (FORMAT_NAME = P) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
        self.assertEqual(self.rows("SELECT * FROM OF_TEMPLATE ORDER BY ID"), [(1, "a"), (2, "b")])

    def test_a_frame_of_files_is_copied_into_a_table(self):
        self.run_sql("CREATE STAGE COPIED")
        self.put("k.csv", "1,a\n2,b\n", "@COPIED")
        schema = StructType([StructField("ID", IntegerType()), StructField("NAME", StringType())])
        frame = self.session.read.schema(schema).csv("@COPIED/k.csv.gz")
        self.run_sql("CREATE TABLE COPIED_TO (ID INT, NAME VARCHAR)")
        frame.copy_into_table("COPIED_TO", transformations=[F.col("$1").cast("INT") * 10, F.upper(F.col("$2"))], force=True)
        self.assertEqual(self.rows("SELECT * FROM COPIED_TO ORDER BY 1"), [(10, "A"), (20, "B")])


class Unloads(InDatabase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.session.sql("CREATE STAGE OUT").collect()
        cls.session.sql("CREATE TABLE T AS SELECT COLUMN1 AS ID, COLUMN2 AS NAME, COLUMN3::DATE AS DAY FROM VALUES (1, 'a,\"b', '2026-01-02'), (2, NULL, NULL), (3, '', '2026-01-03')").collect()

    def text(self, location):
        with self.session.file.get_stream(location) as stream:
            data = stream.read()
        return (gzip.decompress(data) if location.endswith(".gz") else data).decode()

    def test_csv(self):
        (row,) = self.session.table("T").sort("ID").write.copy_into_location(
            "@OUT/csv/t.csv", file_format_type="csv", format_type_options={"COMPRESSION": "NONE", "FIELD_OPTIONALLY_ENCLOSED_BY": '"'}, header=True, single=True, overwrite=True
        )
        self.assertEqual(row["rows_unloaded"], 3)
        self.assertEqual(self.text("@OUT/csv/t.csv"), '"ID","NAME","DAY"\n1,"a,""b","2026-01-02"\n2,\\N,\\N\n3,"","2026-01-03"\n')

    def test_csv_comes_back(self):
        self.session.table("T").write.csv("@OUT/back/", format_type_options={"FIELD_OPTIONALLY_ENCLOSED_BY": '"'})
        self.assertEqual([row[0] for row in self.rows("LIST @OUT/back")], ["out/back/data_0_0_0.csv.gz"])
        self.run_sql("CREATE TABLE BACK LIKE T")
        self.run_sql("COPY INTO BACK FROM @OUT/back FILE_FORMAT = (TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '\"')")
        self.assertEqual(self.rows("SELECT * FROM BACK ORDER BY ID"), self.rows("SELECT * FROM T ORDER BY ID"))

    def test_json(self):
        self.session.table("T").select(F.object_construct("*").alias("O")).write.json("@OUT/json/t.json", format_type_options={"COMPRESSION": "NONE"}, single=True)
        lines = [json.loads(line) for line in self.text("@OUT/json/t.json").splitlines()]
        self.assertEqual(sorted(lines, key=lambda line: line["ID"])[1:], [{"ID": 2}, {"ID": 3, "NAME": "", "DAY": "2026-01-03"}])

    def test_parquet(self):
        self.session.table("T").write.parquet("@OUT/parquet/", header=True)
        back = self.session.read.parquet("@OUT/parquet/")
        self.assertEqual([tuple(row) for row in back.sort("ID").collect()], [tuple(row) for row in self.session.table("T").sort("ID").collect()])

    def test_by_partition(self):
        self.run_sql("COPY INTO @OUT/parts FROM T PARTITION BY ('day=' || COALESCE(TO_VARCHAR(DAY), 'none')) FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)")
        names = sorted(row[0].rsplit("/", 1)[0] for row in self.rows("LIST @OUT/parts"))
        self.assertEqual(names, ["out/parts/day=2026-01-02", "out/parts/day=2026-01-03", "out/parts/day=none"])

    def test_in_several_files(self):
        self.run_sql("CREATE TABLE MANY AS SELECT SEQ4() AS N, REPEAT('x', 100) AS T FROM TABLE(GENERATOR(ROWCOUNT => 20000))")
        self.run_sql("COPY INTO @OUT/many/ FROM MANY FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE) MAX_FILE_SIZE = 500000")
        files = self.rows("LIST @OUT/many")
        self.assertGreater(len(files), 2)
        self.assertLess(max(row[1] for row in files), 1_000_000)
        self.assertEqual(self.rows("SELECT COUNT(*), SUM($1) FROM @OUT/many"), [(20000, 199990000)])
