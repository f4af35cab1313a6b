import type { ProblemPlace } from '../../dataframe/problems.js';
import { inTemplate } from '../evaluation/templateText.js';
import type { CallPlace, ValuePlace } from '../evaluation/places.js';
import type { ProblemMessage } from '../evaluation/protocol.js';
import type { Diagnostic, Fix, Span } from '../model.js';
import { fileStart } from '../text.js';
import { collisionFixes } from './collisionFixes.js';
import type { Locator } from './locate.js';
import { operatorFix } from './operatorFixes.js';
import { diagnostic, insideQuotes, replacement } from './rule.js';

/** What the data frame library found while frames were built, at the expressions that it is about. */
export function frameProblems(problem: ProblemMessage, file: string, locator: Locator): Diagnostic[] {
  const places = placesOf(problem.place, locator);
  const found = places.length > 0 ? places : [{ span: fileStart(file), names: false }];
  const { suggestion } = problem;
  const text = problem.place.template === undefined ? suggestion : suggestion && inTemplate(suggestion);
  const [collisionFix, ...otherFixes] = collisionFixes(problem, locator);
  return found.map(({ span, names }) => ({
    ...diagnostic(
      problem.code,
      problem.severity,
      problem.message,
      span,
      names && text !== undefined
        ? replacement(span, text)
        : (otherMethod(problem, span, locator) ?? operatorFix(problem, locator) ?? collisionFix),
    ),
    ...(otherFixes.length > 0 && { otherFixes }),
  }));
}

/** Calls another method in place of the one that stands there; none where it is called by another way. */
function otherMethod({ instead }: ProblemMessage, span: Span, locator: Locator): Fix | undefined {
  return instead && locator.textAt(span) === instead.of ? replacement(span, instead.method) : undefined;
}

interface Place {
  readonly span: Span;
  /** Whether the span holds the wrong name and nothing else, so that a suggestion can take its place. */
  readonly names: boolean;
}

function placesOf(place: ProblemPlace, locator: Locator): Place[] {
  const inText = place.template && locator.inTemplate(place.call, place.template);
  if (inText) return [{ span: inText, names: true }];
  const read = place.callback === undefined ? [] : columnReads(place, place.callback, locator);
  if (read.length > 0) return read;
  const written = place.argument === undefined ? [] : writtenArguments(place, place.argument, locator);
  if (written.length > 0) return written;
  const named = locator.callbacksOf(place.call).flatMap((callback) => columnReads(place, callback, locator));
  if (named.length > 0) return named;
  const name = locator.callName(place.call) ?? callbackCall(place.callback, locator);
  return name ? [{ span: name, names: false }] : [];
}

/** Every `parameter.column` of the callback; the key of its object when the column is one that it makes. */
function columnReads(place: ProblemPlace, callback: number, locator: Locator): Place[] {
  const found = locator.callback(callback);
  if (!found || place.column === undefined) return [];
  const { accesses, keys } = found.place;
  const reads = accesses.filter(
    (access) =>
      access.column === place.column &&
      (place.parameter === undefined || place.parameter === access.parameter),
  );
  const key = keys.get(place.column);
  const ranges = reads.length > 0 ? reads : key ? [key] : [];
  return ranges.map((range) => ({ span: locator.span(found.file, range), names: reads.length > 0 }));
}

function callbackCall(callback: number | undefined, locator: Locator): Span | null {
  const found = callback === undefined ? null : locator.callback(callback);
  return found && locator.callName(found.place.call);
}

/** The string literals, or the keys of object literals, that spell the argument. */
function writtenArguments(place: ProblemPlace, text: string, locator: Locator): Place[] {
  const found = locator.call(place.call);
  if (!found) return [];
  return [...spellings(found.place, text)].map(({ range, quoted }) => {
    const span = locator.span(found.file, range);
    return { span: quoted ? insideQuotes(span) : span, names: true };
  });
}

interface Spelling {
  readonly range: { readonly start: number; readonly end: number };
  readonly quoted: boolean;
}

function* spellings(call: CallPlace, text: string): Iterable<Spelling> {
  for (const argument of call.arguments) yield* spellingsIn(argument, text);
}

function* spellingsIn(value: ValuePlace, text: string): Iterable<Spelling> {
  if (value.text === text) yield { range: value, quoted: true };
  for (const element of value.elements ?? []) yield* spellingsIn(element, text);
  for (const [name, property] of value.properties ?? []) {
    const quoted = property.key.end - property.key.start > name.length;
    if (name === text) yield { range: property.key, quoted };
    yield* spellingsIn(property.value, text);
  }
}
