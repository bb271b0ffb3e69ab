import { check } from '../check.ts';

export const memory = check({
  id: 'memory',
  looksAt: 'memory that is left',
  roles: ['server', 'coordinator', 'worker'],
  answers: 'SK-24: sizing',
  troubles: {
    short: {
      verdict: 'warning',
      means: 'The kernel may end a process at any moment to get memory back.',
      advice: 'Look what takes it (top); a server wants 4 GB, a worker 1 GB with timelapses.',
    },
  },
  look: async (machine) => {
    const text = await machine.read('/proc/meminfo');
    if (text === null) return { notApplicable: 'this system does not tell' };
    const of = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)?.[1]);
    const [total, left] = [of('MemTotal'), of('MemAvailable')];
    const saw = `${Math.round(left / 1024)} of ${Math.round(total / 1024)} MB left`;
    return left / total < 0.05 ? { trouble: 'short', saw } : { ok: saw };
  },
});
