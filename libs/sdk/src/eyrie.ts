import { apiKeysOf, auditOf, exportsOf, peopleOf, provisioningOf } from './administration.ts';
import { Api } from './api.ts';
import { bulkOf, commandsOf, configurationsOf, operationsOf, retentionOf } from './control.ts';
import { camerasOf, devicesOf, framesOf, sitesOf, timelapsesOf } from './fleet.ts';
import type { TransportOptions } from './transport.ts';

/** What `createEyrie` takes: where the cloud is, and who asks. */
export type EyrieOptions = TransportOptions;

export type Eyrie = ReturnType<typeof createEyrie>;

/**
 * A client of one cloud, for one caller.
 *
 * Every method takes `{ signal }` last, throws `EyrieProblem` where the cloud refuses and
 * `EyrieUnreachable` where no answer came, and tries again by itself what may be tried again. What has no
 * method of its own is `eyrie.call(operations.…)`, typed by the OpenAPI document.
 */
export function createEyrie(options: EyrieOptions) {
  const api = new Api(options);
  return {
    sites: sitesOf(api),
    devices: devicesOf(api),
    cameras: camerasOf(api),
    frames: framesOf(api),
    timelapses: timelapsesOf(api),
    commands: commandsOf(api),
    configurations: configurationsOf(api),
    operations: operationsOf(api),
    bulk: bulkOf(api),
    retention: retentionOf(api),
    provisioning: provisioningOf(api),
    apiKeys: apiKeysOf(api),
    people: peopleOf(api),
    audit: auditOf(api),
    exports: exportsOf(api),
    call: api.call,
    exchange: api.exchange,
    pages: api.pages,
    media: api.media,
    /** For `followEvents`. */
    transport: api.transport,
  };
}
