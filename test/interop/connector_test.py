"""snowflake-connector-python, with nothing changed but the address it logs in to."""

import contextlib
import datetime
import decimal
import time
import unittest

import snowflake.connector
from snowflake.connector import DictCursor
from snowflake.connector.errors import DatabaseError, ProgrammingError

from account import connect, fresh_database


class Login(unittest.TestCase):
    def test_names_its_session(self):
        with connect() as connection:
            row = connection.cursor().execute("SELECT CURRENT_USER(), CURRENT_ROLE()").fetchone()
            self.assertEqual(row, ("FIRN", "ACCOUNTADMIN"))
            self.assertEqual((connection.user, connection.role), ("FIRN", "ACCOUNTADMIN"))

    def test_a_wrong_password_is_refused(self):
        with self.assertRaisesRegex(DatabaseError, "Incorrect username or password") as refused:
            connect(password="not the token")
        self.assertEqual(refused.exception.errno, 390100)

    def test_the_token_works_as_a_programmatic_access_token(self):
        from account import ENDPOINT

        with connect(authenticator="PROGRAMMATIC_ACCESS_TOKEN", token=ENDPOINT["password"], password=None) as connection:
            self.assertEqual(connection.cursor().execute("SELECT 1").fetchone(), (1,))

    def test_a_key_pair_works_until_it_is_taken_away(self):
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        private = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
        by_key = {"authenticator": "SNOWFLAKE_JWT", "private_key": private, "password": None}
        with connect() as connection:
            connection.cursor().execute(f"ALTER USER FIRN SET RSA_PUBLIC_KEY = '{public}'")
            with connect(**by_key) as other:
                self.assertEqual(other.cursor().execute("SELECT CURRENT_USER()").fetchone(), ("FIRN",))
            connection.cursor().execute("ALTER USER FIRN UNSET RSA_PUBLIC_KEY")
        with self.assertRaisesRegex(DatabaseError, "JWT token is invalid"):
            connect(**by_key)

    def test_several_clients_see_the_same_account(self):
        with connect() as one, connect() as other:
            name = fresh_database(one)
            one.cursor().execute("CREATE TABLE SEEN (ID INT) AS SELECT 7")
            self.assertEqual(other.cursor().execute(f"SELECT ID FROM {name}.PUBLIC.SEEN").fetchall(), [(7,)])
            one.cursor().execute(f"DROP DATABASE {name}")

    def test_a_closed_connection_says_so(self):
        connection = connect()
        connection.close()
        with self.assertRaisesRegex(DatabaseError, "[Cc]onnection is closed"):
            connection.cursor().execute("SELECT 1")


@contextlib.contextmanager
def needs(test, feature):
    """Skips the test while the account refuses `feature` by its name; every other failure stands."""
    try:
        yield
    except ProgrammingError as error:
        if error.errno != 2 or f"Unsupported feature '{feature}'" not in str(error):
            raise
        test.skipTest(f"the local account has no {feature} yet")


class InDatabase(unittest.TestCase):
    """A connection and a database of its own for each class of tests."""

    @classmethod
    def setUpClass(cls):
        cls.connection = connect()
        cls.database = fresh_database(cls.connection)

    @classmethod
    def tearDownClass(cls):
        cls.connection.cursor().execute(f"DROP DATABASE {cls.database}")
        cls.connection.close()

    def run_sql(self, sql, *arguments, **options):
        return self.connection.cursor().execute(sql, *arguments, **options)

    def rows(self, sql, *arguments, **options):
        return self.run_sql(sql, *arguments, **options).fetchall()


