import { type Enrolment, idFromUuid } from '@eyrie/contracts';
import type { DeviceRow } from '../devices/device.entity.ts';

/** Who the device is from now on, in the words of the edge. `siteCa` is PEM. */
export function toEnrolment(
  device: Pick<
    DeviceRow,
    'organisationId' | 'id' | 'siteId' | 'role' | 'name' | 'nodeId' | 'certificate'
  >,
  siteCa: string,
): Enrolment {
  return {
    deviceId: idFromUuid('device', device.id),
    organisationId: idFromUuid('organisation', device.organisationId),
    siteId: idFromUuid('site', device.siteId),
    role: device.role,
    name: device.name,
    nodeId: device.nodeId,
    certificate: device.certificate,
    siteCa,
  };
}
