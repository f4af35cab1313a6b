import type { TemplatePlace } from '../../dataframe/problems.js';
import type { CallId } from '../../dataframe/trace.js';
import { valueAt } from '../evaluation/places.js';
import type { CallPlace, CallbackPlace, ExportPlace, ValuePlace } from '../evaluation/places.js';
import type { ModuleGraph } from '../evaluation/graph.js';
import type { TransformedModule } from '../evaluation/transform.js';
import { templateOffset } from '../evaluation/templateText.js';
import type { Span } from '../model.js';
import { fileStart } from '../text.js';
import type { Range, SourceText } from '../text.js';

export type ValuePath = readonly (string | number)[];

/** Finds the spans that ids of calls and callbacks speak of. */
export class Locator {
  constructor(
    private readonly graph: ModuleGraph,
    private readonly fileOf: (call: CallId) => string | undefined,
  ) {}

  module(file: string): TransformedModule | undefined {
    return this.graph.get(file)?.transformed;
  }

  source(file: string): SourceText | undefined {
    return this.module(file)?.source;
  }

  span(file: string, range: Range): Span {
    return this.source(file)?.span(range) ?? fileStart(file);
  }

  textAt({ file, line, column, endLine, endColumn }: Span): string {
    const source = this.source(file);
    return source?.text.slice(source.offset(line, column), source.offset(endLine, endColumn)) ?? '';
  }

  call(id: CallId | null | undefined): { readonly file: string; readonly place: CallPlace } | null {
    const file = id == null ? undefined : this.fileOf(id);
    const place =
      file === undefined ? undefined : this.graph.get(file)?.transformed.places.calls.get(id ?? -1);
    return file !== undefined && place ? { file, place } : null;
  }

  callback(id: CallId): { readonly file: string; readonly place: CallbackPlace } | null {
    const file = this.fileOf(id);
    const place = file === undefined ? undefined : this.graph.get(file)?.transformed.places.callbacks.get(id);
    return file !== undefined && place ? { file, place } : null;
  }

  /** The callbacks among the arguments of a call. */
  callbacksOf(call: CallId | null | undefined): CallId[] {
    const file = call == null ? undefined : this.fileOf(call);
    const callbacks = file === undefined ? undefined : this.graph.get(file)?.transformed.places.callbacks;
    return [...(callbacks ?? [])].flatMap(([id, place]) => (place.call === call ? [id] : []));
  }

  /** Where a file exports a name; null for names that come with `export *`. */
  exportPlace(file: string, name: string): ExportPlace | null {
    return this.graph.get(file)?.transformed.places.exports.get(name) ?? null;
  }

  /** The method's name: where a squiggle about a call stands. */
  callName(id: CallId | null | undefined): Span | null {
    const found = this.call(id);
    return found && this.span(found.file, found.place.name);
  }

  /** A place in the text of a call's template literal. */
  inTemplate(id: CallId | undefined, { from, to }: TemplatePlace): Span | null {
    const found = this.call(id);
    const source = found && this.source(found.file);
    const [first, last] = [from, to].map((at) => {
      const piece = found?.place.template?.[at.piece];
      return piece === undefined ? undefined : templateOffset(source?.text ?? '', piece, at.offset);
    });
    return source && first !== undefined && last !== undefined
      ? source.span({ start: first, end: Math.max(first, last) })
      : null;
  }

  wholeCall(id: CallId): Span | null {
    const found = this.call(id);
    return found && this.span(found.file, found.place.whole);
  }

  /** A value inside an argument of a call, as near as it is written out. */
  argument(id: CallId | null, index: number, path: ValuePath): { span: Span; value: ValuePlace } | null {
    const found = this.call(id);
    const value = found && valueAt(found.place.arguments[index], path);
    return found && value ? { span: this.span(found.file, value), value } : null;
  }
}
