#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { packageFile } from '../session/distribution.js';
import { exitCode } from './exitCode.js';
import { reportFailure } from './failure.js';
import { Interrupt } from './interrupt.js';
import { Output } from './output.js';
import { runProgram } from './program.js';

/** The `firn` command. */
async function main(): Promise<number> {
  const output = new Output();
  const interrupt = new Interrupt(() => process.exit(exitCode.interrupted));
  const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string };
  try {
    return await runProgram(process.argv.slice(2), version, output, interrupt);
  } catch (error) {
    if (!interrupt.happened) return reportFailure(output, error);
    output.say('Cancelled.');
    return exitCode.interrupted;
  }
}

void main().then((code) => {
  process.exitCode = code;
});
