import { z } from 'zod';

/** The environment does not fit the schema. Names the variables, never their values. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration cannot be used: ${problems.join('; ')}.`);
  }
}

/**
 * Reads a process's configuration from its environment before anything starts.
 * Empty variables count as absent. The result is frozen.
 * Throws `ConfigurationError`.
 */
export function loadConfiguration<Schema extends z.ZodType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<z.output<Schema>> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    throw new ConfigurationError(
      // zod's own messages never quote the input, only what was expected of it.
      parsed.error.issues.map(
        (issue) => `${issue.path.join('.') || 'environment'}: ${issue.message}`,
      ),
    );
  }
  return Object.freeze(parsed.data);
}

/**
 * A variable in a form of its own: `parse` throws an error whose message completes "VARIABLE: …".
 * Absent counts as the empty text.
 */
export function parsedText<Value>(parse: (text: string) => Value) {
  return z
    .string()
    .default('')
    .transform((text, context): Value => {
      try {
        return parse(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
        return z.NEVER;
      }
    });
}
