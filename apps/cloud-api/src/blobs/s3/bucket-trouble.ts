/** Why a bucket did not do what it was asked, for somebody who can mend it. */
export interface BucketTrouble {
  readonly kind:
    | 'key'
    | 'clock'
    | 'bucket'
    | 'denied'
    | 'region'
    | 'no-credentials'
    | 'unreachable'
    | 'busy'
    | 'other';
  /** What the service said, or what became of the connection. */
  readonly said: string;
  readonly advice: string;
}

const advices: Readonly<Record<BucketTrouble['kind'], string>> = {
  key: 'The service does not take this key: look at S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, and whether S3_ENDPOINT is the service that they are of.',
  clock: 'The clock of this machine is not that of the service: have a time server set it.',
  bucket: 'There is no such bucket: make it, or look at S3_BUCKET, S3_REGION and S3_ENDPOINT.',
  denied:
    'The key or role may not do this: give it what docs/backup.md lists, for the bucket and for its objects.',
  region: 'The bucket is in another region: look at S3_REGION and S3_ENDPOINT.',
  'no-credentials':
    'There is neither a key nor a role: set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or give the machine or pod a role.',
  unreachable:
    'Nothing answers there: look at S3_ENDPOINT, at the firewall (or network policy), and whether the certificate is of a CA that this machine knows (NODE_EXTRA_CA_CERTS).',
  busy: 'The service is overloaded or has a fault of its own; it is asked again.',
  other: 'Look at the log of the service.',
};

const kinds: Readonly<Record<string, BucketTrouble['kind']>> = {
  InvalidAccessKeyId: 'key',
  SignatureDoesNotMatch: 'key',
  InvalidToken: 'key',
  ExpiredToken: 'key',
  RequestTimeTooSkewed: 'clock',
  NoSuchBucket: 'bucket',
  AccessDenied: 'denied',
  AllAccessDisabled: 'denied',
  PermanentRedirect: 'region',
  AuthorizationHeaderMalformed: 'region',
  CredentialsProviderError: 'no-credentials',
};

/** What the SDK throws: a service's answer with its code and status, or the failure of a connection. */
interface Failure {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

export function troubleOf(error: unknown): BucketTrouble {
  const { name = '', message = '', code = '', $metadata } = (error ?? {}) as Failure;
  const status = $metadata?.httpStatusCode;
  const kind = kinds[name] ?? kinds[code] ?? kindOfStatus(status);
  // An answer to HEAD has no text: its status is all that there is.
  const what = [status, name === 'Error' ? code : name, message].filter((part) => part);
  return { kind, said: [...new Set(what)].join(' '), advice: advices[kind] };
}

function kindOfStatus(status: number | undefined): BucketTrouble['kind'] {
  if (status === undefined) return 'unreachable';
  if (status === 403 || status === 401) return 'denied';
  if (status === 301 || status === 307) return 'region';
  return isWorthAnotherTry(status) ? 'busy' : 'other';
}

function isWorthAnotherTry(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}

/** Whether the same request may succeed a little later. */
export function passes(error: unknown): boolean {
  const { $metadata } = (error ?? {}) as { $metadata?: { clockSkewCorrected?: boolean } };
  const { kind } = troubleOf(error);
  return kind === 'unreachable' || kind === 'busy' || $metadata?.clockSkewCorrected === true;
}
