import type { NewCameraConfiguration } from '@eyrie/contracts';
import type { OwnCameraConfiguration } from '../configurations/worker-configuration.ts';
import type { SealedPlace, Sealing } from '../sealing/sealing.ts';
import type { CameraRow } from './camera.entity.ts';

type Driver = NewCameraConfiguration['driver'];

/** What a password is sealed for. */
export function passwordPlace(organisationId: string, cameraId: string): SealedPlace {
  return { organisationId, table: 'camera', id: cameraId };
}

/** The driver as it is stored, shown and audited, and the password apart from it. */
export function withoutPassword(driver: Driver): { driver: Driver; password: string | null } {
  if (!('password' in driver)) return { driver, password: null };
  const { password = null, ...rest } = driver;
  return { driver: rest, password };
}

/** The configuration as its device needs it: for the manifest of its site, and for nothing else. */
export function withPassword(
  { organisationId, id, configuration, sealedPassword }: CameraRow,
  sealing: Sealing,
): OwnCameraConfiguration {
  if (sealedPassword === null || !('url' in configuration.driver)) return configuration;
  const place = passwordPlace(organisationId, id);
  const password = sealing.open(sealedPassword, place).toString();
  return { ...configuration, driver: { ...configuration.driver, password } };
}
