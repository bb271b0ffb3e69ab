import { z } from 'zod';
import { InvalidRequest } from '../problems/index.ts';

/** Where a page of a list that is newest first ended. `id` (UUID) decides between equal instants. */
export interface ListPosition {
  readonly at: string;
  readonly id: string;
}

const positionSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/** The position as an opaque `page_token`. */
export function formatPageToken({ at, id }: ListPosition): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/** Throws `InvalidRequest` for a token that is not one of ours. */
export function parsePageToken(token: string | undefined): ListPosition | null {
  if (token === undefined) return null;
  try {
    const [at, id] = positionSchema.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
    return { at, id };
  } catch {
    throw new InvalidRequest([{ pointer: '/page_token', message: 'is not a token of this list' }]);
  }
}
