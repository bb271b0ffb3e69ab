import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { answerRequests } from '../harness/node-child.ts';

export interface ShowRequest {
  /** The path at which the pictures are asked for. */
  readonly name: string;
  readonly folder: string;
}

/**
 * A camera in the network: gives the pictures of a folder in turn to whoever asks, and knows when it
 * was asked, which for such a camera is when its exposure begins. `/NAME` is the folder of that name.
 */
const folders = new Map<string, { pictures: Buffer[]; next: number; asked: number[] }>();

const server = createServer((request, response) => {
  const at = Date.now();
  const folder = folders.get((request.url ?? '').slice(1));
  const picture = folder?.pictures[folder.next % folder.pictures.length];
  if (!folder || !picture) {
    response.writeHead(404).end();
    return;
  }
  folder.next += 1;
  folder.asked.push(at);
  response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': picture.length });
  response.end(picture);
});

answerRequests({
  /** Returns the port. */
  listen: async (): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  },
  show: ({ name, folder }: ShowRequest): void => {
    const pictures = readdirSync(folder)
      .sort()
      .map((file) => readFileSync(path.join(folder, file)));
    folders.set(name, { pictures, next: 0, asked: [] });
  },
  /** Epoch milliseconds of each request so far. */
  asked: (name: string): number[] => folders.get(name)?.asked ?? [],
});
