import { describe, expect, it } from 'vitest';
import { entityProblems, featureViewProblems } from '../../../src/project/checks/definitionProblems.js';
import { frameProblems } from '../../../src/project/checks/frameProblems.js';
import { Locator } from '../../../src/project/checks/locate.js';
import { projectProblems } from '../../../src/project/checks/projectRules.js';
import { siteOf } from '../../../src/project/checks/site.js';
import type { Site } from '../../../src/project/checks/site.js';
import type {
  DefinitionResult,
  EntityResult,
  FeatureViewResult,
} from '../../../src/project/evaluation/protocol.js';
import { FileCallIds } from '../../../src/project/evaluation/callIds.js';
import { transform } from '../../../src/project/evaluation/transform.js';
import type { Diagnostic, Span } from '../../../src/project/model.js';
import { SourceText } from '../../../src/project/text.js';

const FILE = '/p/a.ts';

/** The places of a file, and the ids of the calls in it by the name that is called. */
function places(text: string) {
  const source = new SourceText(FILE, text);
  const transformed = transform(source, new FileCallIds(1));
  const graph = new Map([
    [
      FILE,
      { transformed, imports: new Map<string, string>(), usesLibrary: [], queries: [], diagnostics: [] },
    ],
  ]);
  const locator = new Locator(graph, () => FILE);
  const cut = ({ line, column, endLine, endColumn }: Span): string =>
    text.slice(source.offset(line, column), source.offset(endLine, endColumn));
  const call = (name: string): number => {
    const found = [...transformed.places.calls].find(
      ([, place]) => text.slice(place.name.start, place.name.end) === name,
    );
    if (!found) throw new Error(`no call of ${name}`);
    return found[0];
  };
  const callback = (name: string): number => {
    const found = [...transformed.places.callbacks].find(([, place]) => place.call === call(name));
    if (!found) throw new Error(`no callback of ${name}`);
    return found[0];
  };
  return { locator, cut, call, callback };
}

const seen = (diagnostics: Iterable<Diagnostic>, cut: (span: Span) => string) =>
  [...diagnostics].map((it) => [it.code, cut(it.span)]);

describe('an entity', () => {
  const check = (name: string, keys: readonly string[]) => {
    const text = `export const e = entity(${JSON.stringify(name)}, { joinKeys: ${JSON.stringify(keys)} });`;
    const { locator, cut, call } = places(text);
    const definition: EntityResult = {
      kind: 'entity',
      exportName: 'e',
      call: call('entity'),
      name,
      desc: '',
      joinKeys: keys,
    };
    return seen(entityProblems(siteOf(definition, FILE, locator)), cut);
  };

  it('with a plain name and keys is right', () => {
    expect(check('CUSTOMER', ['A', '"weird key"'])).toEqual([]);
  });

  it.each<[string, string[], string, string]>([
    ['a b', ['A'], 'name-invalid', '"a b"'],
    ['E'.repeat(33), ['A'], 'name-invalid', `"${'E'.repeat(33)}"`],
    ['E', [], 'join-key-invalid', '[]'],
    ['E', ['A', 'a b'], 'join-key-invalid', '"a b"'],
    ['E', ['A', '"a,b"'], 'join-key-invalid', String.raw`"\"a,b\""`],
    ['E', ['X', 'x'], 'join-key-invalid', '"x"'],
    [
      'E',
      ['K'.repeat(150), 'L'.repeat(150)],
      'tag-too-long',
      JSON.stringify(['K'.repeat(150), 'L'.repeat(150)]),
    ],
  ])('%s %s is %s', (name, keys, code, place) => {
    expect(check(name, keys)).toEqual([[code, place]]);
  });
});

