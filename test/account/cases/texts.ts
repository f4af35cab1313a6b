import { answers, refuses, value } from './case.js';
import type { Topic } from './case.js';

export const texts: Topic = {
  name: 'texts',
  pages: {
    'SUBSTR, SUBSTRING': [
      value("SUBSTR('testing 1 2 3', 9, 5)", '1 2 3'),
      value("SUBSTR('mystring', -3, 2)", 'in'),
      value("SUBSTR('mystring', 3)", 'string'),
      value("SUBSTR('mystring', 20), SUBSTR('mystring', 2, 0)", ' | '),
      value("SUBSTRING('mystring', 1, -1) = ''", 'TRUE'),
    ],
    SPLIT_PART: [
      value("SPLIT_PART('11.22.33', '.', 1)", '11'),
      value("SPLIT_PART('11.22.33', '.', 0)", '11'),
      value("SPLIT_PART('11.22.33', '.', -1)", '33'),
      value("SPLIT_PART('11.22.33', '.', 5) = ''", 'TRUE'),
      value("SPLIT_PART('|a|b|', '|', 2)", 'a'),
    ],
    SPLIT: [
      value("SPLIT('127.0.0.1', '.')", '["127","0","0","1"]', 'ARRAY'),
      value("SPLIT('|a||', '|')", '["","a","",""]'),
      value("SPLIT('a', NULL)", 'NULL'),
    ],
    STRTOK: [
      value("STRTOK('a.b.c', '.', 1), STRTOK('user@snowflake.com', '@.', 3)", 'a | com'),
      value("STRTOK('user@snowflake.com.', '@.', 4)", 'NULL'),
    ],
    STRTOK_TO_ARRAY: [
      value("STRTOK_TO_ARRAY('a.b.c', '.')", '["a","b","c"]', 'ARRAY'),
      value("STRTOK_TO_ARRAY('user@snowflake.com', '.@')", '["user","snowflake","com"]'),
      value("STRTOK_TO_ARRAY('a b')", '["a","b"]'),
    ],
    TRIM: [
      value(
        "'>' || TRIM('  abc ') || '<', LTRIM('#000000123', '0#'), RTRIM('$125.00', '0.')",
        '>abc< | 123 | $125',
      ),
      value("TRIM('❄-❄ABC-❄-', '❄-')", 'ABC'),
    ],
    PARSE_URL: [
      value(
        "PARSE_URL('HTTP://USER:PASS@EXAMPLE.INT:4345/HELLO.PHP?USER=1')",
        '{"fragment":null,"host":"EXAMPLE.INT","parameters":{"USER":"1"},"path":"HELLO.PHP","port":"4345","query":"USER=1","scheme":"http"}',
        'OBJECT',
      ),
      value(
        "PARSE_URL('mailto:abc@xyz.com')",
        '{"fragment":null,"host":null,"parameters":null,"path":"abc@xyz.com","port":null,"query":null,"scheme":"mailto"}',
      ),
      value(
        "PARSE_URL('https://a.b/c/d?x=1&y=a=b#f'):parameters:y::TEXT, PARSE_URL('https://a.b/#f'):fragment::TEXT, PARSE_URL(NULL), PARSE_URL('example.int/hello', 1)",
        'a=b | f | NULL | {"error":"scheme not specified"}',
      ),
      answers(
        "SELECT PARSE_URL(column1):host::TEXT AS h, COUNT(*) FROM VALUES ('http://a/x'), ('http://a/y'), ('http://b') GROUP BY h HAVING COUNT(*) > 1",
        'a | 2',
      ),
      refuses("SELECT PARSE_URL('example.int/hello')", '100069', /scheme not specified/),
    ],
    'LPAD, RPAD': [
      value("LPAD('123.50', 19, '*_')", '*_*_*_*_*_*_*123.50'),
      value("RPAD('abcdef', 3)", 'abc'),
      value("'[' || LPAD('a', 3) || ']', LPAD('a', -1) = ''", '[  a] | TRUE'),
      value("LPAD('abc', 5, ''), RPAD('abc', 2, ''), LPAD('abc', -1, '') = ''", 'abc | ab | TRUE'),
      answers("SELECT LPAD('abc', 5, column1) FROM VALUES ('x'), ('') ORDER BY 1", 'abc', 'xxabc'),
    ],
    'POSITION, CHARINDEX': [
      value("CHARINDEX('an', 'banana', 1), CHARINDEX('an', 'banana', 3)", '2 | 4'),
      value("POSITION('an' IN 'banana'), POSITION('x', 'banana'), POSITION('', 'abc')", '2 | 0 | 1'),
    ],
    CONCAT: [
      value("CONCAT('George Washington ', 'Carver'), CONCAT('a', NULL)", 'George Washington Carver | NULL'),
      value("CONCAT_WS(',', 'one', 'two', 'three'), CONCAT_WS(',', 'one', NULL)", 'one,two,three | NULL'),
      value("'a' || NULL", 'NULL'),
    ],
    INITCAP: [
      value("INITCAP('The Quick Gray Fox')", 'The Quick Gray Fox'),
      value("INITCAP('the sky-is falling')", 'The Sky-Is Falling'),
      refuses("SELECT INITCAP('this is the new Frame+work', '')", '000939', /argument count/),
    ],
    INSERT: [
      value("INSERT('abc', 1, 2, 'Z'), INSERT('abcdef', 3, 2, 'zzz')", 'Zc | abzzzef'),
      value("INSERT('abc', 2, 1, '')", 'ac'),
    ],
    'LEFT, RIGHT, REPEAT, REVERSE, SPACE': [
      value(
        "LEFT('ABCDEF', 3), RIGHT('ABCDEFG', 3), REPEAT('xy', 3), REVERSE('Hello')",
        'ABC | EFG | xyxyxy | olleH',
      ),
      value("LEFT('abc', 0) = '', '[' || SPACE(2) || ']'", 'TRUE | [  ]'),
    ],
    'REPLACE, TRANSLATE': [
      value("REPLACE('down', 'down', 'up'), REPLACE('snowball', 'ball')", 'up | snow'),
      value("TRANSLATE('❄a❄bunch', '❄', ''), TRANSLATE('abcdefabcdef', 'fabc', 'XX')", 'abunch | XdeXXdeX'),
    ],
    'LENGTH, OCTET_LENGTH, BIT_LENGTH': [
      value("LENGTH('Joyeux Noël'), OCTET_LENGTH('é'), BIT_LENGTH('abc')", '11 | 2 | 24'),
      value("LENGTH(''), LENGTH(NULL), LENGTH('ab  '), RTRIMMED_LENGTH(' ABCD ')", '0 | NULL | 4 | 5'),
    ],
    SOUNDEX: [
      value(
        "SOUNDEX('Marks'), SOUNDEX('Marx'), SOUNDEX('Ashcraft'), SOUNDEX('Pfister'), SOUNDEX('')",
        'M620 | M620 | A261 | P236 | ',
      ),
    ],
    'HEX_DECODE_BINARY, BASE64_DECODE_BINARY, TRY_HEX_DECODE_STRING, MD5_BINARY': [
      value(
        "HEX_DECODE_BINARY('4142'), BASE64_DECODE_BINARY('QQ=='), TRY_HEX_DECODE_STRING('zz'), TRY_BASE64_DECODE_STRING('QQ=='), MD5_BINARY('Snowflake')::TEXT = UPPER(MD5('Snowflake'))",
        '4142 | 41 | NULL | A | TRUE',
      ),
    ],
    STRTOK_SPLIT_TO_TABLE: [
      answers("SELECT value FROM TABLE(STRTOK_SPLIT_TO_TABLE('a.b-c', '.-')) ORDER BY index", 'a', 'b', 'c'),
    ],
    'ASCII, CHR, UNICODE': [value("ASCII('!'), CHR(83), UNICODE('❄'), ASCII('')", '33 | S | 10052 | 0')],
    'CONTAINS, STARTSWITH, ENDSWITH': [
      value(
        "CONTAINS('coffee', 'ff'), STARTSWITH('coffee', 'co'), ENDSWITH('coffee', 'tea')",
        'TRUE | TRUE | FALSE',
      ),
      value("CONTAINS('coffee', NULL)", 'NULL'),
    ],
    EDITDISTANCE: [
      value("EDITDISTANCE('Gute nacht', 'Ich weis nicht'), EDITDISTANCE('future', 'past', 2)", '8 | 2'),
      value("JAROWINKLER_SIMILARITY('Snowflake', 'Oracle')", '61'),
      // Characters count, not bytes.
      value(
        "EDITDISTANCE('Größe', 'Grosse'), EDITDISTANCE('日本', 'x'), EDITDISTANCE('💧a', 'b')",
        '3 | 2 | 2',
      ),
      value("JAROWINKLER_SIMILARITY('aäb', 'a,b'), JAROWINKLER_SIMILARITY('日本', '日本')", '80 | 100'),
    ],
    'BASE64_ENCODE, HEX_ENCODE': [
      value("BASE64_ENCODE('Snowflake'), BASE64_DECODE_STRING('U25vd2ZsYWtl')", 'U25vd2ZsYWtl | Snowflake'),
      value("HEX_ENCODE('SNOW'), HEX_DECODE_STRING('534E4F57')", '534E4F57 | SNOW'),
    ],
    'MD5, SHA1, SHA2': [
      value("MD5('Snowflake')", 'edf1439075a83a447fb8b630ddc9c8de'),
      value("SHA1('Snowflake')", 'fda76b0bcc1e87cf259b1d1e3271d76f590fb5dd'),
      value("LENGTH(SHA2('Snowflake')), SHA2('Snowflake') = SHA2('Snowflake', 256)", '64 | TRUE'),
      value("SHA2('Snowflake', 224)", '6267d3d7a59929e6864dd4b737d98e3ef8569d9f88a7466647838532'),
      value(
        "SHA2_HEX('Snowflake', 384)",
        '736bd8a53845348830b1ee63a8cd3972f031f13b111f66ffdec2271a7ae709662e503a0ca305bd50da8d1ced48cd45d9',
      ),
      value(
        "HEX_ENCODE(SHA2_BINARY('Snowflake', 512))",
        '6B367AD17625DDCE95883945CA49903C2DAE700EF134E0A0530D831C6A858B578E647C2A5FBEDEC97CEF611E9A377E9D0EF9B3F9A598E883BA81CC2A99AE647B',
      ),
      answers(
        "SELECT LEFT(SHA2(v, 512), 8), SHA2(v, 224) IS NULL FROM VALUES ('é'), (NULL), ('') AS t (v) ORDER BY 1",
        '9e2ad286 | FALSE',
        'cf83e135 | FALSE',
        'NULL | TRUE',
      ),
      refuses("SELECT SHA2('Snowflake', 128)", '001015', /SHA2 takes a digest of 224, 256, 384 or 512 bits/),
    ],
    'LIKE, LIKE ANY, ILIKE': [
      value(
        "'John  Dddoe' LIKE '%J%h%^_do%' ESCAPE '^', 'Joe' LIKE 'j%', 'Joe' ILIKE 'j%'",
        'FALSE | FALSE | TRUE',
      ),
      value("'100%' LIKE '%^%' ESCAPE '^', 'a_b' LIKE 'a\\\\_b' ESCAPE '\\\\'", 'TRUE | TRUE'),
      value(
        "'Joe' LIKE ANY ('%a%', 'J%'), 'Joe' LIKE ALL ('J%', '%z'), NULL LIKE '%'",
        'TRUE | FALSE | NULL',
      ),
      value("'a\nb' LIKE 'a%b'", 'TRUE'),
    ],
    'String & binary data types': [
      value("'It''s', $$a'b\\n$$, 'tab\\there', '\\u26c4'", "It's | a'b\\n | tab\there | ⛄"),
      value("'a' < 'B', 'a' = 'a '", 'FALSE | FALSE'),
      value("LENGTH('line\\nbreak')", '10'),
    ],
    REGEXP_LIKE: [
      value("REGEXP_LIKE('Sacramento', 'san.*'), REGEXP_LIKE('San Francisco', 'san.*', 'i')", 'FALSE | TRUE'),
      value("'abc' REGEXP 'b', 'abc' RLIKE '.*b.*'", 'FALSE | TRUE'),
    ],
    REGEXP_SUBSTR: [
      value(
        "REGEXP_SUBSTR('It was the best of times, it was the worst of times', 'the\\\\W+\\\\w+')",
        'the best',
      ),
      value(
        "REGEXP_SUBSTR('It was the best of times, it was the worst of times', 'the\\\\W+\\\\w+', 1, 2)",
        'the worst',
      ),
      value(
        "REGEXP_SUBSTR('It was the best of times, it was the worst of times', 'the\\\\W+(\\\\w+)', 1, 2, 'e')",
        'worst',
      ),
      value("REGEXP_SUBSTR('A MAN A PLAN A CANAL', 'A\\\\W+(\\\\w)(\\\\w)(\\\\w)', 1, 1, 'e', 2)", 'A'),
      value("REGEXP_SUBSTR('abc', 'x'), REGEXP_SUBSTR('aBc', 'b', 1, 1, 'i')", 'NULL | B'),
    ],
    REGEXP_REPLACE: [
      value("REGEXP_REPLACE('Customers - (NY)','\\\\(|\\\\)','')", 'Customers - NY'),
      value(
        "REGEXP_REPLACE('firstname middlename lastname', '(.*) (.*) (.*)', '\\\\3, \\\\1 \\\\2')",
        'lastname, firstname middlename',
      ),
      value("REGEXP_REPLACE('It was the best of times', '( ){1,}', '')", 'Itwasthebestoftimes'),
      value("REGEXP_REPLACE('aaa', 'a', 'b', 1, 1), REGEXP_REPLACE('aaa', 'a', 'b', 2)", 'baa | abb'),
      refuses("SELECT REGEXP_REPLACE('aaa', 'a', 'b', 1, 2)", '000002', /Unsupported feature/),
    ],
    REGEXP_COUNT: [
      value("REGEXP_COUNT('It was the best of times, it was the worst of times', '\\\\bwas\\\\b', 1)", '2'),
      value(
        "REGEXP_COUNT('aAa', 'a'), REGEXP_COUNT('aAa', 'a', 1, 'i'), REGEXP_COUNT('aAa', 'a', 2)",
        '2 | 3 | 1',
      ),
    ],
    REGEXP_INSTR: [
      value("REGEXP_INSTR('It was the best of times', 'the\\\\W+\\\\w+'), REGEXP_INSTR('abc', 'x')", '8 | 0'),
      refuses("SELECT REGEXP_INSTR('abcb', 'b', 1, 2)", '000002', /REGEXP_INSTR/),
    ],
    REGEXP_SUBSTR_ALL: [value("REGEXP_SUBSTR_ALL('a1_a2a3_a4', 'a[0-9]')", '["a1","a2","a3","a4"]', 'ARRAY')],
    SPLIT_TO_TABLE: [
      answers(
        "SELECT index, value FROM TABLE(SPLIT_TO_TABLE('a.b.z', '.')) ORDER BY index",
        '1 | a',
        '2 | b',
        '3 | z',
      ),
      answers(
        [
          "CREATE OR REPLACE TABLE s (v VARCHAR) AS SELECT * FROM VALUES ('a.b'), ('c')",
          "SELECT s.v, t.value FROM s, LATERAL SPLIT_TO_TABLE(s.v, '.') t ORDER BY 1, 2",
        ],
        'a.b | a',
        'a.b | b',
        'c | c',
      ),
    ],
    COLLATE: [refuses("SELECT COLLATE('a', 'en-ci')", '000002', /Unsupported feature 'COLLATE'/)],
    UPPER: [value("UPPER('aé'), LOWER('AÉ')", 'AÉ | aé'), refuses('SELECT UPPER()', '000938', /argument/)],
  },
};
