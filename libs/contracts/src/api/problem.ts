import { z } from 'zod';

/** RFC 9457 problem details, `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string().describe('A stable URI for this kind of problem.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.string().describe('Stable, for programs: `site.not_found`.'),
    request_id: z.string(),
    errors: z
      .array(
        z.object({
          pointer: z.string().describe('JSON pointer into the request.'),
          message: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
