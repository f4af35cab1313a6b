import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataPageHtml } from '../../../src/webviews/data/html.js';
import { limitOf, rowsText, statementKind } from '../../../src/webviews/data/page/words.js';

const folder = path.join(import.meta.dirname, '../../../src/webviews/data/page');

describe('the document of the data page', () => {
  const html = dataPageHtml({
    script: 'vscode-resource:/data.js',
    style: 'vscode-resource:/data.css',
    cspSource: 'vscode-resource:',
    nonce: 'abc',
    language: 'en',
  });

  it('loads our script and style sheet and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy).toBe(
      "default-src 'none'; script-src 'nonce-abc'; style-src vscode-resource:; font-src vscode-resource:",
    );
    expect(html).not.toMatch(/unsafe|<style|\sstyle=|\son\w+=/);
  });
});

describe('the style sheet', () => {
  it('takes every colour from the theme', async () => {
    const css = (await readFile(path.join(folder, 'data.css'), 'utf8')).replaceAll(/\/\*[\s\S]*?\*\//g, '');
    expect(css.match(/#[0-9a-f]{3,8}\b|\b(rgb|hsl)a?\(/gi)).toBeNull();
    const named = /:\s*[^;{]*\b(white|black|red|green|blue|gr[ae]y|yellow|orange)\b[^-;]*;/i;
    expect(css.match(named)).toBeNull();
  });
});

describe('words of the status line', () => {
  it('says when the limit cut the result', () => {
    const result = { rowCount: 1000, truncated: true } as Parameters<typeof rowsText>[0];
    expect(rowsText(result)).toBe('First 1,000 rows');
    expect(rowsText({ ...result, rowCount: 1, truncated: false })).toBe('1 row');
  });

  it('names the kind of statement', () => {
    expect(statementKind('WITH A AS (SELECT 1)\nSELECT * FROM A')).toBe('SELECT');
    expect(statementKind('-- rows\n/* all */ (select 1)')).toBe('SELECT');
    expect(statementKind('SHOW TABLES')).toBe('SHOW');
  });

  it('reads a limit as people type it', () => {
    expect(limitOf('2,500', 100_000)).toBe(2500);
    expect(limitOf(' 10 000 ', 100_000)).toBe(10_000);
    for (const bad of ['', '0', '-1', '1.5', 'lots', '100001']) expect(limitOf(bad, 100_000), bad).toBeNull();
  });
});
