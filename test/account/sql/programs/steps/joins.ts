import { dropped, prefixed } from '../../evaluator/meanings/columns.js';
import * as meanings from '../../evaluator/meanings/joins.js';
import type { Told } from '../../evaluator/meanings/meaning.js';
import { columnNames, isOrderable, readable } from '../columns.js';
import type { Readable } from '../columns.js';
import { lambda } from '../lambdas.js';
import { quoted, read } from '../names.js';
import { input, isTime, listed, spanText } from './step.js';
import type { Made, Side, Step, StepKind, StepParts } from './step.js';

/** Steps that put rows of two frames side by side. */
export function joinSteps(parts: StepParts): Readonly<Record<string, StepKind>> {
  return {
    join: (made) => joined(parts, made),
    joinUsing: (made) => joinedUsing(parts, made),
    matched: (made) => matched(parts, made),
    asof: (made) => asof(parts, made),
  };
}

/** Names that stand before those of another frame, so that none collides. */
function freePrefix(made: Made, other: Made): string {
  const own = new Set(columnNames(made.frame));
  const free = ['R_', 'R2_', 'R3_', 'r.', 'Z_', 'Z2_', 'Z3_', 'Z4_'].find((p) =>
    columnNames(other.frame).every((n) => !own.has(p + n)),
  );
  return free ?? 'NEVER_';
}

function joined(parts: StepParts, made: Made): Step | undefined {
  const { choice } = parts;
  const other = parts.side();
  const prefix = freePrefix(made, other);
  const right = `${other.text}.prefixed(${quoted(prefix)})`;
  const meaningOf = (told: Told[]) => prefixed(other.meaning(told), prefix);
  if (choice.chance(0.12))
    return {
      text: `${made.text}.crossJoin(${right})`,
      meaning: (told) => ({ rows: meanings.crossed(input(made), meaningOf([...told])) }),
    };
  const [l, r] = parts.pair();
  const left = readable(made.frame, l);
  const theirs = readable(other.frame, r).map((c) => ({ ...c, text: read(r, prefix + c.name) }));
  const equal = equality(parts, left, theirs);
  if (!equal) return undefined;
  const more = choice.chance(0.34) ? `.and(${parts.expressions([...left, ...theirs]).bool(1)})` : '';
  const method = choice.of(['join', 'join', 'leftJoin', 'leftJoin', 'rightJoin', 'fullJoin'] as const);
  // A full join with more than equalities is refused by many engines.
  const on = method === 'fullJoin' ? equal : equal + more;
  const options = method === 'join' ? `, { allow: ['left-join-undone'] }` : '';
  return {
    text: `${made.text}.${method}(${right}, ${lambda([l, r], on)}${options})`,
    meaning: (all) => {
      const told = [...all];
      const rightMeaning = meaningOf(told);
      return { rows: meanings.joined(method, input(made), rightMeaning, told[0] as Told) };
    },
  };
}

function equality(
  { choice }: StepParts,
  left: readonly Readable[],
  right: readonly Readable[],
  operator = 'eq',
): string | undefined {
  const pairs = left
    .filter(isOrderable)
    .flatMap((a) =>
      right.filter((b) => isOrderable(b) && b.kind === a.kind).map((b) => `${a.text}.${operator}(${b.text})`),
    );
  return pairs.length > 0 ? choice.of(pairs) : undefined;
}

function joinedUsing(parts: StepParts, made: Made): Step | undefined {
  const { choice } = parts;
  const other = parts.side();
  const mine = readable(made.frame, 'l').filter(isOrderable);
  const theirs = readable(other.frame, 'r');
  const both = mine.filter((a) =>
    theirs.some((b) => b.name === a.name && b.kind === a.kind && isOrderable(b)),
  );
  const [first] = choice.mixed(both);
  if (!first) return undefined;
  const collides = columnNames(other.frame).filter(
    (n) => columnNames(made.frame).includes(n) && n !== first.name,
  );
  const drop = collides.length === 0 ? '' : `.drop(${listed(collides)})`;
  const method = choice.of(['joinUsing', 'leftJoinUsing'] as const);
  return {
    text: `${made.text}.${method}(${other.text}${drop}, ${quoted(first.name)})`,
    meaning: (told) => {
      const right = dropped(other.meaning([...told]), collides);
      const kind = method === 'joinUsing' ? 'join' : 'leftJoin';
      return { rows: meanings.joinedUsing(kind, input(made), right, first.name) };
    },
  };
}

/** What follows a side's own callback. */
function after(other: Side, all: readonly Told[]) {
  const told = [...all];
  const right = other.meaning(told);
  return { right, told: told[0] as Told };
}

function matched(parts: StepParts, made: Made): Step | undefined {
  const { choice } = parts;
  const other = parts.side();
  const [l, r] = parts.pair();
  const [left, right] = [readable(made.frame, l), readable(other.frame, r)];
  const equal = equality(parts, left, right);
  if (!equal) return undefined;
  const second = choice.chance(0.3) ? equality(parts, left, right, choice.of(['eq', 'sameAs'])) : undefined;
  const alone = choice.chance(0.3) ? parts.expressions(right).bool(1) : undefined;
  const ownOnly = alone?.includes(`${r}.`) || alone?.includes(`${r}[`) ? `${alone}.not()` : undefined;
  const on = [second, ownOnly].reduce<string>((a, b) => (b ? `${a}.and(${b})` : a), equal);
  const method = choice.of(['semiJoin', 'antiJoin']);
  return {
    text: `${made.text}.${method}(${other.text}, ${lambda([l, r], on)})`,
    meaning: (all) => {
      const { right: others, told } = after(other, all);
      return { rows: meanings.matching(input(made), others, told, method === 'semiJoin') };
    },
  };
}

function asof(parts: StepParts, made: Made): Step | undefined {
  const { choice } = parts;
  const other = parts.side();
  const [l, r] = parts.pair();
  const [left, right] = [readable(made.frame, l), readable(other.frame, r)];
  const times = left
    .filter(isTime)
    .flatMap((a) => right.filter((b) => isTime(b) && b.kind === a.kind).map((b) => [a, b] as const));
  if (times.length === 0) return undefined;
  const [ours, theirs] = choice.of(times);
  const own = new Set(columnNames(made.frame));
  const take = choice.some(
    right.filter((c) => !own.has(c.name) && c.certain).map((c) => c.name),
    0,
  );
  if (take.length === 0) return undefined;
  const both = left.filter(
    (a) => isOrderable(a) && right.some((b) => b.name === a.name && b.kind === a.kind && isOrderable(b)),
  );
  const by = choice.mixed(both.map((c) => c.name)).slice(0, choice.below(3));
  const within = choice.chance(0.5) ? parts.span(ours) : undefined;
  const spec = [
    `by: [${listed(by)}]`,
    `take: [${listed(take)}]`,
    ...(within ? [`within: ${spanText(within)}`] : []),
  ];
  const on = `${ours.text}.${choice.of(['ge', 'gt', 'le', 'lt'])}(${theirs.text})`;
  return {
    text: `${made.text}.asofJoin(${other.text}, ${lambda([l, r], on)}, { ${spec.join(', ')} })`,
    meaning: (all) => {
      const { right: others, told } = after(other, all);
      const words = { by, take, ...(within ? { within } : {}) };
      return { rows: meanings.closest(input(made), others, told, words) };
    },
  };
}
