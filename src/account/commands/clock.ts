import type { Clock } from '../clock.js';
import { invalidValue, unsupported } from '../catalog/refusals.js';
import type { Command } from './command.js';
import { status } from './command.js';
import type { Grammar } from './grammar.js';
import { lagSeconds } from './targetLag.js';

const SETTINGS: readonly { readonly form: RegExp; readonly apply: (clock: Clock, value: string) => void }[] =
  [
    { form: /^pause$/i, apply: (clock) => clock.pause() },
    { form: /^resume$/i, apply: (clock) => clock.resume() },
    { form: /^speed (\d+(?:\.\d+)?)$/i, apply: (clock, factor) => clock.run(Number(factor)) },
    { form: /^step (\d+\s*[a-z]+)$/i, apply: (clock, time) => clock.step((lagSeconds(time) ?? 0) * 1000) },
  ];

/**
 * Takes hold of the account's clock: `PAUSE`, `RESUME`, `SPEED 60`, `STEP 90 minutes`.
 *
 * @throws AccountError 001008 for anything else
 */
export function setClock(clock: Clock, setting: string): void {
  const text = setting.trim();
  const found = SETTINGS.find(({ form }) => form.test(text));
  const [, value = ''] = found?.form.exec(text) ?? [];
  if (found === undefined || (/^speed/i.test(text) && Number(value) === 0)) {
    throw invalidValue(
      setting,
      'FIRN_CLOCK',
      "write 'PAUSE', 'RESUME', 'SPEED <factor above 0>' or 'STEP <number> seconds|minutes|hours|days'",
    );
  }
  found.apply(clock, value);
}

/**
 * ALTER ACCOUNT SET FIRN_CLOCK = '…': the one thing of ALTER ACCOUNT, and Firn's own. What becomes due by it begins at
 * once; the answer does not wait for it.
 */
export function alterAccount(g: Grammar): Command {
  if (!g.try('SET', 'FIRN_CLOCK')) throw unsupported('ALTER ACCOUNT');
  g.expect('=');
  const setting = g.string();
  g.end();
  return {
    access: 'read',
    kind: 'ddl',
    run: ({ clock }) => {
      setClock(clock, setting);
      const pace = clock.speed === 0 ? 'stands still' : `runs at speed ${clock.speed}`;
      return status(`The account's clock shows ${new Date(clock.now()).toISOString()} and ${pace}.`);
    },
  };
}
