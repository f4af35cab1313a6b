import { URL_MACROS } from './functions/urls.js';
import { ZONE_MACROS } from './zones.js';

/**
 * DuckDB settings and macros behind the translations. The macros are TEMP: every DuckDB connection runs `prelude()`
 * once when it opens, so that the database file holds no text of a particular version of the translator.
 */

/**
 * DuckDB 1.5's join filters give wrong rows: one join side's values filter the other side's scan below a LIMIT, which
 * then picks other rows (duckdb/duckdb#22924), and its Bloom filters lose rows of grouped and of spilled joins
 * (#22075, #25702). Joins cost at most a quarter more without them.
 */
const SETTINGS: readonly string[] = [
  "SET disabled_optimizers = 'join_filter_pushdown';",
  // ORDER BY 'text' has no effect, and is no error.
  'SET order_by_non_integer_literal = true;',
];

/** What a text is by the format that the session has set, or as `automatic` has it. */
const byInput = (kind: string, automatic: string, given: string): string =>
  `CASE WHEN getvariable('firn_${kind}_input') IS NULL THEN ${automatic} ELSE ${given} END`;
const parsed = (kind: string, type: string): string =>
  `CAST(try_strptime(t, coalesce(getvariable('firn_${kind}_input'), '%Y')) AS ${type})`;
/** A text that is none is an error. */
const orFails = (word: string, attempt: string): string =>
  `CASE WHEN t IS NULL THEN NULL WHEN ${attempt} IS NULL THEN error('${word} ''' || t || ''' is not recognized') ELSE ${attempt} END`;

