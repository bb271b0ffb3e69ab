import { z } from 'zod';

export const pageSizeMax = 200;

/** Query of every list. `page_size` above the most is lowered to it; `page_token` is opaque. */
export const pageQuerySchema = z.object({
  page_size: z.coerce
    .number()
    .int()
    .min(1)
    .default(50)
    .transform((size) => Math.min(size, pageSizeMax)),
  page_token: z.string().max(512).optional(),
});

/** `q` of a list: a text that one of the named fields holds, in any case. */
export const textFilterSchema = (fields: string) =>
  z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe(`Those alone that have this text in ${fields}, in any case.`);

/** A page of a list. `next_page_token` is null on the last one. */
export const pageOf = <Item extends z.ZodType>(item: Item, id: string) =>
  z.object({ items: z.array(item), next_page_token: z.string().nullable() }).meta({ id });
