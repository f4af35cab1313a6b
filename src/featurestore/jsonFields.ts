/** Reads the members of stored JSON one by one; each throws an Error that says what is wrong with which. */
export class JsonFields {
  private constructor(private readonly members: Readonly<Record<string, unknown>>) {}

  static parse(json: string): JsonFields {
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      throw new Error('it is not JSON');
    }
    return JsonFields.of(value, 'it');
  }

  static of(value: unknown, what: string): JsonFields {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return new JsonFields(value as Readonly<Record<string, unknown>>);
    throw new Error(`${what} is not a JSON object`);
  }

  object(key: string): JsonFields {
    return JsonFields.of(this.members[key], `"${key}"`);
  }

  text(key: string): string {
    const value = this.optionalText(key);
    if (value === null) throw new Error(`"${key}" is missing`);
    return value;
  }

  /** null where the member is missing or null. */
  optionalText(key: string): string | null {
    const value = this.members[key] ?? null;
    if (value === null || typeof value === 'string') return value;
    throw new Error(`"${key}" is no text`);
  }

  flag(key: string): boolean {
    const value = this.members[key];
    if (typeof value === 'boolean') return value;
    throw new Error(`"${key}" is neither true nor false`);
  }

  /** 0 where the member is missing or null. */
  count(key: string): number {
    const value = this.members[key] ?? 0;
    if (typeof value === 'number') return value;
    throw new Error(`"${key}" is no number`);
  }

  /** null where the member is missing or null. */
  optionalNumber(key: string): number | null {
    const value = this.members[key] ?? null;
    if (value === null || typeof value === 'number') return value;
    throw new Error(`"${key}" is no number`);
  }

  /** null where the member is missing or null. */
  optionalTexts(key: string): readonly string[] | null {
    const value = this.members[key] ?? null;
    if (value === null) return null;
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    throw new Error(`"${key}" is not a list of texts`);
  }

  /** null where the member is missing or null. */
  optionalNumbers(key: string): readonly number[] | null {
    const value = this.members[key] ?? null;
    if (value === null) return null;
    if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return value;
    throw new Error(`"${key}" is not a list of numbers`);
  }

  /** Empty where the member is missing or null. */
  objects(key: string): readonly JsonFields[] {
    const value = this.members[key] ?? [];
    if (!Array.isArray(value)) throw new Error(`"${key}" is not a list`);
    return value.map((item: unknown) => JsonFields.of(item, `an element of "${key}"`));
  }
}
