import { logLevels } from '@eyrie/platform';
import { type StaticNode } from '@eyrie/discovery';
import { z } from 'zod';

const port = (otherwise: number) => z.coerce.number().int().min(0).max(65_535).default(otherwise);

/** `host:raftPort:mqttPort:relayPort@nodeId`; an IPv6 address stands in brackets. */
const staticNodePattern =
  /^(\[[0-9a-fA-F:.]+\]|[^:@\s]+):(\d{1,5}):(\d{1,5}):(\d{1,5})@(\d{1,10})$/;

const staticCoordinators = z
  .string()
  .default('')
  .transform((list, context): StaticNode[] => {
    const nodes: StaticNode[] = [];
    for (const text of list.split(',').map((part) => part.trim())) {
      if (text === '') continue;
      const [, host, raft, mqtt, relay, nodeId] = staticNodePattern.exec(text) ?? [];
      if (host === undefined || nodeId === undefined) {
        context.addIssue({
          code: 'custom',
          message: 'must be host:raftPort:mqttPort:relayPort@nodeId, comma separated',
        });
        return z.NEVER;
      }
      nodes.push({
        host: host.replace(/^\[|\]$/g, ''),
        ports: { raft: Number(raft), mqtt: Number(mqtt), relay: Number(relay) },
        nodeId,
      });
    }
    return nodes;
  });

/** The coordinator's environment. */
export const configurationSchema = z.object({
  /** Folder of everything that must outlive the process. */
  EYRIE_DATA: z.string().min(1),
  EYRIE_OPS_PORT: port(0),
  EYRIE_LOG_LEVEL: z.enum(logLevels).default('info'),
  /** The cloud; https, or http on the loopback. */
  PROVISION_URL: z.url().optional(),
  PROVISION_TOKEN: z.string().min(16).max(256).optional(),
  /** Gives the two above where they are not set; its token is wiped once used. */
  EYRIE_PROVISION_FILE: z.string().optional(),
  /** IPv4 address of the interface that speaks mDNS; all of them when absent. */
  EYRIE_MDNS_INTERFACE: z.ipv4().optional(),
  EYRIE_MDNS_PORT: port(5353),
  EYRIE_STATIC_COORDINATORS: staticCoordinators,
  /** The address or name under which others at the site reach this Pi. */
  EYRIE_HOST: z.string().min(1).optional(),
  /** Where Raft, broker and relay listen; everywhere, but for a node whose EYRIE_HOST is the loopback. */
  EYRIE_LISTEN: z.string().min(1).optional(),
  EYRIE_RAFT_PORT: port(7400),
  EYRIE_MQTT_PORT: port(8883),
  EYRIE_RELAY_PORT: port(8443),
});
export type CoordinatorConfiguration = Readonly<z.output<typeof configurationSchema>>;
