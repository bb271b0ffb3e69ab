import { afterEach, describe, expect, it } from '@jest/globals';
import { Counter, Registry } from 'prom-client';
import { startOpsServer, type OpsServer } from './ops-server.ts';

describe('the operations port', () => {
  let server: OpsServer;
  let reason: string | null = null;

  const start = async (port = 0) => {
    const registry = new Registry();
    new Counter({ name: 'frames_total', help: 'Frames.', registers: [registry] }).inc(3);
    server = await startOpsServer({
      host: '127.0.0.1',
      port,
      registry,
      isReady: () => reason,
      status: () => ({ kind: 'worker' }),
    });
    return server;
  };
  const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);

  afterEach(async () => {
    reason = null;
    await server.close();
  });

  it('is alive while it is not ready, and says why it is not', async () => {
    reason = 'The cloud is away.';
    await start();
    expect((await get('/livez')).status).toBe(200);
    const ready = await get('/readyz');
    expect(ready.status).toBe(503);
    expect(await ready.text()).toContain('The cloud is away.');
  });

  it('shows metrics and the status of the process', async () => {
    await start();
    expect(await (await get('/metrics')).text()).toContain('frames_total 3');
    expect(await (await get('/status')).json()).toEqual({ kind: 'worker' });
    expect((await get('/elsewhere')).status).toBe(404);
  });

  it('says which port is in use, what for, and what to do', async () => {
    const first = await start();
    await expect(start(first.port)).rejects.toThrow(
      `Port ${first.port} on 127.0.0.1, needed for the operations port, is in use by another program. Stop`,
    );
  });
});
