import { logLevels } from '@eyrie/platform';
import { type StaticNode } from '@eyrie/discovery';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

/** `host:raftPort:mqttPort:relayPort@nodeId`, comma separated. */
const staticCoordinators = z.string().transform((text, context): StaticNode[] => {
  const nodes: StaticNode[] = [];
  for (const part of text.split(',').map((word) => word.trim())) {
    if (part === '') continue;
    const found = /^(.+):(\d{1,5}):(\d{1,5}):(\d{1,5})@([1-9]\d*)$/.exec(part);
    const [, host, raft, mqtt, relay, nodeId] = found ?? [];
    if (host === undefined || nodeId === undefined) {
      context.addIssue({
        code: 'custom',
        message: 'must be host:raftPort:mqttPort:relayPort@nodeId, comma separated',
      });
      return z.NEVER;
    }
    const ports = { raft: Number(raft), mqtt: Number(mqtt), relay: Number(relay) };
    nodes.push({ host: host.replace(/^\[(.*)\]$/, '$1'), nodeId, ports });
  }
  return nodes;
});

/** The environment of a worker. */
export const environmentSchema = z.object({
  /** Folder of everything the worker keeps. */
  EYRIE_DATA: z.string().default('/var/lib/eyrie/worker'),
  /** Operations port on loopback; 0 takes a free one. */
  EYRIE_OPS_PORT: port.default(0),
  EYRIE_LOG_LEVEL: z.enum(logLevels).default('info'),
  /** The cloud; needed until enrolled. */
  PROVISION_URL: z.string().optional(),
  PROVISION_TOKEN: z.string().optional(),
  EYRIE_PROVISION_FILE: z.string().optional(),
  /** IPv4 address of the interface to speak mDNS on; default all. */
  EYRIE_MDNS_INTERFACE: z.string().optional(),
  EYRIE_MDNS_PORT: port.optional(),
  EYRIE_STATIC_COORDINATORS: staticCoordinators.default([]),
  /** Free bytes to keep; below them what the cloud has is deleted before its time. */
  EYRIE_DISK_RESERVE_BYTES: z.coerce
    .number()
    .int()
    .nonnegative()
    .default(512 * 1024 * 1024),
});
export type Environment = z.infer<typeof environmentSchema>;
