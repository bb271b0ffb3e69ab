import 'reflect-metadata';
import { makePostgresTemplate } from '../postgres-template.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder in which the template is to be made.');
await makePostgresTemplate(folder);
