import { createHash, randomBytes } from 'node:crypto';

/** What a server wants to know before it answers (RFC 9110 11.3). */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

export interface DigestRequest {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly uri: string;
  /** How often this nonce was answered, this time included. */
  readonly count: number;
  /** Drawn by us; given in tests. */
  readonly clientNonce?: string;
}

/** The hash of each algorithm of RFC 7616, the strongest first. */
const hashes: readonly (readonly [algorithm: string, hash: string])[] = [
  ['SHA-512-256', 'sha512-256'],
  ['SHA-256', 'sha256'],
  ['MD5', 'md5'],
];

/** All challenges of the answer's WWW-Authenticate headers; each may hold several. */
export function readChallenges(headers: readonly string[]): Challenge[] {
  return headers.flatMap((header) => {
    const starts = [...header.matchAll(/(?:^|,)\s*([A-Za-z][\w-]*)(?=\s+[\w-]+\s*=|\s*$)/g)];
    return starts.map((start, index) => {
      const from = start.index + start[0].length;
      const words = header.slice(from, starts[index + 1]?.index ?? header.length);
      const parameters: Record<string, string> = {};
      for (const [, name = '', quoted, bare] of words.matchAll(
        /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g,
      )) {
        parameters[name.toLowerCase()] = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '';
      }
      return { scheme: (start[1] ?? '').toLowerCase(), parameters };
    });
  });
}

/** The strongest of the challenges that can be answered here; null where there is none. */
export function strongestChallenge(challenges: readonly Challenge[]): Challenge | null {
  for (const [algorithm] of hashes) {
    const found = challenges.find(
      ({ scheme, parameters }) =>
        scheme === 'digest' && algorithmOf(parameters).name === algorithm && canDoQop(parameters),
    );
    if (found) return found;
  }
  return challenges.find(({ scheme }) => scheme === 'basic') ?? null;
}

/** The Authorization header that answers the challenge. */
export function authorisationOf(
  challenge: Challenge,
  credentials: Credentials,
  request: DigestRequest,
): string {
  const { user, password } = credentials;
  if (challenge.scheme === 'basic') {
    return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }
  return digestHeader(challenge.parameters, credentials, request);
}

/** RFC 7616 3.4; without qop RFC 2069, which old cameras speak. */
function digestHeader(
  parameters: Challenge['parameters'],
  { user, password }: Credentials,
  { method, uri, count, clientNonce = randomBytes(18).toString('base64url') }: DigestRequest,
): string {
  const { realm = '', nonce = '', opaque, qop } = parameters;
  const { name, isSession } = algorithmOf(parameters);
  const hash = hashes.find(([algorithm]) => algorithm === name)?.[1] ?? 'md5';
  const h = (text: string): string => createHash(hash).update(text).digest('hex');
  const base = h(`${user}:${realm}:${password}`);
  const secret = isSession ? h(`${base}:${nonce}:${clientNonce}`) : base;
  const counted = count.toString(16).padStart(8, '0');
  const what = h(`${method}:${uri}`);
  const response =
    qop === undefined
      ? h(`${secret}:${nonce}:${what}`)
      : h(`${secret}:${nonce}:${counted}:${clientNonce}:auth:${what}`);
  const words = [
    `username=${quoted(user)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${response}"`,
    ...(parameters['algorithm'] === undefined ? [] : [`algorithm=${parameters['algorithm']}`]),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(qop === undefined && !isSession ? [] : [`cnonce="${clientNonce}"`]),
    ...(qop === undefined ? [] : ['qop=auth', `nc=${counted}`]),
  ];
  return `Digest ${words.join(', ')}`;
}

function algorithmOf(parameters: Challenge['parameters']): { name: string; isSession: boolean } {
  const given = (parameters['algorithm'] ?? 'MD5').toUpperCase();
  return { name: given.replace(/-SESS$/, ''), isSession: given.endsWith('-SESS') };
}

function canDoQop({ qop }: Challenge['parameters']): boolean {
  return qop === undefined || qop.split(',').some((one) => one.trim().toLowerCase() === 'auth');
}

function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, '\\$&')}"`;
}
