/** The stored name behind the SQL form by which the official client writes names into tags and metadata. */
export function storedForm(sql: string): string {
  const inner = /^"(.*)"$/s.exec(sql)?.[1];
  return inner === undefined ? sql.toUpperCase() : inner.replaceAll('""', '"');
}
