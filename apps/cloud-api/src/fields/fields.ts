import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import type { z } from 'zod';
import { InvalidRequest } from '../problems/index.ts';

export const fieldsMetadata = 'eyrie:fields';

/** With `?fields=name,presence` each item of the list has these alone, and its id. */
export function HasFields(item: z.ZodObject): MethodDecorator {
  const known = Object.keys(item.shape);
  return applyDecorators(
    SetMetadata(fieldsMetadata, known),
    ApiQuery({
      name: 'fields',
      required: false,
      description:
        'Names with commas between: items have these fields alone, and id. Others are left out, ' +
        `required or not. Of: ${known.join(', ')}.`,
      schema: { type: 'string', maxLength: 500 },
      example: known.slice(0, 2).join(','),
    }),
  );
}

/** The names that are asked for, or null for all. Throws `InvalidRequest`. */
export function readFields(wish: unknown, known: readonly string[]): ReadonlySet<string> | null {
  if (wish === undefined) return null;
  const names = typeof wish === 'string' ? wish.split(',').map((name) => name.trim()) : [];
  if (names.length === 0 || names.some((name) => !known.includes(name))) {
    const message = `must be some of ${known.join(', ')}, with commas between`;
    throw new InvalidRequest([{ pointer: '/fields', message }]);
  }
  return new Set(['id', ...names]);
}

/** Of each item of a page what is asked for, in the order of the item. */
export function withFields<Page extends { items: object[] }>(
  page: Page,
  fields: ReadonlySet<string>,
): Page {
  const items = page.items.map((item) =>
    Object.fromEntries(Object.entries(item).filter(([name]) => fields.has(name))),
  );
  return { ...page, items };
}
