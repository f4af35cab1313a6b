import { refuses, value } from './case.js';
import type { Topic } from './case.js';

export const conditionals: Topic = {
  name: 'conditionals',
  pages: {
    IFF: [value("IFF(TRUE, 'true', 'false'), IFF(NULL, 1, 2)", 'true | 2')],
    CASE: [
      value(
        "CASE 2 WHEN 1 THEN 'one' WHEN 2 THEN 'two' ELSE 'other' END, CASE WHEN FALSE THEN 1 END",
        'two | NULL',
      ),
      value("CASE NULL WHEN NULL THEN 'null' ELSE 'other' END", 'other'),
      refuses("SELECT CASE WHEN FALSE THEN 1 ELSE 'x' END", '100038', /Numeric value 'x' is not recognized/),
    ],
    DECODE: [
      value(
        "DECODE(NULL, NULL, 'n', 1, 'one'), DECODE(3, 1, 'one', 2, 'two'), DECODE(3, 1, 'one', '-99')",
        'n | NULL | -99',
      ),
    ],
    'NVL, NVL2, IFNULL, COALESCE': [
      value(
        "NVL(NULL, 'x'), NVL2(1, 'a', 'b'), NVL2(NULL, 'a', 'b'), IFNULL(2, 3), COALESCE(NULL, NULL, 4)",
        'x | a | b | 2 | 4',
      ),
    ],
    'NULLIF, NULLIFZERO, ZEROIFNULL': [
      value('NULLIF(0, 0), NULLIF(1, 0), NULLIFZERO(0), ZEROIFNULL(NULL)', 'NULL | 1 | NULL | 0'),
    ],
    EQUAL_NULL: [
      value('EQUAL_NULL(NULL, NULL), EQUAL_NULL(1, NULL), EQUAL_NULL(1, 1)', 'TRUE | FALSE | TRUE'),
    ],
    'GREATEST, LEAST': [
      value(
        'GREATEST(1, 3, 2), LEAST(1, 3, NULL), GREATEST_IGNORE_NULLS(1, NULL, 2), LEAST_IGNORE_NULLS(NULL, 2)',
        '3 | NULL | 2 | 2',
      ),
    ],
    'Boolean operators': [
      value(
        'TRUE AND NULL, FALSE AND NULL, TRUE OR NULL, FALSE OR NULL, NOT NULL',
        'NULL | FALSE | TRUE | NULL | NULL',
      ),
      value('BOOLAND(1, 0), BOOLOR(1, 0), BOOLXOR(2, 0), BOOLNOT(0)', 'FALSE | TRUE | TRUE | TRUE'),
    ],
    'Comparison operators': [
      value('1 <> 2, 1 != 1, NULL <> 1', 'TRUE | FALSE | NULL'),
      value('2 BETWEEN 1 AND 2, 2 BETWEEN 3 AND 1, NULL BETWEEN 1 AND 2', 'TRUE | FALSE | NULL'),
      value('1 IN (1, NULL), 2 IN (1, NULL), 2 NOT IN (1, 3), NULL IN (1)', 'TRUE | NULL | TRUE | NULL'),
      value('NULL IS NULL, 1 IS NOT NULL, NULL IS NOT DISTINCT FROM NULL', 'TRUE | TRUE | TRUE'),
    ],
  },
};
