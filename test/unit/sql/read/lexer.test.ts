import { describe, expect, it } from 'vitest';
import { positionAt, tokenize } from '../../../../src/sql/read/lexer.js';
import { splitStatements } from '../../../../src/sql/read/split.js';

const read = (text: string): string[] => tokenize(text).map((t) => `${t.kind}:${t.value}`);

describe('tokenize', () => {
  it.each([
    ['select a_1, B$c', ['word:SELECT', 'word:A_1', 'operator:,', 'word:B$C']],
    ['"a ""b"""', ['quoted:a "b"']],
    ["'it''s' 'a\\'b\\n\\x41\\u0042'", ["string:it's", "string:a'b\nAB"]],
    ["$$it's \\n$$", ["string:it's \\n"]],
    ['1 1.5 .5 1e-3 2.', ['number:1', 'number:1.5', 'number:.5', 'number:1e-3', 'number:2.']],
    ['t.1a', ['word:T', 'operator:.', 'number:1', 'word:A']],
    [
      'a::int => b<>c||d',
      [
        'word:A',
        'operator:::',
        'word:INT',
        'operator:=>',
        'word:B',
        'operator:<>',
        'word:C',
        'operator:||',
        'word:D',
      ],
    ],
    ['a -- no\n/* no\n*/ // no\nb', ['word:A', 'word:B']],
    [
      "copy into t from @db.s.st/path/x.parquet file_format = (type = 'x')",
      [
        'word:COPY',
        'word:INTO',
        'word:T',
        'word:FROM',
        'stage:@db.s.st/path/x.parquet',
        'word:FILE_FORMAT',
        'operator:=',
        'operator:(',
        'word:TYPE',
        'operator:=',
        'string:x',
        'operator:)',
      ],
    ],
    ['put file:///tmp/a.parquet @~/x', ['word:PUT', 'url:file:///tmp/a.parquet', 'stage:@~/x']],
    ['$1 $name', ['variable:1', 'variable:NAME']],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('keeps spans of the source', () => {
    const text = 'select  "ä" , 1';
    for (const token of tokenize(text)) expect(text.slice(token.start, token.end)).toBe(token.text);
  });

  it.each(["'open", '"open', '$$open', '/* open'])('refuses %s', (text) => {
    expect(() => tokenize(text)).toThrow(/unterminated/);
  });

  it('counts lines from 1 and columns from 0', () => {
    expect(positionAt('a\nbc', 3)).toEqual({ line: 2, column: 1 });
  });
});

describe('splitStatements', () => {
  const texts = (text: string): string[] => splitStatements(text).map((s) => s.text);

  it('cuts at semicolons outside literals and comments', () => {
    expect(texts('select \';\'; -- ;\n select $$;$$ ;; select ";"')).toEqual([
      "select ';'",
      'select $$;$$',
      'select ";"',
    ]);
  });

  it('keeps where each statement starts', () => {
    expect(splitStatements(' select 1;\n  select 2').map((s) => s.start)).toEqual([1, 13]);
  });

  it('keeps a scripting block whole and a transaction apart', () => {
    expect(texts('begin; insert into t values (1); commit')).toHaveLength(3);
    expect(texts('begin transaction; select 1')).toHaveLength(2);
    expect(texts('begin let x := 1; if (x = 1) then return 1; end if; end; select 2')).toHaveLength(2);
    expect(
      texts(
        "create task t schedule = '1 minute' as begin insert into a values (1); select case when true then 1 end; end; select 3",
      ),
    ).toHaveLength(2);
  });
});