describe('a feature view', () => {
  const OPTIONS = `{
  version: 'V_1',
  entities: [customer],
  from: rows,
  timestamp: 'AT',
  clusterBy: ['ID'],
  features: { N: 'how many' },
}`;
  const RIGHT: Omit<FeatureViewResult, 'call'> = {
    kind: 'featureView',
    exportName: 'fv',
    name: 'FV',
    desc: '',
    version: 'V_1',
    entities: [{ name: 'CUSTOMER', joinKeys: ['id'] }],
    timestamp: 'AT',
    refresh: null,
    warehouse: null,
    refreshMode: 'AUTO',
    initialize: 'ON_CREATE',
    initializationWarehouse: null,
    online: null,
    storage: null,
    appendOnly: false,
    backupSource: null,
    clusterBy: ['ID'],
    features: { N: 'how many' },
    severalRowsOf: null,
    granularity: null,
    aggregations: null,
    secondaryKey: null,
    refreshVerdict: null,
    query: {
      sql: 'SELECT …',
      columns: [
        { name: 'ID', type: 'NUMBER(38,0)' },
        { name: 'AT', type: 'DATE' },
        { name: 'N', type: 'NUMBER(18,0)' },
        { name: 'NOTE', type: 'VARCHAR(10)' },
      ],
      sources: [],
      map: [],
    },
    lineage: null,
  };
  const check = (change: Partial<FeatureViewResult>) => {
    const { locator, cut, call } = places(`export const fv = featureView('FV', ${OPTIONS});`);
    const definition: FeatureViewResult = { ...RIGHT, call: call('featureView'), ...change };
    const diagnostics = [...featureViewProblems(siteOf(definition, FILE, locator))];
    return { diagnostics, found: seen(diagnostics, cut) };
  };

  it('that keeps the rules is right', () => {
    expect(check({}).found).toEqual([]);
  });

  it.each<[string, Partial<FeatureViewResult>, string, string]>([
    ['a $ in its name', { name: 'F$V' }, 'name-invalid', `'FV'`],
    ['a bad version', { version: '_1' }, 'version-invalid', `'V_1'`],
    ['a name that is too long', { name: 'N'.repeat(254) }, 'name-invalid', `'FV'`],
    ['a name that is too long with its version', { name: 'N'.repeat(253) }, 'name-invalid', `'FV'`],
    [
      'a join key that is no column',
      { entities: [{ name: 'C', joinKeys: ['ID', 'K'] }] },
      'join-key-missing',
      'customer',
    ],
    ['a timestamp that is no column', { timestamp: 'AX' }, 'timestamp-missing', `'AT'`],
    ['a timestamp of text', { timestamp: 'NOTE' }, 'timestamp-invalid', `'AT'`],
    ['a timestamp NULL', { timestamp: 'NULL' }, 'timestamp-invalid', `'AT'`],
    ['a cluster column that is none', { clusterBy: ['IX'] }, 'cluster-column-missing', `'ID'`],
    ['a word for initialize', { initialize: 'LATER' }, 'initialize-invalid', `'FV'`],
    ['a word for the refresh mode', { refreshMode: 'SOMETIMES' }, 'refresh-mode-invalid', `'FV'`],
    ['a refresh that is neither lag nor cron', { refresh: 'soon' }, 'refresh-invalid', `'FV'`],
    ['a lag below a minute', { refresh: '30 seconds' }, 'refresh-invalid', `'FV'`],
    [
      'an initialization warehouse that is no name',
      { initializationWarehouse: 'a b' },
      'name-invalid',
      `'FV'`,
    ],
    [
      'snapshots that no schedule takes',
      { appendOnly: true, refreshMode: 'FULL', refresh: '1 day' },
      'append-only-invalid',
      `'FV'`,
    ],
    ['snapshots of changes', { appendOnly: true, refresh: '0 3 * * * UTC' }, 'append-only-invalid', `'FV'`],
    ['a backup of nothing', { backupSource: 'T' }, 'append-only-invalid', `'FV'`],
    ['a short online lag', { online: { enable: true, targetLag: '5 seconds' } }, 'online-invalid', `'FV'`],
    ['an online lag of words', { online: { enable: true, targetLag: 'soon' } }, 'online-invalid', `'FV'`],
    [
      'Iceberg without refresh',
      { storage: { format: 'iceberg', externalVolume: 'V', baseLocation: null } },
      'storage-invalid',
      `'FV'`,
    ],
    [
      'Iceberg in no volume',
      { refresh: '1 day', storage: { format: 'iceberg', externalVolume: '', baseLocation: null } },
      'storage-invalid',
      `'FV'`,
    ],
    [
      'Iceberg and online',
      {
        refresh: '1 day',
        online: { enable: true, targetLag: null },
        storage: { format: 'iceberg', externalVolume: 'V', baseLocation: null },
      },
      'online-invalid',
      `'FV'`,
    ],
    ['a warehouse that is no name', { warehouse: 'a b' }, 'name-invalid', `'FV'`],
    [
      'entities that its tag cannot hold',
      { entities: Array.from({ length: 14 }, (_, i) => ({ name: `ENTITY_NUMBER_${i}`, joinKeys: ['ID'] })) },
      'tag-too-long',
      '[customer]',
    ],
  ])('with %s is told so, there', (_, change, code, place) => {
    expect(check(change).found).toEqual([[code, place]]);
  });

  it.each(['60 minute', '1 day', 'DOWNSTREAM', '0 3 * * * UTC'])('may refresh %s', (refresh) => {
    expect(check({ refresh }).found).toEqual([]);
  });

  it('with a description of no feature hears the names of the features', () => {
    const { diagnostics } = check({ features: { M: 'x' } });
    expect(diagnostics[0]?.message).toBe(
      "Feature name M is not found in FeatureView FV, valid feature names are: ['N', 'NOTE']. Did you mean `N`?",
    );
  });

  it('may be corrected inside the quotes', () => {
    const { diagnostics } = check({ timestamp: 'A' });
    const { span } = diagnostics[0]!;
    expect(diagnostics[0]?.fix?.edits).toEqual([
      { span: { ...span, column: span.column + 1, endColumn: span.endColumn - 1 }, newText: 'AT' },
    ]);
  });

  it('without SQL is not asked for its columns', () => {
    expect(
      check({ query: null, lineage: null, timestamp: 'AX', clusterBy: ['IX'], features: { M: '' } }).found,
    ).toEqual([]);
  });
});

