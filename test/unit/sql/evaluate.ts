import { Frame } from '../../../src/dataframe/frame.js';
import { runText } from './evaluateText.js';

/** Runs a definition file's text as an evaluation does, with names and places; gives the frame that it exports. */
export function evaluate(text: string, options = { operators: false }): Frame<unknown> {
  const [frame] = Object.values(runText(text, options));
  if (!(frame instanceof Frame)) throw new Error('The file exports no frame.');
  return frame;
}
