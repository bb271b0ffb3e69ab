import { z } from 'zod';

/** RFC 9457 problem details, `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string().describe('A stable URI for this kind of problem.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.string().describe('Stable, for programs: `site.not_found`.'),
    doc_url: z
      .string()
      .optional()
      .describe('Where the code is explained, relative to the address of the API.'),
    request_id: z.string(),
    trace_id: z
      .string()
      .optional()
      .describe(
        'The W3C trace that the request belongs to; it is in the log, here and at the site.',
      ),
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

export const problemCodeSchema = z
  .object({
    code: problemSchema.shape.code,
    type: problemSchema.shape.type,
    status: z.int(),
    title: z.string(),
    meaning: z.string(),
    remedy: z.string().describe('What to do about it.'),
  })
  .meta({ id: 'ProblemCode' });
export type ProblemCode = z.infer<typeof problemCodeSchema>;

/** `GET /v1/problems` */
export const problemCodesSchema = z
  .object({ items: z.array(problemCodeSchema) })
  .meta({ id: 'ProblemCodes' });