class Values(InDatabase):
    def test_every_type_arrives_as_its_python_value(self):
        cases = [
            ("42::NUMBER(10,0)", 42),
            ("12345678901234567890123456789012345678::NUMBER(38,0)", 12345678901234567890123456789012345678),
            ("-1.50::NUMBER(10,2)", decimal.Decimal("-1.50")),
            ("2.5::FLOAT", 2.5),
            ("'naïve ❄'", "naïve ❄"),
            ("''", ""),
            ("TRUE", True),
            ("FALSE", False),
            ("'2026-11-24'::DATE", datetime.date(2026, 11, 24)),
            ("'0001-01-01'::DATE", datetime.date(1, 1, 1)),
            ("'10:11:12.123456'::TIME", datetime.time(10, 11, 12, 123456)),
            ("'2026-11-24 10:11:12.123456'::TIMESTAMP_NTZ", datetime.datetime(2026, 11, 24, 10, 11, 12, 123456)),
            ("'1969-12-31 23:59:59.5'::TIMESTAMP_NTZ", datetime.datetime(1969, 12, 31, 23, 59, 59, 500000)),
            ("TO_BINARY('0AFF')", bytearray(b"\x0a\xff")),
        ]
        for sql, expected in cases:
            with self.subTest(sql):
                row = self.rows(f"SELECT {sql}")[0]
                self.assertEqual(row, (expected,))
                self.assertIs(type(row[0]), type(expected))

    def test_timestamps_with_a_zone_keep_their_moment_and_offset(self):
        (value,) = self.rows("SELECT '2026-11-24 10:11:12'::TIMESTAMP_LTZ")[0]
        self.assertEqual(value.astimezone(datetime.timezone.utc).isoformat(), "2026-11-24T10:11:12+00:00")
        with needs(self, "TIMESTAMP_TZ"):
            (value,) = self.rows("SELECT '2026-11-24 10:11:12.5 +0130'::TIMESTAMP_TZ")[0]
        self.assertEqual(value.isoformat(), "2026-11-24T10:11:12.500000+01:30")

    def test_semistructured_values_are_json_text(self):
        import json

        (variant, array, object_) = self.rows("SELECT PARSE_JSON('{\"a\": [1, null]}'), ARRAY_CONSTRUCT(1, 'x'), OBJECT_CONSTRUCT('k', 1.5)")[0]
        self.assertEqual(json.loads(variant), {"a": [1, None]})
        self.assertEqual(json.loads(array), [1, "x"])
        self.assertEqual(json.loads(object_), {"k": 1.5})

    def test_null_is_none_in_every_type(self):
        types = ["NUMBER(10,2)", "NUMBER(38,0)", "FLOAT", "VARCHAR", "BOOLEAN", "DATE", "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "BINARY", "VARIANT", "ARRAY", "OBJECT"]
        nulls = ", ".join(f"NULL::{name}" for name in types)
        self.assertEqual(self.rows(f"SELECT {nulls}"), [(None,) * len(types)])

    def test_columns_are_described(self):
        cursor = self.run_sql("SELECT 1::NUMBER(10,2) AS AMOUNT, 'x'::VARCHAR(5) AS \"Name\", NULL::TIMESTAMP_NTZ(3) AS AT")
        described = [(c.name, c.type_code, c.precision, c.scale, c.internal_size) for c in cursor.description]
        self.assertEqual(described, [("AMOUNT", 0, 10, 2, None), ("Name", 2, None, None, 5), ("AT", 8, 0, 3, None)])

    def test_a_statement_is_described_without_being_run(self):
        columns = self.connection.cursor().describe("SELECT 1 AS A, CURRENT_DATE() AS B")
        self.assertEqual([(c.name, c.type_code) for c in columns], [("A", 0), ("B", 3)])

    def test_rows_as_dictionaries(self):
        with self.connection.cursor(DictCursor) as cursor:
            cursor.execute("SELECT 1 AS A, 'x' AS B")
            self.assertEqual(cursor.fetchall(), [{"A": 1, "B": "x"}])


class Statements(InDatabase):
    def test_changes_are_counted(self):
        self.run_sql("CREATE OR REPLACE TABLE COUNTED (ID INT, V VARCHAR)")
        self.assertEqual(self.run_sql("INSERT INTO COUNTED VALUES (1,'a'),(2,'b'),(3,'c')").rowcount, 3)
        self.assertEqual(self.run_sql("UPDATE COUNTED SET V = 'z' WHERE ID > 1").rowcount, 2)
        merge = "MERGE INTO COUNTED T USING (SELECT 3 AS ID, 'm' AS V UNION ALL SELECT 9, 'n') S ON T.ID = S.ID WHEN MATCHED THEN UPDATE SET V = S.V WHEN NOT MATCHED THEN INSERT (ID, V) VALUES (S.ID, S.V)"
        self.assertEqual(self.run_sql(merge).rowcount, 2)
        self.assertEqual(self.run_sql("DELETE FROM COUNTED WHERE ID = 1").rowcount, 1)
        self.assertEqual(self.rows("SELECT * FROM COUNTED ORDER BY ID"), [(2, "z"), (3, "m"), (9, "n")])

    def test_a_transaction_is_rolled_back_or_committed(self):
        self.run_sql("CREATE OR REPLACE TABLE KEPT (ID INT)")
        self.run_sql("BEGIN")
        self.run_sql("INSERT INTO KEPT VALUES (1)")
        self.connection.rollback()
        self.run_sql("BEGIN")
        self.run_sql("INSERT INTO KEPT VALUES (2)")
        self.connection.commit()
        self.assertEqual(self.rows("SELECT ID FROM KEPT"), [(2,)])

    def test_moments_of_every_scale_arrive_in_both_formats(self):
        moment = datetime.datetime(2026, 1, 1, 1, 2, 3, 250000)
        query = "SELECT " + ", ".join(f"'2026-01-01 01:02:03.25'::TIMESTAMP_NTZ({scale}), '01:02:03.25'::TIME({scale})" for scale in (2, 3, 6, 9))
        with connect(database=self.database, schema="PUBLIC") as connection:
            for form in ("ARROW", "JSON"):
                connection.cursor().execute(f"ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = '{form}'")
                (row,) = connection.cursor().execute(query).fetchall()
                self.assertEqual(row, (moment, moment.time()) * 4, form)

    def test_show_lists_objects(self):
        self.run_sql("CREATE OR REPLACE TABLE SHOWN (ID INT) COMMENT = 'it''s here'")
        with self.connection.cursor(DictCursor) as cursor:
            cursor.execute("SHOW TABLES LIKE 'SHOWN'")
            (row,) = cursor.fetchall()
        self.assertEqual((row["name"], row["database_name"], row["schema_name"], row["comment"]), ("SHOWN", self.database, "PUBLIC", "it's here"))
        self.assertLess(abs(datetime.datetime.now(datetime.timezone.utc) - row["created_on"]), datetime.timedelta(minutes=10))

    def test_context_follows_the_session(self):
        with connect(database=self.database, schema="PUBLIC") as connection:
            self.assertEqual((connection.database, connection.schema), (self.database, "PUBLIC"))
            connection.cursor().execute("CREATE SCHEMA ASIDE")
            self.assertEqual(connection.schema, "ASIDE")

    def test_errors_have_snowflakes_numbers(self):
        cases = [
            ("SELEC 1", 1003, "42000"),
            ("SELECT * FROM NOT_THERE", 2003, "02000"),
            ("SELECT NOT_A_COLUMN FROM (SELECT 1 AS A)", 904, "42000"),
            ("SELECT NOT_A_FUNCTION(1)", 2140, "42601"),
            ("SELECT 1/0", 100051, "22012"),
        ]
        for sql, errno, sqlstate in cases:
            with self.subTest(sql), self.assertRaises(ProgrammingError) as raised:
                self.rows(sql)
            self.assertEqual((raised.exception.errno, raised.exception.sqlstate), (errno, sqlstate))
            self.assertTrue(raised.exception.sfqid)

    def test_several_statements_in_one_request(self):
        cursor = self.run_sql("CREATE OR REPLACE TABLE MANY (ID INT); INSERT INTO MANY VALUES (1),(2); SELECT SUM(ID) FROM MANY", num_statements=3)
        self.assertIn("successfully created", cursor.fetchone()[0])
        self.assertTrue(cursor.nextset())
        self.assertEqual(cursor.fetchall(), [(2,)])
        self.assertTrue(cursor.nextset())
        self.assertEqual(cursor.fetchall(), [(3,)])
        self.assertIsNone(cursor.nextset())

    def test_any_number_of_statements_when_the_session_says_so(self):
        with connect(session_parameters={"MULTI_STATEMENT_COUNT": 0}) as connection:
            cursor = connection.cursor().execute("SELECT 1; SELECT 2", num_statements=0)
            self.assertEqual(cursor.fetchall(), [(1,)])
            cursor.nextset()
            self.assertEqual(cursor.fetchall(), [(2,)])

    def test_another_number_of_statements_than_announced_is_refused(self):
        with self.assertRaises(ProgrammingError) as refused:
            self.run_sql("SELECT 1; SELECT 2")
        self.assertEqual(refused.exception.errno, 8)
        with self.assertRaises(ProgrammingError) as refused:
            self.run_sql("SELECT 1; SELECT 2", num_statements=3)
        self.assertEqual(refused.exception.errno, 8)

    def test_a_failing_statement_ends_the_request_and_keeps_what_was_done(self):
        with self.assertRaises(ProgrammingError):
            self.run_sql("CREATE OR REPLACE TABLE BEFORE_FAILURE (ID INT); SELECT * FROM NOT_THERE; CREATE TABLE AFTER_FAILURE (ID INT)", num_statements=3)
        self.assertEqual([row[1] for row in self.rows("SHOW TABLES LIKE '%FAILURE'")], ["BEFORE_FAILURE"])

    def test_session_parameters_set_by_alter_session_reach_the_client(self):
        with connect() as connection:
            connection.cursor().execute("ALTER SESSION SET QUERY_TAG = 'interop', AUTOCOMMIT = TRUE")
            rows = connection.cursor().execute("SHOW PARAMETERS LIKE 'QUERY_TAG' IN SESSION").fetchall()
            self.assertEqual(rows[0][:2], ("QUERY_TAG", "interop"))


class Binds(InDatabase):
    def setUp(self):
        self.was = snowflake.connector.paramstyle
        snowflake.connector.paramstyle = "qmark"
        self.connection.close()
        type(self).connection = connect(database=self.database, schema="PUBLIC")

    def tearDown(self):
        snowflake.connector.paramstyle = self.was

    def test_every_python_type(self):
        zone = datetime.timezone(datetime.timedelta(hours=1, minutes=30))
        values = [
            (42, "NUMBER(38,0)"),
            (2.5, "FLOAT"),
            (decimal.Decimal("12.345"), "NUMBER(10,3)"),
            ("it's ❄", "VARCHAR"),
            (True, "BOOLEAN"),
            (None, "VARCHAR"),
            (datetime.date(2026, 11, 24), "DATE"),
            (datetime.time(10, 11, 12, 123456), "TIME"),
            (datetime.datetime(2026, 11, 24, 10, 11, 12, 123456), "TIMESTAMP_NTZ"),
        ]
        for value, name in values:
            with self.subTest(name):
                self.assertEqual(self.rows(f"SELECT ?::{name}", (value,)), [(value,)])
        moment = datetime.datetime(2026, 11, 24, 10, 11, 12, 500000, zone)
        (back,) = self.rows("SELECT ?", (("TIMESTAMP_LTZ", moment),))[0]
        self.assertEqual(back, moment)

    def test_binary(self):
        self.assertEqual(self.rows("SELECT ?", (bytearray(b"\x0a\xff"),)), [(bytearray(b"\x0a\xff"),)])

    def test_timestamps_with_a_zone(self):
        zone = datetime.timezone(datetime.timedelta(hours=1, minutes=30))
        moment = datetime.datetime(2026, 11, 24, 10, 11, 12, 500000, zone)
        with needs(self, "TIMESTAMP_TZ"):
            (back,) = self.rows("SELECT ?", (("TIMESTAMP_TZ", moment),))[0]
        self.assertEqual(back, moment)

    def test_many_rows_in_one_request(self):
        self.run_sql("CREATE OR REPLACE TABLE BOUND (ID INT, V VARCHAR, AT TIMESTAMP_NTZ, OK BOOLEAN)")
        at = datetime.datetime(2026, 1, 1)
        rows = [(n, f"row {n}", at + datetime.timedelta(hours=n), None if n % 3 == 0 else n % 2 == 0) for n in range(500)]
        cursor = self.connection.cursor()
        cursor.executemany("INSERT INTO BOUND (ID, V, AT, OK) VALUES (?, ?, ?, ?)", rows)
        self.assertEqual(cursor.rowcount, 500)
        self.assertEqual(self.rows("SELECT * FROM BOUND ORDER BY ID"), rows)

    def test_many_rows_in_the_clients_own_style(self):
        self.run_sql("CREATE OR REPLACE TABLE FORMATTED (ID INT, V VARCHAR)")
        snowflake.connector.paramstyle = "pyformat"
        with connect(database=self.database, schema="PUBLIC") as connection:
            connection.cursor().executemany("INSERT INTO FORMATTED VALUES (%s, %s)", [(1, "it's"), (2, None)])
            self.assertEqual(connection.cursor().execute("SELECT * FROM FORMATTED ORDER BY ID").fetchall(), [(1, "it's"), (2, None)])

    def test_every_row_updates(self):
        self.run_sql("CREATE OR REPLACE TABLE UPDATED AS SELECT COLUMN1 AS ID, 0::INT AS V FROM VALUES (1), (2), (3)")
        cursor = self.connection.cursor()
        cursor.executemany("UPDATE UPDATED SET V = ? WHERE ID = ?", [(10, 1), (20, 2)])
        self.assertEqual(self.rows("SELECT * FROM UPDATED ORDER BY ID"), [(1, 10), (2, 20), (3, 0)])


class LargeResults(InDatabase):
    count = 30_000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection.cursor().execute(
            f"CREATE TABLE LARGE AS SELECT ROW_NUMBER() OVER (ORDER BY NULL) - 1 AS N, REPEAT('x', 100) AS T FROM TABLE(GENERATOR(ROWCOUNT => {cls.count}))"
        )

    def test_arrives_in_chunks_complete_and_in_order(self):
        cursor = self.run_sql("SELECT N, T FROM LARGE ORDER BY N")
        self.assertEqual(cursor.rowcount, self.count)
        self.assertGreater(len(cursor.get_result_batches()), 1)
        self.assertEqual([n for n, _ in cursor], list(range(self.count)))

    def test_is_fetched_a_page_at_a_time(self):
        cursor = self.run_sql("SELECT N FROM LARGE ORDER BY N")
        self.assertEqual([n for (n,) in cursor.fetchmany(7)], list(range(7)))
        self.assertEqual(cursor.fetchone(), (7,))

    def test_as_json_when_the_session_asks_for_it(self):
        with connect(database=self.database, schema="PUBLIC") as connection:
            connection.cursor().execute("ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = 'JSON'")
            cursor = connection.cursor().execute("SELECT N, T FROM LARGE ORDER BY N")
            self.assertEqual(cursor._query_result_format, "json")
            self.assertEqual(sum(n for n, _ in cursor), self.count * (self.count - 1) // 2)


class Pandas(InDatabase):
    def test_a_frame_has_the_types_of_its_columns(self):
        frame = self.run_sql(
            "SELECT COLUMN1::NUMBER(10,0) AS N, COLUMN2::FLOAT AS F, COLUMN3 AS T, COLUMN4::BOOLEAN AS B, COLUMN5::DATE AS D, COLUMN6::TIMESTAMP_NTZ AS TS "
            "FROM VALUES (1, 1.5, 'a', TRUE, '2026-11-24', '2026-11-24 10:11:12.123456'), (2, NULL, NULL, FALSE, NULL, NULL) ORDER BY N"
        ).fetch_pandas_all()
        self.assertEqual(list(frame.columns), ["N", "F", "T", "B", "D", "TS"])
        self.assertEqual(frame["N"].tolist(), [1, 2])
        self.assertEqual(frame["N"].dtype.kind, "i")
        self.assertEqual(frame["F"].iloc[0], 1.5)
        self.assertTrue(frame["F"].isna().iloc[1])
        self.assertEqual(frame["T"].tolist(), ["a", None])
        self.assertEqual(frame["B"].tolist(), [True, False])
        self.assertEqual(frame["D"].iloc[0], datetime.date(2026, 11, 24))
        self.assertEqual(frame["TS"].iloc[0].isoformat(), "2026-11-24T10:11:12.123456")

    def test_a_large_frame_is_complete(self):
        frame = self.run_sql("SELECT ROW_NUMBER() OVER (ORDER BY NULL) AS N, REPEAT('x', 50) AS T FROM TABLE(GENERATOR(ROWCOUNT => 30000)) ORDER BY N").fetch_pandas_all()
        self.assertEqual(len(frame), 30_000)
        self.assertEqual(int(frame["N"].sum()), 30_000 * 30_001 // 2)

    def test_an_empty_frame_has_its_columns(self):
        frame = self.run_sql("SELECT 1 AS A, 'x' AS B WHERE FALSE").fetch_pandas_all()
        self.assertEqual((len(frame), list(frame.columns)), (0, ["A", "B"]))

    def test_arrow_tables(self):
        table = self.run_sql("SELECT 1.25::NUMBER(10,2) AS A, 'x' AS B").fetch_arrow_all()
        self.assertEqual(table.to_pylist(), [{"A": decimal.Decimal("1.25"), "B": "x"}])

    def test_a_frame_is_written(self):
        import pandas
        from snowflake.connector.pandas_tools import write_pandas

        frame = pandas.DataFrame({"ID": [1, 2, 3], "NAME": ["a", None, "c"], "V": [0.5, 1.5, 2.5]})
        success, _, rows, _ = write_pandas(self.connection, frame, "WRITTEN", auto_create_table=True)
        self.assertEqual((success, rows), (True, 3))
        self.assertEqual(self.rows("SELECT * FROM WRITTEN ORDER BY ID"), [(1, "a", 0.5), (2, None, 1.5), (3, "c", 2.5)])


class Async(InDatabase):
    def test_a_query_runs_on_and_its_result_is_fetched_by_id(self):
        cursor = self.connection.cursor()
        cursor.execute_async("SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 100000))")
        query = cursor.sfqid
        while self.connection.is_still_running(self.connection.get_query_status_throw_if_error(query)):
            time.sleep(0.05)
        other = self.connection.cursor()
        other.get_results_from_sfqid(query)
        self.assertEqual(other.fetchall(), [(100000,)])

    def test_a_failing_query_says_so(self):
        cursor = self.connection.cursor()
        cursor.execute_async("SELECT * FROM NOT_THERE")
        other = self.connection.cursor()
        with self.assertRaisesRegex(DatabaseError, "NOT_THERE"):
            other.get_results_from_sfqid(cursor.sfqid)
            other.fetchall()

    def test_a_running_query_is_cancelled(self):
        cursor = self.connection.cursor()
        self.run_sql("CREATE TABLE NUMBERS AS SELECT ROW_NUMBER() OVER (ORDER BY NULL) AS N FROM TABLE(GENERATOR(ROWCOUNT => 300000))")
        with self.assertRaises(ProgrammingError) as cancelled:
            cursor.execute("SELECT COUNT(*) FROM NUMBERS A, NUMBERS B WHERE (A.N * B.N) % 7 = 3", timeout=1)
        self.assertEqual(cancelled.exception.errno, 604)
        self.assertEqual(self.rows("SELECT 1"), [(1,)])


class Files(InDatabase):
    def test_a_file_is_put_listed_and_copied(self):
        import pathlib
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "rows.csv")
            file.write_text("1,a\n2,b\n")
            self.run_sql("CREATE STAGE LOADED")
            put = self.rows(f"PUT 'file://{file.as_posix()}' @LOADED/in")
            self.assertEqual((put[0][0], put[0][1], put[0][6]), ("rows.csv", "rows.csv.gz", "UPLOADED"))
        self.assertEqual([row[0] for row in self.rows("LIST @LOADED")], ["loaded/in/rows.csv.gz"])
        self.run_sql("CREATE TABLE FROM_FILE (ID INT, V VARCHAR)")
        self.run_sql("COPY INTO FROM_FILE FROM @LOADED/in FILE_FORMAT = (TYPE = CSV)")
        self.assertEqual(self.rows("SELECT * FROM FROM_FILE ORDER BY ID"), [(1, "a"), (2, "b")])

    def test_a_file_is_fetched(self):
        import pathlib
        import tempfile

        self.run_sql("CREATE STAGE FETCHED")
        self.run_sql("CREATE TABLE FILED (ID INT)")
        for stage in ("@FETCHED", "@%FILED", "@~/fetched"):
            with self.subTest(stage), tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder, "back.csv")
                file.write_text("1,a\n")
                self.run_sql(f"PUT 'file://{file.as_posix()}' {stage} AUTO_COMPRESS = FALSE")
                target = pathlib.Path(folder, "target")
                target.mkdir()
                self.run_sql(f"GET {stage}/back.csv 'file://{target.as_posix()}'")
                self.assertEqual((target / "back.csv").read_text(), "1,a\n")
