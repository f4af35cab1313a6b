import { describe, expect, it } from 'vitest';
import { createStatement } from '../../../src/featurestore/createStatement.js';
import { isReadableByOfficialClients, readDefinitionText } from '../../../src/featurestore/definitionText.js';
import { planFeatureView } from '../../../src/featurestore/plan.js';
import { splitPhysicalName } from '../../../src/featurestore/names.js';
import { draft } from './storeFixture.js';

/** A small deterministic source of unpleasant texts. */
function* texts(seed: number): Generator<string> {
  const pieces = [
    "'",
    "''",
    '"',
    '\\',
    "\\'",
    '\n',
    '\t',
    ' ',
    ';',
    '--',
    '/*',
    '*/',
    '$$',
    '(',
    ')',
    ',',
    'AS ',
    ' as\n',
    "' AS SELECT 1",
    'TAG (',
    "COMMENT = '",
    'é',
    '漢',
    '😀',
    '\u2028',
    '%',
    '_',
    'A',
    'x',
  ];
  let state = seed;
  const next = (below: number) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
  for (;;) yield Array.from({ length: 1 + next(6) }, () => pieces[next(pieces.length)]).join('');
}

/** Splits SQL into what is inside quotes and the rest, as Snowflake reads it. */
const outsideQuotes = (sql: string): string => sql.replace(/'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"]|"")*"/g, '§');

describe('names and texts of any content', () => {
  it('stay inside their quotes and come back as they were', () => {
    const source = texts(7);
    for (let round = 0; round < 2000; round++) {
      const [desc, feature, column, name] = [source, source, source, source].map((s) =>
        String(s.next().value),
      );
      const fv = `"${(name ?? '').replace(/['\\$]/g, '').replaceAll('"', '""')}x"`;
      const featureName = `${column}y`;
      const plan = planFeatureView(
        draft({
          name: fv,
          desc: desc ?? '',
          columns: [
            { name: 'ID', type: null },
            { name: 'TS', type: null },
            { name: featureName, type: null },
          ],
          featureDescs: { [featureName]: feature ?? '' },
          refreshFreq: round % 2 === 0 ? '1 hour' : null,
          clusterBy: [featureName],
        }),
        'v1',
        {
          place: { database: 'DB', schema: 'FS' },
          warehouse: 'WH',
          columns: [
            { name: 'ID', type: null },
            { name: 'TS', type: null },
            { name: featureName, type: null },
          ],
          entities: draft().entities,
        },
      );
      const sql = createStatement(plan);
      // Nothing of the texts stands outside quotes.
      expect(outsideQuotes(sql)).not.toMatch(/[;$é漢😀\\%']|--|\/\*/u);
      const read = readDefinitionText(sql);
      expect(read?.comment).toBe(desc);
      expect(read?.query).toBe(draft().query);
      expect(isReadableByOfficialClients(sql)).toBe(true);
      // The official clients' query: everything after the first "AS " behind the metadata.
      expect(/SNOWML_FEATURE_VIEW_METADATA = '.*?',?.*?AS (.*)/is.exec(sql)?.[1]).toBe(draft().query);
      expect(splitPhysicalName(plan.physicalName)?.version).toBe('v1');
    }
  });
});
