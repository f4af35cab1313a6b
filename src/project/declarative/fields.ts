import { LineCounter, parseDocument } from 'yaml';
import { closest } from '../../dataframe/suggestion.js';
import { DeclarativeError } from './declarativeError.js';

/** The fields of a mapping in a spec file, read by their types; what nobody read is unknown, and refused. */
export class Fields {
  readonly #read = new Set<string>();

  constructor(
    readonly file: string,
    private readonly values: Readonly<Record<string, unknown>>,
    /** How messages call it: `the manifest`, `features[2]`. */
    private readonly what: string,
  ) {}

  /** The document of a YAML or JSON file. */
  static parse(file: string, text: string): Fields {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
    const [error] = document.errors;
    if (error) {
      const [message = ''] = error.message.split('\n');
      throw new DeclarativeError(`This is no YAML: ${message}`, file, lines.linePos(error.pos[0]).line);
    }
    return new Fields(file, mapping(document.toJS(), file, 'The file'), 'it');
  }

  refuse(message: string): never {
    throw new DeclarativeError(message, this.file);
  }

  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.refuse(`\`${name}\` is missing in ${this.what}.`);
  }

  /** Numbers and words such as `V01` or 1.0 are texts, too. */
  optionalText(name: string): string | null {
    const value = this.#value(name);
    if (value === undefined) return null;
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    return this.refuse(`\`${name}\` of ${this.what} is no text.`);
  }

  /** One of some words, in any case; null where there is none. */
  word<T extends string>(name: string, words: readonly T[]): T | null {
    const text = this.optionalText(name);
    const found = words.find((word) => word === text?.toUpperCase()) ?? null;
    return text === null || found !== null
      ? found
      : this.refuse(`\`${name}\` of ${this.what} is ${text}, which is none of ${words.join(', ')}.`);
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.#value(name) ?? otherwise;
    return typeof value === 'boolean'
      ? value
      : this.refuse(`\`${name}\` of ${this.what} is neither true nor false.`);
  }

  number(name: string): number | null {
    const value = this.#value(name) ?? null;
    return value === null || typeof value === 'number'
      ? value
      : this.refuse(`\`${name}\` of ${this.what} is no number.`);
  }

  texts(name: string): readonly string[] | null {
    const value = this.#value(name);
    if (value === undefined) return null;
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    return this.refuse(`\`${name}\` of ${this.what} is no list of names.`);
  }

  mapping(name: string): Fields | null {
    const value = this.#value(name);
    return value === undefined
      ? null
      : new Fields(this.file, mapping(value, this.file, `\`${name}\``), `\`${name}\``);
  }

  mappings(name: string): readonly Fields[] {
    const value = this.#value(name) ?? [];
    if (!Array.isArray(value)) return this.refuse(`\`${name}\` of ${this.what} is no list.`);
    return value.map((item, i) => {
      const what = `${name}[${i + 1}]`;
      return new Fields(this.file, mapping(item, this.file, what), what);
    });
  }

  /** All fields as they are: of a mapping whose keys are names. */
  entries(): readonly (readonly [string, unknown])[] {
    return Object.entries(this.values);
  }

  /** Refuses what has a value and was not read: nothing that a file says is passed over. */
  end(): void {
    const known = [...this.#read];
    for (const [name, value] of Object.entries(this.values)) {
      if (this.#read.has(name) || value === null) continue;
      const meant = closest(name, known);
      this.refuse(
        `${this.what} has \`${name}\`, which Firn does not know.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
      );
    }
  }

  #value(name: string): unknown {
    this.#read.add(name);
    return Object.hasOwn(this.values, name) ? (this.values[name] ?? undefined) : undefined;
  }
}

function mapping(value: unknown, file: string, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new DeclarativeError(`${what} is no mapping of fields.`, file);
}
