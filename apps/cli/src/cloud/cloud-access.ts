import { problemSchema } from '@eyrie/contracts';
import type { Command } from 'commander';
import { z } from 'zod';
import { CommandFailure, exitCodes } from '../failure.ts';
import { FleetHome, readFileIfThere } from '../fleet/fleet-home.ts';
import { readKey } from './key-file.ts';

export interface CloudOptions {
  url?: string;
  keyFile?: string;
  json?: boolean;
}

/** The options of every command that speaks to a cloud. */
export function withCloud(command: Command): Command {
  return command
    .option('--url <url>', 'the cloud; default EYRIE_URL, else the local fleet')
    .option(
      '--key-file <file>',
      'a file with an API key; default EYRIE_KEY_FILE; - is standard input',
    )
    .option('--json', 'for programs');
}

const fleetSchema = z.object({ email: z.string(), password: z.string() });

/** REST /v1 as an API key, or as the owner of the local fleet. */
export class CloudAccess {
  private constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
  ) {}

  /** @throws CommandFailure */
  static async open(options: CloudOptions, environment: NodeJS.ProcessEnv): Promise<CloudAccess> {
    const url = options.url ?? environment['EYRIE_URL'];
    const keyFile = options.keyFile ?? environment['EYRIE_KEY_FILE'];
    if (url !== undefined) {
      if (keyFile === undefined) {
        throw new CommandFailure('Which key? --key-file FILE, or EYRIE_KEY_FILE.', exitCodes.usage);
      }
      if (!URL.canParse(url)) throw new CommandFailure(`${url} is not a URL.`, exitCodes.usage);
      const key = await readKey(keyFile);
      return new CloudAccess(url.replace(/\/+$/, ''), { authorization: `Bearer ${key}` });
    }
    return CloudAccess.logIn(environment);
  }

  private static async logIn(environment: NodeJS.ProcessEnv): Promise<CloudAccess> {
    const home = FleetHome.fromEnvironment(environment);
    const text = readFileIfThere(home.loginFile);
    if (text === null) {
      const message = 'Which cloud? --url URL with --key-file FILE; there is no local fleet here.';
      throw new CommandFailure(message, exitCodes.usage);
    }
    const url = `http://127.0.0.1:${environment['PORT'] ?? '3000'}`;
    const access = new CloudAccess(url, { origin: url });
    const response = await access.send('POST', '/v1/session', fleetSchema.parse(JSON.parse(text)));
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    return new CloudAccess(url, { origin: url, cookie });
  }

  get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
    return this.ask('GET', path, schema);
  }

  post<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    body: unknown = {},
  ): Promise<z.output<Schema>> {
    return this.ask('POST', path, schema, body);
  }

  async text(path: string): Promise<string> {
    return (await this.send('GET', path)).text();
  }

  /** Where a path of the API is, for a person. */
  address(path: string): string {
    return `${this.url}${path}`;
  }

  /** An answer that is read as it comes. */
  open(path: string, headers: Record<string, string>): Promise<Response> {
    return this.send('GET', path, undefined, headers);
  }

  async delete(path: string): Promise<void> {
    await this.send('DELETE', path);
  }

  /** The whole of a list, page by page. */
  async list<Item extends z.ZodType>(
    path: string,
    page: z.ZodObject<{ items: z.ZodArray<Item>; next_page_token: z.ZodType<string | null> }>,
  ): Promise<z.output<Item>[]> {
    const items: z.output<Item>[] = [];
    const joint = path.includes('?') ? '&' : '?';
    for (let token: string | null = ''; token !== null;) {
      const after = token === '' ? '' : `&page_token=${encodeURIComponent(token)}`;
      const found: { items: z.output<Item>[]; next_page_token: string | null } = page.parse(
        await (await this.send('GET', `${path}${joint}page_size=200${after}`)).json(),
      );
      items.push(...found.items);
      token = found.next_page_token;
    }
    return items;
  }

  private async ask<Schema extends z.ZodType>(
    method: string,
    path: string,
    schema: Schema,
    body?: unknown,
  ): Promise<z.output<Schema>> {
    return schema.parse(await (await this.send(method, path, body)).json());
  }

  private async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(`${this.url}${path}`, {
        method,
        headers: {
          ...this.headers,
          ...headers,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      const message = `No cloud answers at ${this.url}.`;
      throw new CommandFailure(message, exitCodes.notRunning, { cause: error });
    }
    if (response.ok) return response;
    const problem = problemSchema.safeParse(await response.json().catch(() => null));
    const why = problem.success
      ? `${problem.data.detail ?? problem.data.title} (request ${problem.data.request_id})`
      : `HTTP ${response.status}`;
    throw new CommandFailure(`The cloud refused: ${why}`);
  }
}
