import { ConfigurationError } from '@eyrie/platform';
import type { S3Credentials } from './signature.ts';

export interface S3Settings {
  /** Origin of the service; the bucket is the first part of the path. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Before all keys; empty or without slashes at its ends. */
  readonly prefix: string;
  readonly credentials: S3Credentials;
}

interface S3Environment {
  readonly S3_ENDPOINT?: string | undefined;
  readonly S3_REGION: string;
  readonly S3_BUCKET?: string | undefined;
  readonly S3_PREFIX: string;
  readonly S3_ACCESS_KEY_ID?: string | undefined;
  readonly S3_SECRET_ACCESS_KEY?: string | undefined;
}

/** The bucket of pictures and videos; null where they are in the data folder. Throws `ConfigurationError`. */
export function readS3(environment: S3Environment): S3Settings | null {
  const { S3_BUCKET: bucket, S3_REGION: region, S3_PREFIX: prefix } = environment;
  if (bucket === undefined) return null;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new ConfigurationError([
      'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY (or S3_SECRET_ACCESS_KEY_FILE) must be set together with S3_BUCKET',
    ]);
  }
  const { origin } = new URL(environment.S3_ENDPOINT ?? `https://s3.${region}.amazonaws.com`);
  return {
    endpoint: origin,
    region,
    bucket,
    prefix,
    credentials: { accessKeyId, secretAccessKey },
  };
}
