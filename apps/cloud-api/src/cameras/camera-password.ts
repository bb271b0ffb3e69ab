import { createPublicKey } from 'node:crypto';
import { idFromUuid, passwordPlaceOf, type NewCameraConfiguration } from '@eyrie/contracts';
import { sealForDevice } from '@eyrie/platform';
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

/**
 * The configuration as its device needs it: for the manifest of its site, and for nothing else. Whatever
 * carries the manifest there cannot open the password: only the key of the device's certificate does.
 *
 * @param publicKey SubjectPublicKeyInfo in base64; undefined where the site may not have the device
 */
export function withSealedPassword(
  { organisationId, id, deviceId, configuration, sealedPassword }: CameraRow,
  sealing: Sealing,
  publicKey: string | undefined,
): OwnCameraConfiguration & { sealedPassword?: string } {
  const isNone = sealedPassword === null || publicKey === undefined;
  if (isNone || !('url' in configuration.driver)) return configuration;
  const password = sealing.open(sealedPassword, passwordPlace(organisationId, id)).toString();
  const spki = Buffer.from(publicKey, 'base64');
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const place = passwordPlaceOf(idFromUuid('device', deviceId), configuration.cameraId);
  return { ...configuration, sealedPassword: sealForDevice(password, key, place) };
}
