import { nameOf } from './names.js';
import type { Node } from './node.js';

/**
 * Frames that are what frames of an earlier run were: the same steps, expressions, names and calls, with the same
 * sharing. What was found of the earlier one is true of its twin.
 */
export class Twins {
  readonly #twins = new Map<object, object>();
  /** The other way round: two rows that were one are another sharing. */
  readonly #taken = new Map<object, object>();
  readonly #different = new Set<object>();

  /** Whether `now` is what `before` was; if so, all frames that it is made of have twins, too. */
  pair(now: Node, before: Node): boolean {
    const found: Pairs = { twins: new Map(), taken: new Map() };
    if (!this.#same(now, before, found)) {
      this.#different.add(now);
      return false;
    }
    for (const [one, other] of found.twins) this.#twins.set(one, other);
    for (const [one, other] of found.taken) this.#taken.set(one, other);
    return true;
  }

  /** The earlier frame that this one is a twin of. */
  of(now: Node): Node | undefined {
    return this.#twins.get(now) as Node | undefined;
  }

  #same(now: unknown, before: unknown, found: Pairs): boolean {
    if (Object.is(now, before)) return true;
    if (typeof now !== 'object' || typeof before !== 'object' || now === null || before === null)
      return false;
    const twin = this.#twins.get(now) ?? found.twins.get(now);
    if (twin !== undefined) return twin === before;
    if (this.#different.has(now) || this.#taken.has(before) || found.taken.has(before)) return false;
    found.twins.set(now, before);
    found.taken.set(before, now);
    if (Array.isArray(now)) return Array.isArray(before) && this.#sameList(now, before, found);
    if (now instanceof Map) return before instanceof Map && this.#sameList([...now], [...before], found);
    return this.#sameFields(now as Fields, before as Fields, found);
  }

  #sameList(now: readonly unknown[], before: readonly unknown[], found: Pairs): boolean {
    return now.length === before.length && now.every((item, index) => this.#same(item, before[index], found));
  }

  #sameFields(now: Fields, before: Fields, found: Pairs): boolean {
    if (Object.getPrototypeOf(now) !== Object.prototype) return false;
    const keys = Object.keys(now);
    return (
      keys.length === Object.keys(before).length &&
      nameOf(now as unknown as Node) === nameOf(before as unknown as Node) &&
      keys.every((key) => Object.hasOwn(before, key) && this.#same(now[key], before[key], found))
    );
  }
}

/** What is taken to be the same while it is compared. */
interface Pairs {
  readonly twins: Map<object, object>;
  readonly taken: Map<object, object>;
}

type Fields = Readonly<Record<string, unknown>>;
