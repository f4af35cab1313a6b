import type { ColumnReference } from '../../../../src/dataframe/expression/column.js';
import { compileAggregate } from './aggregates.js';
import { SCALAR_WORDS } from './scalars.js';
import type { Typed } from './typed.js';
import { Sentence, said } from './words.js';
import type { Compile } from './words.js';
import { compileWindow } from './windows.js';

/** How columns are found in the rows at hand. */
export type Scope = (column: ColumnReference) => Typed;

/** What was said, over the rows of a scope, as the documentation of the words has it. */
export function compiler(scope: Scope): Compile {
  const compile: Compile = (expression) => {
    if (expression.kind === 'column') return scope(expression);
    const words = said.get(expression);
    if (!words) throw new Error(`A program that was never said: ${expression.kind}.`);
    const sentence = new Sentence(words, compile);
    if (words.word === 'over') return compileWindow(sentence);
    if (words.word === 'same') return sentence.typed(0);
    const scalar = SCALAR_WORDS[words.word];
    if (scalar) return scalar(sentence);
    const { type, of } = compileAggregate(sentence);
    return { type, of: (place) => of(place.rows) };
  };
  return compile;
}
