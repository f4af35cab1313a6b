/** What has been made of texts lately, by text. The longest unused goes first. */
export class Recent<T> {
  private readonly entries = new Map<string, T>();
  private size = 0;

  /** @param most how many texts; @param characters of all texts together: what is made of a text grows with it. */
  constructor(
    private readonly most: number,
    private readonly characters: number,
  ) {}

  get(text: string): T | undefined {
    const known = this.entries.get(text);
    if (known === undefined) return undefined;
    this.entries.delete(text);
    this.entries.set(text, known);
    return known;
  }

  set(text: string, made: T): void {
    this.delete(text);
    this.entries.set(text, made);
    this.size += text.length;
    // A text that alone is too long is kept while it is the newest.
    while (this.entries.size > 1 && (this.entries.size > this.most || this.size > this.characters))
      this.delete(this.entries.keys().next().value ?? '');
  }

  delete(text: string): void {
    if (this.entries.delete(text)) this.size -= text.length;
  }
}
