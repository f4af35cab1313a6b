import { describe, expect, it } from 'vitest';
import { defaultOutputColumn, withKeyArrays } from '../../../src/featurestore/tiles/aggregation.js';
import type { Aggregation } from '../../../src/featurestore/tiles/aggregation.js';
import { isLifetime, readInterval } from '../../../src/featurestore/tiles/interval.js';
import {
  readFeatureDescriptions,
  readFeatureSpecs,
  tileMetadata,
} from '../../../src/featurestore/tiles/metadata.js';
import { tileProblems } from '../../../src/featurestore/tiles/problems.js';
import type { TilesDraft } from '../../../src/featurestore/tiles/problems.js';
import { tileQuery } from '../../../src/featurestore/tiles/tileQuery.js';

function feature(
  name: Aggregation['function'],
  sourceColumn: string,
  window: string,
  more: Partial<Aggregation> = {},
): Aggregation {
  const part = { function: name, sourceColumn, window, offset: more.offset ?? '0' };
  return { ...part, outputColumn: defaultOutputColumn(part), params: {}, ...more };
}

describe('spans of time', () => {
  it.each([
    ['1h', 1, 'HOUR', 3600],
    ['24 hours', 24, 'HOUR', 86_400],
    [' 90M ', 90, 'MINUTE', 5400],
    ['7days', 7, 'DAY', 604_800],
    ['30 Secs', 30, 'SECOND', 30],
    ['0s', 0, 'SECOND', 0],
  ])('%s', (text, count, unit, seconds) => {
    expect(readInterval(text)).toEqual({ count, unit, seconds });
  });

  it.each(['', 'h', '1.5h', '-1h', '1w', '1 month', '1h30m', 'lifetime'])('%s is none', (text) => {
    expect(readInterval(text)).toBe(null);
  });

  it('a lifetime is a word', () => {
    expect([' Lifetime ', 'lifetimes', '1h'].map(isLifetime)).toEqual([true, false, false]);
  });
});

describe('names of features', () => {
  it.each([
    [feature('sum', 'AMT', '24h'), 'AMT_SUM_24H'],
    [feature('std', 'AMT', '24h', { offset: '24h' }), 'AMT_STD_24H_OFFSET_24H'],
    [feature('last_n', 'PAGE_ID', '1 h', { offset: '1 Day' }), 'PAGE_ID_LAST_N_1H_OFFSET_1DAY'],
    [feature('count', 'AMT', 'LIFETIME'), 'AMT_COUNT_LIFETIME'],
    [feature('sum', 'AMT', '24h', { offset: '0 minutes' }), 'AMT_SUM_24H'],
    [feature('secondary_key_array', 'AD', '24h', { offset: '1h' }), 'AD_KEYS_24H_OFFSET_1H'],
  ])('%j', (aggregation, name) => {
    expect(aggregation.outputColumn).toBe(name);
  });

  it('the arrays of a secondary key come first, one for each window', () => {
    const values = [feature('sum', 'A', '2h'), feature('avg', 'A', '1h'), feature('max', 'B', '2h')];
    expect(withKeyArrays(values, ['AD']).map(({ outputColumn }) => outputColumn)).toEqual([
      'AD_KEYS_2H',
      'AD_KEYS_1H',
      'A_SUM_2H',
      'A_AVG_1H',
      'B_MAX_2H',
    ]);
    expect(withKeyArrays(values, [])).toEqual(values);
  });
});

