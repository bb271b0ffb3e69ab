import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import {
  passwordPlaceOf,
  type CameraConfiguration,
  type WorkerConfiguration,
} from '@eyrie/contracts';
import { openSealedForDevice, sealForDevice } from '@eyrie/platform';

/**
 * Passwords of network cameras: sealed wherever they lie or travel, and open only in the memory of the
 * device that asks the camera.
 */
export class CameraPasswords {
  constructor(
    private readonly deviceId: string,
    /** PEM; another one after each renewal of the certificate. */
    private readonly key: () => string,
  ) {}

  /** With passwords as drivers need them. Throws `DeviceSealBroken` for what is sealed for another key. */
  open(configuration: WorkerConfiguration): WorkerConfiguration {
    return mapCameras(configuration, ({ sealedPassword, ...camera }) => {
      if (sealedPassword === undefined || !('url' in camera.driver)) return camera;
      const place = passwordPlaceOf(this.deviceId, camera.cameraId);
      const password = openSealedForDevice(sealedPassword, this.privateKey(), place);
      return { ...camera, driver: { ...camera.driver, password } };
    });
  }

  /** As it may lie on a disk, for the present key: of clouds before 0.2 passwords come open. */
  seal(configuration: WorkerConfiguration): WorkerConfiguration {
    return mapCameras(configuration, (camera) => {
      if (!('password' in camera.driver) || camera.driver.password === undefined) return camera;
      const { password, ...driver } = camera.driver;
      const place = passwordPlaceOf(this.deviceId, camera.cameraId);
      const publicKey = createPublicKey(this.privateKey());
      return { ...camera, driver, sealedPassword: sealForDevice(password, publicKey, place) };
    });
  }

  private privateKey(): KeyObject {
    return createPrivateKey(this.key());
  }
}

/** Whether a password lies open in it. */
export function hasOpenPassword({ cameras }: WorkerConfiguration): boolean {
  return cameras.some(({ driver }) => 'password' in driver && driver.password !== undefined);
}

function mapCameras(
  configuration: WorkerConfiguration,
  change: (camera: CameraConfiguration) => CameraConfiguration,
): WorkerConfiguration {
  return { ...configuration, cameras: configuration.cameras.map(change) };
}