/** name(parameters) → body. */
const MACROS: Readonly<Record<string, string>> = {
  // Division: rounded half away from zero, an error on zero. Arguments are HUGEINT digits.
  'sf_divide(a, b)':
    "CASE WHEN b = 0 THEN CAST(error('Division by zero') AS HUGEINT) ELSE ((2 * abs(a) + abs(b)) // (2 * abs(b))) * sign(a) * sign(b) END",
  'sf_nonzero(b)': "CASE WHEN b = 0 THEN error('Division by zero') ELSE b END",

  // Numbers.
  'sf_round_float(x)': 'CAST(x AS VARCHAR)',
  'sf_float_text(x)':
    "CASE WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'inf' ELSE '-inf' END WHEN x = trunc(x) AND abs(x) < 1e15 THEN CAST(CAST(x AS BIGINT) AS VARCHAR) ELSE regexp_replace(CAST(x AS VARCHAR), '\\.0$', '') END",
  'sf_width_bucket(x, low, high, n)':
    'CASE WHEN x < low THEN 0 WHEN x >= high THEN n + 1 ELSE CAST(floor((x - low) / ((high - low) / n)) AS BIGINT) + 1 END',
  // `drawn` counts from 0 to 2^64 - 1; the logarithm never sees 0.
  'sf_normal(mean, deviation, drawn)':
    'mean + deviation * sqrt(-2 * ln((CAST(drawn AS DOUBLE) + 0.5) / 18446744073709551617.0)) * cos(2 * pi() * (CAST(hash(drawn) AS DOUBLE) / 18446744073709551616.0))',
  'sf_randstr(n, drawn)':
    "array_to_string(list_transform(range(n), lambda i: substring('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', CAST(hash(drawn, i) % 62 AS INTEGER) + 1, 1)), '')",
  'sf_haversine(a, b, c, d)':
    '2 * 6371 * asin(sqrt(pow(sin(radians(c - a) / 2), 2) + cos(radians(a)) * cos(radians(c)) * pow(sin(radians(d - b) / 2), 2)))',

  // DuckDB counts bytes: characters beyond ASCII are compared by characters that neither text has.
  'sf_foreign(pair)': "list_sort(list_distinct(regexp_extract_all(pair, '[^\\x00-\\x7F]')))",
  'sf_spare(pair)':
    'list_filter(list_transform(range(1, 128), lambda i: chr(CAST(i AS INTEGER))), lambda c: NOT contains(pair, c))',
  'sf_narrow(t, pair)':
    "CASE WHEN len(sf_foreign(pair)) = 0 THEN t WHEN len(sf_foreign(pair)) > len(sf_spare(pair)) THEN error('Unsupported feature ''texts with more than 127 different characters''') ELSE translate(t, array_to_string(sf_foreign(pair), ''), array_to_string(sf_spare(pair)[1:len(sf_foreign(pair))], '')) END",
  'sf_edit_distance(a, b)': 'levenshtein(sf_narrow(a, a || b), sf_narrow(b, a || b))',
  'sf_jaro_winkler(a, b)': 'jaro_winkler_similarity(sf_narrow(a, a || b), sf_narrow(b, a || b))',

  // Text to other types.
  'sf_number_digits(t)':
    "CASE WHEN regexp_full_match(trim(t), '[-+]?\\$?\\d{1,3}(,\\d{3})*(\\.\\d*)?|[-+]?\\$?\\d*\\.?\\d*') THEN replace(replace(trim(t), ',', ''), '$', '') ELSE t END",
  'sf_try_text_boolean(t)':
    "CASE WHEN lower(trim(t)) IN ('true', 't', 'yes', 'y', 'on', '1') THEN TRUE WHEN lower(trim(t)) IN ('false', 'f', 'no', 'n', 'off', '0') THEN FALSE END",
  'sf_text_boolean(t)':
    "CASE WHEN t IS NULL THEN NULL WHEN sf_try_text_boolean(t) IS NULL THEN error('Boolean value ''' || t || ''' is not recognized') ELSE sf_try_text_boolean(t) END",
  'sf_epoch(t)':
    "make_timestamp(CAST(CASE WHEN length(ltrim(t, '-')) < 11 THEN CAST(t AS HUGEINT) * 1000000 WHEN length(ltrim(t, '-')) < 14 THEN CAST(t AS HUGEINT) * 1000 WHEN length(ltrim(t, '-')) < 17 THEN CAST(t AS HUGEINT) ELSE CAST(t AS HUGEINT) // 1000 END AS BIGINT))",
  'sf_try_text_stamp(t)':
    "CASE WHEN regexp_full_match(trim(t), '-?\\d{5,}') THEN sf_epoch(trim(t)) ELSE coalesce(TRY_CAST(regexp_replace(trim(t), '(\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?)\\s*(Z|[+-]\\d{2}:?\\d{2})$', '\\1') AS TIMESTAMP), try_strptime(trim(t), ['%m/%d/%Y', '%d-%b-%Y', '%m/%d/%Y %H:%M:%S'])) END",
  // As AUTO reads them, whatever the session's formats are.
  'sf_auto_ntz(t)': orFails('Timestamp', 'sf_try_text_stamp(t)'),
  'sf_try_auto_ltz(t)':
    "CASE WHEN regexp_matches(trim(t), '\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?\\s*(Z|[+-]\\d{2}:?\\d{2})$') THEN TRY_CAST(regexp_replace(trim(t), '\\s+(Z|[+-]\\d{2}:?\\d{2})$', '\\1') AS TIMESTAMPTZ) ELSE CAST(sf_try_text_stamp(t) AS TIMESTAMPTZ) END",
  'sf_auto_ltz(t)': orFails('Timestamp', 'sf_try_auto_ltz(t)'),
  'sf_try_auto_date(t)': 'CAST(sf_try_text_stamp(t) AS DATE)',
  'sf_auto_date(t)': orFails('Date', 'sf_try_auto_date(t)'),
  // As the session's formats have them.
  'sf_try_text_ntz(t)': byInput('timestamp', 'sf_try_text_stamp(t)', parsed('timestamp', 'TIMESTAMP')),
  'sf_text_ntz(t)': byInput(
    'timestamp',
    'sf_auto_ntz(t)',
    orFails('Timestamp', parsed('timestamp', 'TIMESTAMP')),
  ),
  'sf_try_text_ltz(t)': byInput('timestamp', 'sf_try_auto_ltz(t)', parsed('timestamp', 'TIMESTAMPTZ')),
  'sf_text_ltz(t)': byInput(
    'timestamp',
    'sf_auto_ltz(t)',
    orFails('Timestamp', parsed('timestamp', 'TIMESTAMPTZ')),
  ),
  'sf_try_text_date(t)': byInput('date', 'sf_try_auto_date(t)', parsed('date', 'DATE')),
  'sf_text_date(t)': byInput('date', 'sf_auto_date(t)', orFails('Date', parsed('date', 'DATE'))),
  'sf_try_text_time(t)': byInput('time', 'TRY_CAST(t AS TIME)', parsed('time', 'TIME')),
  'sf_text_time(t)': byInput('time', 'CAST(t AS TIME)', orFails('Time', parsed('time', 'TIME'))),

  'sf_try_hex(t)': "CASE WHEN regexp_full_match(t, '([0-9A-Fa-f]{2})*') THEN unhex(t) END",
  'sf_hex(t)':
    "CASE WHEN t IS NULL THEN NULL WHEN sf_try_hex(t) IS NULL THEN error('The following string is not a legal hex-encoded value: ''' || t || '''') ELSE sf_try_hex(t) END",
  'sf_try_base64(t)':
    "CASE WHEN length(t) % 4 = 0 AND regexp_full_match(t, '[A-Za-z0-9+/]*={0,2}') THEN from_base64(t) END",
  'sf_base64(t)':
    "CASE WHEN t IS NULL THEN NULL WHEN sf_try_base64(t) IS NULL THEN error('The following string is not a legal base64-encoded value: ''' || t || '''') ELSE sf_try_base64(t) END",

  // Values on their way into a column.
  'sf_fits(t, n)':
    "CASE WHEN length(t) > n THEN error('String ''' || t || ''' is too long and would be truncated') ELSE t END",
  'sf_required(x, column_name)':
    "CASE WHEN x IS NULL THEN error('NULL result in a non-nullable column: ' || column_name) ELSE x END",

  // Dates and times.
  'sf_months_between(a, b)':
    "CASE WHEN day(a) = day(b) OR (last_day(a) = CAST(a AS DATE) AND last_day(b) = CAST(b AS DATE)) THEN CAST((year(a) - year(b)) * 12 + month(a) - month(b) AS DOUBLE) ELSE round((year(a) - year(b)) * 12 + month(a) - month(b) + (day(a) - day(b) + (epoch(a - date_trunc('day', a)) - epoch(b - date_trunc('day', b))) / 86400) / 31.0, 6) END",

  // Strings.
  // American Soundex: letters of one code beside each other, or with H or W between them, count once.
  'sf_letters(t)': "upper(regexp_replace(t, '[^A-Za-z]', '', 'g'))",
  'sf_codes(t)':
    "regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(translate(replace(replace(t, 'H', ''), 'W', ''), 'AEIOUYBFPVCGJKQSXZDTLMNR', '000000111122222222334556'), '1+', '1', 'g'), '2+', '2', 'g'), '3+', '3', 'g'), '4+', '4', 'g'), '5+', '5', 'g'), '6+', '6', 'g')",
  'sf_soundex(t)':
    "CASE WHEN t IS NULL THEN NULL WHEN sf_letters(t) = '' THEN '' ELSE left(sf_letters(t), 1) || rpad(left(replace(substring(sf_codes(CASE WHEN left(sf_letters(t), 1) IN ('H', 'W') THEN 'A' || substring(sf_letters(t), 2) ELSE sf_letters(t) END), 2), '0', ''), 3), 3, '0') END",
  'sf_initcap(t)':
    "array_to_string(list_transform(regexp_extract_all(lower(t), '[^\\s!?@\"^#$&~_,.:;+\\-*%/|\\\\\\[\\](){}<>]+|[\\s!?@\"^#$&~_,.:;+\\-*%/|\\\\\\[\\](){}<>]+'), lambda w: upper(left(w, 1)) || substring(w, 2)), '')",
  'sf_position(needle, hay, start)':
    'CASE WHEN strpos(substring(hay, start), needle) = 0 THEN 0 ELSE strpos(substring(hay, start), needle) + start - 1 END',
  // Without delimiters the whole text is one token.
  'sf_tokens(t, delimiters)':
    "CASE WHEN t IS NOT NULL AND delimiters IS NOT NULL THEN list_filter(CASE WHEN delimiters = '' THEN [t] ELSE string_split_regex(t, '[' || regexp_escape(delimiters) || ']') END, lambda p: p <> '') END",
  'sf_strtok(t, delimiters, n)': 'sf_tokens(t, delimiters)[n]',

  // VARIANT, OBJECT and ARRAY as JSON.
  'sf_json_text(j)': "CASE WHEN json_type(j) = 'NULL' THEN NULL ELSE j ->> '$' END",
  'sf_json_scalar(j)':
    "CASE json_type(j) WHEN 'NULL' THEN NULL WHEN 'ARRAY' THEN error('Failed to cast variant value ' || CAST(j AS VARCHAR)) WHEN 'OBJECT' THEN error('Failed to cast variant value ' || CAST(j AS VARCHAR)) ELSE j ->> '$' END",
  // The shortest digits that are each 32-bit number: DuckDB's JSON would have those of the 64-bit one.
  'sf_vector_json(v)':
    "CASE WHEN v IS NOT NULL THEN CAST('[' || array_to_string(list_transform(CAST(v AS VARCHAR[]), lambda t: regexp_replace(t, '\\.0$', '')), ',') || ']' AS JSON) END",
  'sf_json_numbers(j)':
    "CASE WHEN len(list_filter(CAST(j AS JSON[]), lambda e: coalesce(json_type(e), 'NULL') NOT IN ('UBIGINT', 'BIGINT', 'DOUBLE'))) > 0 THEN CAST(error('Failed to cast variant value ' || CAST(j AS VARCHAR) || ' to VECTOR') AS JSON) ELSE j END",
  'sf_json_integers(j)':
    "CASE WHEN len(list_filter(CAST(j AS JSON[]), lambda e: coalesce(json_type(e), 'NULL') NOT IN ('UBIGINT', 'BIGINT'))) > 0 THEN CAST(error('Failed to cast variant value ' || CAST(j AS VARCHAR) || ' to VECTOR') AS JSON) ELSE j END",
  'sf_json_object(j)':
    "CASE json_type(j) WHEN 'NULL' THEN NULL WHEN 'OBJECT' THEN j ELSE CAST(error('Failed to cast variant value ' || CAST(j AS VARCHAR) || ' to OBJECT') AS JSON) END",
  'sf_to_array(j)':
    "CASE WHEN j IS NULL OR json_type(j) = 'NULL' THEN NULL WHEN json_type(j) = 'ARRAY' THEN j ELSE json_array(j) END",
  // DuckDB prints a DECIMAL without digits before the point as .1, which is neither Snowflake's text nor JSON.
  'sf_decimal_text(x)':
    "CASE WHEN CAST(x AS VARCHAR) LIKE '.%' THEN '0' || CAST(x AS VARCHAR) WHEN CAST(x AS VARCHAR) LIKE '-.%' THEN '-0' || substring(CAST(x AS VARCHAR), 2) ELSE CAST(x AS VARCHAR) END",
  'sf_number_text(x)': "rtrim(rtrim(sf_decimal_text(x), '0'), '.')",
  'sf_number_json(x)': 'CAST(sf_number_text(x) AS JSON)',
  'sf_float_json(x)': 'CAST(sf_float_text(x) AS JSON)',
  'sf_try_parse_json(t)': 'CASE WHEN json_valid(t) THEN json(t) END',
  'sf_parse_json(t)':
    "CASE WHEN t IS NULL OR trim(t) = '' THEN NULL WHEN json_valid(t) THEN json(t) ELSE CAST(error('Error parsing JSON: ' || left(t, 100)) AS JSON) END",
  'sf_key(k)': "'$.\"' || replace(k, '\"', '\\\"') || '\"'",
  'sf_json_get(j, k)': 'json_extract(j, sf_key(k))',
  'sf_entries(j)':
    'list_transform(json_keys(j), lambda k: struct_pack(k := k, v := json_extract(j, sf_key(k))))',
  'sf_object(entries)':
    'to_json(map_from_entries(list_filter(entries, lambda e: e.k IS NOT NULL AND e.v IS NOT NULL)))',
  // `update` says that the key may be there already.
  'sf_object_insert(j, key, entry, may_replace)':
    "CASE WHEN NOT may_replace AND list_contains(json_keys(j), key) THEN CAST(error('Duplicate field key ''' || key || '''') AS JSON) ELSE sf_object(list_append(list_filter(sf_entries(j), lambda e: e.k <> key), entry)) END",
  'sf_json_typeof(j)':
    "CASE json_type(j) WHEN 'NULL' THEN 'NULL_VALUE' WHEN 'UBIGINT' THEN 'INTEGER' WHEN 'BIGINT' THEN 'INTEGER' WHEN 'HUGEINT' THEN 'INTEGER' WHEN 'UHUGEINT' THEN 'INTEGER' WHEN 'DOUBLE' THEN CASE WHEN CAST(j AS VARCHAR) SIMILAR TO '.*[eE].*' THEN 'DOUBLE' ELSE 'DECIMAL' END ELSE json_type(j) END",
  'sf_items(j)': "list_transform(CAST(j AS JSON[]), lambda x: coalesce(x, CAST('null' AS JSON)))",
  // Each element where it stands first; a null is an element.
  'sf_array_distinct(j)': 'to_json(list_filter(sf_items(j), lambda x, i: list_position(sf_items(j), x) = i))',
  // Each element of the second array takes away one that is equal to it.
  // A value that is in a n times and in b m times: max(n - m, 0) times, and min(n, m) times.
  'sf_array_except(a, b)':
    'CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN to_json(list_filter(sf_items(a), lambda x, i: len(list_filter(list_slice(sf_items(a), 1, i), lambda y: y = x)) > len(list_filter(sf_items(b), lambda y: y = x)))) END',
  'sf_array_intersection(a, b)':
    'CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN to_json(list_filter(sf_items(a), lambda x, i: len(list_filter(list_slice(sf_items(a), 1, i), lambda y: y = x)) <= len(list_filter(sf_items(b), lambda y: y = x)))) END',
  // A negative place counts from the end; one beyond the end is filled up to with nulls.
  'sf_array_insert(j, place, x)':
    "to_json(list_concat(list_resize(list_slice(sf_items(j), 1, CASE WHEN place < 0 THEN greatest(json_array_length(j) + place, 0) ELSE place END), CASE WHEN place < 0 THEN greatest(json_array_length(j) + place, 0) ELSE place END, CAST('null' AS JSON)), [x], list_slice(sf_items(j), CASE WHEN place < 0 THEN greatest(json_array_length(j) + place, 0) ELSE place END + 1, json_array_length(j))))",
  'sf_array_remove(j, x)':
    'CASE WHEN j IS NOT NULL AND x IS NOT NULL THEN to_json(list_filter(sf_items(j), lambda y: y <> x)) END',
  // The elements in order, without nulls: booleans, numbers, texts, then everything else by its text.
  'sf_sorted(j)':
    "list_transform(list_sort(list_transform(list_filter(sf_items(j), lambda x: json_type(x) <> 'NULL'), lambda x: struct_pack(k := CASE WHEN json_type(x) = 'BOOLEAN' THEN 0 WHEN json_type(x) IN ('UBIGINT', 'BIGINT', 'HUGEINT', 'UHUGEINT', 'DOUBLE') THEN 1 WHEN json_type(x) = 'VARCHAR' THEN 2 ELSE 3 END, n := TRY_CAST(x ->> '$' AS DOUBLE), t := x ->> '$', v := x))), lambda e: struct_extract(e, 'v'))",
  'sf_array_remove_at(j, place)':
    'to_json(list_filter(sf_items(j), lambda x, i: i - 1 <> CASE WHEN place < 0 THEN json_array_length(j) + place ELSE place END))',
  'sf_array_flatten(j)':
    "CASE WHEN len(list_filter(sf_items(j), lambda x: json_type(x) <> 'ARRAY')) > 0 THEN CAST(error('Not an array: an element of ARRAY_FLATTEN is no array') AS JSON) ELSE to_json(flatten(list_transform(sf_items(j), lambda x: sf_items(x)))) END",
  'sf_array_slice(j, a, b)':
    'to_json(list_slice(CAST(j AS JSON[]), CASE WHEN a < 0 THEN json_array_length(j) + a ELSE a END + 1, CASE WHEN b < 0 THEN json_array_length(j) + b ELSE b END))',
  'sf_array_to_string(j, separator)':
    "array_to_string(list_transform(CAST(j AS JSON[]), lambda x: coalesce(x ->> '$', '')), separator)",
  'sf_elements(j, prefix)':
    "CASE WHEN json_type(j) = 'ARRAY' THEN list_transform(sf_items(j), lambda x, i: struct_pack(key := CAST(NULL AS VARCHAR), path := prefix || '[' || (i - 1) || ']', idx := CAST(i - 1 AS BIGINT), value := x, this := j)) ELSE list_transform(json_keys(j), lambda k: struct_pack(key := k, path := CASE WHEN prefix = '' THEN k ELSE prefix || '.' || k END, idx := CAST(NULL AS BIGINT), value := json_extract(j, sf_key(k)), this := j)) END",
  // States of aggregations in steps: hashes of values; values with their weights, [value, weight] each.
  'sf_hll_state(hashes)':
    "encode('FIRN-HLL:' || coalesce(array_to_string(list_sort(list_distinct(hashes)), ','), ''))",
  'sf_hll_hashes(state)':
    "CASE WHEN state IS NULL THEN NULL WHEN starts_with(hex(state), hex('FIRN-HLL:')) THEN list_transform(list_filter(string_split(substring(decode(state), 10), ','), lambda h: h <> ''), lambda h: CAST(h AS UBIGINT)) ELSE error('The sketch was not made by this account') END",
  'sf_digest(centroids)':
    "to_json(struct_pack(state := coalesce(flatten(list_sort(centroids)), CAST([] AS DOUBLE[])), type := 'tdigest', version := 1))",
  'sf_centroid_numbers(j)': "CAST(json_extract(j, '$.state') AS DOUBLE[])",
  'sf_centroids(j)':
    'list_transform(range(1, len(sf_centroid_numbers(j)), 2), lambda i: [sf_centroid_numbers(j)[i], sf_centroid_numbers(j)[i + 1]])',
  'sf_digest_values(j)':
    'flatten(list_transform(sf_centroids(j), lambda c: list_resize([c[1]], CAST(c[2] AS BIGINT), c[1])))',
  // Counts of values: [{n: minus how often, k: the value's JSON}], the most frequent first and then by value.
  'sf_counts(entries)':
    'list_sort(list_transform(coalesce(entries, []), lambda e: struct_pack(n := -CAST(e.value AS BIGINT), k := e.key)))',
  'sf_top(counts, most)':
    'to_json(list_transform(list_slice(counts, 1, most), lambda e: json_array(CAST(e.k AS JSON), -e.n)))',
  'sf_top_state(counts, most)': "json_object('state', sf_top(counts, most), 'type', 'topk', 'version', 1)",
  'sf_top_counts(j)':
    "list_transform(CAST(json_extract(j, '$.state') AS JSON[]), lambda e: struct_pack(n := -CAST(json_extract(e, '$[1]') AS BIGINT), k := CAST(json_extract(e, '$[0]') AS VARCHAR)))",
  'sf_top_list(counts)': 'CAST(to_json(coalesce(counts, [])) AS VARCHAR)',
  'sf_top_sorted(list)': 'list_sort(CAST(CAST(list AS JSON) AS STRUCT(n BIGINT, k VARCHAR)[]))',
  // A tree of JSON as json_tree gives it: the nodes whose elements are wanted, and the nodes right below those.
  'sf_tree_open(nodes, kinds)':
    'list_reduce(list_transform(nodes, lambda x: [x]), lambda a, x: CASE WHEN list_contains(kinds, x[1].type) AND (x[1].parent IS NULL OR list_contains(list_transform(a, lambda y: y.id), x[1].parent)) THEN list_append(a, x[1]) ELSE a END, list_slice(nodes, 1, 0))',
  'sf_tree_path(whole, prefix)':
    "CASE WHEN prefix = '' AND starts_with(whole, '$.') THEN substring(whole, 3) ELSE prefix || substring(whole, 2) END",
  'sf_tree_parent(expanded, n)': 'list_filter(expanded, lambda o: o.id = n.parent)[1]',
  'sf_tree(nodes, expanded, prefix)':
    "list_transform(list_filter(nodes, lambda n: list_contains(list_transform(expanded, lambda o: o.id), n.parent)), lambda n: struct_pack(key := CASE WHEN sf_tree_parent(expanded, n).type = 'OBJECT' THEN n.key END, path := sf_tree_path(n.fullkey, prefix), idx := CASE WHEN sf_tree_parent(expanded, n).type = 'ARRAY' THEN CAST(n.key AS BIGINT) END, value := n.value, this := sf_tree_parent(expanded, n).value))",
  'sf_flatten_all(j, nodes, kinds, prefix, is_outer)':
    'CASE WHEN len(sf_tree(nodes, sf_tree_open(nodes, kinds), prefix)) > 0 THEN sf_tree(nodes, sf_tree_open(nodes, kinds), prefix) WHEN is_outer THEN [struct_pack(key := CAST(NULL AS VARCHAR), path := CAST(NULL AS VARCHAR), idx := CAST(NULL AS BIGINT), value := CAST(NULL AS JSON), this := j)] ELSE [] END',
  'sf_flatten(j, wanted, prefix, is_outer)':
    'CASE WHEN coalesce(wanted, FALSE) AND len(sf_elements(j, prefix)) > 0 THEN sf_elements(j, prefix) WHEN is_outer THEN [struct_pack(key := CAST(NULL AS VARCHAR), path := CAST(NULL AS VARCHAR), idx := CAST(NULL AS BIGINT), value := CAST(NULL AS JSON), this := j)] ELSE [] END',
};

