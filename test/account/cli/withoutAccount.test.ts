import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, Firn } from './firn.js';

let firn: Firn;

beforeAll(async () => {
  firn = await Firn.create();
  await firn.run('init', firn.project, '--sample', '--no-load', '--customers', '20');
});

afterAll(async () => {
  await firn.remove();
});

describe('the command line', () => {
  it('explains itself', async () => {
    const { exitCode, stdout } = await firn.run('--help');
    expect(exitCode).toBe(0);
    for (const command of [
      'init',
      'pull',
      'check',
      'sql',
      'lineage',
      'list',
      'describe',
      'preview',
      'register',
      'refresh',
      'suspend',
      'resume',
      'drop',
      'sql-exec|exec',
      'serve',
      'doctor',
    ])
      expect(stdout).toMatch(new RegExp(`^  ${command.replace('|', '\\|')}\\b`, 'm'));
    expect((await firn.run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['frobnicate'], "error[usage]: unknown command 'frobnicate'"],
    [['chek'], '(Did you mean check?)'],
    [['sql'], "error[usage]: missing required argument 'file'"],
    [['check', '--nope'], "error[usage]: unknown option '--nope'"],
    [['preview', 'X', '--limit', 'many'], "error[usage]: --limit takes a whole number, not 'many'."],
    [['refresh', 'FV'], 'error[usage]: Which version of FV?'],
  ])('refuses %j with words, not a stack', async (args, words) => {
    const { exitCode, stdout, stderr } = await firn.inProject(...args);
    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/^\s+at .*\.cjs/m);
  });

  it('colours nothing that is not read in a terminal', async () => {
    const child = firn.start(['--project', firn.project, 'check'], { FORCE_COLOR: '1' });
    const { stdout, stderr } = await ended(child);
    expect(stdout + stderr).not.toContain('\u001b');
  });
});

describe('a project', () => {
  it('is needed, and how to get one is said', async () => {
    const { exitCode, stderr } = await firn.run('check', '--project', firn.home);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error\[no-project\]: There is no firn\.json in .*firn init/);
  });

  it('with a typo in firn.json is refused at its place', async () => {
    const folder = path.join(firn.project, '..', 'typo');
    await mkdir(folder);
    await writeFile(path.join(folder, 'firn.json'), '{\n  "definition": [],\n  "targets": {}\n}\n');
    const { exitCode, stderr } = await firn.run('check', '--project', folder);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/error\[config-invalid\]: .*firn\.json:2:3: `definition` is not a setting/);
  });

  it('is created empty, and never over another', async () => {
    const folder = path.join(firn.project, '..', 'empty');
    expect((await firn.run('init', folder, '--database', 'MINE')).exitCode).toBe(0);
    const config = JSON.parse(await readFile(path.join(folder, 'firn.json'), 'utf8')) as { targets: object };
    expect(config.targets).toMatchObject({ dev: { connection: 'local', database: 'MINE' } });
    const again = await firn.run('init', folder);
    expect([again.exitCode, again.stderr]).toEqual([1, expect.stringContaining('error[project-exists]')]);
    expect((await firn.run('sql', 'features/example.ts', '--project', folder)).stderr).toContain('firn pull');
  });
});

