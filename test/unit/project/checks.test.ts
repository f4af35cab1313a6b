import { describe, expect, it } from 'vitest';
import { entityProblems, featureViewProblems } from '../../../src/project/checks/definitionProblems.js';
import { frameProblems } from '../../../src/project/checks/frameProblems.js';
import { Locator } from '../../../src/project/checks/locate.js';
import { projectProblems } from '../../../src/project/checks/projectRules.js';
import { siteOf } from '../../../src/project/checks/site.js';
import type { Site } from '../../../src/project/checks/site.js';
import { warehouseProblems } from '../../../src/project/checks/warehouseRules.js';
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

  it.each<[string, boolean]>([
    ['SELECT * FROM D.S.T', true],
    ['SELECT ID, t.* FROM D.S.T AS t', true],
    ['SELECT T.* FROM D.S.T, D.S.U', true],
    ['SELECT u.* FROM D.S.T t JOIN (SELECT ID FROM D.S.U) u ON t.ID = u.ID', false],
    ['WITH X AS (SELECT DISTINCT * FROM D.S.T) SELECT ID FROM X', true],
    ['WITH X AS (SELECT ID FROM D.S.T) SELECT * FROM X', false],
    ['SELECT * FROM (SELECT ID FROM D.S.T)', false],
    ['SELECT COUNT(*), ID * 2 FROM D.S.T GROUP BY ID', false],
    ['SELECT * FROM X UNION ALL SELECT ID FROM D.S.T', false],
    ['SELECT * FROM D.S.T2', false],
  ])('with refresh, and %s', (sql, starred) => {
    const query = { ...RIGHT.query!, sql, sources: ['D.S.T', 'D.S.U'] };
    const expected = starred ? [['select-star', `'FV'`]] : [];
    expect(check({ query, refresh: '1 day' }).found).toEqual(expected);
    expect(check({ query }).found).toEqual([]);
  });

  it.each<[string, string | null, boolean]>([
    ['1 day', '1 minute', true],
    ['1 minute', '1 minute', false],
    ['1 day', null, false],
    ['DOWNSTREAM', '1 minute', false],
  ])('that refreshes %s may be online with a lag of %s', (refresh, targetLag, told) => {
    const expected = told ? [['online-lag', `'FV'`]] : [];
    expect(check({ refresh, online: { enable: true, targetLag } }).found).toEqual(expected);
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

  const rows = (...columns: readonly [name: string, type: string][]): Partial<FeatureViewResult> => ({
    query: {
      sql: 'SELECT 1',
      columns: columns.map(([name, type]) => ({ name, type })),
      sources: [],
      map: [],
    },
  });
  const among = (...changes: readonly Partial<FeatureViewResult>[]) =>
    [
      ...projectProblems(
        changes.map((change, index) => site({ ...view('abc'[index]!, `FV_${index}`, 'V_1'), ...change })),
      ),
    ]
      .map((it) => [it.code, cut(it.span)])
      .filter(([code]) => code !== 'repeated-query');

  it.each<[string, Partial<FeatureViewResult>[], [string, string][]]>([
    ['nothing is described', [{}, {}], []],
    ['one is described', [{ desc: 'what' }, { desc: ' ' }], [['missing-description', 'b']]],
    ['all are described', [{ desc: 'what' }, { desc: 'that' }], []],
    [
      'features of one are described',
      [{ ...rows(['N', 'FLOAT']), features: { N: 'how many' } }, rows(['M', 'FLOAT'])],
      [['missing-description', 'b']],
    ],
    ['what is described is no feature', [{ ...rows(['N', 'FLOAT']), features: { X: 'x' } }], []],
  ])('where %s', (_, changes, found) => {
    expect(among(...changes)).toEqual(found);
  });

  it.each<[string, string[], [string, string][]]>([
    ['one is written otherwise', ['FV_A', 'FV_B', 'fvC'], [['name-style', 'c']]],
    ['one is in quotes without need', ['FV_A', 'FV_B', '"FV_C"'], []],
    ['one needs its quotes', ['FV_A', 'FV_B', '"c d"'], [['name-style', 'c']]],
    ['no style is usual', ['FV_A', 'fv_b'], []],
    ['versions of one name are not counted twice', ['FV_A', 'FV_A', 'fv_b'], []],
  ])('of names, where %s', (_, names, found) => {
    expect(among(...names.map((name, index) => ({ name, version: `V_${index}` })))).toEqual(found);
  });

  it('features are written in one style', () => {
    expect(among(rows(['N', 'FLOAT'], ['M', 'FLOAT']), rows(['n_small', 'FLOAT']))).toEqual([
      ['name-style', 'b'],
    ]);
  });

  it('a name that is not in quotes may be written as the others are', () => {
    const text = `export const a = featureView('fv_a'); export const b = make('FV_B');`;
    const file = places(text);
    const found = projectProblems([
      siteOf({ ...view('a', 'fv_a', 'V_1'), call: file.call('featureView') }, FILE, file.locator),
      ...['FV_B', 'FV_C'].map((name) => siteOf(view('b', name, 'V_1'), FILE, file.locator)),
    ]);
    expect([...found].map(({ code, fix }) => [code, fix?.edits[0]?.newText])).toEqual([
      ['name-style', "'FV_A'"],
    ]);
  });

  it.each<[string, [timestamp: string, type: string][], [string, string][]]>([
    [
      'one name and kind is right',
      [
        ['AT', 'DATE'],
        ['AT', 'TIMESTAMP_NTZ(9)'],
      ],
      [],
    ],
    [
      'two names have no usual one',
      [
        ['AT', 'DATE'],
        ['ON', 'DATE'],
      ],
      [],
    ],
    [
      'one is called otherwise',
      [
        ['AT', 'DATE'],
        ['AT', 'DATE'],
        ['ON', 'DATE'],
      ],
      [['timestamp-name', 'c']],
    ],
    [
      'one has a time zone',
      [
        ['AT', 'DATE'],
        ['AT', 'TIMESTAMP_LTZ(9)'],
      ],
      [['timestamp-kind', 'b']],
    ],
    [
      'numbers are left alone',
      [
        ['AT', 'DATE'],
        ['AT', 'NUMBER(38,0)'],
      ],
      [],
    ],
  ])('of timestamps, %s', (_, timestamps, found) => {
    expect(
      among(...timestamps.map(([timestamp, type]) => ({ timestamp, ...rows([timestamp, type]) }))),
    ).toEqual(found);
  });

  it('every entity of a feature view is exported', () => {
    const found = projectProblems([site(view('a', 'FV', 'V_1', 'customer'))]);
    expect(seen(found, cut)).toEqual([['entity-not-exported', 'a']]);
  });
});

