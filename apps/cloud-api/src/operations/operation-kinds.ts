import assert from 'node:assert/strict';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { OperationRun } from './operation-run.ts';

/**
 * A kind of long work. `run` may be called again after it was cut off anywhere, on another replica:
 * what it has done must either show in the database or be kept by `OperationRun.save`.
 */
export interface OperationKind<Input> {
  /** As people and programs see it: `devices.command`. */
  readonly name: string;
  /** Reads the input back from the database. */
  readonly input: z.ZodType<Input>;
  /** Returns the result that is shown. A `DomainError` becomes the operation's problem. */
  run(input: Input, run: OperationRun): Promise<Record<string, unknown> | null>;
}

/** The kinds that this version of the cloud can do; each feature adds its own when it starts. */
@Injectable()
export class OperationKinds {
  private readonly kinds = new Map<string, OperationKind<unknown>>();

  add<Input>(kind: OperationKind<Input>): void {
    assert(!this.kinds.has(kind.name), `There is a kind of operation ${kind.name} already.`);
    this.kinds.set(kind.name, kind);
  }

  find(name: string): OperationKind<unknown> | null {
    return this.kinds.get(name) ?? null;
  }
}
