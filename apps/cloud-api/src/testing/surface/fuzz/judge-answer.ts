import { problemSchema } from '@eyrie/contracts';
import type { RawAnswer } from '../raw-exchange.ts';

/** Traces of the inside: frames of a stack, SQL, what Postgres says, paths of a disk. */
const inside =
  /node_modules|\bat .+:\d+:\d+|\.ts\b|\b(SELECT|INSERT INTO|UPDATE|DELETE FROM) |violates|invalid input syntax|invalid byte|relation "|\/(tmp|home|usr|var|work|root)\/|Error:/;

/** What is wrong with an answer, whatever was asked. */
export function judgeAnswer({ status, headers, text }: RawAnswer): string[] {
  if (status >= 500) return [`answered ${status} ${text.slice(0, 300)}`];
  if (status < 400) return [];
  const faults: string[] = [];
  const trace = inside.exec(text)?.[0];
  if (trace !== undefined) faults.push(`told "${trace}" of the inside`);
  const type = String(headers['content-type'] ?? '');
  if (!type.startsWith('application/problem+json')) {
    return [...faults, `answered ${status} as ${type || 'nothing'}: ${text.slice(0, 200)}`];
  }
  const read = problemSchema.strict().safeParse(parse(text));
  if (!read.success) faults.push(`answered no problem that fits its schema: ${text.slice(0, 300)}`);
  else if (read.data.status !== status) faults.push(`answered ${status} and says otherwise`);
  return faults;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'latin1').toString('utf8'));
  } catch {
    return undefined;
  }
}
