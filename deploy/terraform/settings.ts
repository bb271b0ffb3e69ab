import { z } from 'zod';
import { sizes, type SizeName } from './sizes.ts';

/**
 * What one installation is asked for: a small file (examples/), read by `npm run terraform:synth`. No secret belongs into it;
 * secrets are made, and what only you can know is a variable of Terraform.
 */

const network = z
  .string()
  .regex(
    /^\d{1,3}(\.\d{1,3}){3}\/([89]|[12]\d|3[012])$/,
    'a network such as 203.0.113.7/32, no wider than /8',
  );

const sizeNames = Object.keys(sizes) as [SizeName, ...SizeName[]];

const everywhere = {
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,11}[a-z0-9]$/)
    .default('eyrie')
    .describe('Begins the names of all that is made.'),
  size: z.enum(sizeNames).describe('How many devices it is made for (sizes.ts).'),
  host: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
    .describe('The host under which browsers and devices reach the cloud.'),
  ownerEmail: z
    .string()
    .regex(/^[^@\s]+@[^@\s]+$/)
    .describe('Log-in of the owner; the first password is kept with the secrets.'),
  image: z
    .strictObject({
      repository: z.string().min(1).describe('Where the image of the cloud is.'),
      tag: z.string().min(1).describe('Its tag.'),
    })
    .optional()
    .describe('The image; the chart’s own when absent.'),
};

const inACloud = {
  dnsZone: z
    .string()
    .min(1)
    .describe(
      'The public DNS zone that the host is in. It must be there; on Google its name, not its domain.',
    ),
  administrators: z
    .array(network)
    .min(1)
    .describe('Networks from which the API of Kubernetes may be reached, Terraform among them.'),
  backupDays: z.int().min(7).max(35).default(35).describe('Days for which backups are kept.'),
};

const aws = z.strictObject({
  cloud: z.literal('aws').describe('Amazon Web Services.'),
  ...everywhere,
  ...inACloud,
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
    .describe('Region of AWS, of three zones or more.'),
  state: z
    .strictObject({
      bucket: z.string().min(3).describe('Bucket for Terraform’s state: private, versioned.'),
      region: z.string().min(1).describe('Its region.'),
      kmsKeyId: z.string().min(1).optional().describe('Key that the state is encrypted with.'),
    })
    .describe('Where the state is.'),
});

const google = z.strictObject({
  cloud: z.literal('google').describe('Google Cloud.'),
  ...everywhere,
  ...inACloud,
  project: z
    .string()
    .regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/)
    .describe('Id of the project.'),
  region: z
    .string()
    .regex(/^[a-z]+-[a-z]+\d+$/)
    .describe('Region of Google Cloud.'),
  state: z
    .strictObject({
      bucket: z.string().min(3).describe('Bucket for Terraform’s state: private, versioned.'),
      kmsKey: z.string().min(1).optional().describe('Key that the state is encrypted with.'),
    })
    .describe('Where the state is.'),
});

const azure = z.strictObject({
  cloud: z.literal('azure').describe('Microsoft Azure.'),
  ...everywhere,
  ...inACloud,
  subscription: z.guid().describe('Id of the subscription.'),
  location: z
    .string()
    .regex(/^[a-z0-9]+$/)
    .describe('Region of Azure with three zones, such as westeurope.'),
  dnsResourceGroup: z.string().min(1).describe('Resource group of the DNS zone.'),
  certificateIssuer: z
    .enum(['DigiCert', 'GlobalSign', 'Self'])
    .describe(
      'Authority of Key Vault that signs the certificate; "Self" is for a trial, devices refuse it.',
    ),
  state: z
    .strictObject({
      resourceGroup: z.string().min(1).describe('Resource group of the account.'),
      storageAccount: z.string().min(3).describe('Storage account for Terraform’s state.'),
      container: z.string().min(3).describe('Container in it.'),
    })
    .describe('Where the state is.'),
});

const existing = z.strictObject({
  cloud: z.literal('existing').describe('A cluster that is there.'),
  ...everywhere,
  kubeconfig: z
    .strictObject({
      path: z.string().min(1).describe('The file.'),
      context: z.string().min(1).describe('Name of the context in it.'),
    })
    .describe('How the cluster is reached.'),
  ingress: z
    .strictObject({
      className: z.string().min(1).describe('Class of the ingress controller.'),
      clusterIssuer: z.string().min(1).describe('ClusterIssuer of cert-manager.'),
      namespace: z
        .string()
        .min(1)
        .describe('Namespace of the controller: only it may reach the API.'),
    })
    .describe('How browsers and devices come in.'),
  database: z
    .enum(['cloudnative-pg', 'url'])
    .describe(
      'CloudNativePG, whose operator is there, or a Postgres whose URL is the variable database_url.',
    ),
  databaseBackup: z
    .strictObject({
      destination: z
        .string()
        .regex(/^s3:\/\/.+/)
        .describe('Bucket for backups and the write-ahead log.'),
      endpoint: z.string().default('').describe('Where that is no bucket of Amazon’s.'),
      days: z.int().min(7).max(365).default(35).describe('Days for which they are kept.'),
    })
    .optional()
    .describe('Backups of CloudNativePG; needed with it.'),
  storageClass: z
    .string()
    .min(1)
    .describe('Class of volumes that many nodes may write (ReadWriteMany).'),
  state: z
    .strictObject({
      namespace: z.string().min(1).describe('Namespace of the Secret with the state.'),
    })
    .describe('Where the state is: in the cluster.'),
});

/** By cloud, for the tables of the README. */
export const settingsSchemas = { aws, google, azure, existing } as const;

const settingsSchema = z
  .discriminatedUnion('cloud', [aws, google, azure, existing])
  .check(({ value, issues }) => {
    const refuse = (setting: string, message: string): void => {
      issues.push({ code: 'custom', input: value, path: [setting], message });
    };
    if (value.cloud === 'existing' && value.database !== 'url' && !value.databaseBackup) {
      refuse('databaseBackup', 'a database without backups is not set up');
    }
    // Google's setting is the zone's name and not its domain.
    if (value.cloud === 'aws' || value.cloud === 'azure') {
      const isInside = `.${value.host}`.endsWith(`.${value.dnsZone}`);
      if (!isInside) refuse('host', `it is not in the zone ${value.dnsZone}`);
    }
  });

export type Settings = z.output<typeof settingsSchema>;
export type AwsSettings = Extract<Settings, { cloud: 'aws' }>;
export type GoogleSettings = Extract<Settings, { cloud: 'google' }>;
export type AzureSettings = Extract<Settings, { cloud: 'azure' }>;
export type ExistingSettings = Extract<Settings, { cloud: 'existing' }>;

/** Throws with a sentence for each setting that does not fit. */
export function readSettings(given: unknown, file: string): Settings {
  const result = settingsSchema.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`${file} does not fit. ${faults.join('; ')}.`);
}
