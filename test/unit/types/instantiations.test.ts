import { beforeAll, describe, expect, it } from 'vitest';
import type { Program } from 'typescript';
import { operatorProgram } from './operatorProgram.js';
import { errorsIn, virtualProgram } from './virtualProgram.js';
import { chain, operatorChain, wideSchema } from './wideSchema.js';

const TOLERANCE = 1.1;
const SCHEMA = 'wideSchema.generated.ts';
const NOTHING = `import { T00 } from './wideSchema.generated.js';\nexport const result = T00;`;

type Texts = Readonly<Record<string, string>>;

const withOperators = (texts: Texts): Promise<Program> =>
  operatorProgram(
    Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [
        name,
        text.replaceAll("'../../../src/index.js'", "'firn'"),
      ]),
    ),
  );

/**
 * What TypeScript instantiated for the chain when this was written. The editor's answers get slower with it: raise it
 * only for something that is worth it.
 */
describe.each([
  {
    what: 'methods',
    recorded: 5983,
    text: chain,
    compile: (texts: Texts) => Promise.resolve(virtualProgram(texts)),
  },
  { what: 'operators', recorded: 6849, text: operatorChain, compile: withOperators },
  { what: 'methods where operators work, too', recorded: 6830, text: chain, compile: withOperators },
])(
  'a chain of twenty operations over 100 tables of 50 columns, with $what',
  ({ recorded, text, compile }) => {
    async function checked(chainText: string): Promise<Program> {
      const program = await compile({ [SCHEMA]: wideSchema, 'chain.ts': chainText });
      expect(errorsIn(program, 'chain.ts')).toEqual([]);
      return program;
    }

    let count: number;
    beforeAll(async () => {
      const nothing = await checked(NOTHING);
      count = (await checked(text)).getInstantiationCount() - nothing.getInstantiationCount();
    }, 240_000);

    it('costs what it cost before, within a tenth', () => {
      expect(count).toBeLessThan(recorded * TOLERANCE);
    });

    it('has a record that is not far above what it costs', () => {
      expect(count).toBeGreaterThan(recorded / TOLERANCE);
    });
  },
);