describe('the tiles’ query', () => {
  const source = { joinKeys: ['ID'], timestamp: 'TS', query: 'SELECT ID,\n  TS, AMT\nFROM SRC' };
  const tiles = (...aggregations: Aggregation[]) => ({
    granularity: '1h',
    aggregations,
    secondaryKeys: [],
  });

  it('has every partial result once', () => {
    const { sql } = tileQuery(
      tiles(feature('avg', 'AMT', '2h'), feature('sum', 'AMT', '4h'), feature('std', 'AMT', '2h')),
      source,
    );
    expect(sql).toBe(`SELECT
  ID,
  TIME_SLICE(TS, 1, 'HOUR', 'START') AS TILE_START,
  SUM(AMT) AS _PARTIAL_SUM_AMT,
  COUNT(AMT) AS _PARTIAL_COUNT_AMT,
  SUM(AMT * AMT) AS _PARTIAL_SUM_SQ_AMT
FROM (
  SELECT ID,
    TS, AMT
  FROM SRC
)
GROUP BY ID, TILE_START`);
  });

  it('adds running totals for lifetimes', () => {
    const { sql } = tileQuery(
      tiles(feature('max', 'AMT', 'lifetime'), feature('avg', 'AMT', 'lifetime')),
      source,
    );
    expect(sql).toBe(`SELECT
  base.*,
  MAX(_PARTIAL_MAX_AMT) OVER (PARTITION BY ID ORDER BY TILE_START ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS _CUM_MAX_AMT,
  SUM(_PARTIAL_SUM_AMT) OVER (PARTITION BY ID ORDER BY TILE_START ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS _CUM_SUM_AMT,
  SUM(_PARTIAL_COUNT_AMT) OVER (PARTITION BY ID ORDER BY TILE_START ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS _CUM_COUNT_AMT
FROM (
  SELECT
    ID,
    TIME_SLICE(TS, 1, 'HOUR', 'START') AS TILE_START,
    MAX(AMT) AS _PARTIAL_MAX_AMT,
    SUM(AMT) AS _PARTIAL_SUM_AMT,
    COUNT(AMT) AS _PARTIAL_COUNT_AMT
  FROM (
    SELECT ID,
      TS, AMT
    FROM SRC
  )
  GROUP BY ID, TILE_START
) base`);
  });

  it('ranks events for lists of different values', () => {
    const { sql } = tileQuery(tiles(feature('last_distinct_n', 'PAGE', '2h', { params: { n: 3 } })), source);
    expect(sql).toContain(
      'ARRAY_SLICE(ARRAY_AGG(CASE WHEN _DUP_RN_LAST_PAGE = 1 THEN PAGE END) WITHIN GROUP (ORDER BY TS DESC), 0, 3) AS _PARTIAL_LAST_DISTINCT_3_PAGE',
    );
    expect(sql).toContain(
      'ROW_NUMBER() OVER (PARTITION BY ID, TILE_START, PAGE ORDER BY TS DESC) AS _DUP_RN_LAST_PAGE',
    );
  });

  it('leaves literals, quoted names and comments of the source as they are, and knows where it went', () => {
    const query = `SELECT 'a\n''b\n' AS "x\ny", ID -- it's\nFROM SRC /* \n */`;
    const { sql, position } = tileQuery(tiles(feature('sum', 'AMT', '2h')), { ...source, query });
    expect(sql).toContain(`  SELECT 'a\n''b\n' AS "x\ny", ID -- it's\n  FROM SRC /* \n */\n)`);
    for (const [index, character] of [...query].entries()) expect(sql[position(index)]).toBe(character);
  });

  it('quotes names that need it, and only those', () => {
    const { sql } = tileQuery(tiles(feature('sum', 'amt', '2h')), {
      ...source,
      joinKeys: ['ID', 'my key'],
      timestamp: 'ts',
    });
    expect(sql).toContain(`TIME_SLICE("ts", 1, 'HOUR', 'START')`);
    expect(sql).toContain('SUM("amt") AS _PARTIAL_SUM_amt');
    expect(sql).toContain('GROUP BY ID, "my key", TILE_START');
  });
});

