import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigurationError, loadConfiguration } from './configuration.ts';

const schema = z.object({ PORT: z.coerce.number().int().default(3000), KEY: z.string().min(32) });

describe('loadConfiguration', () => {
  it('counts empty variables as absent and freezes the result', () => {
    const configuration = loadConfiguration(schema, { PORT: '', KEY: 'k'.repeat(32) });
    expect(configuration.PORT).toBe(3000);
    expect(Object.isFrozen(configuration)).toBe(true);
  });

  it('names every variable that does not fit, and the value of none', () => {
    const attempt = () => loadConfiguration(schema, { PORT: 'secret-port', KEY: 'secret-key' });
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(/PORT: .*KEY: /);
    expect(attempt).not.toThrow(/secret/);
  });
});
