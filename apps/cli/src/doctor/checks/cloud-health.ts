import { z } from 'zod';
import { check } from '../check.ts';

const healthSchema = z.object({
  status: z.string(),
  version: z.string().optional(),
  error: z.record(z.string(), z.unknown()).optional(),
});

export const cloudHealth = check({
  id: 'cloud-health',
  looksAt: 'what the cloud says of itself (/health, /readyz)',
  roles: ['server', 'coordinator', 'worker', 'laptop'],
  answers: 'SK-50: UI cannot connect (health); AD-21: cloud /health',
  troubles: {
    unready: {
      verdict: 'fault',
      means:
        'The cloud runs, and cannot serve: its database is away, or its schema is of another version.',
      advice: 'Run eyrie doctor on the server, with the environment of the cloud.',
    },
  },
  look: async (machine) => {
    if (machine.url === null) return { notApplicable: 'no cloud is known: --url' };
    const answer = await machine.ask('/readyz');
    if (!(answer instanceof Response)) return { notApplicable: 'it does not answer' };
    if (answer.status === 404) return { notApplicable: 'it does not tell' };
    if (answer.ok) {
      const told = await machine.ask('/health');
      const body: unknown = told instanceof Response ? await told.json().catch(() => null) : null;
      const health = healthSchema.safeParse(body).data;
      return { ok: `ready${health?.version ? `, version ${health.version}` : ''}` };
    }
    return { trouble: 'unready', saw: `/readyz answers ${answer.status}` };
  },
});
