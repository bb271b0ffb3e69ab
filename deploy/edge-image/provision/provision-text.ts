/** Roles that a Pi may have; one that has both carries a claim for each. */
export const roles = ['worker', 'coordinator'] as const;
export type Role = (typeof roles)[number];

/** What `provision.txt` may say. Lines are `KEY=value`; `#` begins a comment where a line begins with it. */
const keys = [
  'PROVISION_URL',
  'PROVISION_TOKEN',
  'PROVISION_COORDINATOR_TOKEN',
  'ROLE',
  'CA_FILE',
  'HOST_NAME',
  'TIME_ZONE',
  'TIME_SERVERS',
  'WIFI_NAME',
  'WIFI_PASSPHRASE',
  'WIFI_COUNTRY',
  'HOTSPOT_NAME',
  'HOTSPOT_PASSPHRASE',
] as const;
export type Key = (typeof keys)[number];

/** Wiped from the card once they are kept; what was wiped leaves dashes of its own length. */
export const secretKeys: readonly Key[] = [
  'PROVISION_TOKEN',
  'PROVISION_COORDINATOR_TOKEN',
  'WIFI_PASSPHRASE',
  'HOTSPOT_PASSPHRASE',
];

/** Of the machine, and not of its services. */
export const machineKeys: readonly Key[] = [
  'HOST_NAME',
  'TIME_ZONE',
  'TIME_SERVERS',
  'WIFI_NAME',
  'WIFI_PASSPHRASE',
  'WIFI_COUNTRY',
  'HOTSPOT_NAME',
  'HOTSPOT_PASSPHRASE',
];

export interface ProvisionText {
  /** A value that was wiped is not here. */
  readonly values: Partial<Record<Key, string>>;
  /** What cannot be used, for a person; never a value of a secret. */
  readonly mistakes: readonly string[];
}

/** Where the bytes of a secret lie in the file. */
interface SecretPlace {
  readonly offset: number;
  readonly length: number;
}

const linePattern = /^[ \t]*([A-Za-z_]+)[ \t]*=[ \t]*(.*?)[ \t]*$/;
const wiped = /^-+$/;

/** Reads the text, whichever system and editor it was written with. */
export function parseProvisionText(text: string): ProvisionText {
  const values: Partial<Record<Key, string>> = {};
  const mistakes: string[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (const [index, line] of lines.entries()) {
    if (/^[ \t]*(#|$)/.test(line)) continue;
    const found = linePattern.exec(line);
    const key = found?.[1];
    if (key === undefined || !isKey(key)) {
      mistakes.push(`line ${index + 1}: not a setting of Eyrie, it is passed over`);
      continue;
    }
    const value = unquote(found?.[2] ?? '');
    if (value === '' || (secretKeys.includes(key) && wiped.test(value))) continue;
    const mistake = whatIsWrong(key, value);
    if (mistake === null) values[key] = value;
    else mistakes.push(`line ${index + 1}: ${key} ${mistake}`);
  }
  return { values, mistakes };
}

/** Every secret that is still in the file. Byte offsets, so that nothing else is touched. */
export function secretPlaces(bytes: Buffer): SecretPlace[] {
  // One byte is one character here, so that offsets are those of the file.
  const text = bytes.toString('latin1');
  const places: SecretPlace[] = [];
  const pattern = new RegExp(
    `^([^\\S\\r\\n]*(?:ï»¿)?[ \\t]*(?:${secretKeys.join('|')})[ \\t]*=[ \\t]*)([^\\r\\n]+)`,
    'gm',
  );
  for (const found of text.matchAll(pattern)) {
    const value = (found[2] ?? '').replace(/[ \t]+$/, '');
    if (value === '' || wiped.test(value)) continue;
    places.push({ offset: found.index + (found[1] ?? '').length, length: value.length });
  }
  return places;
}

function isKey(text: string): text is Key {
  return (keys as readonly string[]).includes(text);
}

function unquote(value: string): string {
  return value.replace(/^(["'])(.*)\1$/, '$2');
}

/** Rules for what other programs would choke on, or worse, obey. */
const rules: Partial<Record<Key, readonly [RegExp, string]>> = {
  PROVISION_URL: [
    /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/])[^\s"'\\]+$/,
    'must begin with https://',
  ],
  PROVISION_TOKEN: [/^[\w.~+/=-]{16,256}$/, 'is not a claim as the cloud makes them'],
  PROVISION_COORDINATOR_TOKEN: [/^[\w.~+/=-]{16,256}$/, 'is not a claim as the cloud makes them'],
  ROLE: [/^(worker|coordinator|both)$/, 'must be worker, coordinator or both'],
  CA_FILE: [/^[\w-]{1,60}\.(pem|crt)$/, 'must be the name of a .pem or .crt file beside it'],
  HOST_NAME: [/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'must be letters, digits and hyphens'],
  TIME_ZONE: [
    /^(UTC|[A-Z][\w+-]+(\/[A-Z][\w+-]+){1,2})$/,
    'must be a time zone such as Europe/Zurich',
  ],
  TIME_SERVERS: [
    /^[\w.:-]+([ \t]+[\w.:-]+){0,7}$/,
    'must be names or addresses, separated by spaces',
  ],
  WIFI_COUNTRY: [/^[A-Z]{2}$/, 'must be two capital letters such as CH'],
};

function whatIsWrong(key: Key, value: string): string | null {
  // eslint-disable-next-line no-control-regex -- Control characters are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(value)) return 'has a character that cannot be typed';
  if (key.endsWith('_PASSPHRASE')) {
    return value.length >= 8 && value.length <= 63 ? null : 'must have 8 to 63 characters';
  }
  if (key === 'WIFI_NAME' || key === 'HOTSPOT_NAME') {
    const bytes = Buffer.byteLength(value);
    return bytes <= 32 ? null : 'must have at most 32 bytes';
  }
  const rule = rules[key];
  return rule === undefined || rule[0].test(value) ? null : rule[1];
}
