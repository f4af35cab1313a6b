import { describe, expect, it } from 'vitest';
import { newest, parseObjectName, parseVersionName } from '../../../src/cli/objectName.js';
import { Options } from '../../../src/cli/options.js';

describe('names of objects', () => {
  it('are NAME or NAME@VERSION', () => {
    expect(parseObjectName('CUSTOMER')).toEqual({ name: 'CUSTOMER', version: null });
    expect(parseObjectName('FV@V_1')).toEqual({ name: 'FV', version: 'V_1' });
    expect(parseObjectName('"a@b"@1.0')).toEqual({ name: '"a@b"', version: '1.0' });
    for (const wrong of ['', '@V1', 'FV@']) expect(() => parseObjectName(wrong)).toThrow(/is no name/);
  });

  it('need a version where one version is meant', () => {
    expect(() => parseVersionName('FV')).toThrow('Which version of FV?');
  });

  it('without a version mean the newest', () => {
    expect(newest([{ version: 'V_2' }, { version: 'V_10' }, { version: 'V_9' }])).toEqual({
      version: 'V_10',
    });
    expect(newest([])).toBeUndefined();
  });
});

describe('options', () => {
  const options = new Options({ json: true, load: false, limit: '20', port: '-1', mode: 'odd' });

  it('are read with their types', () => {
    expect([options.flag('json'), options.flag('other'), options.off('load'), options.off('json')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(options.count('limit')).toBe(20);
    expect(options.count('other')).toBeUndefined();
    expect(options.text('mode')).toBe('odd');
  });

  it('are refused with the words they may be', () => {
    expect(() => options.count('port')).toThrow("--port takes a whole number, not '-1'.");
    expect(() => options.oneOf('mode', ['segments', 'plain'])).toThrow(
      "--mode takes segments or plain, not 'odd'.",
    );
  });
});
