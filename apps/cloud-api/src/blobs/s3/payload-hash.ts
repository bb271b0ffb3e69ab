import type { S3Client } from '@aws-sdk/client-s3';

type Pluggable = Parameters<S3Client['middlewareStack']['use']>[0];

/**
 * Has the SHA-256 of a body in the signature, so that the service itself refuses what has changed on the way: the SDK
 * leaves a stream unsigned, whose hash it cannot know. It is that of the checksum which the command has.
 */
export const namesPayload: Pluggable = {
  applyToStack: (stack) => {
    stack.add(
      (next) => (args) => {
        const request = args.request as { headers?: Record<string, string> } | undefined;
        const checksum = request?.headers?.['x-amz-checksum-sha256'];
        if (request?.headers && checksum !== undefined) {
          request.headers['x-amz-content-sha256'] = Buffer.from(checksum, 'base64').toString('hex');
        }
        return next(args);
      },
      { step: 'build', name: 'namesPayload', priority: 'low' },
    );
  },
};
