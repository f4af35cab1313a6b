import type { CallId } from '../../dataframe/trace.js';
import type { DefinitionResult } from '../evaluation/protocol.js';
import { valueAt } from '../evaluation/places.js';
import type { Span } from '../model.js';
import { fileStart } from '../text.js';
import type { Locator, ValuePath } from './locate.js';

/** A definition with its places. */
export interface Site<D extends DefinitionResult = DefinitionResult> {
  readonly definition: D;
  /** The file that exports it. */
  readonly file: string;
  /** The whole exporting statement. */
  readonly span: Span;
  /** The name literal. */
  readonly nameSpan: Span;
  /** Whether `nameSpan` is a string literal. */
  readonly nameIsText: boolean;
  /** An option's value, or as near to it as is written out; at last the name. */
  at(path: ValuePath): Span;
  /** The key of an option's entry; its value's place when the key is not written out. */
  key(path: ValuePath): Span;
  /** Whether the place of `path` is a string literal. */
  isText(path: ValuePath): boolean;
  /** A part of another call's argument, or as near to it as is written out; null when the call was not seen. */
  inCall(call: CallId | null, argument: number, path: ValuePath): Span | null;
}

const NAME = 0;
const OPTIONS = 1;

export function siteOf<D extends DefinitionResult>(definition: D, file: string, locator: Locator): Site<D> {
  const { call, exportName } = definition;
  const exported = exportPlace(file, exportName, locator);
  const name = locator.argument(call, NAME, []);
  const nameSpan = name?.span.file === file ? name.span : exported.name;
  const nameIsText = nameSpan === name?.span && name.value.text !== undefined;
  const at = (path: ValuePath): Span => {
    for (let length = path.length; length > 0; length--) {
      const found = locator.argument(call, OPTIONS, path.slice(0, length));
      if (found) return found.span;
    }
    return nameSpan;
  };
  const key = (path: ValuePath): Span => {
    const found = locator.call(call);
    const object = found && valueAt(found.place.arguments[OPTIONS], path.slice(0, -1));
    const range = object?.properties?.get(String(path.at(-1)))?.key;
    return found && range ? locator.span(found.file, range) : at(path);
  };
  const isText = (path: ValuePath): boolean =>
    locator.argument(call, OPTIONS, path)?.value.text !== undefined;
  const inCall = (other: CallId | null, argument: number, path: ValuePath): Span | null => {
    for (let length = path.length; length >= 0; length--) {
      const found = locator.argument(other, argument, path.slice(0, length));
      if (found) return found.span;
    }
    return locator.callName(other);
  };
  return { definition, file, span: exported.statement, nameSpan, nameIsText, at, key, isText, inCall };
}

function exportPlace(file: string, name: string, locator: Locator): { statement: Span; name: Span } {
  const place = locator.exportPlace(file, name);
  if (!place) return { statement: fileStart(file), name: fileStart(file) };
  return { statement: locator.span(file, place.statement), name: locator.span(file, place.name) };
}
