import { DomainError } from '@eyrie/platform';

export class BlobTooLarge extends DomainError {
  readonly kind = 'too-large';
  readonly code = 'blob.too_large';

  constructor(bytesMax: number) {
    super(`Files of this type may have at most ${bytesMax} bytes.`, { bytesMax });
  }
}

/** The bytes are not the ones that were announced. Sending them again may help. */
export class BlobMismatch extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'blob.mismatch';

  constructor(what: 'hash' | 'length') {
    super(`The ${what} of the bytes is not the announced one.`, { what });
  }
}

/** The bytes came as they were announced, and cannot be shown: sending them again is of no use. */
export class BlobDamaged extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'blob.damaged';

  constructor(reason: string, options?: ErrorOptions) {
    super(`The file cannot be shown: ${reason}.`, { reason }, options);
  }
}

export class BlobMediaTypeRefused extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'blob.media_type';

  constructor() {
    super('Only image/jpeg, video/mp4 and application/gzip without an encoding are taken.');
  }
}

export class BlobNameInvalid extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'blob.name_invalid';

  constructor() {
    super('A blob is named by its SHA-256: 64 lower-case hexadecimal digits.');
  }
}

export class BlobOwnerForeign extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'blob.foreign_device';

  constructor() {
    super('Bytes are taken on behalf of a device of the coordinator’s own site.');
  }
}

export class BlobNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'blob.not_found';

  constructor() {
    super('The cloud does not have these bytes.');
  }
}

/** The bytes were removed while they were being stored: they are to be sent again. */
export class BlobRemoved extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'blob.removed';

  constructor() {
    super('The bytes were removed while they were being stored.');
  }
}

/** The bucket does not answer, or answers with a failure. What was to be done can be tried again. */
export class MediaStoreUnavailable extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'blob.store_unavailable';

  constructor(options: ErrorOptions) {
    super('Pictures and videos cannot be reached at the moment.', {}, options);
  }
}
