import { describe, expect, it } from 'vitest';
import { bindPlaces } from '../../../src/account/server/bindPlaces.js';
import { scansOf } from '../../../src/account/server/resultScan.js';
import { inText } from '../../../src/account/server/wireText.js';
import { statementsOf } from '../../../src/account/server/statements.js';

describe('the places of binds in a statement', () => {
  it('are its question marks or its highest number', () => {
    expect(bindPlaces("SELECT ?, '?', ? -- ?")).toBe(2);
    expect(bindPlaces('SELECT :1, :3 FROM T WHERE A > :2')).toBe(3);
    expect(bindPlaces('SELECT V:1, A::INT, V:"2"')).toBe(0);
  });
});

describe('the statements of a request', () => {
  it('are cut where Snowflake cuts them', () => {
    expect(statementsOf("SELECT ';'; -- ;\nSELECT $$;$$", 2)).toEqual(["SELECT ';'", 'SELECT $$;$$']);
  });

  it('are left as they came when there is one', () => {
    expect(statementsOf('  SELECT 1; ', 1)).toEqual(['  SELECT 1; ']);
    expect(statementsOf("SELECT 'unterminated", 1)).toEqual(["SELECT 'unterminated"]);
  });
});

describe('results of earlier queries', () => {
  it('are found where a statement reads them', () => {
    const [scan] = scansOf("select * from table(result_scan('01-2'))", '');
    expect(scan).toMatchObject({ id: '01-2', whole: true });
    const inside = 'SELECT "name" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) WHERE TRUE';
    const [last] = scansOf(inside, '7');
    expect(last).toMatchObject({ id: '7', whole: false });
    expect(inside.slice(last?.start, last?.end)).toBe('TABLE(RESULT_SCAN(LAST_QUERY_ID()))');
    expect(scansOf("SELECT 'TABLE(RESULT_SCAN(1))'", '')).toEqual([]);
  });

  it('are written as text that means the same value', () => {
    expect(inText('20781', { kind: 'DATE' })).toBe('2026-11-24');
    expect(inText('-0.500000000', { kind: 'TIMESTAMP_NTZ', scale: 9 })).toBe('1969-12-31 23:59:59.500000000');
    expect(inText('36672.5', { kind: 'TIME', scale: 9 })).toBe('10:11:12.500000000');
    expect(inText('1', { kind: 'BOOLEAN' })).toBe('true');
    expect(inText(null, { kind: 'BOOLEAN' })).toBeNull();
  });
});