describe("a target's warehouse in a definition", () => {
  const OWN = { name: 'dev', warehouse: 'WH' };
  const OTHER = { name: 'prod', warehouse: 'BIG_WH' };
  const check = (options: string, targets: readonly { name: string; warehouse: string }[]) => {
    const text = `export const fv = featureView('FV', ${options});`;
    const { locator, cut, call } = places(text);
    const written = (option: string) => new RegExp(`${option}: '(\\w+)'`).exec(options)?.[1] ?? null;
    const definition = {
      kind: 'featureView',
      exportName: 'fv',
      name: 'FV',
      call: call('featureView'),
      warehouse: written('\\bwarehouse'),
      initializationWarehouse: written('initializationWarehouse'),
    } as unknown as FeatureViewResult;
    const found = [...warehouseProblems([siteOf(definition, FILE, locator)], targets, locator)];
    const [edit] = found[0]?.fix?.edits ?? [];
    const left = edit && text.replace(cut(edit.span), edit.newText).slice(36, -2);
    return { found: seen(found, cut), left };
  };

  it.each<[string, { name: string; warehouse: string }[], string]>([
    [`{ version: 'V_1', warehouse: 'wh' }`, [OWN], `{ version: 'V_1' }`],
    [`{ warehouse: 'WH', version: 'V_1' }`, [OWN], `{ version: 'V_1' }`],
    [`{\n  warehouse: 'WH',\n  version: 'V_1',\n}`, [OWN, { ...OWN, name: 'x' }], `{\n  version: 'V_1',\n}`],
    [`{ initializationWarehouse: 'WH', version: 'V_1' }`, [OWN], `{ version: 'V_1' }`],
  ])('%s is left out', (options, targets, left) => {
    const { found, left: mended } = check(options, targets);
    expect(found.map(([code]) => code)).toEqual(['target-warehouse']);
    expect(mended).toBe(left);
  });

  it('is another in another target, and left out by hand', () => {
    expect(check(`{ warehouse: 'WH' }`, [OWN, OTHER])).toEqual({
      found: [['target-warehouse', `'WH'`]],
      left: undefined,
    });
  });

  it("is none where it is no target's, or beside one of the definition's own", () => {
    expect(check(`{ warehouse: 'HUGE' }`, [OWN, OTHER]).found).toEqual([]);
    expect(check(`{ warehouse: 'HUGE', initializationWarehouse: 'WH' }`, [OWN]).found).toEqual([]);
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
