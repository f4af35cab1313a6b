import { describe, expect, it } from 'vitest';
import { clientIdentifier } from '../../../src/sql/identifiers.js';
import {
  featureViewName,
  lookupNames,
  objectSql,
  physicalName,
  resolveName,
  splitPhysicalName,
} from '../../../src/featurestore/names.js';

describe('names of the official client', () => {
  it.each([
    ['my_fv', 'v1', '"MY_FV$v1"'],
    ['my_fv', 'V1', 'MY_FV$V1'],
    ['"my fv"', '1', '"my fv$1"'],
    ['F_TRIP', '1.0', '"F_TRIP$1.0"'],
    ['Foo', 'latest', '"FOO$latest"'],
    ['"FOO"', 'LATEST', 'FOO$LATEST'],
    ['a', '3-1', '"A$3-1"'],
  ])('%s in version %s is the object %s', (name, version, sql) => {
    expect(clientIdentifier(physicalName(featureViewName(name, version), version))).toBe(sql);
  });

  it.each([
    ['foo', 'FOO', 'FOO'],
    ['"foo"', '"foo"', 'foo'],
    ['"FOO"', 'FOO', 'FOO'],
    ['"a""b"', '"a""b"', 'a"b'],
  ])('%s has the SQL form %s and the stored form %s', (written, sql, stored) => {
    expect(resolveName(written)).toBe(stored);
    expect(clientIdentifier(stored)).toBe(sql);
  });

  it.each(['1abc', 'a b', '', 'a.b', '"a', 'é', '""'])('%j is no identifier', (written) => {
    expect(() => resolveName(written)).toThrow(/is not a valid SQL identifier/);
  });

  it('looks up the very characters before the identifier rules', () => {
    expect(lookupNames('foo')).toEqual(['foo', 'FOO']);
    expect(lookupNames('FOO')).toEqual(['FOO']);
    expect(lookupNames('"my fv"')).toEqual(['"my fv"', 'my fv']);
    expect(lookupNames('my fv')).toEqual(['my fv']);
  });

  it('refuses versions that the official client refuses, and keeps their case', () => {
    for (const version of ['', '_1', '-1', '.1', 'a b', 'a$b', 'a'.repeat(129)])
      expect(() => physicalName('F', version)).toThrow(
        /is not a valid feature view version\. It must start with/,
      );
    expect(physicalName('F', 'a'.repeat(128))).toHaveLength(130);
  });

  it('refuses a $ in a name, and what the tags cannot hold', () => {
    expect(() => featureViewName('A$B', 'V1')).toThrow(
      'FeatureView name `A$B` contains invalid character `$`.',
    );
    expect(() => featureViewName('"it\'s"', 'V1')).toThrow(/single quote or a backslash/);
    expect(() => featureViewName('a'.repeat(250), 'V12345')).toThrow(/longer than 255/);
  });

  it('takes an object name apart only when it has exactly one $', () => {
    expect(splitPhysicalName('MY_FV$V1')).toEqual({ name: 'MY_FV', version: 'V1' });
    for (const odd of ['MY_FV', 'A$B$C', '$V1', 'A$', '']) expect(splitPhysicalName(odd)).toBeNull();
  });

  it('quotes the parts of an object that need it', () => {
    expect(objectSql({ database: 'DB', schema: 'my schema' }, 'A$v1')).toBe('DB."my schema"."A$v1"');
  });
});
