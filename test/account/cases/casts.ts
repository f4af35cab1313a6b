import { answers, refuses, typed, value } from './case.js';
import type { Topic } from './case.js';

export const casts: Topic = {
  name: 'casts',
  pages: {
    'CAST , ::': [
      value("CAST('1.6845' AS NUMBER(8, 2)), '1.6845'::NUMBER(2, 0)", '1.68 | 2'),
      value(
        "5::VARCHAR, 5.50::VARCHAR, TRUE::VARCHAR, '2024-01-01'::DATE::VARCHAR",
        '5 | 5.50 | true | 2024-01-01',
      ),
      value('CAST(ARRAY_CONSTRUCT(1, 2) AS VARCHAR)', '[1,2]'),
      value(
        "'yes'::BOOLEAN, 'off'::BOOLEAN, 'T'::BOOLEAN, 0::BOOLEAN, 7::BOOLEAN",
        'TRUE | FALSE | TRUE | FALSE | TRUE',
      ),
      value(
        "'2024-01-01 10:00:00'::TIMESTAMP_NTZ::DATE, '2024-01-01'::DATE::TIMESTAMP_NTZ",
        '2024-01-01 | 2024-01-01 00:00:00.000',
      ),
      value("' 12 '::NUMBER, '1e3'::NUMBER, '-.5'::FLOAT", '12 | 1000 | -0.5'),
      value('NULL::INT, NULL::VARCHAR(3)', 'NULL | NULL', 'NUMBER(38,0), VARCHAR(3)'),
      refuses("SELECT 'abc'::NUMBER", '100038', /Numeric value 'abc' is not recognized/),
      refuses("SELECT 'maybe'::BOOLEAN", '100037', /Boolean value 'maybe' is not recognized/),
      refuses('SELECT TRUE::DATE', '001065', /cannot be converted|BOOLEAN/),
      refuses("SELECT '2024-01-01'::DATE::NUMBER", '001065', /DATE/),
    ],
    TRY_CAST: [
      value(
        "TRY_CAST('abc' AS NUMBER), TRY_CAST('05-Mar-2016' AS TIMESTAMP)",
        'NULL | 2016-03-05 00:00:00.000',
      ),
      value(
        "TRY_CAST('12.7' AS INT), TRY_CAST('2024-02-30' AS DATE), TRY_CAST('x' AS BOOLEAN)",
        '13 | NULL | NULL',
      ),
      value("TRY_CAST('25:00:00' AS TIME), TRY_CAST(NULL AS DATE)", 'NULL | NULL'),
      refuses(
        'SELECT TRY_CAST(5 AS VARCHAR)',
        '001065',
        /TRY_CAST cannot be used with arguments of types NUMBER\(1,0\) and VARCHAR/,
      ),
    ],
    'TRY_TO_DATE, TRY_TO_TIMESTAMP, TRY_TO_TIME': [
      value("TRY_TO_DATE('2018-13-01'), TRY_TO_DATE('2018-09-15')", 'NULL | 2018-09-15'),
      value(
        "TRY_TO_TIMESTAMP('nothing'), TRY_TO_TIMESTAMP('2018-09-15 12:30:00')",
        'NULL | 2018-09-15 12:30:00.000',
      ),
      value("TRY_TO_TIME('12:30:00'), TRY_TO_TIME('noon')", '12:30:00 | NULL'),
      value(
        "TRY_TO_DATE('15.09.2018', 'DD.MM.YYYY'), TRY_TO_DATE('09-15-2018', 'DD-MM-YYYY')",
        '2018-09-15 | NULL',
      ),
    ],
    'TRY_TO_BOOLEAN, TRY_TO_DOUBLE, TRY_TO_BINARY': [
      value("TRY_TO_BOOLEAN('on'), TRY_TO_BOOLEAN('x')", 'TRUE | NULL'),
      value("TRY_TO_DOUBLE('3.1415926'), TRY_TO_DOUBLE('Invalid')", '3.1415926 | NULL'),
      value("TRY_TO_BINARY('534E4F57', 'HEX'), TRY_TO_BINARY('xyz', 'HEX')", '534E4F57 | NULL'),
    ],
    TO_BINARY: [
      value("TO_BINARY('534e4f57')", '534E4F57', 'BINARY(8388608)'),
      value("TO_BINARY('SNOW', 'utf-8'), TO_BINARY('U05PVw==', 'base64')", '534E4F57 | 534E4F57'),
      value(
        "TO_VARCHAR(TO_BINARY('534E4F57')), TO_VARCHAR(TO_BINARY('534E4F57'), 'utf-8')",
        '534E4F57 | SNOW',
      ),
      refuses("SELECT TO_BINARY('xyz')", '100115', /./),
    ],
    TO_BOOLEAN: [value("TO_BOOLEAN('yes'), TO_BOOLEAN(0), TO_BOOLEAN(NULL)", 'TRUE | FALSE | NULL')],
    'Data type conversion': [
      value("'1' + 1 = 2, 1 = '1.0', '2024-01-02' > '2024-01-01'::DATE", 'TRUE | TRUE | TRUE'),
      value("1 || 'a', TRUE || ''", '1a | true'),
      value('COALESCE(NULL, 1, 2.5), IFF(TRUE, 1, 1.25)', '1.0 | 1.00', 'NUMBER(2,1), NUMBER(3,2)'),
      refuses("SELECT 1 = 'x'", '100038', /Numeric value 'x' is not recognized/),
    ],
    'TIMESTAMP_LTZ , TIMESTAMP_NTZ , TIMESTAMP_TZ': [
      value(
        "'2024-01-01 10:00:00 +0200'::TIMESTAMP_LTZ, '2024-01-01 10:00:00 +0200'::TIMESTAMP_NTZ",
        '2024-01-01 08:00:00.000 +0000 | 2024-01-01 10:00:00.000',
      ),
      value("'2024-01-01T10:00:00Z'::TIMESTAMP_LTZ", '2024-01-01 10:00:00.000 +0000'),
      typed(
        "SELECT '2024-01-01 10:00:00 +0200'::TIMESTAMP_TZ::TEXT, '2024-01-01 10:00:00'::TIMESTAMP_TZ",
        'VARCHAR(16777216), TIMESTAMP_TZ(9)',
        '2024-01-01 10:00:00.000 +0200 | 2024-01-01 10:00:00.000 +0000',
      ),
      // Compared by their moments in UTC, whatever the offsets.
      value(
        "'2024-01-01 10:00:00 +0200'::TIMESTAMP_TZ = '2024-01-01 09:00:00 +0100'::TIMESTAMP_TZ, '2024-01-01 10:00:00 +0200'::TIMESTAMP_TZ < '2024-01-01 09:30:00 +0100'::TIMESTAMP_TZ",
        'TRUE | TRUE',
      ),
      value(
        "'2024-01-01 01:00:00 +0200'::TIMESTAMP_TZ::TIMESTAMP_NTZ, '2024-01-01 01:00:00 +0200'::TIMESTAMP_TZ::TIMESTAMP_LTZ, '2024-01-01 01:00:00 +0200'::TIMESTAMP_TZ::DATE",
        '2024-01-01 01:00:00.000 | 2023-12-31 23:00:00.000 +0000 | 2024-01-01',
      ),
      answers(
        [
          'CREATE TABLE zoned (z TIMESTAMP_TZ)',
          "INSERT INTO zoned SELECT * FROM VALUES ('2024-01-01 10:00:00 +0200'), ('2024-01-01 09:00:00 +0100'), ('2024-06-01 00:00:00 -0330'), (NULL)",
          'SELECT z, RANK() OVER (ORDER BY z) AS r FROM zoned ORDER BY z::TEXT',
        ],
        '2024-01-01 09:00:00.000 +0100 | 1',
        '2024-01-01 10:00:00.000 +0200 | 1',
        '2024-06-01 00:00:00.000 -0330 | 3',
        'NULL | 4',
      ),
      answers('SELECT COUNT(DISTINCT z), MAX(z) FROM zoned', '2 | 2024-06-01 00:00:00.000 -0330'),
      answers("SELECT COUNT(*) FROM zoned WHERE z IN ('2024-01-01 08:00:00 +0000')", '2'),
      answers(
        'SELECT a.z FROM zoned a JOIN zoned b ON a.z = b.z AND a.z::TEXT < b.z::TEXT',
        '2024-01-01 09:00:00.000 +0100',
      ),
      answers(
        [
          "CREATE TABLE declared (z TIMESTAMP_TZ, l TIMESTAMP_LTZ, n NUMBER(5, 1), a ARRAY) AS SELECT '2024-01-01 10:00:00 +0200', '2024-01-01 10:00:00 +0200', 2.25, NULL",
          'SELECT * FROM declared',
        ],
        '2024-01-01 10:00:00.000 +0200 | 2024-01-01 08:00:00.000 +0000 | 2.3 | NULL',
      ),
      refuses("CREATE TABLE narrow (t VARCHAR(2)) AS SELECT 'abc'", '100078', /too long/),
      refuses('SELECT z, COUNT(*) FROM zoned GROUP BY z', '000002', /GROUP BY of a TIMESTAMP_TZ/),
      refuses('SELECT DISTINCT z FROM zoned', '000002', /DISTINCT of a TIMESTAMP_TZ/),
    ],
  },
};
