/** CSV and JSON files of a query's rows. Source: "COPY INTO <location>", "CREATE FILE FORMAT". */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { AccountColumn } from '../account.js';
import { refused, unsupported } from '../catalog/refusals.js';
import { bound, quote } from '../query/bind/bound.js';
import { asText, convert } from '../query/bind/coerce.js';
import { VARIANT } from '../../sql/read/types.js';
import type { FileFormat } from './format.js';
import { character, nullTexts, word } from './format.js';
import type { Drafts, Unload, UnloadedFile, Unloading } from './unloading.js';
import { NULL_PARTITION } from './unloading.js';

/** How a format's lines look. */
interface Layout {
  /** DuckDB text of a row's line, without its end. */
  readonly line: string;
  /** The line above the rows. */
  readonly header: string | null;
  readonly end: string;
}

/** @throws AccountError for what such a file cannot hold */
export function textUnloading(unloading: Unloading): Unload {
  const { translation, partitioned, format } = unloading;
  const columns = partitioned ? translation.columns.slice(0, -1) : translation.columns;
  const layout = format.type === 'JSON' ? jsonLayout(columns, format) : csvLayout(columns, unloading);
  const compressed = isCompressed(format);
  const given = translation.columns.map((_, i) => `u${i}`);
  const part = partitioned
    ? `coalesce(CAST(${given.at(-1) ?? ''} AS VARCHAR), ${quote(NULL_PARTITION)})`
    : 'NULL';
  const select = `SELECT ${layout.line}, ${part} FROM (${translation.sql}) AS u(${given.join(', ')})`;
  return async (duckdb, drafts) => {
    const writer = new Writers(unloading, layout, drafts, compressed);
    const result = await duckdb.stream(select);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      const [lines = [], parts = []] = chunk.getColumns();
      for (const [i, line] of lines.entries()) {
        const name = parts[i] ?? null;
        await writer.write(String(line), name === null ? null : String(name));
      }
    }
    return writer.end();
  };
}

function isCompressed(format: FileFormat): boolean {
  const codec = word(format, 'COMPRESSION');
  if (!['', 'AUTO', 'GZIP', 'NONE'].includes(codec))
    throw unsupported(`COMPRESSION = ${codec} of ${format.type} files`);
  return codec !== 'NONE';
}

// Lines -----------------------------------------------------------------------------------------------------------------

function jsonLayout(columns: readonly AccountColumn[], format: FileFormat): Layout {
  const [only] = columns;
  if (columns.length !== 1 || only === undefined || !SEMI.has(only.type.kind)) {
    throw refused(
      `${format.type} file format can produce one and only one column of type variant, object, or array. Make one with OBJECT_CONSTRUCT.`,
      '002019',
      '0A000',
    );
  }
  return { line: "coalesce(CAST(u0 AS VARCHAR), 'null')", header: null, end: '\n' };
}

const SEMI: ReadonlySet<string> = new Set(['VARIANT', 'OBJECT', 'ARRAY']);
const BARE: ReadonlySet<string> = new Set(['NUMBER', 'FLOAT', 'BOOLEAN']);

function csvLayout(columns: readonly AccountColumn[], { format, header }: Unloading): Layout {
  for (const option of ['DATE_FORMAT', 'TIME_FORMAT', 'TIMESTAMP_FORMAT'])
    if (!['', 'AUTO'].includes(word(format, option))) throw unsupported(`${option} when unloading`);
  const delimiter = character(format, 'FIELD_DELIMITER', ',') ?? '';
  const end = character(format, 'RECORD_DELIMITER', '\n') ?? '\n';
  const enclosed = character(format, 'FIELD_OPTIONALLY_ENCLOSED_BY', null);
  const [missing = ''] = nullTexts(format);
  const fields = columns.map(({ type }, i) => {
    const text = SEMI.has(type.kind)
      ? `CAST(${convert(bound(`u${i}`, type), VARIANT).sql} AS VARCHAR)`
      : asText(bound(`u${i}`, type)).sql;
    const field = BARE.has(type.kind) ? text : fieldText(text, format, { delimiter, end, enclosed });
    return `coalesce(${field}, ${quote(missing)})`;
  });
  const names = columns.map(({ name }) =>
    enclosed === null ? name : enclosed + name.replaceAll(enclosed, enclosed + enclosed) + enclosed,
  );
  const line = fields.length === 0 ? "''" : fields.join(` || ${quote(delimiter)} || `);
  return { line, header: header ? names.join(delimiter) : null, end };
}

