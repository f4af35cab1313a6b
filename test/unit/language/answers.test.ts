import { describe, expect, it } from 'vitest';
import { codeActions } from '../../../src/language/codeActions.js';
import { editorDiagnostics } from '../../../src/language/editorDiagnostics.js';
import { definitionInfos } from '../../../src/language/definitionInfos.js';
import { DiagnosticPublisher } from '../../../src/language/diagnostics.js';
import { hoverOf, standsOnName } from '../../../src/language/hover.js';
import { lenses } from '../../../src/language/lenses.js';
import { uriOf } from '../../../src/language/places.js';
import { compiledStyle } from '../../../src/language/sqlStyle.js';
import { SqlTexts } from '../../../src/language/sqlTexts.js';
import type { DefinitionStatus } from '../../../src/project/model.js';
import { customer, evaluation, file, problem, span, view } from './samples.js';

const uri = uriOf(file);
const infos = (statuses: [string, DefinitionStatus][] = []) =>
  definitionInfos('/project', uri, evaluation([view('V_1'), customer]), new Map(statuses));

describe('lenses', () => {
  const titles = (statuses: [string, DefinitionStatus][] = []) =>
    lenses(infos(statuses)).map(({ command }) => command?.title);

  it('stand above each definition in the order of the file', () => {
    expect(titles()).toEqual(['Register', 'SQL', 'Data', 'Register']);
    expect(lenses(infos()).map(({ range }) => range.start.line)).toEqual([2, 9, 9, 9]);
  });

  it('end with how the definition stands against the store', () => {
    expect(titles([['FV@V_1', { state: 'in sync', changes: [] }]]).at(-1)).toBe('$(check)\u00a0in sync');
    expect(titles([['FV@V_1', { state: 'differs', changes: ['query', 'desc'] }]]).at(-1)).toBe(
      '$(diff-modified)\u00a0differs: query and 1 more',
    );
  });
});

describe('a hover on the name of a feature view', () => {
  const texts = new SqlTexts();
  texts.update(evaluation([view('V_1')]));
  const sql = texts.get('FV@V_1', '/project', 'dev', compiledStyle);
  const { value } = hoverOf(view('V_1'), sql).contents as { value: string };

  it('shows its columns with types and descriptions', () => {
    expect(value).toContain('| `N` | FLOAT | Number of orders |');
  });

  it('shows its SQL', () => {
    expect(value).toContain('```snowflake-sql\nSELECT ID, N FROM T');
  });

  it('shows nothing elsewhere in the definition', () => {
    expect(standsOnName(view('V_1'), { line: 9, character: 31 })).toBe(true);
    expect(standsOnName(view('V_1'), { line: 12, character: 3 })).toBe(false);
  });

  it('does not let a description be Markdown', () => {
    const hostile = { ...customer, desc: '[click](command:evil) | <img>' };
    expect((hoverOf(hostile, null).contents as { value: string }).value).toContain(
      '\\[click\\]\\(command:evil\\) \\| \\<img\\>',
    );
  });
});

describe('quick fixes', () => {
  const fixed = {
    ...problem(12),
    fix: { title: 'Change to N', edits: [{ span: span(12, 8, 12, 12), newText: 'N' }] },
  };
  const at = (line: number, character = 9) => ({
    start: { line, character },
    end: { line, character },
  });

  it('are offered where the diagnostic is', () => {
    const [action] = codeActions([fixed, problem(12)], uri, at(11), null);
    expect(action).toMatchObject({ title: 'Change to N', isPreferred: true });
    expect(action?.edit?.changes?.[uri]?.[0]).toMatchObject({
      newText: 'N',
      range: { start: { line: 11, character: 7 } },
    });
  });

  it('are not offered elsewhere', () => {
    expect(codeActions([fixed], uri, at(20), null)).toEqual([]);
  });

  it('are commands where no edit helps: a missing catalog is pulled', () => {
    const missing = { ...problem(1), code: 'catalog-missing' as const };
    const [shown] = editorDiagnostics('/project', [missing]);
    const config = 'file:///project/firn.json';
    const store = { project: '/project', target: 'dev' };
    const [action] = codeActions(shown === undefined ? [] : [shown], config, at(0, 0), store);
    expect(action?.command).toEqual({ title: 'Pull Catalog', command: 'firn.pull', arguments: [store] });
    expect(codeActions([missing], uri, at(0, 0), null)).toEqual([]);
  });
});

describe('published diagnostics', () => {
  it('are sent when they change and taken back when they are gone', () => {
    const sent: [string, number][] = [];
    const publisher = new DiagnosticPublisher((to, list) => sent.push([to, list.length]));
    publisher.publish([problem(12)]);
    publisher.publish([problem(12)]);
    publisher.publish([]);
    expect(sent).toEqual([
      [uri, 1],
      [uri, 0],
    ]);
  });
});
