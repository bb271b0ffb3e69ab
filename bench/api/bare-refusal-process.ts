// What a flood costs its neighbours on the same machine whoever refuses it: a socket that knows one answer.
import { type AddressInfo, createServer } from 'node:net';
import { answerRequests } from '../harness/node-child.ts';

export interface BareRefusal {
  readonly port: number;
}

const endOfRequest = Buffer.from('\r\n\r\n');
const refusal = Buffer.from(
  'HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n',
);

function listen(): Promise<BareRefusal> {
  const server = createServer((socket) => {
    // A request that comes in two pieces is not found, and few do.
    socket.on('data', (chunk) => {
      let count = 0;
      for (let at = 0; (at = chunk.indexOf(endOfRequest, at)) >= 0; at += 1) count += 1;
      socket.write(Buffer.concat(Array.from({ length: count }, () => refusal)));
    });
    socket.on('error', () => undefined);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ port: (server.address() as AddressInfo).port });
    });
  });
}

answerRequests({ listen });
