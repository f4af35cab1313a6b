import { describe, expect, it } from 'vitest';
import { compiledStyle } from '../../../src/language/sqlStyle.js';
import { SqlTexts } from '../../../src/language/sqlTexts.js';
import { evaluation, problem, view } from './samples.js';

const get = (texts: SqlTexts, key: string) => texts.get(key, '/project', 'dev', compiledStyle);

describe('the SQL of a definition while it is typed', () => {
  it('is what the definition compiles to', () => {
    const texts = new SqlTexts();
    expect(texts.update(evaluation([view('V_1')]))).toEqual(['FV@V_1']);
    expect(get(texts, 'FV@V_1')).toMatchObject({ sql: view('V_1').query?.sql, current: true, errors: [] });
  });

  it('changes only for the definitions that did', () => {
    const texts = new SqlTexts();
    texts.update(evaluation([view('V_1'), view('V_2')]));
    expect(texts.update(evaluation([view('V_1'), view('V_2', 'SELECT 2')]))).toEqual(['FV@V_2']);
    expect(texts.update(evaluation([view('V_1'), view('V_2', 'SELECT 2')]))).toEqual([]);
  });

  it('stays, marked as not current, while the definition has errors', () => {
    const texts = new SqlTexts();
    texts.update(evaluation([view('V_1')]));
    expect(texts.update(evaluation([view('V_1', null)], [problem(12)]))).toEqual(['FV@V_1']);
    expect(get(texts, 'FV@V_1')).toMatchObject({
      sql: view('V_1').query?.sql,
      current: false,
      errors: ['Unknown column N2 (line 12)'],
    });
  });

  it('stays while its file cannot even be read', () => {
    const texts = new SqlTexts();
    texts.update(evaluation([view('V_1')]));
    texts.update(evaluation([], [problem(2, 'Expected }')]));
    expect(get(texts, 'FV@V_1')).toMatchObject({ current: false, errors: ['Expected } (line 2)'] });
  });

  it('goes when the definition was removed', () => {
    const texts = new SqlTexts();
    texts.update(evaluation([view('V_1')]));
    expect(texts.update(evaluation([]))).toEqual(['FV@V_1']);
    expect(get(texts, 'FV@V_1')).toBeNull();
  });

  it('names the errors of the definition rather than those of its neighbours', () => {
    const texts = new SqlTexts();
    texts.update(evaluation([view('V_1', null)], [problem(40, 'Elsewhere'), problem(12, 'Here')]));
    expect(get(texts, 'FV@V_1')).toMatchObject({ sql: null, errors: ['Here (line 12)'] });
  });
});