describe('firn sql', () => {
  it("prints a view's query and nothing else", async () => {
    const { exitCode, stdout, stderr } = await firn.inProject(
      'sql',
      'features/preprocess.ts',
      '--view',
      'FV_UC01_PREPROCESS@V_1',
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^WITH ORDER_LINES AS \(\n/);
    expect(stdout).toMatch(/ON F\.O_CUSTOMER_SK = R\.O_CUSTOMER_SK\n$/);
    expect(stdout).toContain('FROM TPCXAI_SF0001_QUICKSTART_INC.TRAINING.LINEITEM AS LI');
  });

  it('takes the newest version and says so', async () => {
    const newest = await firn.inProject('sql', 'features/preprocess.ts', '--view', 'FV_UC01_PREPROCESS');
    const second = await firn.inProject('sql', 'features/preprocess.ts', '--view', 'FV_UC01_PREPROCESS@V_2');
    expect(newest.stdout).toBe(second.stdout);
    expect(newest.stderr).toContain('has the versions V_1, V_2; this is V_2.');
  });

  it('prints all of a file, as text and as JSON', async () => {
    const { stdout } = await firn.inProject('sql', 'features/preprocess.ts');
    expect(stdout.match(/^-- FV_UC01_PREPROCESS@V_[12]$/gm)).toHaveLength(2);
    const views = (await firn.json('sql', 'features/preprocess.ts')) as { sql: string }[];
    expect(views).toMatchObject([
      {
        kind: 'featureView',
        name: 'FV_UC01_PREPROCESS',
        version: 'V_1',
        columns: [{ name: 'O_CUSTOMER_SK' }, {}, {}, {}],
      },
      { kind: 'featureView', name: 'FV_UC01_PREPROCESS', version: 'V_2' },
    ]);
    expect(stdout).toContain(views[0]?.sql);
  });

  it("reads another target's sources", async () => {
    const { stdout } = await firn.inProject(
      '--target',
      'prod',
      'sql',
      'features/preprocess.ts',
      '--view',
      'FV_UC01_PREPROCESS@V_2',
    );
    expect(stdout).toContain('FROM TPCXAI_SF0001_QUICKSTART_INC.SERVING.LINEITEM AS LI');
    expect((await firn.inProject('--target', 'nope', 'check')).stderr).toMatch(
      /error\[unknown-target\]: .*dev, prod/,
    );
  });

  it('names what there is when it is asked for something else', async () => {
    const { exitCode, stderr } = await firn.inProject('sql', 'features/preprocess.ts', '--view', 'NOPE');
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringContaining('It defines FV_UC01_PREPROCESS@V_1, FV_UC01_PREPROCESS@V_2.'),
    ]);
    expect((await firn.inProject('sql', 'features/nope.ts')).stderr).toContain('features/preprocess.ts');
  });
});

describe('firn lineage', () => {
  it("gives a feature's source columns with a path of steps, as data", async () => {
    const lineage = (await firn.json('lineage', 'FV_UC01_PREPROCESS@V_2.RETURN_RATIO')) as {
      type: string;
      sources: { table: string; column: string; dependencies: { dependency: string; path: number[] }[] }[];
      steps: {
        id: number;
        operation: string;
        column: string;
        place: { file: string; line: number } | null;
      }[];
    };
    expect(lineage).toMatchObject({
      view: 'FV_UC01_PREPROCESS',
      version: 'V_2',
      column: 'RETURN_RATIO',
      type: 'FLOAT',
    });
    const values = lineage.sources.filter((s) => s.dependencies[0]?.dependency === 'AGGREGATION');
    expect(values.map((s) => `${s.table.split('.').at(-1)}.${s.column}`).sort()).toEqual([
      'LINEITEM.PRICE',
      'LINEITEM.QUANTITY',
      'ORDER_RETURNS.OR_RETURN_QUANTITY',
    ]);
    for (const { path: way } of values.flatMap((s) => s.dependencies)) {
      const steps = way.map((id) => lineage.steps.find((step) => step.id === id)!);
      expect(steps[0]).toMatchObject({ operation: 'source' });
      expect(steps.at(-1)).toMatchObject({ column: 'RETURN_RATIO' });
      expect(steps.slice(1).every((s) => s.place?.file === 'features/preprocess.ts')).toBe(true);
    }
  });

  it('prints the operations, each once', async () => {
    const { stdout, stderr } = await firn.inProject('lineage', 'FV_UC01_PREPROCESS.frequency');
    expect(stderr).toContain('has the versions V_1, V_2; this is V_2.');
    expect(stdout).toContain('FREQUENCY of FV_UC01_PREPROCESS@V_2, FLOAT\n');
    expect(stdout).toMatch(/^ {2}N_ORDERS = CAST\(COUNT\(\*\) AS FLOAT\) {2}-- ORDERS_PER_YEAR, features/m);
  });

  it('follows features over windows of time to the columns of the events', async () => {
    const file = path.join(firn.project, 'features/windows.ts');
    await writeFile(
      file,
      `import { feature, featureView } from 'firn';
import { ORDERS } from '../firn/sources';
import { customer } from './customer';
export const visits = featureView('VISITS', {
  version: 'V_1', entities: [customer], timestamp: 'ORDER_TS', refresh: '1 hour', granularity: '1h',
  from: ORDERS.select((r) => ({ O_CUSTOMER_SK: r.O_CUSTOMER_SK, ORDER_TS: r.ORDER_TS, SHOP: r.STORE.mul(10) })),
  aggregations: (e) => [feature.sum(e.SHOP, '24h', { offset: '7d' })],
});
`,
    );
    try {
      const lineage = (await firn.json('lineage', 'VISITS.SHOP_SUM_24H_OFFSET_7D')) as {
        sources: { table: string; column: string; dependencies: { dependency: string }[] }[];
        steps: { operation: string; expression: string }[];
      };
      expect(
        lineage.sources.map((s) => [s.column, ...s.dependencies.map((d) => d.dependency)]).sort(),
      ).toEqual([
        ['ORDER_TS', 'WINDOW'],
        ['O_CUSTOMER_SK', 'GROUP_BY'],
        ['STORE', 'AGGREGATION'],
      ]);
      expect(lineage.steps.at(-1)).toMatchObject({
        operation: 'window',
        expression: 'SUM(SHOP) over 24h, 7d before',
      });
    } finally {
      await rm(file);
    }
  });

  it.each([
    ['FV_UC01_PREPROCESS', 'Which column of FV_UC01_PREPROCESS?'],
    ['FV_UC01_PREPROCESS.NOPE', 'It has O_CUSTOMER_SK, FREQUENCY, RETURN_RATIO, LATEST_ORDER_DATE.'],
    ['FV_UC01_PREPROCESS@V_7.FREQUENCY', 'The feature views are FV_UC01_PREPROCESS@V_1'],
  ])('explains what is wrong with %s', async (text, words) => {
    const { exitCode, stderr } = await firn.inProject('lineage', text);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(words)]);
  });
});

