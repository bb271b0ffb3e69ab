import { DomainError } from '@eyrie/platform';

/** No such device in the organisation; whether another one has it is not told. */
export class DeviceNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'device.not_found';

  constructor() {
    super('There is no such device.');
  }
}
