import { DomainError } from '@eyrie/platform';

export class FrameNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'frame.not_found';

  constructor() {
    super('There is no such frame.');
  }
}

export class FrameCameraNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'camera.not_found';

  constructor() {
    super('There is no such camera.');
  }
}

/** The record of the frame has come, its bytes have not yet. */
export class FrameNotStored extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'frame.not_stored';

  constructor() {
    super('The picture has not reached the cloud yet.');
  }
}
