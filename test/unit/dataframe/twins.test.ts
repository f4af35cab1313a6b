import { describe, expect, it } from 'vitest';
import { nodeOf } from '../../../src/dataframe/frame.js';
import type { Frame } from '../../../src/dataframe/frame.js';
import { Twins } from '../../../src/dataframe/plan/twins.js';
import { callback, enter, leave, name } from '../../../src/dataframe/trace.js';
import { count, desc, rowNumber, table } from '../../../src/index.js';
import type { Int, TimestampNtz } from '../../../src/index.js';
import './sources.js';

interface Orders {
  O_ORDER_ID: Int;
  O_CUSTOMER_SK: Int;
  ORDER_TS: TimestampNtz;
  STORE: Int;
}
const orders = table<Orders>('ORDERS');
const node = (frame: unknown) => nodeOf(frame as Frame<unknown>);
const isTwin = (now: unknown, before: unknown) => new Twins().pair(node(now), node(before));

const storesAbove = (store: number) =>
  orders
    .filter((o) => o.STORE.gt(store))
    .withColumns((o) => ({ N: rowNumber().over({ by: [o.O_CUSTOMER_SK], orderBy: [desc(o.ORDER_TS)] }) }))
    .groupBy('O_CUSTOMER_SK')
    .agg((o) => ({ ORDERS: count(o.O_ORDER_ID) }));

describe('twins', () => {
  it('are frames that were built in the same way', () => {
    expect(isTwin(storesAbove(1), storesAbove(1))).toBe(true);
  });

  it('differ by a literal, whatever is between it and the frame', () => {
    expect(isTwin(storesAbove(2), storesAbove(1))).toBe(false);
  });

  it('are all frames that twins are made of', () => {
    const [now, before] = [storesAbove(1), storesAbove(1)];
    const twins = new Twins();
    twins.pair(node(now), node(before));
    const inner = (frame: unknown) => (node(frame) as { readonly input: ReturnType<typeof node> }).input;
    expect(twins.of(inner(now))).toBe(inner(before));
  });

  it('are not left over where the frame around them is another', () => {
    const twins = new Twins();
    const [now, before] = [storesAbove(1).limit(3), storesAbove(1).limit(4)];
    expect(twins.pair(node(now), node(before))).toBe(false);
    expect(twins.of(node(now))).toBeUndefined();
  });

  it('have the same names, which their SQL shows', () => {
    const named = (variable: string) =>
      name(
        variable,
        orders.filter((o) => o.STORE.gt(1)),
      );
    expect(isTwin(named('mine'), named('mine'))).toBe(true);
    expect(isTwin(named('mine'), named('yours'))).toBe(false);
  });

  it('stand at the same calls, which their SQL is linked with', () => {
    const at = (call: number) => {
      enter(call);
      return leave(call, orders.limit(1));
    };
    expect(isTwin(at(7), at(7))).toBe(true);
    expect(isTwin(at(7), at(8))).toBe(false);
  });

  it('call their rows by the same parameters', () => {
    const by = (parameter: string) =>
      orders.filter(callback(1, [parameter], (o: { readonly STORE: Int }) => o.STORE.gt(1)));
    expect(isTwin(by('o'), by('o'))).toBe(true);
    expect(isTwin(by('o'), by('order'))).toBe(false);
  });

  it('share what their twins share: a frame joined to itself is not two frames', () => {
    const once = () => orders.filter((o) => o.STORE.gt(1)).pick('O_ORDER_ID');
    const pair = (left: ReturnType<typeof once>, right: ReturnType<typeof once>) => left.unionAll(right);
    const one = once();
    const other = once();
    expect(isTwin(pair(one, one), pair(other, other))).toBe(true);
    expect(isTwin(pair(one, one), pair(once(), once()))).toBe(false);
    expect(isTwin(pair(once(), once()), pair(one, one))).toBe(false);
  });
});
