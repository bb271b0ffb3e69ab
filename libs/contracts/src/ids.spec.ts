import { describe, expect, it } from '@jest/globals';
import { idFromUuid, idSchema, uuidFromId } from './ids.ts';

describe('ids', () => {
  const uuid = '01890a5d-ac96-774b-bcce-b302099a8057';

  it('carry the UUID of the database and say what they name', () => {
    const id = idFromUuid('device', uuid);
    expect(id).toBe('dev_01h455vb4pex5vsknk084sn02q');
    expect(uuidFromId('device', id)).toBe(uuid);
  });

  it('are refused where another kind is meant, and where they are no id at all', () => {
    const site = idFromUuid('site', uuid);
    expect(() => uuidFromId('device', site)).toThrow(RangeError);
    for (const broken of ['dev_', 'dev_8zzzzzzzzzzzzzzzzzzzzzzzzz', "dev_' or 1=1 --", uuid]) {
      expect(idSchema('device').safeParse(broken).success).toBe(false);
    }
  });
});
