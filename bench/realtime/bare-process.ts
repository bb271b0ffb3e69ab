// The peer: one process that writes the same bytes to whoever is connected, and does nothing else.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeSse, sseHeaders } from '@eyrie/realtime';
import { answerRequests } from '../harness/node-child.ts';
import { streamEvent } from './event.ts';

/** Where it listens. */
export type BarePort = number;

const responses = new Set<ServerResponse>();
let seq = 0;

const server = createServer((_request, response) => {
  response.writeHead(200, sseHeaders);
  response.write(encodeSse({ event: 'hello', data: '{}' }));
  response.socket?.setNoDelay(true);
  responses.add(response);
  response.on('close', () => responses.delete(response));
});

answerRequests({
  listen: () =>
    new Promise<BarePort>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    }),
  emit: (): void => {
    seq += 1;
    const data = JSON.stringify(streamEvent(Date.now()));
    const bytes = encodeSse({ id: `0000cafe:${seq}`, data });
    for (const response of responses) response.write(bytes);
  },
});