interface Marks {
  readonly delimiter: string;
  readonly end: string;
  readonly enclosed: string | null;
}

/** Text that is enclosed, or has its delimiters escaped. */
function fieldText(text: string, format: FileFormat, { delimiter, end, enclosed }: Marks): string {
  if (enclosed !== null) {
    const mark = quote(enclosed);
    return `${mark} || replace(${text}, ${mark}, ${quote(enclosed + enclosed)}) || ${mark}`;
  }
  const escape = character(format, 'ESCAPE_UNENCLOSED_FIELD', '\\');
  if (escape === null) return text;
  return [escape, delimiter, end]
    .filter((mark) => mark !== '')
    .reduce((sql, mark) => `replace(${sql}, ${quote(mark)}, ${quote(escape + mark)})`, text);
}

// Files -----------------------------------------------------------------------------------------------------------------

interface OpenFile {
  readonly name: string;
  readonly draft: string;
  readonly sink: Writable;
  readonly done: Promise<void>;
  rows: number;
  bytes: number;
}

/** The files being written: one of each partition at a time. */
class Writers {
  private readonly open = new Map<string | null, OpenFile>();
  private readonly numbers = new Map<string | null, number>();
  private readonly written: UnloadedFile[] = [];

  constructor(
    private readonly unloading: Unloading,
    private readonly layout: Layout,
    private readonly drafts: Drafts,
    private readonly compressed: boolean,
  ) {}

  async write(line: string, part: string | null): Promise<void> {
    const text = line + this.layout.end;
    let file = this.open.get(part);
    if (file !== undefined && file.bytes + text.length > this.unloading.largest) {
      await this.close(file);
      file = undefined;
    }
    file ??= await this.begin(part);
    file.rows += 1;
    await this.append(file, text);
  }

  /** Closes what is open; without rows there is an empty file only where one was asked for. */
  async end(): Promise<UnloadedFile[]> {
    if (this.unloading.single && this.open.size === 0) await this.begin(null);
    for (const file of this.open.values()) await this.close(file);
    return this.written;
  }

  private async begin(part: string | null): Promise<OpenFile> {
    const number = this.numbers.get(part) ?? 0;
    this.numbers.set(part, number + 1);
    const { format, nameOf } = this.unloading;
    const extension =
      format.options['FILE_EXTENSION'] ?? `${format.type.toLowerCase()}${this.compressed ? '.gz' : ''}`;
    const draft = await this.drafts.next();
    const target = createWriteStream(draft);
    const sink = this.compressed ? createGzip() : target;
    if (this.compressed) sink.pipe(target);
    const name = nameOf(number, `.${extension}`, part);
    const file = { name, draft, sink, done: finished(target), rows: 0, bytes: 0 };
    this.open.set(part, file);
    if (this.layout.header !== null) await this.append(file, this.layout.header + this.layout.end);
    return file;
  }

  private async append(file: OpenFile, text: string): Promise<void> {
    file.bytes += Buffer.byteLength(text);
    if (!file.sink.write(text)) await once(file.sink, 'drain');
  }

  private async close(file: OpenFile): Promise<void> {
    file.sink.end();
    await file.done;
    const { size } = await stat(file.draft);
    const { name, draft, rows, bytes } = file;
    this.written.push({ name, draft, rows, inputBytes: bytes, outputBytes: size });
  }
}