describe('the metadata of tiles', () => {
  const aggregations = [
    feature('sum', 'AMT', '24h', { outputColumn: 'spent today' }),
    feature('approx_count_distinct', 'PAGE', '24h', { offset: '1h', params: { hll_lg_k: 8 } }),
  ];
  const tiles = { granularity: '1h', aggregations, secondaryKeys: ['AD'] };
  const columns = [
    { name: 'ID', type: 'NUMBER(38,0)' },
    { name: 'AMT', type: 'NUMBER(10,2)' },
    { name: 'page', type: 'VARCHAR(40)' },
    { name: 'TS', type: 'TIMESTAMP_NTZ(9)' },
  ];

  it('is what the official client writes', () => {
    expect(tileMetadata('FV', tiles, { 'spent today': 'so much' }, columns)).toEqual([
      {
        type: 'FEATURE_SPECS',
        value: {
          feature_granularity: '1h',
          features: [
            {
              function: 'sum',
              source_column: 'AMT',
              window: '24h',
              output_column: '"spent today"',
              offset: '0',
              params: {},
            },
            {
              function: 'approx_count_distinct',
              source_column: 'PAGE',
              window: '24h',
              output_column: 'PAGE_APPROX_COUNT_DISTINCT_24H_OFFSET_1H',
              offset: '1h',
              params: { hll_lg_k: 8 },
            },
          ],
          aggregation_secondary_keys: ['AD'],
        },
      },
      {
        type: 'FEATURE_DESCS',
        value: { '"spent today"': 'so much', PAGE_APPROX_COUNT_DISTINCT_24H_OFFSET_1H: '' },
      },
      { type: 'FEATURE_VIEW_METADATA', value: { authoring_pkg_version: '1.42.0+firn.0.1' } },
      {
        type: 'FV_SOURCE_REFS',
        value: {
          sources: [
            {
              name: 'FV__SOURCE',
              source_type: 'Batch',
              columns: [
                { name: 'ID', type: 'LongType' },
                { name: 'AMT', type: 'DecimalType', precision: 10, scale: 2 },
                { name: '"page"', type: 'StringType', length: 40 },
                { name: 'TS', type: 'TimestampType' },
              ],
            },
          ],
        },
      },
    ]);
  });

  it('has no columns where one has a type that the official client does not record', () => {
    const rows = tileMetadata('FV', tiles, {}, [...columns, { name: 'D', type: 'DATE' }]);
    expect(rows.map(({ type }) => type)).not.toContain('FV_SOURCE_REFS');
  });

  it('is read back', () => {
    const [specs, descriptions] = tileMetadata('FV', tiles, { 'spent today': 'so much' }, columns);
    expect(readFeatureSpecs(JSON.stringify(specs?.value))).toEqual(tiles);
    expect(readFeatureDescriptions(JSON.stringify(descriptions?.value))).toMatchObject({
      'spent today': 'so much',
    });
  });

  it('takes the spelling of a specification, and what is left out', () => {
    const json =
      '{"feature_granularity": "1d", "features": [{"function": "STDDEV", "source_column": "A", "window": "2d", "output_column": "X"}], "new": 1}';
    expect(readFeatureSpecs(json)).toEqual({
      granularity: '1d',
      aggregations: [feature('std', 'A', '2d', { outputColumn: 'X' })],
      secondaryKeys: [],
    });
    expect(readFeatureSpecs('{"feature_granularity": null, "features": []}')).toBe(null);
  });

  it.each([
    ['[]', 'not a JSON object'],
    ['{"feature_granularity": 1}', 'is no text'],
    ['{"feature_granularity": "1h", "features": [{"function": "median"}]}', 'unknown function "median"'],
    ['{"feature_granularity": "1h", "features": [{"function": "sum", "source_column": "A"}]}', 'no "window"'],
    ['{"feature_granularity": "1h", "features": {}}', 'is not a list'],
  ])('%s is refused', (json, message) => {
    expect(() => readFeatureSpecs(json)).toThrow(message);
  });
});

