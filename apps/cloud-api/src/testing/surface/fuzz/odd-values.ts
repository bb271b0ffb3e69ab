import fc from 'fast-check';

/** Texts that have broken something somewhere. */
export const oddTexts: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfff\ud800y',
  '\u202e\u0007\u001b[31m',
  '\r\nset-cookie: a=b',
  '\ufeff\u2028\u2029',
  '𝒳é\u0301👩‍👩‍👧‍👦',
  "'; DROP TABLE site; --",
  '"><script>alert(1)</script>',
  '=HYPERLINK("http://x")',
  '../../../../etc/passwd',
  '..%2f..%2f%00',
  '${jndi:ldap://x}',
  '%s%n%x',
  'null',
  'true',
  'NaN',
  '1e999',
  '-1',
  '99999999999999999999999999',
  '0x10',
  '{}',
  '[]',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(300),
  'é'.repeat(5_000),
];

/** Instants at the ends of what the formats and the database can say. */
export const oddInstants: readonly string[] = [
  '0000-01-01T00:00:00.000Z',
  '0001-01-01T00:00:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '2024-02-29T23:59:59.999999999Z',
  '9999-12-31T23:59:59.999Z',
  '2026-05-01T10:00:00Z',
  '2026-05-01T10:00:00+14:00',
];

export const oddNumbers: readonly number[] = [
  0,
  -0,
  -1,
  0.1,
  1e-320,
  2 ** 15,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  1e21,
  1.7e308,
];

export const oddText = fc.oneof(
  fc.constantFrom(...oddTexts),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** Stands for an array in an array in an array… as a value that is made into text would be too deep. */
export const deepMark = '<deep>';

/** Anything that JSON can say, odd texts and keys of prototypes included. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, [], {}, [[[[]]]], [null], deepMark),
  fc.constantFrom(...oddNumbers),
  oddText,
  fc.constantFrom(...oddInstants),
  fc.array(oddText, { maxLength: 3 }),
  fc.dictionary(oddText, fc.constantFrom<unknown>(null, 1, 'a', {}), { maxKeys: 3 }),
  fc.jsonValue({ maxDepth: 3 }),
);
