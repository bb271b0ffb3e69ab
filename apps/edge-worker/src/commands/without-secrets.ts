const withheld = '[withheld]';

/** Words in a name by which its value is a secret, whatever it looks like. */
const secretName =
  '[\\w.-]*(?:password|passphrase|passwd|secret|token|authorization|cookie|credential|api[_-]?key|private[_-]?key|session)[\\w.-]*';

const patterns: readonly [RegExp, string][] = [
  // PEM, with real line ends or with those of JSON.
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, withheld],
  // Before names are looked at, which would take the word for the value.
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${withheld}`],
  // JSON, also within a JSON string: "token":"…", \"token\":\"…\"
  [
    new RegExp(`(\\\\?"${secretName}\\\\?"\\s*:\\s*)\\\\?"(?:[^"\\\\]|\\\\[^"])*\\\\?"`, 'gi'),
    `$1"${withheld}"`,
  ],
  // NAME=value and name: value
  [new RegExp(`(\\b${secretName}\\s*[=:]\\s*)(?!["\\\\[{])[^\\s"',;&}]+`, 'gi'), `$1${withheld}`],
  // JSON Web Tokens.
  [/\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g, withheld],
  // Our own: API keys, provisioning tokens.
  [/\beyrie_[\w-]{8,}/g, withheld],
  // scheme://user:password@host
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@"]*):[^\s/@"]+@/gi, `$1:${withheld}@`],
];

/**
 * Takes out of a text what must not leave the device: keys, tokens, passwords, and whatever is named
 * in `known` (values that were read where secrets are kept).
 */
export function withoutSecrets(text: string, known: readonly string[] = []): string {
  let clean = text;
  for (const secret of known) {
    if (secret.length >= 8) clean = clean.replaceAll(secret, withheld);
  }
  for (const [pattern, put] of patterns) clean = clean.replace(pattern, put);
  return clean;
}
