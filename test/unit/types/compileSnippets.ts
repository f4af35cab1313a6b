import { errorsIn, virtualProgram } from './virtualProgram.js';

const PRELUDE = `import * as firn from '../../../src/index.js';
import { CUSTOMER, EVENTS, LINEITEM, ORDERS, ORDER_RETURNS } from '../dataframe/sources.js';
const { avg, count, coalesce, date, desc, iff, lag, max, min, rowNumber, sum, when, entity, featureView } = firn;
void [avg, count, coalesce, date, desc, iff, lag, max, min, rowNumber, sum, when, entity, featureView];
void [CUSTOMER, EVENTS, LINEITEM, ORDERS, ORDER_RETURNS];
`;

/** Compiles every snippet as a module of its own; gives the first line of each error, snippet by snippet. */
export function compileSnippets(snippets: readonly string[]): readonly (readonly string[])[] {
  const files = Object.fromEntries(snippets.map((text, i) => [`snippet${i}.ts`, PRELUDE + text]));
  const program = virtualProgram(files);
  return Object.keys(files).map((name) => errorsIn(program, name));
}
