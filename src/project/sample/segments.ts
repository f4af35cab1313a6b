/** How a group of customers buys and returns. */
export interface Segment {
  readonly name: string;
  /** Share of the customers. */
  readonly weight: number;
  /** Orders a year while active. */
  readonly ordersPerYear: number;
  /** Share of orders with a return. */
  readonly returnRate: number;
  /** Share of an order's lines that come back when it is returned: uniform between the two. */
  readonly returnedLines: readonly [number, number];
  /** Part of the period in which the group orders, as fractions of it. */
  readonly active: readonly [number, number];
}

/** Five behaviours that a clustering should find again. */
export const plantedSegments: readonly Segment[] = [
  {
    name: 'regulars',
    weight: 0.28,
    ordersPerYear: 26,
    returnRate: 0.06,
    returnedLines: [0.1, 0.4],
    active: [0, 1],
  },
  {
    name: 'fitting room',
    weight: 0.18,
    ordersPerYear: 22,
    returnRate: 0.45,
    returnedLines: [0.5, 1],
    active: [0, 1],
  },
  {
    name: 'occasional',
    weight: 0.24,
    ordersPerYear: 5,
    returnRate: 0.05,
    returnedLines: [0.1, 0.5],
    active: [0, 1],
  },
  {
    name: 'disappointed',
    weight: 0.12,
    ordersPerYear: 4,
    returnRate: 0.6,
    returnedLines: [0.6, 1],
    active: [0, 1],
  },
  {
    name: 'lapsed',
    weight: 0.18,
    ordersPerYear: 12,
    returnRate: 0.2,
    returnedLines: [0.2, 0.7],
    active: [0, 0.45],
  },
];

/** One behaviour for everybody: no structure to find, the shape of the published statistics. */
export const plainSegment: readonly Segment[] = [
  { name: 'everybody', weight: 1, ordersPerYear: 26, returnRate: 0.1, returnedLines: [0, 1], active: [0, 1] },
];
