import { readBucketConfiguration } from '../../configuration.ts';
import { lookAtBucket } from './bucket-look.ts';

// What there is to say of the bucket of the environment, as JSON. `eyrie doctor` runs it where the environment of the
// cloud is.
try {
  const s3 = readBucketConfiguration(process.env);
  const report = s3 === null ? null : await lookAtBucket(s3);
  process.stdout.write(`${JSON.stringify(report)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
