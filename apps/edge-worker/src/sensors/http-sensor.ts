import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { AllowedNetworks } from '@eyrie/camera';
import type { JsonValue } from '@eyrie/contracts';
import { readJsonValues } from './json-values.ts';
import { type Reading, type Sensor, SensorFailure } from './sensor.ts';

const bytesMax = 64 * 1024;

/** A sensor in the site's network that answers with JSON. It is not followed elsewhere. */
export class HttpSensor implements Sensor {
  private readonly url: URL;

  constructor(
    url: string,
    private readonly values: readonly JsonValue[],
    private readonly networks: AllowedNetworks,
  ) {
    this.url = new URL(url);
  }

  async read(signal: AbortSignal): Promise<Reading> {
    const answer = await this.ask(signal);
    if (answer.statusCode !== 200) {
      answer.destroy();
      throw new SensorFailure(
        'unreachable',
        `The sensor answered with the status ${answer.statusCode}.`,
      );
    }
    return readJsonValues(await textOf(answer), this.values);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async ask(signal: AbortSignal): Promise<IncomingMessage> {
    const { hostname, host, port, protocol, pathname, search } = this.url;
    // The address that was judged is the one that is asked: a name may have another a moment later.
    const address = await this.networks.addressOf(hostname).catch((error: unknown) => {
      throw new SensorFailure('unreachable', messageOf(error), error);
    });
    const isTls = protocol === 'https:';
    return new Promise((resolve, reject) => {
      const request = (isTls ? httpsRequest : httpRequest)({
        host: address,
        port: port === '' ? (isTls ? 443 : 80) : Number(port),
        path: `${pathname}${search}`,
        headers: { accept: 'application/json', host },
        agent: false,
        signal,
        ...(isTls && isIP(hostname) === 0 ? { servername: hostname } : {}),
      });
      request.on('response', resolve);
      request.on('error', (error) => {
        const message = `The sensor cannot be reached: ${error.message}`;
        reject(signal.aborted ? error : new SensorFailure('unreachable', message, error));
      });
      request.end();
    });
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > bytesMax) {
      answer.destroy();
      throw new SensorFailure('unreadable', `The sensor said more than ${bytesMax} bytes.`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
