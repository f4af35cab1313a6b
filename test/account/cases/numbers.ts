import { refuses, value } from './case.js';
import type { Topic } from './case.js';

export const numbers: Topic = {
  name: 'numbers',
  pages: {
    ROUND: [
      value('ROUND(135.135, -2)', '100'),
      value('ROUND(135.135, 0)', '135'),
      value('ROUND(135.135, 2)', '135.14'),
      value('ROUND(-975.975, 1)', '-976.0'),
      value('ROUND(2.5), ROUND(-2.5)', '3 | -3'),
      value('ROUND(NULL, 1)', 'NULL'),
    ],
    'TRUNCATE, TRUNC (numeric)': [
      value('TRUNC(135.135, -2)', '100'),
      value('TRUNC(-975.975, -1)', '-970'),
      value('TRUNC(-975.975, 2)', '-975.97'),
      value('TRUNCATE(975.975)', '975'),
    ],
    CEIL: [
      value('CEIL(135.135, -2)', '200'),
      value('CEIL(-975.975, 2)', '-975.97'),
      value('CEIL(-0.5)', '0'),
    ],
    FLOOR: [
      value('FLOOR(135.135, -2)', '100'),
      value('FLOOR(-975.975, 1)', '-976.0'),
      value('FLOOR(-0.5)', '-1'),
    ],
    MOD: [value('MOD(3, 2)', '1'), value('MOD(4.5, 1.2)', '0.9'), value('MOD(-7, 3)', '-1')],
    'Arithmetic operators': [
      value('1 / 3', '0.333333'),
      value('2.0 / 3', '0.6666667'),
      value('10::NUMBER(10, 2) / 4::NUMBER(10, 2)', '2.50000000'),
      value('1.10 * 2.20', '2.4200'),
      value('1 + 1.25', '2.25'),
      value('-(-3)', '3'),
      value("'2' * '3'", '6.0000000000'),
      refuses('SELECT 1 / 0', '100051', /Division by zero/),
      refuses('SELECT 5 % 0', '100051', /Division by zero/),
    ],
    DIV0: [
      value('DIV0(1, 2)', '0.500000'),
      value('DIV0(1, 0)', '0.000000'),
      value('DIV0(1, NULL)', 'NULL'),
      value('DIV0NULL(1, NULL)', '0.000000'),
    ],
    'SQRT, CBRT, SQUARE, FACTORIAL': [
      value('SQRT(4), SQUARE(-2.0), FACTORIAL(5)', '2 | 4 | 120'),
      value('ROUND(CBRT(27), 6)', '3'),
    ],
    'POW, POWER': [value('POWER(2, 10), POW(2, 0.5) = SQRT(2)', '1024 | TRUE')],
    LOG: [value('ROUND(LOG(2, 8), 6), LN(1), EXP(0)', '3 | 0 | 1')],
    SIGN: [value('SIGN(5), SIGN(-1.35E-10), SIGN(0)', '1 | -1 | 0')],
    ABS: [value('ABS(-10), ABS(1.25)', '10 | 1.25')],
    WIDTH_BUCKET: [
      value('WIDTH_BUCKET(190000, 200000, 600000, 4)', '0'),
      value('WIDTH_BUCKET(290000, 200000, 600000, 4)', '1'),
      value('WIDTH_BUCKET(700000, 200000, 600000, 4)', '5'),
      value('WIDTH_BUCKET(600000, 200000, 600000, 4)', '5'),
    ],
    'REGR_VALX, REGR_VALY': [
      value(
        'REGR_VALX(NULL, 10), REGR_VALX(1, NULL), REGR_VALX(1, 10), REGR_VALY(1, 10), REGR_VALY(1, NULL)',
        'NULL | NULL | 10 | 1 | NULL',
      ),
    ],
    'Bitwise expression functions': [
      value('GETBIT(11, 0), GETBIT(11, 2), GETBIT(11, 3)', '1 | 0 | 1'),
      value('BITAND(1, 1), BITOR(16, 24), BITXOR(5, 1), BITNOT(0)', '1 | 24 | 4 | -1'),
      value('BITSHIFTLEFT(1, 2), BITSHIFTRIGHT(16, 3)', '4 | 2'),
    ],
    HAVERSINE: [value('ROUND(HAVERSINE(40.7127, -74.0059, 34.0500, -118.2500), 6)', '3936.385096')],
    'Trigonometric functions': [
      value('ROUND(PI(), 6), ROUND(DEGREES(PI()), 6), ROUND(RADIANS(180), 6)', '3.141593 | 180 | 3.141593'),
      value('SIN(0), COS(0), ROUND(ATAN2(5, 5), 6)', '0 | 1 | 0.785398'),
      value(
        'ROUND(ASINH(2.33), 6), ROUND(ACOSH(2.352409615), 6), ROUND(ATANH(0.5), 6)',
        '1.582175 | 1.5 | 0.549306',
      ),
    ],
    'Numeric data types': [
      value('1.5::INT, -1.5::INT, 2.4::NUMBER', '2 | -2 | 2'),
      value('12.345::NUMBER(10, 2)', '12.35', 'NUMBER(10,2)'),
      value("'1.25e2'::FLOAT", '125', 'FLOAT'),
      value("'NaN'::FLOAT = 'NaN'::FLOAT, 'inf'::FLOAT > 1e300", 'TRUE | TRUE'),
      refuses('SELECT 1000::NUMBER(3, 0)', '100039', /out of (representable )?range/),
    ],
    TO_DECIMAL: [
      value("TO_NUMBER('12.3456')", '12', 'NUMBER(38,0)'),
      value("TO_NUMBER('12.3456', 10, 1)", '12.3', 'NUMBER(10,1)'),
      value("TO_DECIMAL('-1.5', 5, 1)", '-1.5'),
      value("TO_NUMBER('$1,234.56', '$9,999.99', 10, 2)", '1234.56'),
      value('TO_NUMBER(TRUE)', '1'),
      refuses("SELECT TO_NUMBER('12a')", '100038', /Numeric value '12a' is not recognized/),
    ],
    TRY_TO_DECIMAL: [
      value("TRY_TO_NUMBER('12.3a')", 'NULL'),
      value("TRY_TO_DECIMAL('345.123', 10, 2)", '345.12'),
      value("TRY_TO_NUMBER('1000', 3, 0)", 'NULL'),
    ],
  },
};
