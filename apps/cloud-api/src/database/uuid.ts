import { TypeID } from 'typeid-js';

/** A new UUIDv7: it sorts by creation, so that rows made together lie together in an index. */
export function newUuid(): string {
  return new TypeID('id').toUUID();
}
