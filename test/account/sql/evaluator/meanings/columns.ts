import { columnTyped } from '../scope.js';
import { together } from '../typed.js';
import { literal } from '../words.js';
import { computed, told } from './meaning.js';
import type { Meaning, Told, TypedColumn } from './meaning.js';
import type { Relation } from '../relation.js';

/** Methods that change the columns and keep the rows. */

const plain = (relation: Relation, name: string, as = name): TypedColumn => ({
  name: as,
  typed: columnTyped(relation, name),
});

/** Each column under the name that the rule gives; undefined leaves it out. */
export const renamed =
  (input: Meaning, nameOf: (name: string) => string | undefined): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    const columns = relation.columns.flatMap(({ name }) => {
      const as = nameOf(name);
      return as === undefined ? [] : [plain(relation, name, as)];
    });
    return computed(relation, columns);
  };

export const picked =
  (input: Meaning, names: readonly string[]): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    return computed(
      relation,
      names.map((name) => plain(relation, name)),
    );
  };

export const dropped = (input: Meaning, names: readonly string[]): Meaning =>
  renamed(input, (name) => (names.includes(name) ? undefined : name));

export const prefixed = (input: Meaning, prefix: string): Meaning => renamed(input, (name) => prefix + name);

export const selected =
  (input: Meaning, columns: Told): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    return computed(relation, told(columns, relation));
  };

/** All columns and these; one of the same name is replaced where it stands. */
export const extended =
  (input: Meaning, columns: Told): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    return computed(relation, merged(relation, told(columns, relation)));
  };

function merged(relation: Relation, columns: readonly TypedColumn[]): readonly TypedColumn[] {
  const old = relation.columns.map(({ name }) => name);
  return [
    ...old.map((name) => columns.find((c) => c.name === name) ?? plain(relation, name)),
    ...columns.filter((c) => !old.includes(c.name)),
  ];
}

/** The constant where the value is NULL. */
export const filled =
  (input: Meaning, fills: Readonly<Record<string, unknown>>): Meaning =>
  (evaluate) => {
    const relation = input(evaluate);
    const columns = Object.entries(fills).map(([name, value]): TypedColumn => {
      const given = columnTyped(relation, name);
      const { type, all } = together([given, literal(value, given.type)]);
      const [own, other] = all;
      return { name, typed: { type, of: (place) => own?.of(place) ?? other?.of(place) ?? null } };
    });
    return computed(relation, merged(relation, columns));
  };
