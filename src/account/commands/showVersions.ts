import type { Command } from './command.js';
import { datasetVersions } from './datasets.js';
import type { Grammar } from './grammar.js';
import { modelVersions } from './modelVersions.js';

/** SHOW VERSIONS [LIKE '…'] IN DATASET | MODEL name */
export function showVersions(g: Grammar): Command {
  const like = g.try('LIKE') ? g.string() : null;
  g.expect('IN');
  const versions = g.oneOf('DATASET', 'MODEL') === 'DATASET' ? datasetVersions : modelVersions;
  const name = g.name();
  g.end();
  return versions(name, like);
}
