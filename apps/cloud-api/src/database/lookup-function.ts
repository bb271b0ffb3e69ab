import type { QueryRunner } from 'typeorm';
import { appRole, lookupRole } from './roles.ts';

/**
 * A question that comes before the tenant is known (migration 0002 says why and how it is fenced in).
 * `parameters` are `name type` pairs; a function of the same name and types is replaced.
 */
export interface LookupFunction {
  name: string;
  parameters: readonly string[];
  returns: string;
  body: string;
}

export async function createLookups(
  runner: QueryRunner,
  functions: readonly LookupFunction[],
): Promise<void> {
  // Only for as long as the functions are handed over: their owner needs it at that moment.
  await runner.query(`GRANT CREATE ON SCHEMA public TO ${lookupRole}`);
  for (const { name, parameters, returns, body } of functions) {
    const signature = signatureOf({ name, parameters });
    // What a function answers with cannot be changed in place.
    await runner.query(`DROP FUNCTION IF EXISTS ${signature}`);
    await runner.query(
      `CREATE FUNCTION ${name}(${parameters.join(', ')}) RETURNS ${returns}
       LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ ${body} $$`,
    );
    await runner.query(`REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`);
    await runner.query(`GRANT EXECUTE ON FUNCTION ${signature} TO ${appRole}`);
    await runner.query(`ALTER FUNCTION ${signature} OWNER TO ${lookupRole}`);
  }
  await runner.query(`REVOKE CREATE ON SCHEMA public FROM ${lookupRole}`);
}

/** Lets the look-ups read some columns of a table, past its tenant policy. */
export async function openToLookups(
  runner: QueryRunner,
  table: string,
  columns: string,
): Promise<void> {
  await runner.query(`GRANT SELECT (${columns}) ON ${table} TO ${lookupRole}`);
  await runner.query(`DROP POLICY IF EXISTS ${table}_lookup ON ${table}`);
  await runner.query(
    `CREATE POLICY ${table}_lookup ON ${table} FOR SELECT TO ${lookupRole} USING (true)`,
  );
}

function signatureOf({ name, parameters }: Pick<LookupFunction, 'name' | 'parameters'>): string {
  const types = parameters.map((parameter) => parameter.slice(parameter.indexOf(' ') + 1));
  return `${name}(${types.join(', ')})`;
}
