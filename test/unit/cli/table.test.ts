import { describe, expect, it } from 'vitest';
import { Table, cellText } from '../../../src/cli/table.js';
import { capturedOutput } from './capturedOutput.js';

const columns = [
  { title: 'NAME', type: 'TEXT' },
  { title: 'N', type: 'NUMBER(38,0)' },
];

describe('a table', () => {
  it('aligns texts left and numbers right, under titles and types, and shows NULL', async () => {
    const { output, data } = capturedOutput();
    await new Table(output, columns).rows([
      ['long name', 7],
      ['x', 1234567890123],
      [null, null],
    ]);
    expect(await data()).toBe(
      [
        'NAME                   N',
        'TEXT        NUMBER(38,0)',
        '─────────  ─────────────',
        'long name              7',
        'x          1234567890123',
        'NULL                NULL',
        '',
      ].join('\n'),
    );
  });

  it('measures wide characters as terminals show them', async () => {
    const { output, data } = capturedOutput();
    await new Table(output, [{ title: 'A' }, { title: 'B' }]).rows([
      ['雪', 'x'],
      ['snow', 'y'],
    ]);
    expect(await data()).toBe('A     B\n────  ─\n雪    x\nsnow  y\n');
  });

  it('keeps the widths of the first rows for all', async () => {
    const { output, data } = capturedOutput();
    const table = new Table(output, [{ title: 'A' }, { title: 'B' }]);
    await table.rows([['aaa', 'b']]);
    await table.rows([['aaaaa', 'b']]);
    expect(await data()).toBe('A    B\n───  ─\naaa  b\naaaaa  b\n');
  });

  it('cuts long texts in a terminal only', async () => {
    const long = 'x'.repeat(500);
    const file = capturedOutput();
    await new Table(file.output, [{ title: 'A' }]).rows([[long]]);
    expect(await file.data()).toContain(long);
    const terminal = capturedOutput(80);
    await new Table(terminal.output, [{ title: 'A' }]).rows([[long]]);
    const shown = await terminal.data();
    expect(shown).not.toContain(long);
    expect(shown).toContain(`${'x'.repeat(59)}…`);
  });

  it('gives a terminal nothing to act on', () => {
    expect(cellText('a\nb\u001b[31mred\u0007\u2028\u202e')).toBe('a\\nb\\u001b[31mred\\u0007\\u2028\\u202e');
    expect(cellText('\u009b31m')).toBe('\\u009b31m');
    expect(cellText(null)).toBe('NULL');
    expect(cellText('')).toBe('');
    expect(cellText(false)).toBe('false');
  });
});
