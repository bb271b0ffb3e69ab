import { logLevels, parsedText } from '@eyrie/platform';
import { AllowedNetworks, siteNetworks } from '@eyrie/camera';
import { parseStaticNodes } from '@eyrie/discovery';
import { z } from 'zod';

/** Throws a RangeError for what is no network. */
function parseNetworks(text: string): readonly string[] {
  const networks = text.split(',').map((one) => one.trim());
  if (text.trim() === '') return siteNetworks;
  new AllowedNetworks(networks);
  return networks;
}

const port = z.coerce.number().int().min(0).max(65_535);

/** The environment of a worker. */
export const environmentSchema = z.object({
  EYRIE_DATA: z
    .string()
    .default('/var/lib/eyrie/worker')
    .describe('Folder of everything the worker keeps.'),
  EYRIE_OPS_PORT: port.default(0).describe('Operations port on loopback; 0 takes a free one.'),
  EYRIE_LOG_LEVEL: z.enum(logLevels).default('info').describe('How much is logged.'),
  PROVISION_URL: z
    .string()
    .optional()
    .describe('The cloud; https, or http on the loopback. Needed until enrolled.'),
  PROVISION_TOKEN: z
    .string()
    .optional()
    .describe('The claim of this device; not needed any more once it is enrolled.'),
  EYRIE_PROVISION_FILE: z
    .string()
    .optional()
    .describe('Gives the two above where they are not set; its token is wiped once used.'),
  EYRIE_MDNS_INTERFACE: z
    .string()
    .optional()
    .describe('IPv4 address of the interface that speaks mDNS; all of them when absent.'),
  EYRIE_MDNS_PORT: port.optional().describe('Multicast port of mDNS; 5353 when absent.'),
  EYRIE_STATIC_COORDINATORS: parsedText(parseStaticNodes).describe(
    'Coordinators where multicast is blocked: host:raftPort:mqttPort:relayPort@nodeId, comma separated.',
  ),
  EYRIE_DISK_RESERVE_BYTES: z.coerce
    .number()
    .int()
    .nonnegative()
    .default(512 * 1024 * 1024)
    .describe('Free bytes to keep; below them what the cloud has is deleted before its time.'),
  EYRIE_SCRATCH: z
    .string()
    .optional()
    .describe(
      'Folder of files that live for one frame, best in memory; scratch in the data folder when absent.',
    ),
  EYRIE_RPICAM_STILL: z
    .string()
    .default('rpicam-still')
    .describe(
      'The program that takes pictures with a camera of the Pi: a name on the PATH, or a path.',
    ),
  EYRIE_MEMORY_FOLDER: z
    .string()
    .optional()
    .describe(
      'Folder in memory (a tmpfs) for pictures while the disk is full or broken; one below /dev/shm when absent.',
    ),
  EYRIE_MEMORY_BYTES: z.coerce
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('How much may be kept there; an eighth of the memory, at most 128 MiB, when absent.'),
  EYRIE_CAMERA_NETWORKS: parsedText(parseNetworks).describe(
    'Networks in which cameras may be, such as 192.168.0.0/16, comma separated; the private ones of IPv4 and IPv6 when absent.',
  ),
  EYRIE_REBOOT_COMMAND: z
    .string()
    .optional()
    .describe('Reboots the machine when the cloud says so; where it is absent that is refused.'),
});
export type Environment = z.infer<typeof environmentSchema>;
