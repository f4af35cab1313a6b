/** What the query cases promise as a whole; `test/account/cases` runs them. */
import { describe, expect, it } from 'vitest';
import { TOPICS } from '../../account/cases/topics.js';

const pages = TOPICS.flatMap((topic) => Object.entries(topic.pages));

describe('the query cases', () => {
  it('are at least 300, each below the title of a documentation page', () => {
    expect(pages.flatMap(([, cases]) => cases).length).toBeGreaterThanOrEqual(300);
    expect(pages.filter(([page, cases]) => page.trim() === '' || cases.length === 0)).toEqual([]);
  });

  it('are all different', () => {
    const texts = pages.flatMap(([, cases]) => cases.map((one) => [...one.before, one.sql].join('; ')));
    expect(texts.filter((text, i) => texts.indexOf(text) !== i)).toEqual([]);
  });
});