describe('firn check', () => {
  it('is content with the sample', async () => {
    const { exitCode, stderr } = await firn.inProject('check');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^0 errors, \d+ warnings? in 2 files\n$/);
  });

  it('says what is wrong, where, and what to do', async () => {
    const file = path.join(firn.project, 'features/preprocess.ts');
    const good = await readFile(file, 'utf8');
    await writeFile(file, good.replace('r.O_ORDER_ID.fillNull(0)', 'r.O_ORDER_IDD.fillNull(0)'));
    try {
      const { exitCode, stdout } = await firn.inProject('check');
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/^features\/preprocess\.ts:\d+:\d+: error\[[a-z-]+\]: .*O_ORDER_IDD/m);
      const json = await firn.inProject('check', '--json');
      expect(json.exitCode).toBe(1);
      const found = (JSON.parse(json.stdout) as { message: string }[]).find(({ message }) =>
        message.includes('O_ORDER_IDD'),
      );
      expect(Object.keys(found ?? {})).toEqual([
        'code',
        'severity',
        'message',
        'file',
        'line',
        'column',
        'endLine',
        'endColumn',
        'fix',
      ]);
      const line = good.slice(0, good.indexOf('r.O_ORDER_ID.fillNull')).split('\n').length;
      expect(found).toMatchObject({ severity: 'error', file: 'features/preprocess.ts', line });
      const other = await firn.inProject('check', 'features/customer.ts');
      expect([other.exitCode, other.stdout]).toEqual([0, '']);
    } finally {
      await writeFile(file, good);
    }
  });

  it('survives definitions that never end', async () => {
    const file = path.join(firn.project, 'features/endless.ts');
    await writeFile(file, 'for (;;) {}\n');
    try {
      const { exitCode, stdout } = await firn.inProject('check');
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/features\/endless\.ts:\d+:\d+: error\[evaluation-timeout\]/);
    } finally {
      await writeFile(file, '');
    }
  });

  it('needs no driver', async () => {
    const child = firn.start(['--project', firn.project, 'check'], { NODE_DEBUG: 'module' });
    const { stderr } = await ended(child);
    expect(stderr).toContain('MODULE');
    expect(stderr).not.toMatch(/snowflake-sdk|duckdb|polyglot/);
  });
});

describe('firn doctor', () => {
  it('finds nothing wrong with the installation where there is no project', async () => {
    const { exitCode, stdout } = await firn.run('doctor', '--project', firn.home);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ok {4}firn +\d/m);
    expect(stdout).toMatch(/^warn {2}project +no firn\.json/m);
    expect(stdout).toContain(firn.home);
  });
});
