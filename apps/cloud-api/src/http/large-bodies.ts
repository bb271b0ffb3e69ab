import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { loopTurns } from '../event-loop/loop-turns.ts';
import { bodyBytesMax } from './json-limits.ts';

/** What is smaller is read in less than a fifth of a millisecond. */
const largeBytes = 32 * 1024;

type Done = (error: Error | null, body?: unknown) => void;

/** JSON bodies as Fastify reads them, the large ones one after the other, with what is small between them. */
export function readLargeBodiesInTurns(app: NestFastifyApplication, server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error') as unknown as (
    request: FastifyRequest,
    body: string | Buffer,
    done: Done,
  ) => void;
  app.useBodyParser(
    'application/json',
    { bodyLimit: bodyBytesMax },
    (request: FastifyRequest, body: Buffer, done: Done) => {
      if (body.length < largeBytes) parse(request, body, done);
      else void loopTurns.take().then(() => parse(request, body, done));
    },
  );
}
