import { ConfigurationError } from '@eyrie/platform';
import { z } from 'zod';

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface S3Settings {
  /** Origin of the service. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Before all keys; empty or without slashes at its ends. */
  readonly prefix: string;
  /** Whether the bucket is the first part of the path, and not of the host's name. */
  readonly pathStyle: boolean;
  /** Null where the machine has a role of its own: AWS says which, by the environment of the process. */
  readonly credentials: S3Credentials | null;
}

/** What of the environment says which bucket, variable by variable. */
export const s3Variables = {
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: 'must be the name of a bucket' })
    .optional()
    .describe(
      'Bucket for pictures, videos and exports, instead of that folder, which then only has what is coming in. All replicas have the same.',
    ),
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Origin of the S3 service, such as https://minio.example.org; Amazon’s when absent.'),
  S3_REGION: z.string().min(1).default('us-east-1').describe('Its region.'),
  S3_PREFIX: z
    .string()
    .regex(/^([A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*)?$/, {
      error: 'must be a path without slashes around it',
    })
    .default('')
    .describe('Before all names in the bucket.'),
  S3_PATH_STYLE: z
    .enum(['true', 'false'])
    .default('true')
    .describe(
      'Whether the bucket stands in the path (every service takes that), and not in the host’s name.',
    ),
  S3_ACCESS_KEY_ID: z
    .string()
    .optional()
    .describe(
      'Whoever may read, write, list and delete there. Without it the role of the machine or pod counts (IRSA, EKS Pod Identity, an EC2 role).',
    ),
  S3_SECRET_ACCESS_KEY: z.string().optional().describe('The secret of that key.'),
  S3_SECRET_ACCESS_KEY_FILE: z.string().optional().describe('A file with it, instead of it.'),
};

type S3Environment = Omit<z.output<z.ZodObject<typeof s3Variables>>, 'S3_SECRET_ACCESS_KEY_FILE'>;

/** The bucket of pictures and videos; null where they are in the data folder. Throws `ConfigurationError`. */
export function readS3(environment: S3Environment): S3Settings | null {
  const { S3_BUCKET: bucket, S3_REGION: region, S3_PREFIX: prefix } = environment;
  if (bucket === undefined) return null;
  const { origin } = new URL(environment.S3_ENDPOINT ?? `https://s3.${region}.amazonaws.com`);
  return {
    endpoint: origin,
    region,
    bucket,
    prefix,
    pathStyle: environment.S3_PATH_STYLE === 'true',
    credentials: readCredentials(environment),
  };
}

function readCredentials(environment: S3Environment): S3Credentials | null {
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (accessKeyId === undefined && secretAccessKey === undefined) return null;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new ConfigurationError([
      'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY (or S3_SECRET_ACCESS_KEY_FILE) are set together, or neither is',
    ]);
  }
  return { accessKeyId, secretAccessKey };
}
