import { z } from 'zod';
import { runCloudProgram } from '../../cloud/cloud-program.ts';
import { CommandFailure } from '../../failure.ts';
import { check } from '../check.ts';

const reportSchema = z
  .object({
    trouble: z
      .enum([
        ...['key', 'clock', 'bucket', 'denied', 'region', 'no-credentials', 'unreachable'],
        ...['busy', 'other', 'altered', 'clock-off', 'eaten'],
      ] as const)
      .nullable(),
    saw: z.string(),
  })
  .nullable();

/** As they are told: what is mended in the same way is one trouble. */
const told = {
  key: 'key',
  'no-credentials': 'key',
  clock: 'clock',
  'clock-off': 'clock-off',
  bucket: 'bucket',
  denied: 'denied',
  region: 'region',
  unreachable: 'away',
  busy: 'failing',
  other: 'failing',
  altered: 'failing',
  eaten: 'eaten',
} as const;

export const mediaStore = check({
  id: 'media-store',
  looksAt:
    'the bucket of pictures and videos (S3_BUCKET): writes a small object, reads it whole and in part, and removes it again',
  roles: ['server'],
  answers: 'SK-50: no transfer (disk, path)',
  troubles: {
    settings: {
      verdict: 'fault',
      means: 'The variables of the bucket do not fit together, so that the cloud does not start.',
      advice: 'Correct what it names; docs/configuration.md has all of them.',
    },
    away: {
      verdict: 'fault',
      means:
        'Nothing answers there. Sites keep pictures until they can send them; nobody sees those that were sent.',
      advice:
        'Look at S3_ENDPOINT, at the firewall (in Kubernetes the network policy), and at the certificate of the service (NODE_EXTRA_CA_CERTS).',
    },
    key: {
      verdict: 'fault',
      means: 'The service does not know the key, or there is neither a key nor a role.',
      advice:
        'Look at S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or at the role of the machine or pod.',
    },
    clock: {
      verdict: 'fault',
      means: 'The service refuses every request, since their time is not its own.',
      advice: 'Let a time server set the clock of this machine and of the service.',
    },
    'clock-off': {
      verdict: 'warning',
      means: 'From fifteen minutes on the service refuses everything.',
      advice: 'Let a time server set the clock of this machine and of the service.',
    },
    bucket: {
      verdict: 'fault',
      means: 'There is no such bucket.',
      advice: 'Make it, or look at S3_BUCKET, S3_REGION and S3_ENDPOINT.',
    },
    region: {
      verdict: 'fault',
      means: 'The bucket is in another region than the requests are for.',
      advice: 'Look at S3_REGION and S3_ENDPOINT.',
    },
    denied: {
      verdict: 'fault',
      means: 'The key or role may not do all that the cloud does.',
      advice: 'Give it the rights that docs/backup.md lists, on the bucket and on its objects.',
    },
    failing: {
      verdict: 'fault',
      means:
        'The service answers with failures of its own, or with something else than it was given.',
      advice: 'Look at the log of the service, and at what is between it and this machine.',
    },
    eaten: {
      verdict: 'fault',
      means:
        'A lifecycle rule of the bucket removes objects by their age, whatever the retention of the organisations says.',
      advice:
        'Remove the rule, or have it end former versions and cut uploads alone (noncurrent versions, incomplete uploads).',
    },
  },
  look: async ({ environment }) => {
    if (!environment['S3_BUCKET']) {
      return {
        notApplicable: 'S3_BUCKET is not set: pictures are in the folder of the check disk',
      };
    }
    try {
      const report = reportSchema.parse(
        await runCloudProgram('blobs/s3/look-main', [], environment),
      );
      if (report === null) return { notApplicable: 'S3_BUCKET is empty' };
      const { trouble, saw } = report;
      return trouble === null ? { ok: saw } : { trouble: told[trouble], saw };
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      return { trouble: 'settings', saw: error.message };
    }
  },
});
