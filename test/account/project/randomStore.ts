/** Stores at random: entities and feature views of every kind that a definition can be of, with names to stumble over. */
import type { Entity, FeatureViewDraft } from '../../../src/featurestore/model.js';
import type { FeatureStore } from '../../../src/featurestore/store.js';
import { defaultOutputColumn, withKeyArrays } from '../../../src/featurestore/tiles/aggregation.js';
import type { Aggregation, Tiles } from '../../../src/featurestore/tiles/aggregation.js';
import { random } from '../sql/randomFrames.js';

export const SOURCES = 'TPCXAI_SF0001_QUICKSTART_INC.TRAINING';
const ORDERS = `${SOURCES}.ORDERS`;

const TEXTS = [
  '',
  'Orders',
  "it's",
  'back\\slash, and \\n that is no line end',
  'two\nlines',
  '`ticks` and ${holes}',
  '"quoted" -- no comment */',
  'AS SELECT 1; DROP TABLE T',
  '$$ dollars $$',
  'Schneemann ☃ 雪',
  '\u2028 a line end of JavaScript',
  '</script>',
];
const NAMES = [
  'ORDERS_OF',
  '"small"',
  '"with blanks"',
  '"ü-☃"',
  'CON',
  '"a.b"',
  'SELECT',
  'CLASS',
  '"1st"',
  'COUNT',
];
const VERSIONS = ['V_1', 'v1', '1.0', 'V-2', 'V_10'];
const ENTITIES: readonly Entity[] = [
  { name: 'CUSTOMER', joinKeys: ['O_CUSTOMER_SK'], desc: 'Who orders' },
  { name: '"small one"', joinKeys: ['my key'], desc: "it's \\ `odd` ${x}\n" },
  { name: 'ORDER', joinKeys: ['O_CUSTOMER_SK', 'O_ORDER_ID'], desc: '' },
  { name: 'CLASS', joinKeys: ['STORE'], desc: '☃' },
];

/** FROM in several spellings of one table. */
const TABLES = [ORDERS, ORDERS.toLowerCase(), '"TPCXAI_SF0001_QUICKSTART_INC"."TRAINING"."ORDERS"'];

export class RandomStore {
  readonly #next: () => number;
  readonly #used = new Set<string>();

  constructor(seed: number) {
    this.#next = random(seed);
  }

  /** Registers the entities and so many feature views. */
  async fill(store: FeatureStore, featureViews: number): Promise<void> {
    for (const entity of ENTITIES) await store.registerEntity(entity);
    for (let i = 0; i < featureViews; i += 1) {
      const { draft, version } = this.#draft();
      await store.registerFeatureView(draft, version);
    }
  }

  #draft(): { readonly draft: FeatureViewDraft; readonly version: string } {
    const { name, version } = this.#name();
    const tiled = this.#below(4) === 0;
    return { draft: tiled ? this.#tiled(name) : this.#plain(name), version };
  }

