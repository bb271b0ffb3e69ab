import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PgBoss } from 'pg-boss';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { jobSchema, queues } from './queues.ts';

/** As a replica has it: the app role, and nothing to migrate. */
async function startReplica(database: TestDatabase): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: database.appUrl,
    schema: jobSchema,
    max: 2,
    migrate: false,
    createSchema: false,
  });
  boss.on('error', () => undefined);
  await boss.start();
  return boss;
}

describe('the job queue', () => {
  let database: TestDatabase;
  let replicas: PgBoss[];

  beforeAll(async () => {
    database = await createTestDatabase();
    replicas = await Promise.all([startReplica(database), startReplica(database)]);
  });
  afterAll(async () => {
    await Promise.all(replicas.map((boss) => boss.stop({ graceful: false })));
    await database.drop();
  });

  it('gives a job to one replica, and takes no second one meanwhile', async () => {
    const [one, two] = replicas;
    const sent = await Promise.all([one?.send(queues.retention), two?.send(queues.retention)]);
    expect(sent.filter((id) => id !== null)).toHaveLength(1);
    const taken = await Promise.all([one?.fetch(queues.retention), two?.fetch(queues.retention)]);
    const jobs = taken.flatMap((found) => found ?? []);
    expect(jobs).toHaveLength(1);
    expect(await two?.send(queues.retention)).toBeNull();
    await one?.complete(queues.retention, jobs[0]?.id ?? '');
    expect(await two?.send(queues.retention)).not.toBeNull();
  });

  it('gives a job to another replica when the one that had it is dead', async () => {
    const [one, two] = replicas;
    await two?.deleteAllJobs(queues.retention);
    await one?.send(queues.retention);
    const [job] = (await one?.fetch(queues.retention)) ?? [];
    // Its last sign of life was long ago.
    await database.query(
      `UPDATE ${jobSchema}.job SET heartbeat_on = now() - interval '1 hour' WHERE id = $1`,
      [job?.id],
    );
    await two?.supervise(queues.retention);
    await database.query(`UPDATE ${jobSchema}.job SET start_after = now() WHERE id = $1`, [
      job?.id,
    ]);
    expect(await two?.fetch(queues.retention)).toMatchObject([{ id: job?.id }]);
  });
});
