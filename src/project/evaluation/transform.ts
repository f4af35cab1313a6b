import MagicString from 'magic-string';
import { transformSync } from 'oxc-transform';
import type { CallId } from '../../dataframe/trace.js';
import type { Diagnostic } from '../model.js';
import type { SourceText } from '../text.js';
import type { FileCallIds } from './callIds.js';
import { HookWriter } from './hooks.js';
import { lowering } from './lowering.js';
import { rewriteModule } from './modules.js';
import type { ImportPlace } from './modules.js';
import type { Places } from './places.js';
import { refusals } from './refusals.js';
import { silencesIn } from './silences.js';
import type { Silence } from './silences.js';
import { parseFile, syntaxError } from './syntax.js';

/** A definition file, ready to run: JavaScript that tells where it is, and the places it speaks of. */
export interface TransformedModule {
  readonly source: SourceText;
  /** The body of a function of the hooks; empty when the file cannot run. */
  readonly code: string;
  readonly imports: readonly ImportPlace[];
  readonly exportsAllOf: readonly string[];
  readonly places: Places;
  readonly silences: readonly Silence[];
  /** How to get from the running text back to the file. */
  readonly maps: () => MapChain;
  /** Texts of its template literals that are queries. */
  readonly queries: readonly string[];
  /** Why the file cannot run; empty when it can. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a project has asked for beyond the hooks. */
export interface TransformOptions {
  /** Operators work on columns. */
  readonly operators?: boolean;
}

/** The maps from the running text back to the file, in the order in which they are followed. */
export type MapChain = readonly string[];

const TYPESCRIPT = { lang: 'ts', sourceType: 'module', target: 'es2022' } as const;

export function transform(
  source: SourceText,
  ids: FileCallIds,
  options: TransformOptions = {},
): TransformedModule {
  const { edits, places, imports, exportsAllOf, silences, queries, diagnostics, blocks } = instrument(
    source,
    ids,
    options,
  );
  const maps = (): MapChain => transformMaps(source, { blocks: () => blocks }, options);
  if (diagnostics.length > 0)
    return { source, code: '', imports, exportsAllOf, places, maps, silences, queries, diagnostics };
  const stripped = transformSync(source.file, edits.toString(), TYPESCRIPT);
  return {
    source,
    code: stripped.code,
    imports,
    exportsAllOf,
    places,
    silences,
    maps,
    queries,
    // Positions of the rewritten text mean nothing to the author; what the parser let pass rarely fails here.
    diagnostics: stripped.errors
      .filter((error) => error.severity === 'Error')
      .map((error) => syntaxError(source, { ...error, labels: [] })),
  };
}

/** Made only when a thrown error has to be placed: the text runs without maps. */
function transformMaps(
  source: SourceText,
  ids: Pick<FileCallIds, 'blocks'>,
  options: TransformOptions,
): MapChain {
  const { edits } = instrument(source, ids, options);
  const stripped = transformSync(source.file, edits.toString(), { ...TYPESCRIPT, sourcemap: true });
  const hooks = edits.generateMap({ source: source.file, hires: 'boundary' });
  return [JSON.stringify(stripped.map), hooks.toString()];
}

function instrument(
  source: SourceText,
  ids: Pick<FileCallIds, 'blocks'>,
  { operators = false }: TransformOptions,
) {
  const { program, comments, diagnostics } = parseFile(source);
  const edits = new MagicString(source.text);
  const writer = new HookWriter(edits, operators ? lowering : null);
  const blocks: readonly CallId[] = ids.blocks(program);
  const refused = diagnostics.length > 0 ? diagnostics : refusals(source, program);
  if (refused.length === 0)
    for (const [index, statement] of program.body.entries()) writer.statement(statement, blocks[index]!);
  const shape = rewriteModule(program, edits, writer.used);
  return {
    edits,
    places: { calls: writer.calls, callbacks: writer.callbacks, exports: shape.exports },
    imports: shape.imports,
    exportsAllOf: shape.exportsAllOf,
    silences: silencesIn(source, program, comments),
    queries: [...writer.queries],
    diagnostics: refused,
    blocks,
  };
}
