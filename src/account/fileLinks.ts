import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a link may stay good: seven days, as with Snowflake (documentation: GET_PRESIGNED_URL). */
export const LONGEST_LINK_SECONDS = 7 * 24 * 3600;

/**
 * Addresses under which the files of stages and versions can be fetched without a login, for a while. An address names
 * its file and its end and is signed with a key that lives as long as this process.
 */
export class FileLinks {
  private readonly key = randomBytes(32);
  /** `http://127.0.0.1:8085`; null while nobody serves the account. */
  origin: string | null = null;

  constructor(private readonly now: () => number = Date.now) {}

  /** The path of the address of a file, `/files/…`. */
  pathTo(file: string, seconds: number): string {
    const claim = Buffer.from(JSON.stringify({ file, until: this.now() + seconds * 1000 })).toString(
      'base64url',
    );
    return `/files/${claim}.${this.signature(claim)}`;
  }

  /** The file that the last part of such a path names; undefined when it was not made here or has ended. */
  fileOf(token: string): string | undefined {
    const [claim = '', signature = ''] = token.split('.');
    const given = Buffer.from(signature);
    const own = Buffer.from(this.signature(claim));
    if (given.length !== own.length || !timingSafeEqual(given, own)) return undefined;
    const { file, until } = JSON.parse(Buffer.from(claim, 'base64url').toString()) as {
      file: string;
      until: number;
    };
    return until < this.now() ? undefined : file;
  }

  private signature(claim: string): string {
    return createHmac('sha256', this.key).update(claim).digest('base64url');
  }
}
