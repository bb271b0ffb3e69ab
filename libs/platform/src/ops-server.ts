import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { listen } from './listen.ts';

export interface OpsServerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  registry: Registry;
  /** Null when the process can do its work, else why not, in one sentence. */
  isReady: () => string | null | Promise<string | null>;
  /** What `GET /status` answers: the process's own view of itself. */
  status?: () => unknown;
}

export interface OpsServer {
  port: number;
  close(): Promise<void>;
}

/**
 * The operations port of a process: `/livez`, `/readyz`, `/metrics`, `/status`. Kept apart from the
 * port that users reach, on plain node:http, so that it answers even while the application starts.
 */
export async function startOpsServer(options: OpsServerOptions): Promise<OpsServer> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(`The operations port could not answer: ${String(error)}\n`);
    });
  });
  await listen(server, { host: options.host, port: options.port, purpose: 'the operations port' });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(
  options: OpsServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://ops').pathname;
  switch (path) {
    case '/livez': {
      text(response, 200, 'alive\n');
      return;
    }
    case '/readyz': {
      const reason = await options.isReady();
      if (reason === null) text(response, 200, 'ready\n');
      else text(response, 503, `${reason}\n`);
      return;
    }
    case '/metrics': {
      const metrics = await options.registry.metrics();
      response.writeHead(200, { 'content-type': options.registry.contentType });
      response.end(metrics);
      return;
    }
    case '/status':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`${JSON.stringify(options.status?.() ?? {})}\n`);
      return;
    default:
      text(response, 404, 'The operations port has /livez, /readyz, /metrics and /status.\n');
  }
}

function text(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(body);
}
