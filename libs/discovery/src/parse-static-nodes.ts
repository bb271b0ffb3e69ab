import type { StaticNode } from './static-nodes.ts';

/** An IPv6 address stands in brackets, so that its colons are told from those of the ports. */
const pattern = /^(\[[0-9a-fA-F:.]+\]|[^:@\s]+):(\d{1,5}):(\d{1,5}):(\d{1,5})@(\d{1,10})$/;

/** The form that `parseStaticNodes` takes, for messages. */
export const staticNodesForm = 'host:raftPort:mqttPort:relayPort@nodeId, comma separated';

/**
 * Reads the list of coordinators that an operator wrote where multicast is blocked:
 * `10.0.0.2:7400:8883:8443@1,[fe80::2]:7400:8883:8443@2`. Empty parts are passed over.
 * Throws a `RangeError` that quotes the form.
 */
export function parseStaticNodes(list: string): StaticNode[] {
  return list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [, host, raft, mqtt, relay, nodeId] = pattern.exec(part) ?? [];
      const ports = { raft: Number(raft), mqtt: Number(mqtt), relay: Number(relay) };
      if (
        host === undefined ||
        nodeId === undefined ||
        Object.values(ports).some((port) => port > 65_535)
      ) {
        throw new RangeError(`must be ${staticNodesForm}`);
      }
      return { host: host.replace(/^\[|\]$/g, ''), ports, nodeId };
    });
}
