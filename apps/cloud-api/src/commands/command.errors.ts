import { DomainError } from '@eyrie/platform';

/** No such command in the organisation; whether another one has it is not told. */
export class CommandNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'command.not_found';

  constructor() {
    super('There is no such command.');
  }
}

/** The command has no file, or its bytes have not arrived yet. */
export class CommandFileNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'command.file_not_found';

  constructor() {
    super('The command has no file, or it has not arrived yet.');
  }
}

/** Commands are carried out by workers. */
export class DeviceTakesNoCommands extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'command.not_for_device';

  constructor() {
    super('Commands are carried out by workers; this device is a coordinator.');
  }
}

/** So many commands of the device are not through yet that one more would only wait. */
export class TooManyCommands extends DomainError {
  readonly kind = 'too-many';
  readonly code = 'command.too_many';

  constructor(max: number) {
    super(`The device has ${max} commands that are not through yet.`, { retryAfterSeconds: 30 });
  }
}
