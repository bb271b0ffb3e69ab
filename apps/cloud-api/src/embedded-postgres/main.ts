import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { createLogger, loadConfiguration, runProcess } from '@eyrie/platform';
import { startServer } from './server.ts';

const schema = z.object({
  EYRIE_POSTGRES_DATA: z.string().min(1, { error: 'must be set to a folder' }),
  EYRIE_POSTGRES_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
});

const logger = createLogger({ name: 'postgres', level: 'info' });

/** Written beside and renamed, readable to us alone. */
function writePrivately(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

/** The superuser's password, made at the first start. */
function password(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const made = randomBytes(24).toString('base64url');
  writePrivately(file, `${made}\n`);
  return made;
}

runProcess(logger, async (lifecycle) => {
  const environment = loadConfiguration(schema, process.env);
  const dataDirectory = path.resolve(environment.EYRIE_POSTGRES_DATA);
  const beside = path.dirname(dataDirectory);
  mkdirSync(beside, { recursive: true });
  const server = await startServer({
    dataDirectory,
    port: environment.EYRIE_POSTGRES_PORT,
    password: password(path.join(beside, 'postgres-password')),
    onLog: (line) => logger.debug({ event: 'postgres_log' }, line),
  });
  const connectionFile = path.join(beside, 'connection.json');
  writePrivately(connectionFile, `${JSON.stringify({ url: server.url, pid: process.pid })}\n`);
  let stopping = false;
  lifecycle.onStop(async () => {
    stopping = true;
    rmSync(connectionFile, { force: true });
    await server.stop();
  });
  void server.ended.then((reason) => {
    if (!stopping) lifecycle.fail(new Error(reason));
  });
  logger.info(
    { event: 'postgres_ready', port: server.port, postgresPid: server.pid },
    `Postgres listens on 127.0.0.1:${server.port}.`,
  );
});
