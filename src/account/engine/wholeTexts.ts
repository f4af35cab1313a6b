import accessors from '@duckdb/node-api/lib/vectors/dataAccessors.js';

/**
 * The node client reads texts with a decoder that takes U+FEFF at their start for a mark of the encoding and drops it.
 * To an account it is a character of the value. The version is pinned; the tests of printing notice if this is lost.
 */
(accessors as { textDecoder: object }).textDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
