import { DomainError } from '@eyrie/platform';

/** No such camera in the organisation; whether another one has it is not told. */
export class CameraNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'camera.not_found';

  constructor() {
    super('There is no such camera.');
  }
}

/** Only workers have cameras. */
export class DeviceHasNoCameras extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'device.has_no_cameras';

  constructor() {
    super('The device is a coordinator; cameras belong to workers.');
  }
}

export class TooManyCameras extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'device.too_many_cameras';

  constructor(camerasMax: number) {
    super(`A worker has at most ${camerasMax} cameras.`, { camerasMax });
  }
}

/** It was put away: it is to be read, and not to be changed before it is taken back. */
export class CameraArchived extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'camera.archived';

  constructor() {
    super('The camera was put away. Restore it before it is changed.');
  }
}

/** It has the shape of a schedule, and yet no instant follows from it. */
export class ScheduleNotComputable extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'camera.schedule_not_computable';

  constructor(schedule: string, reason: string) {
    super(`The schedule "${schedule}" cannot be computed: ${reason}`, { schedule });
  }
}

/** The profile asks for a bracket that the camera or its schedules leave no room for. */
export class BracketImpossible extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'camera.bracket_impossible';
}

/** A capture window and its timelapse are told by the name of their schedule. */
export class ScheduleNameTaken extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'camera.schedule_name_taken';

  constructor(schedule: string) {
    super(`The camera has two schedules of the name "${schedule}". Give one of them another.`, {
      schedule,
    });
  }
}
