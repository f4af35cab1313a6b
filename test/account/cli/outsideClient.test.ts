import type { ChildProcess } from 'node:child_process';
import type { Connection } from 'snowflake-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, disconnect, refusalOf, run, type Address } from '../server/outsideClient.js';
import { ended, Firn, type Outcome } from './firn.js';

/** snowflake-sdk, with nothing of Firn's between, reads from `firn serve` what `firn register` wrote. */
describe('snowflake-sdk against firn serve', () => {
  const store = 'TPCXAI_SF0001_QUICKSTART_INC._TRAINING_FEATURE_STORE';
  let firn: Firn;
  let server: ChildProcess;
  let outcome: Promise<Outcome>;
  let address: Address;
  let client: Connection;

  beforeAll(async () => {
    firn = await Firn.create();
    const prepared = await firn.run('init', firn.project, '--sample', '--customers', '40');
    if (prepared.exitCode !== 0) throw new Error(prepared.stderr);
    server = firn.start(['--project', firn.project, 'serve']);
    outcome = ended(server);
    address = await new Promise<Address>((resolve, reject) => {
      server.stdout?.once('data', (line: Buffer) => resolve(JSON.parse(String(line)) as Address));
      void outcome.then(({ stderr }) => reject(new Error(stderr)));
    });
    const registered = await firn.inProject('register', 'FV_UC01_PREPROCESS@V_2');
    if (registered.exitCode !== 0) throw new Error(registered.stderr);
    client = await connect(address);
  });

  afterAll(async () => {
    if (client) await disconnect(client);
    server?.kill('SIGTERM');
    await outcome;
    await firn?.remove();
  });

  const rows = async (sql: string) => (await run(client, sql)).rows;

  it('is refused with another token', async () => {
    const refusal = await refusalOf(connect({ ...address, password: `${address.password}x` }));
    expect(String(refusal.code)).toBe('390100');
  });

  it('sees the entity as a tag with its join keys', async () => {
    expect(await rows(`SHOW TAGS LIKE 'SNOWML_FEATURE_STORE_ENTITY_%' IN SCHEMA ${store}`)).toMatchObject([
      {
        name: 'SNOWML_FEATURE_STORE_ENTITY_CUSTOMER',
        allowed_values: '["O_CUSTOMER_SK"]',
        comment: 'Primary key for CUSTOMER',
      },
    ]);
  });

  it('sees the feature view as a dynamic table whose text the official client can parse', async () => {
    const [shown] = await rows(`SHOW DYNAMIC TABLES LIKE 'FV_UC01_PREPROCESS$V_2' IN SCHEMA ${store}`);
    expect(shown).toMatchObject({
      name: 'FV_UC01_PREPROCESS$V_2',
      target_lag: '1 hour',
      warehouse: 'FS_WH',
      scheduling_state: 'ACTIVE',
    });
    expect(shown!['text']).toMatch(
      /^CREATE (OR REPLACE )?DYNAMIC TABLE .*COMMENT = '.*'\s*TAG.*?SNOWML_FEATURE_VIEW_METADATA = '\{.*?\}',?.*?AS WITH ORDER_LINES AS/s,
    );
  });

  it('reads its rows with their types', async () => {
    const { statement, rows: found } = await run(
      client,
      `SELECT * FROM ${store}.FV_UC01_PREPROCESS$V_2 ORDER BY O_CUSTOMER_SK`,
    );
    expect(statement.getColumns()?.map((column) => [column.getName(), column.getType()])).toEqual([
      ['O_CUSTOMER_SK', 'fixed'],
      ['FREQUENCY', 'real'],
      ['RETURN_RATIO', 'real'],
      ['LATEST_ORDER_DATE', 'date'],
    ]);
    expect(found.length).toBeGreaterThan(20);
    expect(found[0]).toMatchObject({ O_CUSTOMER_SK: 0, FREQUENCY: expect.any(Number) });
    expect(found[0]!['LATEST_ORDER_DATE']).toBeInstanceOf(Date);
  });
});