  #plain(name: string): FeatureViewDraft {
    const entity = this.#one(ENTITIES);
    const query = this.#query(entity);
    const timestampCol = this.#one([null, 'LAST']);
    const refreshFreq = this.#one([
      null,
      '60 minute',
      '1 day',
      'DOWNSTREAM',
      '0 3 * * * UTC',
      '*/5 * * * * Europe/Berlin',
    ]);
    // Online, a key has one row, or the newest by a moment, which a date is not.
    const isServable = timestampCol === null && query.includes('GROUP');
    const storageConfig =
      refreshFreq === null
        ? null
        : this.#one<FeatureViewDraft['storageConfig']>([
            null,
            null,
            { format: 'iceberg', externalVolume: 'VOL' },
            { format: 'iceberg', externalVolume: '"my vol"', baseLocation: `of ${name}/it's here` },
          ]);
    return {
      name,
      entities: [entity],
      query,
      columns: [],
      timestampCol,
      refreshFreq,
      storageConfig: storageConfig ?? null,
      onlineConfig:
        isServable && storageConfig == null
          ? this.#one([null, { enable: true }, { enable: true, targetLag: '30 seconds' }])
          : null,
      desc: this.#one(TEXTS),
      warehouse: this.#one([null, 'OTHER_WH', '"small wh"']),
      initialize: this.#one(['ON_CREATE', 'ON_SCHEDULE']),
      refreshMode: this.#one(['AUTO', 'FULL']),
      clusterBy: this.#one([null, [], ['N'], ['LAST', 'N']]),
      featureDescs: this.#one<Readonly<Record<string, string>>>([
        {},
        { N: this.#one(TEXTS), 'weird col': this.#one(TEXTS) },
      ]),
    };
  }

  #query(entity: Entity): string {
    const keys = entity.joinKeys
      .map((key) => `${key === 'my key' ? 'O_CUSTOMER_SK AS "my key"' : key}`)
      .join(', ');
    const groups = entity.joinKeys.map((key) => (key === 'my key' ? 'O_CUSTOMER_SK' : key)).join(', ');
    const table = this.#one(TABLES);
    const plain = `SELECT ${keys}, COUNT(*) AS N, MAX(ORDER_DATE) AS LAST, MIN(STORE) AS "weird col" FROM ${table} GROUP BY ${groups}`;
    return this.#one([
      plain,
      plain.replace(' FROM ', '\n  FROM\n    ').replace(' GROUP', '\r\nGROUP'),
      `WITH ORDERS AS (SELECT * FROM ${table} WHERE STORE <> 'a\`b\${c}\\\\d''e') SELECT ${keys}, COUNT(*) AS N, MAX(ORDER_DATE) AS LAST, MIN(STORE) AS "weird col" FROM ORDERS GROUP BY ${groups}`,
      `SELECT  *  FROM ( SELECT ${keys}, 1 AS "N", ORDER_DATE AS "LAST", STORE /* \`why\` */ AS "weird col" FROM ( SELECT  *  FROM ${table}) WHERE (STORE IS NOT NULL))`,
      `SELECT ${keys}, SUM(IFF(STORE = 'x -- y', 1, 0)) AS N, MAX(ORDER_DATE) AS LAST, LISTAGG(DISTINCT STORE, '\n') AS "weird col" FROM ${table} AS O GROUP BY ${groups} -- the end`,
    ]);
  }

  #tiled(name: string): FeatureViewDraft {
    const secondaryKeys = this.#one([[], ['STORE']]);
    const features = this.#features(secondaryKeys.length > 0);
    const tiles: Tiles = {
      granularity: this.#one(['1d', '1 day']),
      secondaryKeys,
      aggregations: withKeyArrays(features, secondaryKeys),
    };
    return {
      name,
      entities: [ENTITIES[0]!],
      query: this.#one([
        `SELECT O_CUSTOMER_SK, O_ORDER_ID, STORE, ORDER_DATE FROM ${this.#one(TABLES)}`,
        `SELECT *\n    FROM ${this.#one(TABLES)}\n    WHERE STORE <> '\n  (x)'`,
      ]),
      columns: [],
      timestampCol: 'ORDER_DATE',
      refreshFreq: this.#one(['1 hour', '0 3 * * * UTC']),
      desc: this.#one(TEXTS),
      clusterBy: this.#one([null, ['O_CUSTOMER_SK']]),
      featureDescs: Object.fromEntries(features.map(({ outputColumn }) => [outputColumn, this.#one(TEXTS)])),
      tiles,
    };
  }

  #features(byKey: boolean): readonly Aggregation[] {
    const of = (
      name: Aggregation['function'],
      sourceColumn: string,
      more: Partial<Aggregation> = {},
    ): Aggregation => {
      const part = { function: name, sourceColumn, window: '7d', offset: '0', params: {}, ...more };
      return { outputColumn: defaultOutputColumn(part), ...part };
    };
    const all: readonly Aggregation[] = [
      of('sum', 'O_ORDER_ID'),
      of('count', 'STORE', { window: '24 hours' }),
      of('avg', 'O_ORDER_ID', { offset: '7d' }),
      of('std', 'O_ORDER_ID', { outputColumn: 'my "own"' }),
      of('var', 'O_ORDER_ID', { window: '30d' }),
      of('max', 'ORDER_DATE', { outputColumn: 'LATEST' }),
      ...(byKey ? [] : [of('min', 'O_ORDER_ID', { window: 'lifetime' })]),
      of('approx_count_distinct', 'STORE', { params: { hll_lg_k: 10 } }),
      of('approx_percentile', 'O_ORDER_ID', { params: { percentile: 0.9 } }),
      ...(byKey
        ? []
        : [
            of('last_n', 'STORE', { params: { n: 3 } }),
            of('first_distinct_n', 'STORE', { params: { n: 5 } }),
          ]),
    ];
    const some = all.filter(() => this.#below(2) === 0);
    return some.length === 0 ? all.slice(0, 1) : some;
  }

  #name(): { readonly name: string; readonly version: string } {
    for (;;) {
      const name = this.#below(2) === 0 ? this.#one(NAMES) : `FV_${this.#below(50)}`;
      const version = this.#one(VERSIONS);
      const key = `${name}@${version}`.toUpperCase();
      if (this.#used.has(key)) continue;
      this.#used.add(key);
      return { name, version };
    }
  }

  #below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  #one<T>(items: readonly T[]): T {
    return items[this.#below(items.length)]!;
  }
}
