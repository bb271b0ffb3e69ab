import { readFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';
import { renderTypes } from './render-types.ts';
import type { ProviderSchema } from './schema.ts';

const here = import.meta.dirname;

export const providerNames = [
  'aws',
  'azurerm',
  'google',
  'helm',
  'http',
  'kubernetes',
  'random',
] as const;
export type ProviderName = (typeof providerNames)[number];

export function providerSchema(name: ProviderName): ProviderSchema {
  const file = path.join(here, 'schemas', `${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as ProviderSchema;
}

/** The types of all providers, as files of this folder. */
export function providerTypes(): Promise<[file: string, text: string][]> {
  return Promise.all(
    providerNames.map(async (name): Promise<[string, string]> => {
      const style = { singleQuote: true, printWidth: 100, parser: 'typescript' };
      const text = await format(renderTypes(name, providerSchema(name)), style);
      return [`deploy/terraform/providers/${name}.gen.ts`, text];
    }),
  );
}
