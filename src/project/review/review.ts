import type { Node } from '../../dataframe/plan/node.js';
import type { CallId } from '../../dataframe/trace.js';
import type { ProblemMessage } from '../evaluation/protocol.js';
import { notDeterministic } from './determinism.js';
import { divisionByZero } from './division.js';
import { multipliedRows } from './multiplied.js';
import { ambiguousOrder } from './order.js';
import { framesUnder } from './plan.js';

type Review = (node: Node) => Iterable<ProblemMessage>;

const REVIEWS: readonly Review[] = [divisionByZero, ambiguousOrder, multipliedRows, notDeterministic];

/** What a careful reader would say of frames that have SQL. */
export function review(roots: readonly Node[], isBroken: (call: CallId) => boolean): ProblemMessage[] {
  return framesUnder(roots)
    .filter((node) => !node.open && (node.call === undefined || !isBroken(node.call)))
    .flatMap((node) => REVIEWS.flatMap((rule) => [...rule(node)]));
}
