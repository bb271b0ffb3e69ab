import type { Configuration } from '../configuration.ts';
import { type Cloud, startCloud } from '../http/start-cloud.ts';
import type { TestApp } from './app.ts';
import { quietLogger } from './database.ts';

export interface TestReplica {
  url: string;
  app: Cloud['app'];
  close(): Promise<void>;
}

/** Another replica of the test's cloud, in this process, over the same database. */
export async function startTestReplica(
  { configuration }: Pick<TestApp, 'configuration'>,
  overrides: Partial<Configuration> = {},
): Promise<TestReplica> {
  const cloud = await startCloud({ ...configuration, ...overrides }, quietLogger);
  return {
    url: cloud.url.replace('localhost', '127.0.0.1').replace('[::1]', '127.0.0.1'),
    app: cloud.app,
    close: () => cloud.close(),
  };
}
