import type { Check } from '../check.ts';
import { admission } from './admission.ts';
import { authority } from './authority.ts';
import { broker } from './broker.ts';
import { cameraMemory } from './camera-memory.ts';
import { camera } from './camera.ts';
import { captures } from './captures.ts';
import { clock } from './clock.ts';
import { cloudCertificate } from './cloud-certificate.ts';
import { cloudHealth } from './cloud-health.ts';
import { cloudName } from './cloud-name.ts';
import { cloudReach } from './cloud-reach.ts';
import { credential } from './credential.ts';
import { database } from './database.ts';
import { deviceCertificate } from './device-certificate.ts';
import { disk } from './disk.ts';
import { enrolment } from './enrolment.ts';
import { eventStream } from './event-stream.ts';
import { gateway } from './gateway.ts';
import { heat } from './heat.ts';
import { internet } from './internet.ts';
import { mdns } from './mdns.ts';
import { mediaStore } from './media-store.ts';
import { memory } from './memory.ts';
import { port } from './port.ts';
import { power } from './power.ts';
import { publicUrl } from './public-url.ts';
import { redis } from './redis.ts';
import { serviceLog } from './service-log.ts';
import { serviceNames } from './service-names.ts';
import { service } from './service.ts';
import { siteGroup } from './site-group.ts';
import { transfer } from './transfer.ts';

/** Every check, what lies below first: who has no network need not look at its certificate. */
export const checks: readonly Check[] = [
  ...[disk, memory, power, heat, clock],
  ...[gateway, internet, cloudName, cloudReach, cloudCertificate, cloudHealth, publicUrl],
  ...[serviceNames, port, database, redis, mediaStore],
  ...[service, serviceLog, enrolment, deviceCertificate, authority],
  ...[siteGroup, mdns, broker, camera, cameraMemory],
  ...[credential, eventStream, admission, transfer, captures],
];
