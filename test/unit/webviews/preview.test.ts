import { describe, expect, it } from 'vitest';
import type { PreviewInfo, ServerLink } from '../../../src/language/protocol.js';
import type { PreviewSeed, ToPage } from '../../../src/webviews/data/messages.js';
import { DataPreview } from '../../../src/webviews/data/preview.js';

const seed: PreviewSeed = {
  source: { of: 'definition', project: '/p', target: 'dev', key: 'FV@V_1' },
  title: 'FV V_1',
  limit: 1000,
};

const info = (id: string, limit: number): PreviewInfo => ({
  id,
  title: 'FV V_1',
  queryId: `query of ${id}`,
  sql: 'SELECT 1',
  columns: [{ name: 'A', type: 'NUMBER', nullable: false }],
  rowCount: 3,
  limit,
  truncated: false,
  elapsedMs: 5,
  target: 'dev',
  at: 0,
});

interface Call {
  readonly method: string;
  readonly params: { readonly id: string; readonly limit?: number };
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A preview whose server answers when the test says so. */
function previewWith() {
  const calls: Call[] = [];
  const posted: ToPage[] = [];
  const link: ServerLink = {
    request: (message, params) =>
      new Promise((resolve, reject) => {
        const method = message.method.replace('firn/preview/', '');
        calls.push({ method, params: params as Call['params'], resolve: resolve as Call['resolve'], reject });
        if (method === 'cancel' || method === 'close') resolve(undefined as never);
      }),
    on: () => ({ dispose: () => undefined }),
  };
  let ids = 0;
  const preview = new DataPreview(
    link,
    seed,
    (message) => posted.push(message),
    () => `run ${(ids += 1)}`,
  );
  const last = (method: string): Call => {
    const call = calls.filter((c) => c.method === method).at(-1);
    if (call === undefined) throw new Error(`nothing asked for ${method}`);
    return call;
  };
  const names = (): string[] => calls.map(({ method, params }) => `${method} ${params.id}`);
  return { preview, calls, posted, last, names };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a data preview', () => {
  it('waits to be run, then shows what came', async () => {
    const { preview, last } = previewWith();
    expect(preview.state.activity.kind).toBe('idle');
    const run = preview.run(50);
    expect(preview.state.activity).toMatchObject({ kind: 'running', limit: 50 });
    last('start').resolve(info('run 1', 50));
    await run;
    expect(preview.state).toMatchObject({
      activity: { kind: 'done' },
      result: { id: 'run 1' },
      seed: { limit: 50 },
    });
  });

  it('keeps the rows of the run before until new ones are there, then lets the server forget them', async () => {
    const { preview, last, names } = previewWith();
    const first = preview.run(10);
    last('start').resolve(info('run 1', 10));
    await first;
    const second = preview.run(20);
    await settled();
    expect(preview.state.result?.id).toBe('run 1');
    last('start').resolve(info('run 2', 20));
    await second;
    expect(preview.state.result?.id).toBe('run 2');
    expect(names()).toEqual(['start run 1', 'start run 2', 'close run 1']);
  });

  it("keeps them when the account refuses, with the account's words", async () => {
    const { preview, last } = previewWith();
    const first = preview.run(10);
    last('start').resolve(info('run 1', 10));
    await first;
    const second = preview.run(10);
    await settled();
    last('start').reject(new Error("invalid identifier 'X'"));
    await second;
    expect(preview.state.result?.id).toBe('run 1');
    expect(preview.state.activity).toEqual({ kind: 'failed', message: "invalid identifier 'X'" });
  });

  it('cancels on the account, and takes a refusal that follows for what it is', async () => {
    const { preview, last, names } = previewWith();
    const run = preview.run(10);
    preview.cancel();
    last('start').reject(new Error('SQL execution canceled'));
    await run;
    expect(preview.state.activity).toEqual({ kind: 'cancelled' });
    expect(names()).toEqual(['start run 1', 'cancel run 1']);
  });

  it('forgets a result that arrives after it was cancelled', async () => {
    const { preview, last, names } = previewWith();
    const run = preview.run(10);
    preview.cancel();
    last('start').resolve(info('run 1', 10));
    await run;
    expect(preview.state.result).toBeNull();
    expect(names()).toContain('close run 1');
  });

  it('cancels what runs before it runs again', async () => {
    const { preview, names, last } = previewWith();
    void preview.run(10);
    const second = preview.run(20);
    await settled();
    last('start').resolve(info('run 2', 20));
    await second;
    expect(names()).toEqual(['start run 1', 'cancel run 1', 'start run 2']);
    expect(preview.state.result?.id).toBe('run 2');
  });

  it('hands rows and cells to the page, and says when a cell cannot be read', async () => {
    const { preview, last, posted } = previewWith();
    const run = preview.run(10);
    last('start').resolve(info('run 1', 10));
    await run;
    const rows = preview.receive({ type: 'readRows', id: 'run 1', start: 0, count: 3 });
    last('page').resolve({ start: 0, rows: 3, columns: [[1, 2, 3]], cut: [] });
    await rows;
    expect(posted.at(-1)).toMatchObject({ type: 'rows', id: 'run 1' });
    const cell = preview.receive({ type: 'readCell', id: 'run 1', row: 2, column: 0 });
    last('cell').reject(new Error('gone'));
    await cell;
    expect(posted.at(-1)).toEqual({ type: 'cellFailed', id: 'run 1', row: 2, column: 0, message: 'gone' });
  });

  it('says that its rows are gone when the server was restarted', async () => {
    const { preview, last } = previewWith();
    const run = preview.run(10);
    last('start').resolve(info('run 1', 10));
    await run;
    const rows = preview.receive({ type: 'readRows', id: 'run 1', start: 0, count: 3 });
    last('page').reject(new Error('There is no preview run 1.'));
    await rows;
    expect(preview.state.activity).toEqual({ kind: 'failed', message: 'There is no preview run 1.' });
  });

  it('lets the server forget everything when its panel closes', async () => {
    const { preview, last, names } = previewWith();
    const run = preview.run(10);
    last('start').resolve(info('run 1', 10));
    await run;
    void preview.run(10);
    await settled();
    preview.dispose();
    expect(names().filter((name) => name.startsWith('close'))).toEqual(['close run 2', 'close run 1']);
  });
});
