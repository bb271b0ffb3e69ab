import { isIP } from 'node:net';
import type { NodeAdvertisement, NodeRole } from './node-record.ts';

const entriesMax = 32;
const idPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const versionPattern = /^[A-Za-z0-9.+_-]{0,64}$/;
const labelPattern = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const roles: readonly string[] = [
  'leader',
  'follower',
  'candidate',
  'pre-candidate',
  'learner',
] satisfies NodeRole[];

/** The strings of a TXT record (RFC 6763 §6). Throws a `RangeError` for what no reader would take. */
export function encodeTxt(node: NodeAdvertisement): Buffer[] {
  const { raft, mqtt, relay } = node.ports;
  const { siteId: site, nodeId, role, epoch, term, version, host } = node;
  const txt = Object.entries({
    site,
    node: nodeId,
    role,
    epoch,
    term,
    version,
    host,
    raft,
    mqtt,
    relay,
  }).map(([key, value]) => Buffer.from(`${key}=${value}`));
  if (parseTxt(txt) === null) {
    throw new RangeError('An id, version, host, term or port of this node cannot be advertised.');
  }
  return txt;
}

/**
 * A TXT record from the network, or null where anything in it is not exactly as `encodeTxt` makes
 * it. Keys we do not know are passed over, so that newer versions may add some.
 */
export function parseTxt(data: unknown): NodeAdvertisement | null {
  const values = readEntries(data);
  if (values === null) return null;
  const siteId = values.get('site') ?? '';
  const nodeId = values.get('node') ?? '';
  const role = values.get('role') ?? '';
  const version = values.get('version') ?? '';
  const host = values.get('host') ?? '';
  const epoch = readNumber(values.get('epoch') ?? '0', Number.MAX_SAFE_INTEGER);
  const term = readNumber(values.get('term'), Number.MAX_SAFE_INTEGER);
  const raft = readNumber(values.get('raft'), 65_535);
  const mqtt = readNumber(values.get('mqtt'), 65_535);
  const relay = readNumber(values.get('relay'), 65_535);
  if (epoch === null || term === null || raft === null || mqtt === null || relay === null)
    return null;
  if (!idPattern.test(siteId) || !idPattern.test(nodeId) || !versionPattern.test(version))
    return null;
  if (!/^[a-z-]{1,20}$/.test(role) || !isReachableHost(host)) return null;
  const known = roles.includes(role) ? (role as NodeRole) : 'unknown';
  return { siteId, nodeId, role: known, epoch, term, version, host, ports: { raft, mqtt, relay } };
}

function readEntries(data: unknown): Map<string, string> | null {
  if (!Array.isArray(data) || data.length > entriesMax) return null;
  const values = new Map<string, string>();
  for (const entry of data) {
    if (!(entry instanceof Uint8Array) || entry.length > 255) return null;
    const text = Buffer.from(entry).toString('latin1');
    const equals = text.indexOf('=');
    if (equals < 1) continue;
    const key = text.slice(0, equals);
    // RFC 6763 would take the first of two; two values for one key are a forgery to us.
    if (values.has(key)) return null;
    values.set(key, text.slice(equals + 1));
  }
  return values;
}

function readNumber(text: string | undefined, max: number): number | null {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return null;
  const value = Number(text);
  return value <= max ? value : null;
}

/** An address of one machine, or a host name by its form; never a wildcard or a multicast group. */
function isReachableHost(host: string): boolean {
  const version = isIP(host);
  if (version === 4) return Number(host.split('.')[0]) < 224 && !host.startsWith('0.');
  if (version === 6) return host !== '::' && !/^ff/i.test(host);
  // All digits and dots but not an address: resolvers disagree on what that means.
  if (host.length > 253 || /^[\d.]*$/.test(host)) return false;
  return host.split('.').every((label) => labelPattern.test(label));
}
