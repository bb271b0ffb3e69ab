import { restorableDays } from '@eyrie/contracts';
import { DomainError } from '@eyrie/platform';

/** Devices that may still work at a site are not put away in passing. */
export class SiteHasDevices extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'site.has_devices';

  constructor(devicesTotal: number) {
    super(
      `The site has ${devicesTotal} devices in use. Decommission them first, or all at once with ` +
        'decommission_devices=true.',
      { devicesTotal },
    );
  }
}

export class RestoreTimeOver extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'archive.restore_time_over';

  constructor() {
    super(`What was put away may be taken back within ${restorableDays} days, and they are over.`);
  }
}

/** A camera is of no use without the device that has it. */
export class CameraWithoutDevice extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'camera.without_device';

  constructor() {
    super('The device of the camera was decommissioned. Add a camera to another device instead.');
  }
}
