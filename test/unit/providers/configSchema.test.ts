import { readFileSync } from 'node:fs';
import { format } from 'prettier';
import { expect, it } from 'vitest';

type Schema = { readonly [key: string]: unknown };

/** What makes a value wrong, as opposed to what says what it is. */
const demands = new Set(['required', 'additionalProperties', 'minLength', 'minItems', 'minProperties']);
const everyType = ['string', 'array', 'object', 'number', 'integer', 'boolean', 'null'];

/** The schema that only describes. Completions insert the first type; the others keep the check silent. */
function descriptionOf(schema: Schema): Schema {
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (demands.has(key) && typeof value !== 'object') return [];
    if (key === 'required') return [];
    if (key === 'type') return [[key, [value, ...everyType.filter((type) => type !== value)]]];
    if (key === 'properties' || key === 'definitions') {
      return [[key, mapped(value as Readonly<Record<string, Schema>>)]];
    }
    return [[key, isSchema(value) ? descriptionOf(value) : value]];
  });
  return Object.fromEntries(entries);
}

const mapped = (schemas: Readonly<Record<string, Schema>>): Schema =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, descriptionOf(schema)]));

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// Firn's own check says more (what was meant, unknown targets), in the editor as in the command; VS Code's beside it
// would show each problem twice. `npx vitest -u` writes the file anew.
it('VS Code completes firn.json by a schema that describes and demands nothing', async () => {
  const schema = JSON.parse(readFileSync('src/project/firn.schema.json', 'utf8')) as Schema;
  const text = await format(JSON.stringify(descriptionOf(schema)), { parser: 'json', printWidth: 110 });
  await expect(text).toMatchFileSnapshot('../../../syntaxes/firn-json.schema.json');
});
