import type { Node } from '../../dataframe/plan/node.js';
import type { Twins } from '../../dataframe/plan/twins.js';
import type { CallId } from '../../dataframe/trace.js';
import type { ProblemMessage } from '../evaluation/protocol.js';
import { notDeterministic } from './determinism.js';
import { divisionByZero } from './division.js';
import { multipliedRows } from './multiplied.js';
import { ambiguousOrder } from './order.js';
import { framesUnder } from './plan.js';

type Review = (node: Node) => Iterable<ProblemMessage>;

const REVIEWS: readonly Review[] = [divisionByZero, ambiguousOrder, multipliedRows, notDeterministic];

/** What a careful reader would say of frames that have SQL; what was said of a frame is kept for its twins. */
export class Reviewer {
  readonly #said = new WeakMap<Node, readonly ProblemMessage[]>();

  review(roots: readonly Node[], isBroken: (call: CallId) => boolean, twins?: Twins): ProblemMessage[] {
    return framesUnder(roots)
      .filter((node) => !node.open && (node.call === undefined || !isBroken(node.call)))
      .flatMap((node) => this.#review(node, twins?.of(node)));
  }

  #review(node: Node, twin: Node | undefined): readonly ProblemMessage[] {
    const said =
      (twin && this.#said.get(twin)) ?? this.#said.get(node) ?? REVIEWS.flatMap((rule) => [...rule(node)]);
    this.#said.set(node, said);
    return said;
  }
}
