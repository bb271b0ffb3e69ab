import { z } from 'zod';
import { check } from '../check.ts';
import { edgeRoles } from '../edge.ts';

const lineSchema = z.object({
  level: z.union([z.number(), z.string()]),
  event: z.string().optional(),
  msg: z.string().optional(),
});

/** Of pino. */
const errorLevel = 50;

export const serviceLog = check({
  id: 'service-log',
  looksAt: 'errors in the log of the services within the last hour',
  roles: ['coordinator', 'worker'],
  answers: 'SK-50: camera (logs)',
  troubles: {
    errors: {
      verdict: 'warning',
      means: 'A service has met what it did not expect. It goes on where it can.',
      advice: 'Read on there: journalctl -u SERVICE -o cat --since -1h',
    },
  },
  look: async (machine) => {
    for (const role of edgeRoles(machine)) {
      const words = ['-u', `eyrie-${role}`, '-o', 'cat', '--since', '-1h', '-n', '2000'];
      const ran = await machine.run('journalctl', words);
      if (ran?.code !== 0) return { notApplicable: 'the journal cannot be read here' };
      const errors = ran.out.split('\n').flatMap((line) => {
        const read = lineSchema.safeParse(parsed(line)).data;
        const isError = read && (Number(read.level) >= errorLevel || read.level === 'error');
        return isError ? [read] : [];
      });
      const last = errors.at(-1);
      if (!last) continue;
      const text = last.msg ?? last.event ?? 'without a word';
      return { trouble: 'errors', saw: `eyrie-${role}: ${errors.length}, the last: ${text}` };
    }
    return { ok: 'no errors' };
  },
});

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
