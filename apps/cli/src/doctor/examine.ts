import type { Check, Finding, Found } from './check.ts';
import type { Machine } from './machine.ts';

/** Carries a check out. One that fails by itself says so: the others are still worth having. */
export async function examine(check: Check, machine: Machine): Promise<Finding> {
  const found = await check.look(machine).catch((error: unknown): Found => {
    const why = error instanceof Error ? error.message : String(error);
    return { notApplicable: `it could not be looked at: ${why}` };
  });
  const base = { check: check.id, looked_at: check.looksAt };
  if ('ok' in found) return { ...base, ...nothing, verdict: 'ok', saw: found.ok };
  if ('notApplicable' in found) {
    return { ...base, ...nothing, verdict: 'not-applicable', saw: found.notApplicable };
  }
  const trouble = check.troubles[found.trouble];
  if (!trouble) throw new Error(`${check.id} does not list its trouble ${found.trouble}.`);
  const { verdict, means } = trouble;
  const advice = found.advice === undefined ? trouble.advice : `${found.advice} ${trouble.advice}`;
  return { ...base, verdict, trouble: found.trouble, saw: found.saw, means, advice };
}

const nothing = { trouble: null, means: null, advice: null };
