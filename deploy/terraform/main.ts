// `npm run terraform:synth -- SETTINGS.yaml [FOLDER]`: reads what an installation is asked for and writes what Terraform applies.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { readSettings } from './settings.ts';
import { synthesise } from './synthesise.ts';

const [file, folder = 'terraform.out'] = process.argv.slice(2);
if (file === undefined) {
  console.error('Usage: npm run terraform:synth -- SETTINGS.yaml [FOLDER]');
  process.exit(2);
}
try {
  const settings = readSettings(parse(readFileSync(file, 'utf8')), file);
  const written = synthesise(settings, path.resolve(folder));
  console.log(`Wrote ${written.folder}. Next: cd there, terraform init, terraform plan.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
