import { z } from 'zod';
import { readFileIfThere } from './fleet-home.ts';

const lineSchema = z.object({ level: z.string(), msg: z.string() });

/** The last failures a process logged, as sentences; the last raw lines where it logged none. */
export function tailOfLog(file: string, lines = 3): string {
  const all = (readFileIfThere(file) ?? '').trimEnd().split('\n').slice(-200);
  const sentences = all.flatMap((line) => {
    try {
      const parsed = lineSchema.safeParse(JSON.parse(line));
      return parsed.success && ['fatal', 'error'].includes(parsed.data.level)
        ? [parsed.data.msg]
        : [];
    } catch {
      return [];
    }
  });
  const told = [...new Set(sentences)].slice(-lines);
  return (told.length > 0 ? told : all.slice(-lines)).map((line) => `  ${line}`).join('\n');
}
