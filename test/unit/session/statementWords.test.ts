import { describe, expect, it } from 'vitest';
import { changesTransaction, movesFiles } from '../../../src/session/statementWords.js';

describe('the first words of a statement', () => {
  it('tell which statements open and end a transaction', () => {
    for (const sql of [
      'BEGIN',
      'begin;',
      'BEGIN TRANSACTION',
      'BEGIN WORK',
      'begin name t1',
      'START TRANSACTION',
    ]) {
      expect(changesTransaction(sql), sql).toBe(true);
    }
    for (const sql of ['COMMIT', ' /* done */ commit work', '-- no\nROLLBACK;']) {
      expect(changesTransaction(sql), sql).toBe(false);
    }
    for (const sql of ['SELECT 1', 'BEGIN SELECT 1; END', 'BEGINNING', '']) {
      expect(changesTransaction(sql), sql).toBeNull();
    }
  });

  it('tell which statements move files', () => {
    expect(movesFiles("-- load\nput 'file:///a b' @S")).toBe(true);
    expect(movesFiles('GET @S file:///tmp')).toBe(true);
    expect(movesFiles('SELECT GET(a, 0) FROM t')).toBe(false);
  });
});
