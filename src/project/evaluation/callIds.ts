import type { Node, Program } from 'oxc-parser';
import type { CallId } from '../../dataframe/trace.js';

/** Ids of calls tell their file: `slot * IDS_PER_FILE + n`. */
const IDS_PER_FILE = 2 ** 26;

/** A statement has fewer calls, callbacks and operators than characters; twice as many numbers leave it room to grow. */
const SMALLEST_BLOCK = 2 ** 10;

interface Block {
  readonly first: CallId;
  readonly size: number;
}

/** Numbers the calls of files. Each file has a range of its own. */
export class CallIds {
  readonly #files: { readonly file: string; readonly ids: FileCallIds }[] = [];

  /** The file that a call id belongs to. */
  fileOf(call: CallId): string | undefined {
    return this.#files[Math.floor(call / IDS_PER_FILE)]?.file;
  }

  of(file: string): FileCallIds {
    const known = this.#files.find((entry) => entry.file === file);
    if (known) return known.ids;
    const ids = new FileCallIds(this.#files.length * IDS_PER_FILE + 1);
    this.#files.push({ file, ids });
    return ids;
  }
}

/**
 * Numbers the calls of a file. A statement keeps its block of numbers while the author edits another one: what the
 * other statements define is then known to be what it was.
 */
export class FileCallIds {
  readonly #blocks = new Map<string, Block>();
  #next: CallId;

  constructor(private readonly first: CallId) {
    this.#next = first;
  }

  /** The first id of each statement of the file. */
  blocks({ body }: Pick<Program, 'body'>): readonly CallId[] {
    const count = new Map<string, number>();
    const statements = body.map((statement) => {
      const name = nameOf(statement);
      const before = count.get(name) ?? 0;
      count.set(name, before + 1);
      return { key: `${name} ${before}`, length: statement.end - statement.start };
    });
    if (
      this.#next + statements.reduce((sum, { length }) => sum + sizeFor(length), 0) >
      this.first + IDS_PER_FILE
    )
      this.#startAgain();
    return statements.map(({ key, length }) => this.#block(key, length).first);
  }

  #block(key: string, length: number): Block {
    const known = this.#blocks.get(key);
    if (known && known.size >= length) return known;
    const block = { first: this.#next, size: sizeFor(length) };
    this.#next += block.size;
    this.#blocks.set(key, block);
    return block;
  }

  /** The range is used up by names that the file no longer has. */
  #startAgain(): void {
    this.#blocks.clear();
    this.#next = this.first;
  }
}

function sizeFor(length: number): number {
  let size = SMALLEST_BLOCK;
  while (size < 2 * length) size *= 2;
  return size;
}

/** What a statement declares, or its kind. */
function nameOf(statement: Node): string {
  switch (statement.type) {
    case 'ExportNamedDeclaration':
      return statement.declaration ? nameOf(statement.declaration) : statement.type;
    case 'VariableDeclaration': {
      const [first] = statement.declarations;
      return first?.id.type === 'Identifier' ? first.id.name : statement.type;
    }
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
      return statement.id?.name ?? statement.type;
    default:
      return statement.type;
  }
}
