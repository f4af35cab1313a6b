import { describe, expect, it } from 'vitest';
import { toSessionError } from '../../../src/session/sdkError.js';
import { SessionError } from '../../../src/session/session.js';

describe('an error of the driver', () => {
  it('keeps code, SQLSTATE, query id and the position, counted from 1', () => {
    const error = Object.assign(new Error('syntax error'), {
      code: '001003',
      sqlState: '42000',
      data: { queryId: 'q', line: 2, pos: 4 },
    });
    const mapped = toSessionError(error, 'SELEC');
    expect(mapped).toBeInstanceOf(SessionError);
    expect(mapped).toMatchObject({
      message: 'syntax error',
      code: '001003',
      details: { sqlState: '42000', queryId: 'q', line: 2, column: 5, statement: 'SELEC' },
    });
    expect(mapped.details.hint).toBeTruthy();
  });

  it('has no position where Snowflake gives -1', () => {
    const mapped = toSessionError(
      Object.assign(new Error('x'), { code: '002003', data: { line: -1, pos: -1 } }),
    );
    expect(mapped.details).toMatchObject({ line: undefined, column: undefined });
  });

  it('carries the driver’s own numbers, and what is no error at all, as text', () => {
    expect(toSessionError(Object.assign(new Error('no network'), { code: 401001 })).code).toBe('401001');
    expect(toSessionError('strange').message).toBe('strange');
  });
});
