import { logLevels, parsedText } from '@eyrie/platform';
import { parseStaticNodes } from '@eyrie/discovery';
import { z } from 'zod';

const port = (otherwise: number) => z.coerce.number().int().min(0).max(65_535).default(otherwise);

/** The coordinator's environment. */
export const configurationSchema = z.object({
  EYRIE_DATA: z.string().min(1).describe('Folder of everything that must outlive the process.'),
  EYRIE_OPS_PORT: port(0).describe('Operations port on loopback; 0 takes a free one.'),
  EYRIE_LOG_LEVEL: z.enum(logLevels).default('info').describe('How much is logged.'),
  PROVISION_URL: z.url().optional().describe('The cloud; https, or http on the loopback.'),
  PROVISION_TOKEN: z
    .string()
    .min(16)
    .max(256)
    .optional()
    .describe('The claim of this device; not needed any more once it is enrolled.'),
  EYRIE_PROVISION_FILE: z
    .string()
    .optional()
    .describe('Gives the two above where they are not set; its token is wiped once used.'),
  EYRIE_MDNS_INTERFACE: z
    .ipv4()
    .optional()
    .describe('IPv4 address of the interface that speaks mDNS; all of them when absent.'),
  EYRIE_MDNS_PORT: port(5353).describe('Multicast port of mDNS.'),
  EYRIE_STATIC_COORDINATORS: parsedText(parseStaticNodes).describe(
    'Coordinators where multicast is blocked: host:raftPort:mqttPort:relayPort@nodeId, comma separated.',
  ),
  EYRIE_HOST: z
    .string()
    .min(1)
    .optional()
    .describe('The address or name under which others at the site reach this Pi.'),
  EYRIE_LISTEN: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Where Raft, broker and relay listen; everywhere, but for a node whose EYRIE_HOST is the loopback.',
    ),
  EYRIE_RAFT_PORT: port(7400).describe('Port for the other coordinators.'),
  EYRIE_MQTT_PORT: port(8883).describe("Port of the leader's broker."),
  EYRIE_RELAY_PORT: port(8443).describe("Port of the leader's relay for bytes."),
});
export type CoordinatorConfiguration = Readonly<z.output<typeof configurationSchema>>;