describe('between definitions', () => {
  const { locator, cut } = places(
    `export const a = make('A');\nexport const b = make('B');\nexport const c = make('C');`,
  );
  const site = <D extends DefinitionResult>(definition: D): Site => siteOf(definition, FILE, locator);
  const view = (
    exportName: string,
    name: string,
    version: string,
    ...entities: string[]
  ): FeatureViewResult => ({
    kind: 'featureView',
    exportName,
    call: null,
    name,
    desc: '',
    version,
    entities: entities.map((entity) => ({ name: entity, joinKeys: [] })),
    timestamp: null,
    refresh: null,
    warehouse: null,
    refreshMode: 'AUTO',
    initialize: 'ON_CREATE',
    initializationWarehouse: null,
    online: null,
    storage: null,
    appendOnly: false,
    backupSource: null,
    clusterBy: null,
    features: {},
    granularity: null,
    aggregations: null,
    secondaryKey: null,
    query: null,
    severalRowsOf: null,
    refreshVerdict: null,
    lineage: null,
  });

  it('one name and version stands once', () => {
    const found = projectProblems([
      site(view('a', 'FV', 'V_1')),
      site(view('b', 'fv', 'V_1')),
      site(view('c', 'FV', 'V_2')),
    ]);
    expect(seen(found, cut)).toEqual([['duplicate-definition', 'b']]);
  });

  it('versions do not differ by case alone', () => {
    const found = projectProblems([site(view('a', 'FV', 'v1')), site(view('b', 'FV', 'V1'))]);
    expect(seen(found, cut)).toEqual([['version-case', 'b']]);
  });

  it('every entity of a feature view is exported', () => {
    const found = projectProblems([site(view('a', 'FV', 'V_1', 'customer'))]);
    expect(seen(found, cut)).toEqual([['entity-not-exported', 'a']]);
  });
});

describe('a problem of a frame', () => {
  const { locator, cut, call, callback } = places(
    `const x = A.join(B, (l, r) => l.K.eq(r.KX).and(r.KX.gt(l.KX)))\n` +
      `  .groupBy('K', "KX").agg((r) => ({ N: count(), KX: r.Z })).rename({ 'OLD': 'KX' });`,
  );
  const at = (place: Parameters<typeof frameProblems>[0]['place'], suggestion?: string) =>
    frameProblems(
      { code: 'unknown-column', severity: 'error', message: 'm', place, ...(suggestion && { suggestion }) },
      FILE,
      locator,
    );

  it('with a column of a row stands at each reading of it', () => {
    const found = at({ callback: callback('join'), parameter: 'r', column: 'KX' }, 'K');
    expect(found.map((it) => [cut(it.span), it.span.column])).toEqual([
      ['KX', 40],
      ['KX', 50],
    ]);
    expect(found[0]?.fix?.edits).toEqual([{ span: found[0]?.span, newText: 'K' }]);
  });

  it('with a column that a callback makes stands at its key', () => {
    const [found] = at({ callback: callback('agg'), column: 'N' });
    expect(cut(found!.span)).toBe('N');
  });

  it('with an argument stands inside its quotes, or at its key', () => {
    expect(at({ call: call('groupBy'), argument: 'KX' }).map((it) => cut(it.span))).toEqual(['KX']);
    expect(at({ call: call('rename'), argument: 'OLD' }).map((it) => cut(it.span))).toEqual(['OLD']);
  });

  it('with a call stands at the method', () => {
    expect(at({ call: call('agg') }).map((it) => cut(it.span))).toEqual(['agg']);
    expect(at({ callback: callback('join'), column: 'ELSEWHERE' }).map((it) => cut(it.span))).toEqual([
      'join',
    ]);
  });

  it('without a place stands at the start of the file', () => {
    expect(at({})[0]?.span).toEqual({ file: FILE, line: 1, column: 1, endLine: 1, endColumn: 1 });
  });
});
