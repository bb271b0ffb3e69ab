import { cameraPageSchema, type Camera } from '@eyrie/contracts';
import type { CloudAccess } from '../cloud/cloud-access.ts';
import { CommandFailure, exitCodes } from '../failure.ts';

/** The camera of that name or id. @throws CommandFailure */
export async function cameraNamed(cloud: CloudAccess, wanted: string): Promise<Camera> {
  const cameras = await cloud.list('/v1/cameras', cameraPageSchema);
  const found = cameras.filter(({ id, name }) => id === wanted || name === wanted);
  if (found.length === 1 && found[0]) return found[0];
  const message =
    found.length > 1
      ? `${found.length} cameras are called "${wanted}": say which by its id (eyrie camera list).`
      : `No camera is called "${wanted}". eyrie camera list shows those that there are.`;
  throw new CommandFailure(message, exitCodes.usage);
}
