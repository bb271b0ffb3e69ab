import { type Enrolment, idFromUuid } from '@eyrie/contracts';
import type { DeviceRow } from '../devices/device.entity.ts';
import type { TrustBundle } from '../sites/index.ts';

/** Who the device is from now on, in the words of the edge. */
export function toEnrolment(
  device: Pick<
    DeviceRow,
    'organisationId' | 'id' | 'siteId' | 'role' | 'name' | 'nodeId' | 'certificate'
  >,
  trust: TrustBundle,
): Enrolment {
  return {
    deviceId: idFromUuid('device', device.id),
    organisationId: idFromUuid('organisation', device.organisationId),
    siteId: idFromUuid('site', device.siteId),
    role: device.role,
    name: device.name,
    nodeId: device.nodeId,
    certificate: device.certificate,
    ...trust,
  };
}
