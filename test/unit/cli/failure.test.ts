import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CliError } from '../../../src/cli/cliError.js';
import { reportFailure } from '../../../src/cli/failure.js';
import { FeatureStoreError } from '../../../src/featurestore/errors.js';
import { ProjectError } from '../../../src/project/projectError.js';
import { SessionError } from '../../../src/session/session.js';
import { capturedOutput } from './capturedOutput.js';

async function report(error: unknown) {
  const { output, words } = capturedOutput();
  const exitCode = reportFailure(output, error);
  return { exitCode, words: await words() };
}

describe('a failure', () => {
  it('is its code, its message and the way out', async () => {
    const error = new FeatureStoreError('entity-in-use', 'Cannot delete it.', {
      hint: 'Drop the others first.',
    });
    expect(await report(error)).toEqual({
      exitCode: 1,
      words: 'error[entity-in-use]: Cannot delete it.\n  hint: Drop the others first.\n',
    });
  });

  it('names the place in the statement and the query', async () => {
    const error = new SessionError('Object NOPE does not exist.', '002003', {
      line: 2,
      column: 7,
      queryId: 'q-1',
      hint: 'Check the name.',
    });
    expect((await report(error)).words).toBe(
      'error[002003]: Object NOPE does not exist.\n  at line 2, column 7 of the statement\n  at query q-1\n  hint: Check the name.\n',
    );
  });

  it('does not repeat a place that the account has named', async () => {
    const error = new SessionError("syntax error line 1 at position 3 unexpected 'X'.", '001003', {
      line: 1,
      column: 4,
    });
    expect((await report(error)).words).not.toContain('of the statement');
  });

  it('lists the places of a project that cannot be used', async () => {
    const file = path.resolve('firn.json');
    const span = { file, line: 3, column: 5, endLine: 3, endColumn: 9 };
    const error = new ProjectError('firn.json is wrong.', 'config-invalid', [
      { code: 'config-type', severity: 'error', message: 'No such setting.', span },
    ]);
    expect((await report(error)).words).toContain('at firn.json:3:5: No such setting.');
  });

  it('may end with another code', async () => {
    expect((await report(new CliError('refused', 'No.', { exitCode: 3 }))).exitCode).toBe(3);
  });

  it('never shows a stack unless it is asked for', async () => {
    const bug = new TypeError('x is not a function');
    expect((await report(bug)).words).toBe(
      'error[unexpected]: x is not a function\n  hint: Set FIRN_DEBUG=1 and run it again to see where this comes from.\n',
    );
    process.env['FIRN_DEBUG'] = '1';
    try {
      expect((await report(bug)).words).toContain('failure.test.ts');
    } finally {
      delete process.env['FIRN_DEBUG'];
    }
  });

  it('copes with what is no error', async () => {
    expect((await report('thrown text')).words).toBe('error[unexpected]: thrown text\n');
  });
});
