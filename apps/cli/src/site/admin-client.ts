import { request } from 'node:http';
import path from 'node:path';
import {
  adminSocketName,
  changeAnswerSchema,
  recoveryPlanSchema,
  siteStatusSchema,
  type ChangeAnswer,
  type RecoveryPlan,
  type SiteStatus,
} from '@eyrie/contracts';
import { z } from 'zod';
import { CommandFailure, exitCodes } from '../failure.ts';

const problemSchema = z.object({ code: z.string(), detail: z.string() });

/** The coordinator did not do it; `code` says why for programs. */
export class AdminRefusal extends CommandFailure {
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail, exitCodes.failed);
  }
}

/** Nobody listens on the socket. */
export class CoordinatorAway extends CommandFailure {
  constructor(directory: string, options?: ErrorOptions) {
    super(
      `No coordinator runs from ${directory}. Is it the data folder, and may this user read it?`,
      exitCodes.notRunning,
      options,
    );
  }
}

const answerMsMax = 30_000;

/** One coordinator, over the socket in its data folder. */
export class AdminClient {
  constructor(readonly directory: string) {}

  /** @throws CoordinatorAway */
  async status(): Promise<SiteStatus> {
    return siteStatusSchema.parse(await this.ask('GET', '/v1/site'));
  }
  remove(nodeId: number, force: boolean): Promise<ChangeAnswer> {
    return this.change('removal', { nodeId, force });
  }
  replace(oldNodeId: number, newNodeId: number): Promise<ChangeAnswer> {
    return this.change('replacement', { oldNodeId, newNodeId });
  }
  transfer(nodeId: number | null): Promise<ChangeAnswer> {
    return this.change('transfer', { nodeId });
  }
  rejoin(): Promise<ChangeAnswer> {
    return this.change('rejoin', {});
  }
  async planRecovery(): Promise<RecoveryPlan> {
    return recoveryPlanSchema.parse(await this.ask('GET', '/v1/site/recovery'));
  }
  recover(siteName: string): Promise<ChangeAnswer> {
    return this.change('recovery', { siteName });
  }

  private async change(what: string, body: object): Promise<ChangeAnswer> {
    return changeAnswerSchema.parse(await this.ask('POST', `/v1/site/${what}`, body));
  }

  private ask(method: string, at: string, body?: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const asked = request(
        { socketPath: path.join(this.directory, adminSocketName), method, path: at },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const answer = parse(Buffer.concat(chunks));
            if (response.statusCode === 200) {
              resolve(answer);
              return;
            }
            const problem = problemSchema.safeParse(answer).data;
            reject(new AdminRefusal(problem?.code ?? '', problem?.detail ?? 'It gave no reason.'));
          });
          response.on('error', reject);
        },
      );
      asked.setTimeout(answerMsMax, () => asked.destroy(new Error('no answer in time')));
      asked.on('error', (error) => {
        reject(new CoordinatorAway(this.directory, { cause: error }));
      });
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
