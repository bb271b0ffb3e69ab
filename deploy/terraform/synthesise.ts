import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, type TerraformStack } from 'cdktn';
import type { Settings } from './settings.ts';
import { EyrieOnAws } from './stacks/aws/stack.ts';
import { EyrieOnAzure } from './stacks/azure/stack.ts';
import { EyrieOnExisting } from './stacks/existing/stack.ts';
import { EyrieOnGoogle } from './stacks/google/stack.ts';

/** The oldest Terraform that is taken: it locks the state in a bucket by itself. */
export const terraformVersion = '>= 1.11.0';

type Values = Readonly<Record<string, unknown>>;

/** Terraform's own JSON: all of it, as it would be applied. */
export interface Synthesised {
  /** Where cdk.tf.json and the charts are: Terraform runs here. */
  readonly folder: string;
  readonly json: {
    readonly terraform?: { readonly backend?: Readonly<Record<string, Values>> };
    readonly resource?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
    readonly output?: Readonly<Record<string, Values>>;
  };
}

/** Writes what Terraform needs for these settings into a folder. */
export function synthesise(settings: Settings, outdir: string): Synthesised {
  const app = new App({ outdir, context: { targetVersions: { terraform: terraformVersion } } });
  makeStack(app, settings);
  app.synth();
  const folder = path.join(outdir, 'stacks', settings.name);
  const text = readFileSync(path.join(folder, 'cdk.tf.json'), 'utf8');
  return { folder, json: JSON.parse(text) as Synthesised['json'] };
}

function makeStack(app: App, settings: Settings): TerraformStack {
  switch (settings.cloud) {
    case 'aws':
      return new EyrieOnAws(app, settings);
    case 'google':
      return new EyrieOnGoogle(app, settings);
    case 'azure':
      return new EyrieOnAzure(app, settings);
    case 'existing':
      return new EyrieOnExisting(app, settings);
  }
}