describe('rules of tiles', () => {
  const draft = (change: Partial<TilesDraft>): TilesDraft => ({
    granularity: '1h',
    aggregations: [feature('sum', 'AMT', '24h')],
    secondaryKeys: [],
    timestamp: 'TS',
    refresh: '1 hour',
    joinKeys: ['ID'],
    columns: [
      { name: 'ID', type: 'NUMBER(38,0)' },
      { name: 'TS', type: 'TIMESTAMP_NTZ(9)' },
      { name: 'DAY', type: 'DATE' },
      { name: 'AMT', type: 'FLOAT' },
      { name: 'amt', type: 'FLOAT' },
      { name: 'QTY', type: 'NUMBER(10,2)' },
      { name: 'PAGE', type: 'VARCHAR(10)' },
      { name: 'my page', type: 'VARCHAR(10)' },
      { name: 'TAGS', type: 'ARRAY' },
      { name: 'AT', type: 'TIMESTAMP_LTZ(9)' },
    ],
    ...change,
  });
  const found = (change: Partial<TilesDraft>) =>
    [...tileProblems(draft(change))].map(({ code, part, index, severity }) =>
      [code, part, index, severity === 'error' ? undefined : severity].filter((item) => item !== undefined),
    );
  const of = (...aggregations: Aggregation[]) => found({ aggregations });

  it('a sound draft breaks none', () => {
    expect(found({})).toEqual([]);
    expect(found({ columns: null })).toEqual([]);
    expect(
      found({ granularity: '1d', timestamp: 'DAY', aggregations: [feature('min', 'DAY', '7d')] }),
    ).toEqual([]);
  });

  it.each<[Partial<TilesDraft>, unknown[]]>([
    [{ granularity: null }, ['granularity-invalid', 'aggregations']],
    [{ granularity: '1w' }, ['granularity-invalid', 'granularity']],
    [{ granularity: '30s', aggregations: [] }, ['granularity-invalid', 'granularity']],
    [{ granularity: '2h' }, ['granularity-uneven', 'granularity', 'warning']],
    [{ aggregations: [] }, ['granularity-invalid', 'granularity']],
    [{ timestamp: null }, ['tiles-need-timestamp', 'aggregations']],
    [{ refresh: null }, ['tiles-need-refresh', 'aggregations']],
    [{ timestamp: 'AT' }, ['timestamp-invalid', 'timestamp']],
    [{ timestamp: 'DAY' }, ['timestamp-invalid', 'granularity']],
    [{ secondaryKeys: ['PAGE', 'QTY'] }, ['secondary-key-invalid', 'secondaryKeys']],
    [{ secondaryKeys: ['ID'] }, ['secondary-key-invalid', 'secondaryKeys']],
    [{ secondaryKeys: ['NOPE'] }, ['secondary-key-invalid', 'secondaryKeys']],
    [
      { columns: [{ name: 'TILE_START', type: 'DATE' }, ...(draft({}).columns ?? [])] },
      ['feature-name-reserved', 'aggregations'],
    ],
  ])('%j', (change, problem) => {
    expect(found(change)).toContainEqual(problem);
  });

  it.each<[Aggregation, unknown[]]>([
    [feature('sum', 'AMT', '90m'), ['window-invalid', 'window', 0]],
    [feature('sum', 'AMT', 'day'), ['window-invalid', 'window', 0]],
    [feature('sum', 'AMT', '0h'), ['window-invalid', 'window', 0]],
    [feature('sum', 'AMT', '2h', { offset: '30m' }), ['offset-invalid', 'offset', 0]],
    [feature('sum', 'AMT', '2h', { offset: 'soon' }), ['offset-invalid', 'offset', 0]],
    [feature('sum', 'AMT', 'lifetime', { offset: '1h' }), ['offset-invalid', 'offset', 0]],
    [feature('last_n', 'PAGE', 'lifetime', { params: { n: 1 } }), ['lifetime-unsupported', 'window', 0]],
    [feature('last_n', 'PAGE', '2h', { params: { n: 101 } }), ['aggregation-parameter', 'n', 0]],
    [feature('first_n', 'PAGE', '2h', { params: { n: 1.5 } }), ['aggregation-parameter', 'n', 0]],
    [
      feature('approx_percentile', 'AMT', '2h', { params: { percentile: 90 } }),
      ['aggregation-parameter', 'percentile', 0],
    ],
    [
      feature('approx_percentile', 'AMT', '2h', { params: { percentile: NaN } }),
      ['aggregation-parameter', 'percentile', 0],
    ],
    [
      feature('approx_count_distinct', 'PAGE', '2h', { params: { hll_lg_k: 3 } }),
      ['aggregation-parameter', 'precision', 0],
    ],
    [feature('sum', 'PAGE', '2h'), ['aggregation-type', 'column', 0]],
    [feature('max', 'TAGS', '2h'), ['aggregation-type', 'column', 0]],
    [
      feature('approx_count_distinct', 'QTY', '2h', { params: { hll_lg_k: 8 } }),
      ['aggregation-type', 'column', 0],
    ],
    [feature('last_distinct_n', 'TAGS', '2h', { params: { n: 2 } }), ['aggregation-type', 'column', 0]],
    [feature('count', 'my page', '2h', { outputColumn: 'X' }), ['aggregation-column', 'column', 0]],
    [feature('count', 'NOPE', '2h'), ['aggregation-column', 'column', 0]],
    [feature('count', 'PAGE', '2h', { outputColumn: 'ID' }), ['feature-name-reserved', 'name', 0]],
    [feature('count', 'PAGE', '2h', { outputColumn: 'ORDER' }), ['feature-name-reserved', 'name', 0]],
    [feature('count', 'PAGE', '2h', { outputColumn: 'TILE_BOUNDARY' }), ['feature-name-reserved', 'name', 0]],
  ])('%j', (aggregation, problem) => {
    expect(of(aggregation)).toEqual([problem]);
  });

  it('lists any column, and takes counts of it', () => {
    expect(
      of(feature('last_n', 'TAGS', '2h', { params: { n: 100 } }), feature('count', 'TAGS', '2h')),
    ).toEqual([]);
  });

  it('two features share neither a name, nor a sketch of two sizes, nor a tile column', () => {
    expect(of(feature('sum', 'AMT', '2h'), feature('sum', 'AMT', '2H'))).toEqual([
      ['duplicate-feature', 'name', 1],
    ]);
    expect(
      of(
        feature('sum', 'AMT', '2h', { outputColumn: 'x' }),
        feature('sum', 'AMT', '3h', { outputColumn: 'X' }),
      ),
    ).toEqual([['duplicate-feature', 'name', 1]]);
    const sketch = (hll_lg_k: number, window: string) =>
      feature('approx_count_distinct', 'PAGE', window, { params: { hll_lg_k } });
    expect(of(sketch(8, '1h'), sketch(8, '2h'))).toEqual([]);
    expect(of(sketch(8, '1h'), sketch(12, '2h'))).toEqual([['aggregation-parameter', 'precision', 1]]);
    expect(of(feature('sum', 'AMT', '2h'), feature('sum', 'amt', '3h'))).toEqual([
      ['aggregation-column', 'column', 1],
    ]);
  });

  it('arrays by a secondary key have no lists and no lifetimes', () => {
    const bySecondaryKey = (...aggregations: Aggregation[]) =>
      found({ secondaryKeys: ['PAGE'], aggregations });
    expect(bySecondaryKey(feature('sum', 'AMT', '2h'))).toEqual([]);
    expect(bySecondaryKey(feature('last_n', 'AMT', '2h', { params: { n: 2 } }))).toEqual([
      ['secondary-key-invalid', 'column', 0],
    ]);
    expect(bySecondaryKey(feature('sum', 'AMT', 'lifetime'))).toEqual([
      ['secondary-key-invalid', 'column', 0],
    ]);
  });

  it('a lifetime would see the future where tiles are no single minute, hour or day', () => {
    expect(found({ granularity: '2h', aggregations: [feature('sum', 'AMT', 'lifetime')] })).toContainEqual([
      'lifetime-unsupported',
      'window',
      0,
    ]);
  });
});
