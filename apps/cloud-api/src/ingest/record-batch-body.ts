import {
  idSchema,
  recordBatchSchema,
  recordsPerBatchMax,
  type RecordBatch,
} from '@eyrie/contracts';
import { judgesText } from '../http/request-validation.ts';

const deviceId = idSchema('device');
const standard = recordBatchSchema['~standard'];

/**
 * `recordBatchSchema` for a path that is taken often. The schema copies every record and looks at
 * every id anew; here a body that is right passes as it is, and the schema says what is wrong with the
 * others.
 */
export const recordBatchBody = {
  // One record that cannot be kept is refused by itself; the others of its batch are not.
  [judgesText]: true,
  '~standard': {
    ...standard,
    validate: (body: unknown, options?: Parameters<typeof standard.validate>[1]) =>
      isBatch(body) ? { value: body } : standard.validate(body, options),
  },
} satisfies Pick<typeof recordBatchSchema, '~standard'> & { [judgesText]: true };

function isBatch(body: unknown): body is RecordBatch {
  if (!isObject(body) || !Array.isArray(body['records'])) return false;
  const records: readonly unknown[] = body['records'];
  if (records.length === 0 || records.length > recordsPerBatchMax) return false;
  const devices = new Set<unknown>();
  return records.every((one) => {
    if (!isObject(one) || !isObject(one['record'])) return false;
    const id = one['deviceId'];
    if (devices.has(id)) return true;
    devices.add(id);
    return deviceId.safeParse(id).success;
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
