import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Identity, TestAuthority } from '../../testing/certificates.ts';
import { until } from '../../testing/until.ts';
import { encodeFrame } from './frame.ts';
import { encodeHello } from './hello.ts';
import type { QuestionOptions } from './question-options.ts';
import type { TlsTransportOptions } from './tls-options.ts';
import { TlsTransport } from './tls-transport.ts';

const bytes = (line: string): Uint8Array => new TextEncoder().encode(line);
const text = (answer: Uint8Array): string => new TextDecoder().decode(answer);

describe('questions between nodes', () => {
  let authority: TestAuthority;
  let identities: Identity[];
  let asked: TlsTransport;
  let asking: TlsTransport;
  let heard: string[];

  const questions = (changes: Partial<QuestionOptions> = {}): QuestionOptions => ({
    realm: 'site',
    authorise: (name, nodeId) => name === `node-${nodeId}`,
    answer: (question, { nodeId, commonName }) => {
      heard.push(`${nodeId} ${commonName} ${text(question)}`);
      if (text(question) === 'fail') return Promise.reject(new Error('a defect'));
      return Promise.resolve(bytes(`${text(question)} yourself`));
    },
    ...changes,
  });
  const open = (id: 1 | 2, changes: Partial<TlsTransportOptions> = {}): Promise<TlsTransport> =>
    TlsTransport.listen({
      id,
      // Of different clusters on purpose: questions go between them.
      clusterId: `epoch-${id}`,
      listen: { host: '127.0.0.1', port: 0 },
      ...identities[id - 1]!,
      ca: authority.ca,
      resolve: () => ({ host: '127.0.0.1', port: asked.port }),
      authorise: () => false,
      questions: questions(),
      seed: id,
      ...changes,
    });

  beforeEach(async () => {
    heard = [];
    authority = await TestAuthority.found('site');
    identities = [await authority.issue('node-1'), await authority.issue('node-2')];
    asked = await open(2);
    asking = await open(1);
  });
  afterEach(async () => {
    await asking.close();
    await asked.close();
  });

  it('are answered across clusters, with the name that the certificate proved', async () => {
    expect(text(await asking.ask(2, bytes('who')))).toBe('who yourself');
    expect(heard).toEqual(['1 node-1 who']);
    expect(asking.counters().framesReceived).toBe(0);
  });

  it('go to an address of the asker\u2019s choice', async () => {
    const at = { host: '127.0.0.1', port: asked.port };
    await asking.close();
    asking = await open(1, { resolve: () => null });
    await expect(asking.ask(2, bytes('who'))).rejects.toThrow('Node 2 gave no answer');
    expect(text(await asking.ask(2, bytes('who'), at))).toBe('who yourself');
  });

  it('fail where the node is another, the realm is another, or the answer is none', async () => {
    await expect(asking.ask(3, bytes('who'))).rejects.toThrow('no answer');
    await expect(asking.ask(2, bytes('fail'))).rejects.toThrow('no answer');
    await asking.close();
    asking = await open(1, { questions: questions({ realm: 'another' }) });
    await expect(asking.ask(2, bytes('who'))).rejects.toThrow('no answer');
    expect(asked.counters().refusedClusters).toBe(1);
    expect(heard).toEqual(['1 node-1 fail']);
  });

  it('are refused from a certificate that is not on the list', async () => {
    await asked.close();
    asked = await open(2, { questions: questions({ authorise: () => false }) });
    await expect(asking.ask(2, bytes('who'))).rejects.toThrow('no answer');
    expect(asked.counters().refusedIdentities).toBe(1);
    expect(heard).toEqual([]);
  });

  it('are refused where nobody answers them, and when they are too long', async () => {
    await asked.close();
    asked = await open(2, { questions: undefined as never });
    await expect(asking.ask(2, bytes('who'))).rejects.toThrow('no answer');
    await asked.close();
    asked = await open(2);
    await expect(asking.ask(2, new Uint8Array(300_000))).rejects.toThrow('no answer');
    expect(heard).toEqual([]);
  });

  it('that were never put do not keep a connection for ever', async () => {
    const socket = connect({
      host: '127.0.0.1',
      port: asked.port,
      ...identities[0]!,
      ca: authority.ca,
      checkServerIdentity: () => undefined,
    });
    let isClosed = false;
    socket.on('close', () => (isClosed = true));
    socket.on('error', () => undefined);
    socket.write(
      encodeFrame(encodeHello({ clusterId: 'site', from: 1, to: 2, purpose: 'question' })),
    );
    await until('the hang-up', () => isClosed);
    expect(heard).toEqual([]);
  });
});