/** DuckDB statements that a connection runs once before its first translated statement. */
/** Functions that may raise an error of their own: `error` and the macros that call one. */
const RAISING: ReadonlySet<string> = new Set(['error', ...raisingMacros()]);

function raisingMacros(): string[] {
  const bodies = Object.entries(MACROS).map(([head, body]) => [head.split('(')[0] ?? '', body] as const);
  const raising = new Set<string>();
  let before: number;
  do {
    before = raising.size;
    for (const [name, body] of bodies)
      if (calls(body).some((called) => called === 'error' || raising.has(called))) raising.add(name);
  } while (raising.size > before);
  return [...raising];
}

function calls(sql: string): string[] {
  return [...sql.replace(/'(?:[^']|'')*'/g, "''").matchAll(/\b([a-z_]\w*)\s*\(/gi)].map(
    ([, name]) => name ?? '',
  );
}

/** Whether a DuckDB text may raise an error of its own, which DuckDB takes for volatile and does not put into TRY. */
export function mayRaise(sql: string): boolean {
  return calls(sql).some((called) => RAISING.has(called));
}

export function prelude(): string {
  const macros = Object.entries({ ...MACROS, ...ZONE_MACROS, ...URL_MACROS }).map(
    ([signature, body]) => `CREATE OR REPLACE TEMP MACRO ${signature} AS (${body});`,
  );
  return [...SETTINGS, ...macros].join('\n');
}
