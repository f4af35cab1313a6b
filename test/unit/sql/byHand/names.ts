import { lit } from '../../../../src/index.js';
import { CUSTOMER } from '../../dataframe/sources.js';

export default CUSTOMER.filter((r) => r.C_FIRST_NAME.trim().length().gt(0)).select((r) => ({
  C_CUSTOMER_SK: r.C_CUSTOMER_SK,
  SHOWN_NAME: r.C_FIRST_NAME.initcap().concat(' (', r.C_BIRTH_YEAR.toText(), ')'),
  INITIAL: r.C_FIRST_NAME.left(1).upper(),
  LOOKS_FRENCH: r.C_FIRST_NAME.like('Je%').or(r.C_FIRST_NAME.ilike('%é%')),
  HAS_DIGIT: r.C_FIRST_NAME.matches('.*\\d.*'),
  BEFORE_BLANK: r.C_FIRST_NAME.splitPart(' ', 1),
  NO_VOWELS: r.C_FIRST_NAME.regexpReplace('[aeiou]', ''),
  LIKENESS: r.C_FIRST_NAME.jaroWinkler('anna'),
  NAME_KEY: r.C_FIRST_NAME.lower().md5(),
  APOSTROPHE: lit("it's \\ here"),
}));
