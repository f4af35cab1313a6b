import type { Command } from './command.js';
import { datasetVersions } from './datasets.js';
import type { Grammar } from './grammar.js';

/** SHOW VERSIONS [LIKE '…'] IN DATASET name */
export function showVersions(g: Grammar): Command {
  const like = g.try('LIKE') ? g.string() : null;
  g.expect('IN');
  g.oneOf('DATASET');
  const name = g.name();
  g.end();
  return datasetVersions(name, like);
}
