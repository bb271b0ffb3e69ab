import { Agent, request } from 'node:http';

/** One connection that sends a batch and reads the answer: as lean as the peer's, which is not measured either. */
export class BatchClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly url: URL,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  /** The answer's text. Rejects where it is not 200. */
  send(text: string): Promise<string> {
    const body = Buffer.from(text, 'latin1');
    return new Promise((resolve, reject) => {
      const asked = request(
        this.url,
        {
          agent: this.#agent,
          method: 'POST',
          headers: {
            ...this.headers,
            'content-type': 'application/json',
            'content-length': body.length,
          },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', reject);
          response.on('end', () => {
            const answer = Buffer.concat(parts).toString();
            if (response.statusCode === 200) resolve(answer);
            else reject(new Error(`The cloud refused a batch: ${answer}`));
          });
        },
      );
      asked.on('error', reject);
      asked.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
