/** `NAME`, or `NAME@VERSION`. */
export function titleOf({
  name,
  version,
}: {
  readonly name: string;
  readonly version: string | null;
}): string {
  return version === null ? name : `${name}@${version}`;
}
