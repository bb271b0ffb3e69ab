import { PgBoss } from 'pg-boss';
import type { QueryRunner } from 'typeorm';
import { appRole } from '../database/roles.ts';
import {
  deadLetterOptions,
  deadLetterQueues,
  jobSchema,
  queueOptions,
  queues,
  workQueueOptions,
  workQueues,
} from './queues.ts';

/**
 * Brings the queue's tables to the state that the library needs, as the owner of the database, and lets
 * the app role use them. They hold names and times of jobs, and no tenant's data.
 */
export async function prepareJobQueue(runner: QueryRunner, databaseUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: jobSchema,
    application_name: 'eyrie-migrations',
    max: 2,
    supervise: false,
    schedule: false,
  });
  // What goes wrong comes as a rejection as well.
  boss.on('error', () => undefined);
  await boss.start();
  try {
    for (const name of Object.values(queues)) {
      if (!(await boss.getQueue(name))) await boss.createQueue(name, queueOptions);
    }
    for (const name of Object.values(deadLetterQueues)) {
      if (!(await boss.getQueue(name))) await boss.createQueue(name, deadLetterOptions);
    }
    for (const name of Object.values(workQueues)) {
      const { deadLetter } = workQueueOptions[name];
      const known = await boss.getQueue(name);
      if (!known) await boss.createQueue(name, workQueueOptions[name]);
      // A version of earlier made it without one.
      else if (deadLetter !== undefined && known.deadLetter !== deadLetter) {
        await boss.updateQueue(name, { deadLetter });
      }
    }
  } finally {
    await boss.stop({ graceful: false });
  }
  await runner.query(`GRANT USAGE ON SCHEMA ${jobSchema} TO ${appRole}`);
  await runner.query(
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${jobSchema} TO ${appRole}`,
  );
  await runner.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${jobSchema} TO ${appRole}`);
  await runner.query(`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${jobSchema} TO ${appRole}`);
}
