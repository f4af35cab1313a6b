import { describe, expect, it } from 'vitest';
import { pythonJson } from '../../../src/featurestore/pythonJson.js';
import {
  metadataTagValue,
  objectTagValue,
  readMetadataTag,
  readObjectTag,
} from '../../../src/featurestore/tags.js';

describe('JSON in tags', () => {
  it('is spaced and escaped as json.dumps does it', () => {
    expect(pythonJson({ a: [1, true, null, 'x'], b: {}, c: [] })).toBe(
      '{"a": [1, true, null, "x"], "b": {}, "c": []}',
    );
    expect(pythonJson('é漢😀\n"\\\u007f')).toBe('"\\u00e9\\u6f22\\ud83d\\ude00\\n\\"\\\\\\u007f"');
  });

  it('says who wrote an object in a version that no client finds too new', () => {
    expect(objectTagValue('MANAGED_FEATURE_VIEW')).toBe(
      '{"type": "MANAGED_FEATURE_VIEW", "pkg_version": "1.27.0+firn.0.1"}',
    );
    expect(readObjectTag(objectTagValue('EXTERNAL_FEATURE_VIEW'))).toEqual({ type: 'EXTERNAL_FEATURE_VIEW' });
  });

  it('holds the two words that every client knows, and what else is true, in the official order', () => {
    expect(metadataTagValue(['FOO'], 'TS')).toBe('{"entities": ["FOO"], "timestamp_col": "TS"}');
    expect(metadataTagValue(['FOO'], 'TS', { isRollup: true, isTiled: true, isIceberg: false })).toBe(
      '{"entities": ["FOO"], "timestamp_col": "TS", "is_tiled": true, "is_rollup": true}',
    );
    expect(metadataTagValue([], null)).toContain('"timestamp_col": "NULL"');
    expect(metadataTagValue(['Cust'], null)).toContain('"entities": ["\\"Cust\\""]');
  });

  it('refuses what does not fit into 256 characters, before anything is sent', () => {
    const names = (length: number) => ['A'.repeat(length)];
    expect(metadataTagValue(names(257 - metadataTagValue(['A'], null).length), null)).toHaveLength(256);
    expect(() => metadataTagValue(names(230), null)).toThrow(/limit is 256/);
  });

  it('reads what other writers wrote', () => {
    expect(
      readMetadataTag('{"entities": ["FOO", "\\"Cust\\""], "timestamp_col": "\\"my ts\\""}'),
    ).toMatchObject({
      entities: ['FOO', 'Cust'],
      timestampCol: 'my ts',
      isTiled: false,
    });
    expect(
      readMetadataTag('{"entities": [], "timestamp_col": "FS_TIMESTAMP_COL_PLACEHOLDER_VAL"}').timestampCol,
    ).toBeNull();
    expect(
      readMetadataTag('{"entities": [], "timestamp_col": "NULL", "refresh_mode": "FULL"}').timestampCol,
    ).toBeNull();
    // As a literal that was escaped for SQL.
    expect(readMetadataTag('{"entities": ["\\\\"Cust\\\\""], "timestamp_col": "NULL"}').entities).toEqual([
      'Cust',
    ]);
  });

  it.each([
    ['{"entities": [', /not JSON/],
    ['[]', /"entities" is not a list/],
    ['{"entities": [{"name": "FOO"}], "timestamp_col": "TS"}', /"entities" is not a list of names/],
    ['{"entities": []}', /"timestamp_col" is not a name/],
  ])('says what is wrong with %s', (value, why) => {
    expect(() => readMetadataTag(value)).toThrow(why);
  });

  it.each([
    ['no json', 'is not JSON'],
    ['{"type": "MANAGED_FEATURE_VIEW"}', 'has no "pkg_version"'],
    ['{"pkg_version": "1.0"}', 'has no "type"'],
    [
      '{"type": "X", "pkg_version": "one"}',
      'has the pkg_version "one", which is no Python version (PEP 440)',
    ],
  ])('knows that %s keeps Python clients out', (value, broken) => {
    expect(readObjectTag(value)).toEqual({ broken });
  });
});
