import { z } from 'zod';
import { runCloudProgram } from '../../cloud/cloud-program.ts';
import { CommandFailure } from '../../failure.ts';
import { reasonOf } from '../../explain.ts';
import { check } from '../check.ts';

const reportSchema = z.object({
  server: z.string(),
  pending: z.array(z.string()),
  misfit: z.string().nullable(),
});

export const database = check({
  id: 'database',
  looksAt: 'Postgres: whether it answers, lets Eyrie in, and has the schema of this version',
  roles: ['server'],
  answers: 'SK-50: UI cannot connect (health), event queue',
  troubles: {
    away: {
      verdict: 'fault',
      means: 'Nothing listens where DATABASE_URL says, so that the cloud serves nobody.',
      advice: 'Start Postgres, and look at host and port in DATABASE_URL, and at the firewall.',
    },
    refuses: {
      verdict: 'fault',
      means: 'Postgres answers, and does not let Eyrie in or is not fit for it.',
      advice:
        'Look at user, password and database name in DATABASE_URL, and at the log of Postgres.',
    },
    pending: {
      verdict: 'fault',
      means: 'The schema is of an older version: this one refuses to serve until it is brought up.',
      advice:
        'Run the migrations, with the environment of the cloud: node apps/cloud-api/dist/migrate.js (compose and chart do it by themselves).',
    },
    newer: {
      verdict: 'fault',
      means: 'The schema is of a newer version than this program.',
      advice: 'Start the newer version; going back needs a backup of before: docs/backup.md',
    },
  },
  look: async (machine) => {
    const url = URL.parse(machine.environment['DATABASE_URL'] ?? '');
    if (!url && !machine.environment['DATABASE_URL_FILE']) {
      return { notApplicable: 'DATABASE_URL is not set' };
    }
    if (url && url.hostname !== '') {
      const where = `${url.hostname}:${url.port === '' ? 5432 : url.port}`;
      const { code } = await machine.reaches(
        url.hostname.replace(/^\[|\]$/g, ''),
        Number(url.port === '' ? 5432 : url.port),
      );
      if (code !== null) return { trouble: 'away', saw: `${where}: ${reasonOf(code) ?? code}` };
    }
    try {
      const told = await runCloudProgram('database/fit-main', [], machine.environment);
      const { server, pending, misfit } = reportSchema.parse(told);
      if (pending.length > 0)
        return { trouble: 'pending', saw: `${pending.length} migrations are missing` };
      return misfit === null
        ? { ok: `Postgres ${server}, up to date` }
        : { trouble: 'newer', saw: misfit };
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      return { trouble: 'refuses', saw: error.message };
    }
  },
});
