import type { Expected, Step } from './expected.js';
import { TAGS, table } from './expected.js';
import * as followers from './followerSteps.js';
import type { Random } from './random.js';
import * as tables from './tableSteps.js';

/** What is made once, before the first kill. */
export const SETUP = [
  'CREATE WAREHOUSE WH',
  'CREATE DATABASE DB',
  `CREATE TAG DB.PUBLIC.COLOUR ALLOWED_VALUES ${TAGS.map((tag) => `'${tag}'`).join(', ')}`,
  'CREATE TABLE DB.PUBLIC.LEDGER (STREAM TEXT, K NUMBER, V NUMBER, N NUMBER)',
  'CREATE TABLE DB.PUBLIC.RUNS (TASK TEXT)',
];

const MOST_TABLES = 5;
const MOST_DYNAMIC = 3;
const MOST_STREAMS = 4;
const MOST_TASKS = 2;
const MOST_ADDED = 3;

/**
 * The next step of a workload that writes, tags, reshapes, refreshes, consumes and schedules, and makes, renames and
 * drops objects.
 */
export function nextStep(random: Random, state: Expected, serial: number): Step {
  const families = [
    [tables.create(serial)],
    onTable(random, state, serial),
    onTable(random, state, serial),
    onDynamicTables(random, state, serial),
    onStreams(random, state, serial),
    onTasks(random, state, serial),
  ].filter((steps) => steps.length > 0);
  return random.pick(random.pick(families));
}

function onTable(random: Random, state: Expected, serial: number): readonly Step[] {
  if (state.tables.size === 0) return [];
  const name = random.pick([...state.tables.keys()]);
  const steps = [
    tables.insert(random, state, name),
    tables.insert(random, state, name),
    tables.update(random, name),
    tables.remove(random, name),
    tables.merge(random, state, name),
    tables.transaction(random, state, name),
    tables.tagged(random, name),
    tables.untagged(name),
    tables.columnTagged(random, state, name),
    tables.replaced(name),
  ];
  const { added } = table(state, name);
  steps.push(
    added.length < MOST_ADDED ? tables.columnAdded(random, name, serial) : tables.columnDropped(state, name),
  );
  if ([...state.dynamic.values()].some(({ source }) => source === name)) return steps;
  steps.push(tables.renamed(name, serial));
  if (state.tables.size >= MOST_TABLES) steps.push(...Array<Step>(3).fill(tables.dropped(name)));
  return steps;
}

function onDynamicTables(random: Random, state: Expected, serial: number): readonly Step[] {
  const steps: Step[] = [];
  if (state.dynamic.size < MOST_DYNAMIC && state.tables.size > 0)
    steps.push(followers.dynamicTable(random.pick([...state.tables.keys()]), serial));
  if (state.dynamic.size > 0) {
    const name = random.pick([...state.dynamic.keys()]);
    steps.push(followers.refresh(name), followers.refresh(name), followers.refresh(name));
    if (state.dynamic.size >= MOST_DYNAMIC) steps.push(followers.droppedDynamic(name));
  }
  return steps;
}

function onStreams(random: Random, state: Expected, serial: number): readonly Step[] {
  const steps: Step[] = [];
  if (state.streams.size < MOST_STREAMS && state.tables.size > 0)
    steps.push(followers.stream(random.pick([...state.tables.keys()]), serial));
  if (state.streams.size > 0) {
    const [name, { source, isStale }] = random.pick([...state.streams]);
    if (isStale || state.streams.size >= MOST_STREAMS) steps.push(followers.droppedStream(name));
    if (!isStale)
      steps.push(
        followers.consumed(name, source),
        followers.consumed(name, source),
        followers.consumedInTransaction(random, name, source),
      );
  }
  return steps;
}

function onTasks(random: Random, state: Expected, serial: number): readonly Step[] {
  if (state.tasks.size === 0) return [followers.task(serial)];
  const name = random.pick([...state.tasks.keys()]);
  const steps = [
    followers.taskChanged(random, state, name),
    followers.executed(name),
    followers.executed(name),
  ];
  steps.push(state.tasks.size < MOST_TASKS ? followers.task(serial) : followers.droppedTask(name));
  return steps;
}
