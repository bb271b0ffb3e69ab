import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { idFromUuid, recordBatchSchema, type RecordBatch } from '@eyrie/contracts';
import { recordBatchBody } from './record-batch-body.ts';

const id = idFromUuid('device', '0190a5e4-7b1c-7c3d-8e4f-0123456789ab');

const element = fc.oneof(
  { weight: 6, arbitrary: fc.record({ deviceId: fc.constant(id), record: fc.object() }) },
  fc.record({ deviceId: fc.oneof(fc.string(), fc.constant(`${id}x`)), record: fc.object() }),
  fc.record({ deviceId: fc.constant(id), record: fc.jsonValue() }),
  fc.jsonValue(),
);
const body = fc.oneof(
  { weight: 8, arbitrary: fc.record({ records: fc.array(element, { maxLength: 6 }) }) },
  fc.record({ records: fc.jsonValue() }),
  fc.jsonValue(),
);

/** What is taken; undefined where it is refused. */
async function read(sent: unknown): Promise<RecordBatch['records'] | undefined> {
  const result = await recordBatchBody['~standard'].validate(sent);
  return result.issues ? undefined : result.value.records;
}

describe('recordBatchBody', () => {
  it('takes and refuses what the schema does', async () => {
    await fc.assert(
      fc.asyncProperty(body, async (sent) => {
        // The server's JSON parser refuses it, and Nest strips it.
        fc.pre(!JSON.stringify(sent).includes('__proto__'));
        const parsed = recordBatchSchema.safeParse(sent);
        const taken = await read(sent);
        const known = taken?.map(({ deviceId, record }) => ({ deviceId, record }));
        expect(known).toEqual(parsed.data?.records);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes no more than a batch may have', async () => {
    const records = (count: number) => ({
      records: Array.from({ length: count }, () => ({ deviceId: id, record: {} })),
    });
    expect(await read(records(500))).toHaveLength(500);
    expect(await read(records(501))).toBeUndefined();
    expect(await read(records(0))).toBeUndefined();
  });
});
