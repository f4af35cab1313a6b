/**
 * Makes the runner's global object the language alone: no process, no timers, no network, no code made of text, no
 * clock and no chance. A definition must give the same SQL whenever it is read. Runs once, before any user code.
 */
export function lockdown(console: object): void {
  removeHostGlobals();
  Object.defineProperty(globalThis, 'console', { value: console });
  refuseCodeFromText();
  refuseClockAndChance();
  for (const intrinsic of FROZEN) {
    Object.freeze(intrinsic);
    if ('prototype' in intrinsic) Object.freeze(intrinsic.prototype);
  }
  for (const prototype of iteratorPrototypes()) Object.freeze(prototype);
  // Not their prototypes: classes of errors assign names and messages that these define.
  for (const kind of ERRORS) Object.freeze(kind);
  Object.freeze(globalThis);
}

/** The standard's global names, but for what depends on time, memory or other threads. */
const LANGUAGE = new Set(
  (
    'globalThis undefined NaN Infinity isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI ' +
    'encodeURIComponent escape unescape AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean ' +
    'DataView Date Error EvalError Float32Array Float64Array Function Int8Array Int16Array Int32Array Intl JSON Map ' +
    'Math Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError ' +
    'TypeError Uint8Array Uint8ClampedArray Uint16Array Uint32Array URIError WeakMap WeakSet Iterator'
  ).split(' '),
);

function removeHostGlobals(): void {
  for (const key of Reflect.ownKeys(globalThis)) {
    if (typeof key === 'string' && !LANGUAGE.has(key)) Reflect.deleteProperty(globalThis, key);
  }
}

function refuseCodeFromText(): void {
  const functions = [function () {}, async function () {}, function* () {}, async function* () {}];
  for (const sample of functions) {
    const prototype = Object.getPrototypeOf(sample) as object;
    const refusal = function (): never {
      throw new EvalError('Definition files cannot run code that is made of text.');
    };
    Object.defineProperty(refusal, 'prototype', { value: prototype });
    Object.defineProperty(prototype, 'constructor', { value: Object.freeze(refusal) });
  }
  Object.defineProperty(globalThis, 'Function', {
    value: Object.getOwnPropertyDescriptor(Function.prototype, 'constructor')?.value as unknown,
  });
}

function refuseClockAndChance(): void {
  const refuse = (what: string) => (): never => {
    throw new Error(
      `${what} is not available in definition files: a definition gives the same SQL whenever it is read.`,
    );
  };
  Object.defineProperty(Math, 'random', { value: refuse('Math.random()') });
  const RealDate = Date;
  const now = refuse('The current time');
  const PureDate = function (...args: unknown[]): object {
    if (!new.target || args.length === 0) return now();
    return Reflect.construct(RealDate, args, new.target) as object;
  };
  Object.defineProperty(PureDate, 'prototype', { value: RealDate.prototype });
  Object.defineProperties(PureDate, {
    now: { value: now },
    parse: { value: RealDate.parse },
    UTC: { value: RealDate.UTC },
  });
  Object.defineProperty(RealDate.prototype, 'constructor', { value: PureDate });
  Object.defineProperty(globalThis, 'Date', { value: Object.freeze(PureDate) });
}

/** What `for`, spread and destructuring go through; nameless, so reached by example. */
function iteratorPrototypes(): object[] {
  const examples = [
    [].values(),
    new Map().values(),
    new Set().values(),
    ''[Symbol.iterator](),
    ''.matchAll(/x/g),
  ];
  const generator = Object.getPrototypeOf(function* () {}) as { readonly prototype: object };
  const prototypes = examples.map((example) => Object.getPrototypeOf(example) as object);
  return [...prototypes, Object.getPrototypeOf(prototypes[0]) as object, generator, generator.prototype];
}

const ERRORS = [
  AggregateError,
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
];

/** A file that changes what objects can do would change every file after it. */
const FROZEN: readonly object[] = [
  Array,
  BigInt,
  Boolean,
  Function.prototype,
  Intl,
  JSON,
  Map,
  Math,
  Number,
  Object,
  Promise,
  Reflect,
  RegExp,
  Set,
  String,
  Symbol,
  WeakMap,
  WeakSet,
];
