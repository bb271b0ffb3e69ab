import { readFileSync } from 'node:fs';
import { newCameraConfigurationSchema, placeSchema } from '@eyrie/contracts';
import { z } from 'zod';
import { CommandFailure, exitCodes } from '../failure.ts';

export const processName = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/);

/**
 * What a local fleet consists of: one site, its coordinators, its workers with their cameras.
 * `eyrie fleet up --definition FILE` takes one as JSON; without it the demonstration runs.
 */
export const fleetDefinitionSchema = z.object({
  organisation: z.string().min(1),
  site: z.object({ name: z.string().min(1), place: placeSchema }),
  coordinators: z.array(processName).min(1).max(5),
  workers: z.array(
    z.object({
      name: processName,
      cameras: z.array(newCameraConfigurationSchema),
      /** Of its process, beside what the fleet sets: the programs and networks of its cameras. */
      environment: z.record(z.string().regex(/^EYRIE_[A-Z_]+$/), z.string()).optional(),
    }),
  ),
});
export type FleetDefinition = z.infer<typeof fleetDefinitionSchema>;

export function readFleetDefinition(file: string): FleetDefinition {
  try {
    return fleetDefinitionSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new CommandFailure(
      `The fleet definition ${file} cannot be used:\n${reason}`,
      exitCodes.usage,
    );
  }
}
